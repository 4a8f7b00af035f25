"""What a page says about itself to those that link to it, read back from the built HTML."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from building import ERROR_PAGES, ROOT, WORLD, build
from PIL import Image

pytestmark = pytest.mark.slow


class Head(HTMLParser):
    """The meta and link elements of a page, each once, in a browser's reading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {}
        self.types: list[str] = []  # of what stands for the page
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "meta" and (name := named.get("property") or named.get("name")):
            self.said.setdefault(name, []).append(named["content"])
        if tag == "link":
            self.said.setdefault(named["rel"], []).append(named["href"])
            if named["rel"] == "alternate":
                self.types.append(named["type"])

    def __getitem__(self, name: str) -> str:
        [value] = self.said[name]
        return value

    def __contains__(self, name: str) -> bool:
        return name in self.said


def built(root: Path, **settings: str) -> Path:
    shutil.copytree(WORLD, root, ignore=shutil.ignore_patterns("golden"))
    with (root / "content/config/site.yaml").open("a") as file:
        file.writelines(f"{key}: {value}\n" for key, value in settings.items())
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return built(tmp_path_factory.mktemp("head") / "world")


@pytest.fixture(scope="module")
def heads(site) -> dict[str, Head]:
    """Every page's head by its address."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {name.removesuffix("index.html"): Head(path.read_text("utf-8")) for name, path in files.items()}


def test_every_page_names_itself_and_its_place(heads):
    for address, head in heads.items():
        assert head["description"] == head["og:description"] != "", address
        assert head["og:title"] and head["og:site_name"] == "The Small & <Exact> Review"
        if address not in ERROR_PAGES:
            assert head["canonical"] == head["og:url"] == ROOT + address
    assert heads[""]["canonical"] == ROOT
    assert "canonical" not in heads["404.html"] and "og:image" not in heads["404.html"]


def test_every_page_has_a_picture_that_is_there(site, heads):
    for address, head in heads.items():
        if address in ERROR_PAGES:
            continue
        assert head["og:image"].startswith(ROOT), address
        with Image.open(site / urlsplit(head["og:image"]).path.removeprefix("/digest/")) as image:
            assert (image.width, image.height) == (1200, 630)
        assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
        assert head["og:image:alt"].startswith("The Small & <Exact> Review: ")
        assert head["twitter:card"] == "summary_large_image"


def test_editions_topics_and_new_papers_have_a_picture_of_their_own(heads):
    for address, card in (
        ("", "2026-03-09"),
        ("day/2026-03-02/", "2026-03-02"),
        ("day/2026-03-05/", "default"),  # nothing came out
        ("week/2026-W10/", "2026-W10"),
        ("month/2026-03/", "2026-03"),
        ("topic/sums/", "topic/sums"),
        ("paper/2603.00001/", "paper/2603.00001"),
        ("about/", "default"),
    ):
        assert heads[address]["og:image"] == f"{ROOT}cards/{card}.png"
    named = heads["paper/2603.00001/"]
    assert named["og:image:alt"].endswith(f": {named['og:title']}")
    assert "papers, Monday, 2 March 2026: " in heads["day/2026-03-02/"]["og:image:alt"]


def test_what_was_published_on_a_day_is_an_article_of_that_day(heads):
    for address, day in (
        ("day/2026-03-03/", "2026-03-03"),
        ("week/2026-W10/", "2026-03-02"),
        ("month/2026-03/", "2026-03-01"),
        ("paper/2603.00001/", "2026-03-02"),
    ):
        assert (heads[address]["og:type"], heads[address]["article:published_time"]) == ("article", day)
    for address in ("", "topics/", "topic/sums/", "about/", "404.html"):
        assert heads[address]["og:type"] == "website" and "article:published_time" not in heads[address]


def alternates(head: Head, media: str) -> set[str]:
    """The addresses of what stands for a page in another format."""
    return {
        href for href, type_of in zip(head.said["alternate"], head.types, strict=True) if type_of == media
    }


def test_a_list_names_its_bibtex_and_the_json_feed(site, heads):
    for address, bibtex in (
        ("", "day/2026-03-09/cite.bib"),
        ("day/2026-03-02/", "cite.bib"),
        ("week/2026-W10/", "cite.bib"),
        ("month/2026-03/", "cite.bib"),
        ("topic/sums/", "cite.bib"),
    ):
        root = "../" * address.count("/")
        [found] = alternates(heads[address], "application/x-bibtex")
        assert (site / address / found).resolve() == (site / address / bibtex).resolve()
        assert (site / address / found).is_file()
        feeds = alternates(heads[address], "application/feed+json")
        assert root + "feed.json" in {feed.removeprefix("./") for feed in feeds}
        assert all((site / address / feed).is_file() for feed in feeds)
    assert not alternates(heads["day/2026-03-05/"], "application/x-bibtex"), "nothing came out"
    assert not alternates(heads["paper/2603.00001/"], "application/feed+json")


def test_hostile_words_are_escaped_once(site, heads):
    hostile = heads["paper/2603.00002/"]
    assert hostile["og:title"].startswith("</title><script>alert(1)</script> [x](javascript:alert(1))")
    for head in heads.values():
        assert all("&#" not in value for values in head.said.values() for value in values)
    for path in site.rglob("*.html"):
        assert not re.search(r'<meta [^>]*="[^"]*<', path.read_text("utf-8")), path


def test_without_cards_there_is_no_picture_and_no_word_of_one(tmp_path):
    site = built(tmp_path / "world", cards="false")
    assert not (site / "cards").exists()
    head = Head((site / "index.html").read_text("utf-8"))
    assert "og:image" not in head and "twitter:card" not in head and head["og:title"]
