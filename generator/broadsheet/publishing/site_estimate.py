"""Estimate of a site's files and bytes, from its library and the settings on which its size depends.

What one thing takes was measured on built sites of 1,471 to 40,000 recorded papers; benchmarks/README.md has
what came of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from broadsheet.library.digest import Digest, Entries
from broadsheet.library.exports import PACKED_CARD_MONTHS
from broadsheet.library.library import Library
from broadsheet.library.shared_pages import depth_for, folder_key
from broadsheet.outputs.feeds.feeds import CONTRIBUTOR_PAPERS, EDITIONS
from broadsheet.outputs.pages.contributors import NEWEST
from broadsheet.outputs.pages.topics import TOPIC_MOST
from broadsheet.search.index.file_sizes import USUAL, file_sizes
from broadsheet.settings.exports import Exports


class Share(NamedTuple):
    """Share of a site that one thing has: files, and bytes."""

    files: float
    total: float


_PAGE = Share(1, 20_300)  # a paper's page
_SHARED = Share(0, 4_000)  # its place on a page that papers share
_SHARED_PAGE = Share(1, 4_200)  # what is around all of these
_ROWS = Share(0, 6_890)  # a paper in the lists of its day, its week and its month
_TOPIC_ROW = Share(0, 1_900)  # and in that of a topic
_TITLES = Share(0, 830)  # the same by title alone
_TOPIC_TITLE = Share(0, 317)
_INDEXED = Share(0, 1_070)  # in the search, and in the files by which papers are ordered
_DUMPED = Share(0, 750)
_LISTED_DOCUMENT = Share(0, 1_250)  # in the JSON of its day, and of a search engine's
_EXPORTED = Share(5, 21_700)  # its citations, Markdown and JSON: beside its page, and in those of its lists
_PACKED = Share(0, 6_400)  # the same in the files of its month
_CARD = Share(1, 12_000)  # its picture
_DAY = Share(1, 8_000)
_WEEK = Share(1, 12_000)
_MONTH = Share(4, 15_000)  # its page, its dump with a receipt, and that of its readings
_TOPIC_MONTH = Share(1, 5_300)
_EDITION_FILES = Share(5, 0)  # citations, Markdown and JSON of an edition
_PACKED_WEEK = Share(2, 0)  # Markdown and JSON
_PACKED_MONTH = Share(8, 0)
_TOPIC_MONTH_FILES = Share(4, 0)
_EDITION_CARD = Share(1, 23_000)
_TOPIC = Share(10, 94_000)  # beside its newest papers
_NEWEST_ROW = Share(0, 3_300)  # a paper on the page of a topic or a contributor
_NEWEST_TITLE = Share(0, 330)
_CONTRIBUTOR = Share(2, 5_200)  # page and feed
_CONTRIBUTOR_DOCUMENT = Share(1, 1_000)
_FORMER = Share(1, 3_400)  # the page of a name that had one
_FEED_ITEM = Share(0, 2_750)  # a paper in a feed of one format
_EDITION_ITEM = Share(0, 430)  # a paper in that of editions
_FORMATS = 3
_SEARCH = Share(12, 600_000)
_REST = Share(180, 4_500_000)
_BYTES_OF_FILE = 96  # in the list of files, and on average in the site map
_POSTINGS = 235  # bytes of a paper
# Files of the dictionary, and as many of meanings: an archive's words grow slower than its papers (Heaps).
_WORD_FILES = 1.03
_WORD_GROWTH = 0.6
_PAPERS_IN_ORDER_FILE = 220


class SizeSettings(NamedTuple):
    """Settings on which the size of a site depends, as ``Site`` has them."""

    exports: Exports
    pages_since: date | None
    paged_months: int | None


class Papers(NamedTuple):
    """Papers of a day in one folder of shared pages: how many, and how many topics they have in all."""

    day: date
    folder: str
    papers: int
    topics: int
    paged: int


@dataclass(frozen=True)
class LibraryCounts:
    """What a library holds, counted once for the estimates of several settings."""

    library: Library

    @cached_property
    def papers(self) -> Sequence[Papers]:
        """Shown papers by their day and the folder that they would share pages in."""
        counts: Counter[tuple[date, str]] = Counter()
        topics: Counter[tuple[date, str]] = Counter()
        paged: Counter[tuple[date, str]] = Counter()
        for entry in self.library.shown:
            key = (entry.paper.day, folder_key(entry.paper.id).folder)
            counts[key] += 1
            topics[key] += len(entry.topics)
            paged[key] += entry.page
        return [Papers(*key, number, topics[key], paged[key]) for key, number in counts.items()]

    def estimate(self, settings: SizeSettings) -> Share:
        """Return about how many files and bytes the site would have with these settings."""
        files = 0.0
        total = 0.0
        for share, number in _shares(self, settings):
            files += share.files * number
            total += share.total * number
        return Share(files, total + files * _BYTES_OF_FILE)


Shares = Iterator[tuple[Share, float]]


def _shares(counts: LibraryCounts, settings: SizeSettings) -> Shares:
    """Yield the shares of a site, each with how often it is there."""
    library = counts.library
    shared_before = date.min
    if settings.paged_months is not None:
        shared_before = library.first_of_months(settings.paged_months)
    yield _REST, 1
    yield from _of_papers(counts, settings, shared_before)
    yield from _of_search(len(library.shown), is_packed=settings.exports.is_packed)
    yield from _of_editions(library)
    yield from _of_contributors(library, settings, shared_before)
    yield from _of_topics(library, shared_before)
    yield from _of_feeds(library)
    yield from _of_exports(counts, settings)


def _of_papers(counts: LibraryCounts, settings: SizeSettings, shared_before: date) -> Shares:
    """Yield pages of papers, and what lists say of them."""
    pages_since = settings.pages_since or date.min
    own_pages = 0
    in_folder: Counter[str] = Counter()
    for day, folder, papers, topics, paged in counts.papers:
        is_paged = day >= pages_since
        is_shared = is_paged and day < shared_before
        if is_shared:
            in_folder[folder] += paged
        elif is_paged:
            own_pages += paged
        yield (_TITLES if is_shared else _ROWS), papers
        yield (_TOPIC_TITLE if is_shared else _TOPIC_ROW), topics
        yield _DUMPED, papers
    yield _PAGE, own_pages
    yield _SHARED, in_folder.total()
    for folder, papers in in_folder.items():
        depth = depth_for(folder, papers)
        yield _SHARED_PAGE, sum(10**digits for digits in range(depth + 1))
    library = counts.library
    carded_since = _papers_carded_since(library)
    yield _CARD, sum(part.paged for part in counts.papers if part.day >= max(carded_since, pages_since))


def _of_search(papers: int, *, is_packed: bool) -> Shares:
    sizes = file_sizes(papers, counts_files=is_packed)
    word_files = _WORD_FILES * papers**_WORD_GROWTH
    yield _INDEXED, papers
    yield _SEARCH, 1
    yield Share(1, 0), papers / sizes.block + _POSTINGS * papers / sizes.shard
    yield Share(USUAL.words / sizes.words, 0), word_files
    yield Share(USUAL.meanings / sizes.meanings, 0), word_files
    yield Share(1, 0), papers / _PAPERS_IN_ORDER_FILE


def _of_editions(library: Library) -> Shares:
    yield _DAY, len(library.days)
    yield _WEEK, len(library.weeks)
    yield _MONTH, len(library.months)
    yield _TOPIC_MONTH, _topic_months(library, date.min)


def _topic_months(library: Library, since: date) -> int:
    """Return how many months of topics have a page of their own, from that of ``since`` on."""
    first = f"{since:%Y-%m}" if since > date.min else ""
    number = 0
    for topic in library.topics:
        if len(library.topic_entries[topic.slug]) > TOPIC_MOST:
            number += sum(1 for month in library.topic_months[topic.slug] if month >= first)
    return number


def _of_contributors(library: Library, settings: SizeSettings, shared_before: date) -> Shares:
    """Yield pages and feeds of authors and organisations."""
    directory = library.directory
    for contributor in directory.contributors:
        entries = library.entries_of(contributor)
        yield _CONTRIBUTOR, 1
        yield from _newest_rows(entries[:NEWEST], shared_before)
        formats = _FORMATS if contributor.is_named else 1
        yield _FEED_ITEM, formats * len(entries[:CONTRIBUTOR_PAPERS])
    if not settings.exports.is_packed:
        yield _CONTRIBUTOR_DOCUMENT, len(directory.contributors)
        yield _FORMER, len(directory.former)


def _newest_rows(entries: Entries, shared_before: date) -> Shares:
    for entry in entries:
        yield (_NEWEST_TITLE if entry.paper.day < shared_before else _NEWEST_ROW), 1


def _of_topics(library: Library, shared_before: date) -> Shares:
    for topic in library.topics:
        entries = library.topic_entries[topic.slug]
        newest = entries[: TOPIC_MOST // 2]
        yield _TOPIC, 1
        yield from _newest_rows(newest, shared_before)
        yield _FEED_ITEM, _FORMATS * len(entries[: library.site.feed_papers])


def _of_feeds(library: Library) -> Shares:
    """Yield the feeds of all papers, of sources and of editions."""
    most = library.site.feed_papers
    sources = len(library.sources) if len(library.sources) > 1 else 0
    yield _FEED_ITEM, _FORMATS * min(most, len(library.shown)) * (1 + sources)
    for digests in (library.editions, library.weeks, library.months):
        for digest in digests[-EDITIONS:]:
            yield _EDITION_ITEM, _FORMATS * min(most, len(digest.entries))


def _of_exports(counts: LibraryCounts, settings: SizeSettings) -> Shares:
    """Yield what is to be taken along, beside pages or in the files of months, and pictures of editions."""
    library = counts.library
    exports = settings.exports
    since = library.first_of_months(exports.months)
    pages_since = settings.pages_since or date.min
    exported = sum(part.paged for part in counts.papers if part.day >= max(since, pages_since))
    days = _count_since(since, library.editions)
    weeks = _count_since(since, library.weeks)
    months = _count_since(since, library.months)
    carded = since
    if exports.is_packed:
        yield _PACKED, exported
        yield _LISTED_DOCUMENT, sum(part.papers for part in counts.papers if part.day >= since)
        yield _PACKED_WEEK, weeks
        yield _PACKED_MONTH, months
        carded = library.first_of_months(min(exports.months, PACKED_CARD_MONTHS))
    else:
        yield _EXPORTED, exported
        yield _LISTED_DOCUMENT, len(library.shown)
        yield _EDITION_FILES, days + weeks + months
        yield Share(1, 0), days  # in the shape of Hugging Face's
        yield Share(2, 0), len(library.editions) - days  # Markdown and JSON, which older days have too
        yield _TOPIC_MONTH_FILES, _topic_months(library, since)
    if library.site.cards:
        digests = (*library.editions, *library.weeks, *library.months)
        yield _EDITION_CARD, _count_since(carded, digests)


def _count_since(since: date, digests: Iterable[Digest]) -> int:
    return sum(1 for digest in digests if digest.entries and digest.period.start >= since)


def _papers_carded_since(library: Library) -> date:
    """Return the first of the newest days of which papers have a picture."""
    if not library.newest or not library.site.paper_cards:
        return date.max
    return library.newest.period.start - timedelta(days=library.site.paper_cards - 1)
