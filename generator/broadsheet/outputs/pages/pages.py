"""All pages of Markdown that are made from entries."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.disk.tree import OutFile
from broadsheet.library.library import Library
from broadsheet.outputs.pages.archive import archive_pages
from broadsheet.outputs.pages.contributors import contributor_pages
from broadsheet.outputs.pages.editions import Sidebar, day_page, home_page, period_page
from broadsheet.outputs.pages.map import map_pages
from broadsheet.outputs.pages.moved import moved_pages
from broadsheet.outputs.pages.new import new_page
from broadsheet.outputs.pages.own import for_you_page, own_pages, saved_page
from broadsheet.outputs.pages.papers import paper_pages, removed_pages
from broadsheet.outputs.pages.related import listed_papers
from broadsheet.outputs.pages.shared_pages import shared_pages
from broadsheet.outputs.pages.topics import topic_pages, topics_page


def pages(library: Library) -> Iterator[OutFile]:
    """Yield all pages of Markdown but those of the search, the trends, the status and the subscription."""
    sidebar = Sidebar(library)
    yield home_page(library, sidebar)
    for day in library.days:
        yield day_page(library, sidebar, day)
    for period in (*library.weeks, *library.months):
        yield period_page(library, period)
    yield new_page(library)
    listed = listed_papers(library)
    yield from paper_pages(library, listed)
    yield from shared_pages(library, listed)
    yield from moved_pages(library)
    yield from removed_pages(library)
    yield topics_page(library)
    for topic in library.topics:
        yield from topic_pages(library, topic)
    yield from contributor_pages(library)
    yield from archive_pages(library)
    yield from map_pages(library)
    yield saved_page(library)
    yield for_you_page(library)
    yield from own_pages(library)
