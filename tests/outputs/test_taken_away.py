"""A hidden paper is in nothing that others list; a removed one leaves a page that says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from make import make_entry, make_library, make_note, make_paper

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.curation import RelatedPaper
from broadsheet.model.removals import Removal, Removals
from broadsheet.outputs.api import api
from broadsheet.outputs.citations.files import citations
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.papers import unlisted_pages

HIDDEN = "2603.00007"
TITLE = "Sieves that Let the Wrong Stones Through"
PAGE = urls.page_file(urls.paper(HIDDEN))


@pytest.fixture
def library() -> Library:
    """A library of a paper that is shown, and of one that is hidden and like it."""
    paper = make_paper(id=HIDDEN, title=TITLE, doi="")
    hidden = make_entry(paper=paper, note=make_note(paper=HIDDEN), left_out="hidden by the editor: a copy")
    related = {"2603.00001": (RelatedPaper(HIDDEN, ("stones",)),)}
    return make_library(entries=(make_entry(), hidden)).with_related(related)


def _files(library: Library) -> Iterator[tuple[str, bytes]]:
    for output in (pages, citations, api, feeds, markdown_copies):
        for file in output(library):
            yield file.path, file.data


def test_a_hidden_paper_is_named_on_its_own_page_alone(library):
    naming = {path for path, data in _files(library) if TITLE.encode() in data or HIDDEN.encode() in data}
    assert naming == {PAGE}


def test_the_page_of_a_hidden_paper_says_so_and_is_not_to_be_indexed(library):
    page = dict(_files(library))[PAGE].decode()
    assert 'robots: "noindex"' in page
    assert "hidden by the editor: a copy" in unescape(page)
    assert "cite.bib" not in page
    assert list(unlisted_pages(library)) == [f"paper/{HIDDEN}/"]


def test_a_removed_paper_leaves_a_page_that_says_why_and_is_not_to_be_indexed(library):
    removal = Removal(id="2603.00009", why="Its <authors> asked for it.", when=date(2026, 3, 9))
    after = replace(library, removals=Removals((removal,)))
    files = dict(_files(after))
    page = files[urls.page_file("paper/2603.00009/")].decode()
    assert 'robots: "noindex"' in page
    assert "9 March 2026" in page
    assert "<authors>" not in page
    assert "Its <authors> asked for it." in unescape(page)
    assert [path for path, data in files.items() if b"2603.00009" in data] == []
    assert "paper/2603.00009/" in set(unlisted_pages(after))
