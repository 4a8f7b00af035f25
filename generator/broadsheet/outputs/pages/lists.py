"""What several kinds of page show of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period
from broadsheet.text.paper_links import link_papers

DESCRIPTION = 200


def linked_words(library: Library, words: str, at: str) -> str:
    """People's Markdown with each ``paper:ID`` turned into a link from the page at ``at``.

    The links lead to our Markdown files, so that the engine checks and rewrites them as its own, or
    to the paper itself where it has no page of ours.
    """
    if not words:
        return ""
    folder = urls.page_file(at).count("/") * "../"

    def link(paper: str) -> str:
        entry = library.by_id[paper]
        if entry.page:
            return folder + urls.page_file(urls.paper(paper))
        return entry.paper.external_url

    return link_papers(words, link)


def card_of(library: Library, digest: Digest) -> str:
    """Return the address of the social card of a digest, or of the site's."""
    own = digest.entries and library.exported(digest.period.start)
    return urls.digest_card(digest.period) if own else urls.CARD


def by_period(
    entries: Iterable[Entry], period_of: Callable[[date], Period]
) -> tuple[tuple[Period, tuple[Entry, ...]], ...]:
    """Entries by their day or month, newest first; the order within each stays."""
    newest_first = sorted(entries, key=lambda e: e.paper.day, reverse=True)
    groups = groupby(newest_first, key=lambda e: period_of(e.paper.day))
    return tuple((period, tuple(group)) for period, group in groups)
