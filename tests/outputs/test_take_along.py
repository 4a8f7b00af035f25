"""What a reader takes along from a built site: citations, feeds, JSON, and the papers for another site."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
import rispy
from browsing import VIEWS, axe_violations, built, in_every_font, served, shot, sideways
from building import copy_of_world
from jsonschema import Draft202012Validator
from pybtex.database import parse_string

from broadsheet import pipeline
from broadsheet.outputs.citations import formats, keys
from broadsheet.text.latex import to_text

pytestmark = pytest.mark.slow

WORLD = Path(__file__).parents[1] / "world"
ROOT = "https://review.example/digest/"


class Static(HTMLParser):
    """A page as a program without a browser reads it: its meta and link tags and its JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.alternates: list[dict[str, str]] = []
        self.data: list[object] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "meta" and "name" in named:
            self.metas.append((named["name"], named["content"]))
        if tag == "link" and named.get("rel") == "alternate":
            self.alternates.append(named)
        self._inside = tag == "script" and named.get("type") == "application/ld+json"

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.data.append(json.loads(data))

    def all(self, name: str) -> list[str]:
        return [content for known, content in self.metas if known == f"citation_{name}"]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A site's folder, built."""
    made = copy_of_world(tmp_path_factory.mktemp("along"))
    built(made)
    return made


@pytest.fixture(scope="module")
def papers(root):
    return {entry.paper.id: entry.paper for entry in pipeline.read_library(root).with_page}


@pytest.fixture(scope="module")
def address(root):
    with served(root / "site") as found:
        yield found


def page(root, at) -> Static:
    return Static((root / "site" / at / "index.html").read_text("utf-8"))


def test_a_papers_page_tells_reference_managers_everything(root, papers):
    for paper in papers.values():
        found = page(root, f"paper/{paper.id}")
        assert found.all("title") == [to_text(paper.title)]
        # Family names of several words stand first, before a comma.
        words = [sorted(name.replace(",", " ").split()) for name in found.all("author")]
        assert words == [sorted(name.replace(",", " ").split()) for name in paper.authors]
        assert found.all("publication_date") == ([f"{paper.published:%Y/%m/%d}"] if paper.published else [])
        assert found.all("publication_date") or found.all("online_date") == [f"{paper.day:%Y/%m/%d}"]
        if paper.arxiv:
            assert found.all("doi") == [paper.doi or f"10.48550/arXiv.{paper.arxiv}"]
            assert found.all("pdf_url") == [f"https://arxiv.org/pdf/{paper.arxiv}"]
            assert found.all("abstract_html_url") == [f"https://arxiv.org/abs/{paper.arxiv}"]


def test_search_engines_find_one_scholarly_article(root, papers):
    for paper in papers.values():
        [told] = page(root, f"paper/{paper.id}").data
        assert (told["@type"], told["headline"]) == ("ScholarlyArticle", to_text(paper.title))


def test_every_page_leads_to_the_feeds(root):
    for file in (root / "site").rglob("*.html"):
        found = Static(file.read_text("utf-8"))
        held = {link["type"] for link in found.alternates}
        assert {"application/rss+xml", "application/atom+xml"} <= held, file
        for link in found.alternates:
            if link["href"].startswith(("http", "/")):
                continue
            assert (file.parent / link["href"]).resolve().is_file(), (file, link["href"])


def test_a_feed_reader_finds_the_feeds_of_a_topic_on_its_page(root, address):
    found = page(root, "topic/sums")
    hrefs = [link["href"] for link in found.alternates if link["type"] == "application/rss+xml"]
    assert [href.rpartition("/")[2] for href in hrefs] == ["feed.xml", "sums.xml"]
    assert feedparser.parse(f"{address}topic/sums/{hrefs[1]}").entries


def test_the_files_beside_a_page_are_those_that_it_links_to(root, papers):
    for paper in papers.values():
        html = (root / "site/paper" / paper.id / "index.html").read_text("utf-8")
        for ending in ("bib", "ris", "json"):
            if f'href="cite.{ending}"' in html:
                assert (root / "site/paper" / paper.id / f"cite.{ending}").is_file()
    assert 'href="cite.bib"' in (root / "site/paper/2603.00001/index.html").read_text("utf-8")


def download(tab, name: str) -> str:
    with tab.expect_download() as got:
        tab.get_by_role("button", name=name, exact=True).click()
    return Path(got.value.path()).read_bytes().decode()


