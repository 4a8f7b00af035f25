"""Authors and organisations: every one leads somewhere, and all outputs know those that have a page."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import pytest
from jsonschema import Draft202012Validator
from make import make_entry, make_library, make_paper, make_sighting, make_site
from test_bad_words import WORDS

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.contributors import AUTHOR, ORGANISATION, NamedContributor
from broadsheet.model.curation import Entry
from broadsheet.outputs.api import api
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages
from broadsheet.text.plain import clean

MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)
ADA = NamedContributor(AUTHOR, "Ada Example", "", ("A. Example",), "https://orcid.org/0000-0002-1825-0097")


def entry(paper_id: str, *authors: str, day: date = MARCH, organisation: str = "Quarry") -> Entry:
    sighting = make_sighting(day=day)
    paper = make_paper(id=paper_id, authors=authors, organisation=organisation, sightings=(sighting,))
    return make_entry(paper=paper)


def library(*entries: Entry, named: tuple[NamedContributor, ...] = (), most: int = 500) -> Library:
    site = make_site(author_pages=most)
    return make_library(site=site, entries=entries).with_contributors(named)


def many() -> Library:
    """A site on which two authors and an organisation have a page, and one author has none."""
    first = entry("2603.00001", "A. Example", "Béla Sample", "Cy Once")
    second = entry("2603.00002", "Ada Example", "Béla Sample")
    return library(first, second, named=(ADA,))


def page(found: Library, path: str) -> ET.Element:
    [file] = [file for file in pages(found) if file.path == path]
    return html5lib.parse(file.data.decode(), namespaceHTMLElements=False)


def text(element: ET.Element) -> str:
    return clean("".join(element.itertext()))


def links(element: ET.Element) -> dict[str, str]:
    """Return where the names in a page lead to."""
    return {text(a): a.get("href", "") for a in element.iter("a") if a.find("bdi") is not None}


@pytest.mark.parametrize("path", ["paper/2603.00001.md", "day/2026-03-02.md", "index.md"])
def test_every_author_and_organisation_is_a_link(path: str) -> None:
    found = links(page(many(), path))
    up = "../" * path.count("/") if path == "index.md" else "../../"
    assert found["A. Example"] == f"{up}author/ada-example/"
    assert found["Béla Sample"] == f"{up}author/bela-sample/"
    assert found["Quarry"] == f"{up}organisation/quarry/"
    assert found["Cy Once"] == f"{up}search/?q=author%3A%22Cy+Once%22"


def test_a_page_lists_the_papers_of_all_spellings_and_says_whose_it_is() -> None:
    found = page(many(), "author/ada-example.md")
    titles = [a.get("href") for h3 in found.iter("h3") for a in h3.iter("a")]
    assert titles == ["../../paper/2603.00001/", "../../paper/2603.00002/"]
    assert "https://orcid.org/0000-0002-1825-0097" in [a.get("href") for a in found.iter("a")]
    assert "several people" not in text(found)
    assert "Also printed as: A. Example" in text(found)


@pytest.mark.parametrize(
    ("path", "several"), [("author/bela-sample", "people"), ("organisation/quarry", "organisations")]
)
def test_without_an_identifier_it_says_that_a_name_may_be_that_of_several(path: str, several: str) -> None:
    said = text(page(many(), f"{path}.md"))
    assert "2 papers · a name" not in said
    assert f"A name as papers print it; several {several} may share it" in said


def test_the_list_of_all_leads_to_every_page_those_with_most_papers_first() -> None:
    more = entry("2603.00003", "Béla Sample")
    found = page(library(*many().entries, more, named=(ADA,)), "authors.md")
    assert list(links(found).values()) == [
        "../author/bela-sample/",
        "../author/ada-example/",
        "../organisation/quarry/",
    ]


def test_a_name_that_once_had_a_page_leads_to_the_search_and_has_no_more_than_that() -> None:
    march = [entry(f"2603.0000{number}", "Ana Old", organisation="") for number in (1, 2)]
    april = [entry(f"2604.0000{number}", "Bo New", day=APRIL, organisation="") for number in (1, 2, 3)]
    found = library(*march, *april, entry("2605.00001", "Cy Once", day=MAY), most=1)
    old = page(found, "author/ana-old.md")
    assert "../../search/?q=author%3A%22Ana+Old%22" in [a.get("href") for a in old.iter("a")]
    assert not list(old.iter("article"))
    assert links(page(found, "paper/2603.00001.md"))["Ana Old"] == "../../search/?q=author%3A%22Ana+Old%22"
    paths = {file.path for output in (feeds, api) for file in output(found)}
    assert "api/v1/authors/bo-new.json" in paths
    assert not [path for path in paths if "ana-old" in path]


def test_of_many_papers_the_page_shows_the_newest_and_the_search_has_the_others() -> None:
    entries = [entry(f"2603.{number:05}", "Ada Example") for number in range(30)]
    found = page(library(*entries), "author/ada-example.md")
    assert len(list(found.iter("article"))) == 20
    assert "The newest 20" in text(found)
    assert links(found)["Ada Example"] == "../../search/?q=author%3A%22Ada+Example%22"


def test_whom_the_owner_names_has_a_feed_in_all_formats_and_the_others_in_one() -> None:
    written = {file.path: file.data for file in feeds(many())}
    assert {path for path in written if path.startswith(("feeds/author/", "feeds/organisation/"))} == {
        "feeds/author/ada-example.xml",
        "feeds/author/ada-example.atom",
        "feeds/author/ada-example.json",
        "feeds/author/bela-sample.atom",
        "feeds/organisation/quarry.atom",
    }
    feed = feedparser.parse(written["feeds/author/ada-example.atom"])
    assert (feed.feed.title, len(feed.entries)) == ("The Small Review: Ada Example", 2)
    assert b"feeds/author/ada-example.xml" in written["feeds/feeds.opml"]
    assert b"bela-sample" not in written["feeds/feeds.opml"]
    assert b"ada-example.atom" in written["feeds.md"] and b"../authors/" in written["feeds.md"]


def test_a_page_tells_readers_of_its_feeds() -> None:
    heads = {file.path: file.data.decode().split("---")[1] for file in pages(many())}
    assert 'feed: "feeds/author/ada-example"' in heads["author/ada-example.md"]
    assert 'atom: "feeds/author/bela-sample"' in heads["author/bela-sample.md"]


def test_the_api_has_a_document_for_each_and_the_index_leads_to_it() -> None:
    written = {file.path.removeprefix("api/v1/"): file.data for file in api(many())}
    index = json.loads(written["index.json"])
    documents = {}
    for kind in ("authors", "organisations"):
        for row in index[kind]:
            document = json.loads(written[f"{kind}/{row['slug']}.json"])
            assert len(document["papers"]) == document["count"] == row["papers"]
            documents[document["name"]] = document
    assert documents["Ada Example"]["orcid"] == "https://orcid.org/0000-0002-1825-0097"
    assert documents["Ada Example"]["spellings"] == ["A. Example"]
    assert documents["Béla Sample"].keys() == {"slug", "name", "url", "count", "papers"}
    assert documents.keys() == {"Ada Example", "Béla Sample", "Quarry"}


def test_the_markdown_twins_and_their_list_know_them() -> None:
    written = {file.path: file.data.decode() for file in markdown_copies(many())}
    root = "https://review.example/digest/"
    assert f"]({root}paper/2603.00001/)" in written["author/ada-example/index.md"]
    assert f"[Béla Sample]({root}author/bela-sample/), author: 2 papers" in written["authors/index.md"]
    assert f"[Ada Example]({root}author/ada-example/index.md)" in written["llms.txt"]
    assert f"]({root}authors/index.md)" in written["llms.txt"]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("is_named", [True, False])
def test_a_bad_name_is_words_and_nothing_else_wherever_it_is_shown(words: str, is_named: bool) -> None:
    entries = [entry(f"2603.0000{number}", words, organisation=words) for number in (1, 2)]
    named = (NamedContributor(AUTHOR, words), NamedContributor(ORGANISATION, words)) if is_named else ()
    found = library(*entries, named=named)
    shown = clean(words)
    for contributor in found.directory.contributors:
        address = urls.contributor(contributor.kind, contributor.slug)
        own = page(found, urls.page_file(address))
        assert [text(h1) for h1 in own.iter("h1")] == [shown]
        assert {text(b) for b in own.iter("b")} == {"2 papers", "12"} and not list(own.iter("script"))
        assert all("javascript:" not in a.get("href", "") for a in own.iter("a"))
    written = {file.path: file.data for file in api(found)}
    schema = Draft202012Validator(json.loads(written["api/v1/schemas/author.json"]))
    documents = [
        data for path, data in written.items() if path.startswith(("api/v1/authors/", "api/v1/organ"))
    ]
    assert len(documents) == 2
    assert all(schema.is_valid(json.loads(data)) for data in documents)
    for file in feeds(found):
        if file.path.endswith((".xml", ".atom")):
            ET.fromstring(file.data)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_search_is_asked_for_a_bad_name_as_it_is_shown(words: str) -> None:
    asked = parse_qs(urlsplit(urls.search_for(ORGANISATION, words)).query)
    assert asked == {"org": [clean(words)]}
    [query] = parse_qs(urlsplit(urls.search_for(AUTHOR, words)).query)["q"]
    assert query.startswith('author:"') and query.endswith('"') and query.count('"') == 2


def test_a_new_day_leaves_pages_alone_whose_lists_are_as_they_were() -> None:
    old = [entry("2603.00001", "Ada Example", "Bo Sample"), entry("2603.00002", "Ada Example", "Bo Sample")]
    april = entry("2604.00001", "Cy Other", day=APRIL)
    new = [entry(f"2604.0000{number}", "Bo Sample", "Di New", day=date(2026, 4, 2)) for number in (2, 3)]
    keys = []
    for entries in ([*old, april], [*old, april, *new]):
        found = library(*entries, most=2)
        files = [file for output in (pages, feeds, markdown_copies, api) for file in output(found)]
        keys.append({file.path: file.key for file in files if file.key})
    before, after = keys
    same = {path for path in before if before[path] == after[path]}
    assert {"paper/2603.00001.md", "author/ada-example.md", "feeds/author/ada-example.atom"} <= same
    assert {"api/v1/authors/ada-example.json", "day/2026-03-02.md"} <= same
    assert not same & {"author/bo-sample.md", "feeds/author/bo-sample.atom", "authors.md"}
    assert not [path for path in after if "di-new" in path]
