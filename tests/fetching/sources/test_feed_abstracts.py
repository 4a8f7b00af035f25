"""Lines that publishers put before an abstract in their feeds: none is of it, and some name the authors."""

from __future__ import annotations

import json
from datetime import date
from html import escape

import pytest

from broadsheet.fetching.sources import feed
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig

DAY = date(2026, 5, 29)
LAB = SourceConfig("lab", "feed", "The Lab", "https://lab.example/feed.xml")


def read(body: bytes) -> Paper:
    [paper] = [paper for batch in feed.parse(body, LAB, [DAY], DAY) for paper in batch.papers]
    return paper


def rss(description: str, authors: tuple[str, ...] = ()) -> bytes:
    creators = "".join(f"<dc:creator>{name}</dc:creator>" for name in authors)
    item = f"<title>Stones</title><guid>1</guid>{creators}<description>{escape(description)}</description>"
    head = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lab</title>'
    return f"{head}<item>{item}</item></channel></rss>".encode()


def atom(content: str, authors: tuple[str, ...] = ()) -> bytes:
    names = "".join(f"<author><name>{name}</name></author>" for name in authors)
    entry = f'<title>Stones</title><id>1</id>{names}<content type="html">{escape(content)}</content>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>'.encode()


def json_feed(content: str, authors: tuple[str, ...] = ()) -> bytes:
    item = {"id": "1", "title": "Stones", "content_html": content, "authors": list(authors)}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()


ADA = ("Ada Pebble",)
BOTH = ("Ada Pebble", "Bo Flint")
# What stands in the feed, whom it names as authors elsewhere, the abstract, and the authors.
ROWS = (
    # Nature
    (
        "<p>Nature, Published online: 18 May 2026; <a href='/'>doi:10.1038/s4-1</a></p>Words.",
        ADA,
        "Words.",
        ADA,
    ),
    ("<p>Nature, Published online: 18 May 2026; doi:10.1038/s41586-1</p>", ADA, "", ADA),
    ("Nature, Published online: 2026-05-18; | doi:10.1038/s41586-1", ADA, "", ADA),
    # PLOS
    ("<p>by Ada Pebble, Bo Flint</p>\r\nWords. <p>More.</p>", BOTH, "Words. More.", BOTH),
    ("<p>by Ada Pebble, Bo Flint</p>\r\nWords.", ADA, "Words.", BOTH),
    ("<p>by Ada Pebble, Bo Flint</p>\r\nWords.", (), "Words.", BOTH),
    ("<p>by Ada Pebble</p>Words.", BOTH, "Words.", BOTH),
    # Elsevier, and the American Physical Society
    (
        "<p>Publication date: June 2026</p><p><b>Source:</b> Ore, Volume 3</p>"
        "<p>Author(s): Ada Pebble, Bo Flint</p>",
        (),
        "",
        BOTH,
    ),
    ("Author(s): Ada Pebble and Bo Flint<br /><p>Words.</p>", BOTH, "Words.", BOTH),
    ("<cite>Stones</cite><div>DOI: 10.1021/stones.1</div>", ADA, "Stones DOI: 10.1021/stones.1", ADA),
    # Headings
    ("<h3>Abstract</h3><p>Words.</p>", ADA, "Words.", ADA),
    ("<span><div class='t'>Abstract</div><div class='t'>Aim</div>Words.</span>", ADA, "Aim Words.", ADA),
    ("<span><strong>ABSTRACT</strong>Words.</span>", ADA, "Words.", ADA),
    ("<p><b>Abstract:</b> Words.</p>", ADA, "Words.", ADA),
    ("<jats:title>Abstract</jats:title><jats:p>Words.</jats:p>", ADA, "Words.", ADA),
    ("<p>by Ada Pebble</p><h3>Abstract</h3><p>Words.</p>", ADA, "Words.", ADA),
    # Words of an abstract
    (
        "<p>By sieving Ada Pebble finds sand.</p><p>More.</p>",
        ADA,
        "By sieving Ada Pebble finds sand. More.",
        ADA,
    ),
    ("<p>By weighing stones we find sand.</p>", (), "By weighing stones we find sand.", ()),
    ("<p>by Cy Marble</p><p>Words.</p>", ADA, "by Cy Marble Words.", ADA),
    ("<p><b>Abstract</b> stones are <i>abstract</i>.</p>", ADA, "stones are abstract.", ADA),
    ("<p>Abstract stones roll.</p>", ADA, "Abstract stones roll.", ADA),
    (
        "Sand, published online: who knows when",
        ADA,
        "Sand, published online: who knows when",
        ADA,
    ),
    ("Source: a quarry. Stones.", ADA, "Source: a quarry. Stones.", ADA),
    ("", ADA, "", ADA),
)


@pytest.mark.parametrize(("html", "told", "abstract", "authors"), ROWS)
@pytest.mark.parametrize("write", [rss, atom, json_feed])
def test_lines_before_an_abstract_are_not_of_it(write, html, told, abstract, authors):
    paper = read(write(html, told))
    assert (paper.abstract, paper.authors) == (abstract, authors)
