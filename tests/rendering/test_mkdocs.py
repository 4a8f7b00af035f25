"""From content/ to HTML with MkDocs, strictly: links, hostile words, sameness, and failure."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import feedparser
import pytest
from building import ERROR_PAGES, ROOT, build, copy_of_world

pytestmark = pytest.mark.slow

# What a page of ours may hold; anything else came from somebody's words.
OUR_SCRIPTS = ("assets/scripts/",)


class Page(HTMLParser):
    """What a browser would follow or run on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.tags: list[str] = []
        self.title = ""
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._in.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "poster", "data"):
                self.links.append(value or "")
            if name == "id":
                self.ids.add(value or "")
            if name.startswith("on") or name == "style":
                self.handlers.append(f"{tag} {name}")
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "inline")

    def handle_data(self, data):
        if self._in and self._in[-1] == "title":
            self.title += data

    def handle_endtag(self, tag):
        if self._in and self._in[-1] == tag:
            self._in.pop()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The world, built once for all tests of this module."""
    root = copy_of_world(tmp_path_factory.mktemp("built"))
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Page]:
    return {p.relative_to(site).as_posix(): Page(p.read_text("utf-8")) for p in site.rglob("*.html")}


def own_target(url: str, site: Path) -> Path | None:
    """The file that an address of the site stands for; None for an address elsewhere."""
    if not url.startswith(ROOT):
        return None
    address = urlsplit(url).path  # a search has a query behind it
    path = site / unquote(address.removeprefix("/digest/"))
    return path / "index.html" if address.endswith("/") else path


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(site, pages):
    broken = []
    for path, page in pages.items():
        base = urljoin(ROOT, path.removesuffix("index.html"))
        for link in page.links:
            address, fragment = urldefrag(urljoin(base, link))
            target = own_target(address, site)
            assert target or urlsplit(address).scheme in ("http", "https", "mailto"), (path, link)
            if target is None:
                assert urlsplit(address).hostname != "review.example", f"{path} leaves the prefix: {link}"
            elif not target.is_file():
                broken.append((path, link))
            elif fragment and target.suffix == ".html":
                there = pages[target.relative_to(site).as_posix()]
                if fragment not in there.ids:
                    broken.append((path, link))
    assert broken == []


def test_every_paper_day_week_month_topic_and_author_has_its_page(pages):
    for address in (
        *(f"paper/2603.{n:05}" for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)),
        "paper/hep-th-0303001",
        "paper/doi-10.1000-example.1",
        *(f"day/2026-03-{day:02}" for day in (2, 3, 4, 5, 6, 9)),
        *("week/2026-W10", "week/2026-W11", "month/2026-03"),
        *("topic/sums", "topic/shapes", "topic/proofs", "topics", "archive", "about", "status", "colophon"),
        *("author/ada-example", "author/svg", "organisation/b-bold-b-co", "authors"),
    ):
        assert f"{address}/index.html" in pages
    assert "paper/2603.00004/index.html" not in pages, "a rule left it out"


def test_nothing_that_strangers_wrote_becomes_markup(pages):
    for path, page in pages.items():
        assert page.handlers == [], path
        assert not {"iframe", "object", "embed", "base", "u"} & set(page.tags), path
        for script in page.scripts:
            assert script == "inline" or any(own in script for own in OUR_SCRIPTS), (path, script)
        assert not any(link.lower().startswith(("javascript:", "data:text")) for link in page.links), path
    plain, hostile = pages["paper/2603.00001/index.html"], pages["paper/2603.00002/index.html"]
    assert len(hostile.scripts) == len(plain.scripts)
    assert hostile.title.startswith("</title><script>alert(1)</script> [x](javascript:alert(1)) {{ 7*7 }}")


def test_words_that_look_like_yaml_or_markdown_stay_words(pages):
    assert pages["paper/2603.00010/index.html"].title.startswith("2026-03-09 ·")
    assert pages["paper/2603.00011/index.html"].title.startswith("- a title that begins like a list ·")
    assert pages["paper/hep-th-0303001/index.html"].title.startswith(
        "An old result, E = mc², for $5 and $10 ·"
    )


def test_no_page_asks_for_anything_from_another_place(site, pages):
    for path, page in pages.items():
        for script in page.scripts:
            assert not urlsplit(script).netloc, path
        assert not {"img", "video", "audio", "source", "iframe"} & set(page.tags), path
    for sheet in (site / "assets").rglob("broadsheet*.css"):
        assert "url(http" not in sheet.read_text("utf-8") and "@import" not in sheet.read_text("utf-8")


def test_the_sitemap_names_every_page_but_those_of_hidden_papers(site, pages):
    named = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    assert f"{ROOT}paper/2603.00001/" in named
    assert f"{ROOT}paper/2603.00005/" not in named
    assert len(named) == len(pages) - 3  # that one, and the pages for lost readers and for a lost network


def test_the_feed_leads_to_the_pages(site):
    parsed = feedparser.parse((site / "feed.xml").read_bytes())
    assert parsed.entries
    for entry in parsed.entries:
        assert own_target(entry.link, site).is_file()


@pytest.mark.parametrize("prefix", ["/", "/digest/", "/a/deeper/place/"])
def test_no_link_within_the_site_knows_its_prefix(site, pages, prefix):
    inner = [link for page in pages.values() for link in page.links if link.startswith("/")]
    others = [link for path, page in pages.items() if path not in ERROR_PAGES for link in page.links]
    assert all(link.startswith("/digest/") for link in inner), "only pages of errors need the prefix"
    assert not any(link.startswith("/") for link in others)


def test_the_same_content_gives_the_same_bytes_anywhere(world, tmp_path, site, snapshot):
    elsewhere = tmp_path / "a place with spaces and é"
    shutil.copytree(world, elsewhere)
    done = build(elsewhere, TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="7", LANG="tr_TR.UTF-8")
    assert done.returncode == 0, done.stdout + done.stderr
    here, there = snapshot(site), snapshot(elsewhere / "site")
    assert sorted(here) == sorted(there)
    assert [path for path in here if here[path] != there[path]] == []


def test_a_second_build_changes_no_byte_and_writes_no_page(world, snapshot):
    build(world)
    before = snapshot(world / "site")
    again = build(world)
    assert "site: nothing new since the last build" in again.stdout
    assert snapshot(world / "site") == before


def test_a_build_that_fails_costs_nothing_that_was_good(world, snapshot):
    assert build(world).returncode == 0
    before = snapshot(world / "site")
    (world / "content/pages/broken.md").write_text("# Broken\n\nSee [nothing](nowhere.md).\n")
    failed = build(world)
    assert failed.returncode == 1
    assert "mkdocs build --strict: failed; the last good site stays" in failed.stderr
    assert "nowhere.md" in failed.stderr
    (world / "content/config/topics.yaml").write_text("topics: 3\n")
    failed = build(world)
    assert failed.returncode == 1
    assert failed.stderr == "content/config/topics.yaml: topics: must be a list, not 3\n"
    assert snapshot(world / "site") == before


def test_a_folder_that_holds_something_else_is_not_built_over(world, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.tex").write_text("years of work")
    failed = build(world, "--site-dir", str(tmp_path / "home"))
    assert failed.returncode == 1
    assert "home: holds files, such as thesis.tex" in failed.stderr
    assert "name an empty folder" in failed.stderr
    assert (tmp_path / "home" / "thesis.tex").read_text() == "years of work"


def test_the_site_goes_where_mkdocs_yml_says(world):
    text = (world / "mkdocs.yml").read_text("utf-8")
    (world / "mkdocs.yml").write_text(text.replace("site_dir: site", "site_dir: public/digest"), "utf-8")
    done = build(world)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (world / "public/digest/index.html").is_file() and not (world / "site").exists()
    (world / "public/digest/index.html").write_text("rotted")
    looked = [sys.executable, "-m", "broadsheet", "doctor", "--deep", "--root", str(world)]
    said = subprocess.run(looked, capture_output=True, text=True, check=False)
    assert said.returncode == 1 and "index.html" in said.stdout


def test_the_page_for_lost_readers_takes_what_people_put_around_pages(world):
    (world / "overrides").mkdir()
    (world / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block announce %}Closed on {{ config.site_name | e }}day{% endblock %}'
    )
    text = (world / "mkdocs.yml").read_text("utf-8")
    theme = "theme:\n  name: broadsheet\n  custom_dir: overrides\n"
    (world / "mkdocs.yml").write_text(text.replace("theme: broadsheet\n", theme), "utf-8")
    assert build(world).returncode == 0
    lost = (world / "site/404.html").read_text("utf-8")
    assert "Closed on The Small" in lost and "Page not found" in lost
    (world / "overrides/404.html").write_text(
        '{% extends "main.html" %}{% block content %}<h1>Gone fishing</h1>{% endblock %}'
    )
    assert build(world).returncode == 0
    lost = (world / "site/404.html").read_text("utf-8")
    assert "Gone fishing" in lost and "Closed on The Small" in lost and "Page not found" not in lost


def test_an_empty_site_builds(tmp_path):
    made = [sys.executable, "-m", "broadsheet", "init", str(tmp_path / "new")]
    subprocess.run(made, check=True, capture_output=True)
    done = build(tmp_path / "new")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "new/site/index.html").is_file()
