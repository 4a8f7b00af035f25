"""Titles and names at their worst, in everything that can be taken along: read back, they say the same."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape
from xml.etree import ElementTree as ET

import feedparser
import markdown
import pytest
import rispy
from jsonschema import Draft202012Validator
from make import make_entry, make_library, make_note, make_paper
from pybtex.database import parse_string
from test_api import SCHEMAS
from thorough import at_most

from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Version
from broadsheet.outputs.api import api
from broadsheet.outputs.citations.files import citations
from broadsheet.outputs.citations.metadata import citation, linked_data
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.text.latex import to_text
from broadsheet.text.plain import clean

WORDS = {
    "the end of CDATA": "a ]]> b <![CDATA[ c",
    "quotes": "“q” 'q' \"q\" ''q'' ``q``",
    "ampersands": "Q&A &amp; &lt; &#x41; R&D;",
    "control characters": "a\x00b\x1b[0mc\x85d\x9be",
    "emoji": "🪨 Counting 👩🏽‍🔬 stones 🇫🇷",
    "right to left": "שלום \u202eevil\u202c كيف \u200fنعد\u200e ok",
    "tags": "</title></script><script>alert(1)</script><b>bold</b>",
    "Markdown": "[x](javascript:alert(1)) ![i](x) `c` *a* _b_ # no",
    "lines": "one\r\ntwo\u2028three\n\nER  - \n@misc{x,}",
    "no characters": "a\ufffd\ufffeb",
    "templates": "{{ 7 * 7 }} {% raw %} %s ${x}",
}
MANY_AUTHORS = at_most(3303, quick=303)  # as many as any paper ever had
TAGS = {"div", "h1", "h2", "p", "ul", "li", "blockquote", "a", "strong", "em"}


@pytest.fixture(params=WORDS)
def paper(request):
    """A paper whose every word is bad in one way, and that has very many authors."""
    words = WORDS[request.param]
    return make_paper(
        title=f"T {words}", abstract=f"A {words}", organisation=words,
        authors=(f"Ada {words.replace(',', '')}",) * MANY_AUTHORS,
        withdrawn=words, former_titles=(words,), journal=words, keywords=(words,), comment=words,
        versions=(Version(1, date(2026, 3, 1)),),
    )  # fmt: skip


@pytest.fixture
def library(paper):
    return make_library(entries=(make_entry(paper=paper, note=make_note(takeaway=paper.title)),))


def test_every_feed_says_the_title_that_the_page_says(library, paper):
    written = {file.path: file.data for file in feeds(library)}
    said = f"Withdrawn: {to_text(paper.title)}"
    atom = feedparser.parse(written["feed.atom"], sanitize_html=False).entries[0]
    assert json.loads(written["feed.json"])["items"][0]["title"] == said
    assert (unescape(atom.title) if atom.title_detail.type == "text/html" else atom.title) == said
    item = ET.fromstring(written["feed.xml"]).find("channel/item")
    assert item.findtext("title").replace("‹", "<").replace("›", ">") == said
    for data in written.values():
        assert not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]|\xc2[\x80-\x9f]", data)
        assert data.count(f"and {MANY_AUTHORS - 10:,} more".encode()) == 0 or b"Ada" in data


def test_every_document_of_the_api_is_what_its_schema_says(library, paper):
    written = {file.path.removeprefix("api/v1/"): file.data for file in api(library)}
    for path, data in written.items():
        names = [name for pattern, name in SCHEMAS.items() if re.fullmatch(pattern, path)]
        for name in names:
            schema = json.loads(written[f"schemas/{name}.json"])
            assert not list(Draft202012Validator(schema).iter_errors(json.loads(data))), path
    told = json.loads(written["papers/2603.00001.json"])
    assert (told["title"], len(told["authors"])) == (to_text(paper.title), MANY_AUTHORS)


def test_every_citation_is_one_record_with_every_author(library, paper):
    written = {file.path: file.data.decode() for file in citations(library)}
    at = "paper/2603.00001/cite."
    [entry] = parse_string(written[f"{at}bib"], "bibtex").entries.values()
    [record] = rispy.load(io.StringIO(written[f"{at}ris"], newline=""))
    [item] = json.loads(written[f"{at}json"])
    assert len(entry.persons["author"]) == len(record["authors"]) == len(item["author"]) == MANY_AUTHORS
    assert record["title"] == item["title"] == clean(to_text(paper.title))


def test_the_tags_and_the_linked_data_say_it_too(paper):
    tags = citation(paper)
    assert [value for name, value in tags if name == "title"] == [to_text(paper.title)]
    assert sum(name == "author" for name, _ in tags) == AUTHORS.in_head
    assert json.loads(linked_data(paper))["headline"] == to_text(paper.title)


def test_the_markdown_twin_says_it_and_is_no_more_than_words(library, paper):
    [own] = [f.data.decode() for f in markdown_copies(library) if f.path == "paper/2603.00001/index.md"]
    tree = ET.fromstring(f"<div>{markdown.markdown(own)}</div>")
    assert clean("".join(tree.find("h1").itertext())) == clean(to_text(paper.title))
    assert {element.tag for element in tree.iter()} <= TAGS
    assert all(a.get("href", "").startswith("https://") for a in tree.iter("a"))
