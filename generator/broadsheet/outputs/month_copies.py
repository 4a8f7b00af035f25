"""Markdown of all papers of a month in one file, day by day, on a site that has packs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period
from broadsheet.outputs.citations.keys import key
from broadsheet.outputs.paper_copies import join_items, write_paper
from broadsheet.outputs.portable_links import with_absolute_links
from broadsheet.text.plain import markdown, with_noun


class DayCopy(NamedTuple):
    """A day with people's own words about it and about each of its papers, in Markdown."""

    digest: Digest
    words: str
    papers: tuple[tuple[Entry, str], ...]


def days_of_month(library: Library, month: Period) -> Iterator[DayCopy]:
    """Yield the days of a month that have papers, newest first."""
    for digest in reversed(library.editions):
        if month.start <= digest.period.start <= month.end:
            words = with_absolute_links(library, digest.introduction.words)
            papers = [(entry, with_absolute_links(library, entry.note.words)) for entry in digest.entries]
            yield DayCopy(digest, words, tuple(papers))


def write_month(month: Period, root: str, *days: DayCopy) -> Iterator[str]:
    """Yield the blocks of a month: a heading for each day and below it one for each paper, with all of it.

    ``root`` is the address of the site.
    """
    yield f"# {month.label}"
    for day in days:
        yield f"## {day.digest.period.label}"
        title = markdown(day.digest.introduction.title)
        if title:
            yield f"**{title}**"
        yield day.words
        yield with_noun(len(day.papers), "paper")
        for entry, words in day.papers:
            yield from _write_paper(entry, words, root)


def _write_paper(entry: Entry, words: str, root: str) -> Iterator[str]:
    """Yield a paper as its own copy would be, and first what citations call it and where its page is."""
    blocks = write_paper(entry, words, level=3)
    yield next(blocks)
    items = [f"Key: {key(entry.paper)}"]
    if entry.page:
        items.append(f"Page: <{urls.place(entry, root)}>")
    yield join_items(items)
    yield from blocks