def test_what_a_reader_saved_is_cited_as_the_papers_own_files_cite_it(root, papers, address, visit):
    tab = visit(address).page
    for paper in papers:
        tab.goto(f"{address}paper/{paper}/")
        tab.locator("button.save").first.click()
    tab.goto(f"{address}saved/")
    exported = parse_string(download(tab, "BibTeX"), "bibtex").entries
    records = {record["id"]: record for record in rispy.loads(download(tab, "RIS"))}
    assert len(exported) == len(records) == len(papers)
    for paper in papers.values():
        [own] = parse_string(formats.bibtex([paper]), "bibtex").entries.values()
        found = exported[keys.key(paper)]
        assert (found.type, found.persons) == (own.type, own.persons), paper.id
        # Formulas of titles stay TeX in the files, and arXiv's category is in no tag.
        unlike = {"title", "key", "primaryClass"}
        fields = [{k: v for k, v in e.fields.items() if k not in unlike} for e in (found, own)]
        assert fields[0] == fields[1], paper.id
        [mine] = rispy.load(io.StringIO(formats.ris([paper])))
        told = records[keys.key(paper)]
        unlike = {"abstract", "keywords"}
        assert {k: v for k, v in told.items()} == {k: v for k, v in mine.items() if k not in unlike}, paper.id


def test_hugging_faces_own_client_reads_the_site_under_its_prefix(root, address):
    hub = pytest.importorskip("huggingface_hub")
    newest = pipeline.read_library(root).newest
    found = list(hub.HfApi(endpoint=address.rstrip("/"), token=False).list_daily_papers())
    assert [paper.id for paper in found] == [entry.paper.id for entry in newest.entries]
    assert [paper.title for paper in found] == [entry.paper.title for entry in newest.entries]


def test_the_status_is_what_its_published_schema_says(root):
    schema = json.loads((root / "site/api/v1/schemas/status.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    told = json.loads((root / "site/status.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(told))
    assert set(told) == set(schema["properties"]) == set(schema["required"])
    assert list(Draft202012Validator(schema).iter_errors(told | {"colour": "red"}))


def test_one_broadsheet_follows_another(root, address, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(
        WORLD, other, ignore=shutil.ignore_patterns("golden", "papers", "ledger", "notes", "digests")
    )
    (other / "content/config/sources.yaml").write_text(
        "sources:\n  - kind: broadsheet\n    name: review\n    title: The Small Review\n"
        f"    url: '{address.rstrip('/')}'\n"
    )
    for name in ("rules", "topics"):
        (other / f"content/config/{name}.yaml").unlink(missing_ok=True)
    command = [sys.executable, "-m", "broadsheet", "fetch", "--root", str(other), "--since", "2026-03-02",
               "--until", "2026-03-09"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    theirs, ours = pipeline.read_library(root), pipeline.read_library(other)
    told = {entry.paper.id: entry.paper for entry in ours.entries}
    assert set(told) == {entry.paper.id for entry in theirs.shown if entry.paper.day.year == 2026}
    for entry in theirs.shown:
        if paper := told.get(entry.paper.id):
            assert (paper.title, paper.abstract) == (entry.paper.title, entry.paper.abstract)
            # Of markup, and of what generators write for nothing, no name is left.
            persons = [name for name in entry.paper.authors if not re.search(r"[<\[]|^null$", name)]
            assert [name for name in paper.authors if name in entry.paper.authors] == persons
            assert (paper.day, paper.votes) == (entry.paper.day, entry.paper.votes)
            assert paper.sightings[0].url == f"{address}paper/{paper.id}/"
    built(other)
    html = unescape((other / "site/paper/2603.00010/index.html").read_text("utf-8"))
    assert f'href="{address}paper/2603.00010/"' in html


@in_every_font
@pytest.mark.parametrize("at", ["feeds", "api"])
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_the_pages_that_explain_it_look_and_read_right_everywhere(address, visit, at, width, scheme):
    seen = visit(f"{address}{at}/", width, scheme)
    shot(seen.page, f"take-along-{at}", width, scheme)
    assert axe_violations(seen.page) == []
    assert sideways(seen.page) <= 0
    assert seen.wrong == []
    assert not [url for url in seen.asked if not url.startswith(address)]


def test_every_page_leads_to_the_feeds_and_the_api(address, visit):
    tab = visit(f"{address}paper/2603.00001/").page
    targets = tab.eval_on_selector_all("header a, footer a", "links => links.map((link) => link.href)")
    assert {f"{address}feeds/", f"{address}api/"} <= set(targets)
