"""What several kinds of page show of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from broadsheet.library import urls
from broadsheet.library.digest import Digest, Entries, Section, best_first
from broadsheet.library.exports import has_card, has_own_files, packs_of
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period
from broadsheet.text.markdown_formulas import draw_formulas
from broadsheet.text.paper_links import link_papers

# Letters of the description of a page that search engines and social media show.
DESCRIPTION = 200
# With more papers than this in its groups a page is long; each group then shows so many, and folds the rest.
LONG_PAGE = 40
OPEN_IN_GROUP = 3


def linked_words(library: Library, words: str, at: str) -> str:
    """Return people's Markdown with formulas drawn and each ``paper:ID`` a link from the page at ``at``.

    The links lead to our Markdown files, so that the engine checks and rewrites them as its own, or
    to the paper itself where it has no page of ours.
    """
    if not words:
        return ""
    depth = urls.page_file(at).count("/")
    root = "../" * depth

    def link(paper_id: str) -> str:
        entry = library.by_id[paper_id]
        if not entry.page:
            return entry.paper.external_url
        if entry.shared_at:
            return root + urls.words(entry.paper.id, urls.page_file(entry.shared_at))
        return root + urls.page_file(urls.paper(entry.paper.id))

    return link_papers(draw_formulas(words), link)


def card_of(library: Library, digest: Digest) -> str:
    """Return the address of the social card of a digest, or of the site's."""
    if has_card(library, digest):
        return urls.digest_card(digest.period)
    return urls.CARD


class CitationPlace(NamedTuple):
    """Page that has citations as files beside it: of its own papers, or of all papers of a ``month``."""

    page: str
    month: Period | None = None


CitationPlaces = tuple[CitationPlace, ...]


def digest_citations(library: Library, digest: Digest) -> CitationPlaces:
    """Return where the citations of a digest's papers are; a week may be of two months."""
    if not digest.entries:
        return ()
    own_place = (CitationPlace(urls.digest(digest.period)),)
    if has_own_files(library, digest.period.start):
        return own_place
    packs = packs_of(library, {entry.paper.day for entry in digest.entries})
    return own_place if packs == (digest.period,) else in_packs(packs)


def in_packs(months: Iterable[Period]) -> CitationPlaces:
    """Return where the citations of all papers of months are."""
    return tuple(CitationPlace(urls.digest(month), month) for month in months)


def bibtex_of(places: CitationPlaces) -> str:
    """Return the address of the BibTeX of a page's papers and no others; empty where there is none."""
    for place in places:
        if not place.month:
            return place.page + urls.BIBTEX_FILE
    return ""


def by_period(
    entries: Iterable[Entry], period_of: Callable[[date], Period]
) -> tuple[tuple[Period, Entries], ...]:
    """Return entries by their day or month, newest first; the order within each stays."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.paper.day, []).append(entry)
    groups: dict[Period, list[Entry]] = {}
    for day in sorted(by_day, reverse=True):
        groups.setdefault(period_of(day), []).extend(by_day[day])
    lists = []
    for period, group in groups.items():
        lists.append((period, tuple(group)))
    return tuple(lists)


def join_single_papers(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return sections; those of one paper are joined, with what has no topic, in a last one."""
    joined: list[Entry] = []
    others: list[Section] = []
    for topic, entries in sections:
        if topic and len(entries) > 1:
            others.append((topic, entries))
        else:
            joined.extend(entries)
    if len(others) >= len(sections) - 1:  # there is nothing to join, or to join it with
        return tuple(sections)
    joined.sort(key=best_first)
    return (*others, (None, tuple(joined)))


def is_by_title(entries: Entries) -> bool:
    """Return True for the papers of a list that names them by title: all stand in full on shared pages.

    A list that has newer ones as well says as much of each as other lists do.
    """
    return bool(entries) and all(entry.shared_at for entry in entries)


def part_older(entries: Entries) -> dict[str, Entries]:
    """Return entries, newest first, in two parts: ``whole``, and the ``older`` ones by title."""
    return {
        "whole": tuple([entry for entry in entries if not entry.shared_at]),
        "older": tuple([entry for entry in entries if entry.shared_at]),
    }


def fold(groups: Sequence[tuple[object, Entries]]) -> int | None:
    """Return how many papers each group of a page shows before its fold; None where nothing is folded."""
    papers = sum(len(entries) for _, entries in groups)
    return OPEN_IN_GROUP if papers > LONG_PAGE else None
