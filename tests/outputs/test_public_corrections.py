"""Corrections by people: on the paper's page, in its copies, in the API and in the feed."""

from __future__ import annotations

import json
from datetime import date
from html import unescape

import feedparser
import pytest
from make import make_entry, make_library, make_note, make_paper

from broadsheet.library.library import Library
from broadsheet.model.corrections import Correction
from broadsheet.outputs.api import api
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages

HOSTILE = '<b>"Counting" & [stones](x)</b>'
CORRECTIONS = (
    Correction(field="code", was="", should_be="https://code.example/stones", why="It is there."),
    Correction(
        field="title",
        was=HOSTILE,
        should_be="Counting Stones",
        why="See *page* one.",
        day=date(2026, 4, 2),
        by="<i>ada</i>",
        source="https://github.com/lab/digest/issues/7",
    ),
)


@pytest.fixture(scope="module")
def library() -> Library:
    note = make_note(corrections=CORRECTIONS)
    return make_library(entries=(make_entry(paper=make_paper(), note=note),))


def written(output, library: Library, path: str) -> str:
    [file] = [file for file in output(library) if file.path == path]
    return file.data.decode()


def test_a_papers_page_says_what_was_corrected_when_and_why_and_who_suggested_it(library):
    page = written(pages, library, "paper/2603.00001.md")
    assert "<b>" not in page.partition('<h2 id="corrections">')[2].partition("</ul>")[0]
    section = unescape(page.partition('<h2 id="corrections">')[2].partition("</ul>")[0])
    newest, oldest = section.split("<li>")[1:]
    assert newest.startswith('Corrected: title <span class="small">2 April 2026</span>')
    assert f'It was: <span dir="auto">{HOSTILE}</span>' in newest
    assert 'The reason: <span dir="auto">See *page* one.</span>' in newest
    assert 'href="https://github.com/lab/digest/issues/7"><bdi><i>ada</i></bdi></a>' in newest
    assert oldest.startswith("Added: code<br>The reason:") and "Suggested" not in oldest


def test_the_copy_in_markdown_says_so_too(library):
    copy = written(markdown_copies, library, "paper/2603.00001/index.md")
    assert "## Corrections" in copy
    assert "2 April 2026: Corrected: title. It was:" in copy and "Added: code." in copy


def test_the_api_has_them_in_order(library):
    document = json.loads(written(api, library, "api/v1/papers/2603.00001.json"))
    assert document["corrections"] == [
        {"field": "code", "is": "https://code.example/stones", "why": "It is there."},
        {
            "field": "title",
            "was": HOSTILE,
            "is": "Counting Stones",
            "why": "See *page* one.",
            "day": "2026-04-02",
            "by": "<i>ada</i>",
        },
    ]


def test_the_feed_of_corrections_has_an_item_for_each(library):
    entries = feedparser.parse(written(feeds, library, "feeds/corrections.atom")).entries
    [newest] = [entry for entry in entries if entry.id.endswith("/corrected/2")]
    assert newest.title.startswith("Corrected: ")
    assert newest.updated.startswith("2026-04-02")
    assert "It was:" in newest.summary and "&lt;b&gt;" in newest.summary
    assert any(entry.id.endswith("/corrected/1") for entry in entries)


def test_a_paper_that_nobody_corrected_has_no_such_section():
    library = make_library()
    assert "Corrections" not in written(pages, library, "paper/2603.00001.md")


def test_a_correction_by_hand_that_leaves_out_what_the_title_was_does_not_call_it_added():
    by_hand = Correction(field="title", was="", should_be="Counting Stones", why="")
    note = make_note(corrections=(by_hand,))
    library = make_library(entries=(make_entry(paper=make_paper(), note=note),))
    section = written(pages, library, "paper/2603.00001.md").partition('<h2 id="corrections">')[2]
    assert "<li>Corrected: title</li>" in unescape(section)


def test_a_withdrawal_noted_by_hand_is_one_item_of_the_feed_on_its_day():
    noted = Correction(field="withdrawn", was="", should_be="A table.", why="x", day=date(2026, 4, 3))
    paper = make_paper(withdrawn="A table.")
    library = make_library(entries=(make_entry(paper=paper, note=make_note(corrections=(noted,))),))
    entries = feedparser.parse(written(feeds, library, "feeds/corrections.atom")).entries
    [item] = [entry for entry in entries if "Withdrawn" in entry.title or "/corrected/" in entry.id]
    assert item.updated.startswith("2026-04-03")
