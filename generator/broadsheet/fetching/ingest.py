"""Taking in what sources and look-ups offer: everything is kept, or dropped for a reason that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from zlib import crc32

from broadsheet.errors import (
    BroadsheetError,
    ContentError,
    NotAsked,
    RefusedPaper,
    SourceError,
    WriteError,
)
from broadsheet.fetching.admission import admit
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import ENRICHERS
from broadsheet.fetching.filters import select
from broadsheet.fetching.late_items import LateItems, Reading
from broadsheet.fetching.sources import SOURCES
from broadsheet.fetching.sources.batches import reject_paper
from broadsheet.model.ledger import Batch, LedgerEntry, Rejection
from broadsheet.model.paper import Paper
from broadsheet.model.period import YOUNG_DAYS
from broadsheet.model.removals import REMOVED
from broadsheet.model.site import EnricherConfig, SourceConfig
from broadsheet.store.store import Store
from broadsheet.text.plain import clean, shorten, with_noun

# Papers of earlier runs that arXiv is asked about in one run, where its own record is still missing.
REST = 1000
LONGEST_PROBLEM = 200  # characters of an unforeseen error that stand in the ledger


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a fetch: a day read or failed (``day`` None: the source as a whole).

    ``kept`` are the ids of the day's pages. An enricher adds to papers of any day; that it failed
    is said, and no more.
    """

    source: str
    day: date | None
    new: int = 0
    changed: int = 0
    same: int = 0
    dropped: int = 0
    failed: str = ""
    kept: tuple[str, ...] = ()
    is_enricher: bool = False


def read_days(
    store: Store,
    web: Web,
    source: SourceConfig,
    days: Sequence[date],
    today: date,
    keeps_days: bool = False,
) -> Iterator[Progress]:
    """Yield a step for each day that a source gave, and one more where it did not give them all.

    Late items count for the day of the reading; for their own days where ``keeps_days`` says so, and where
    the source was never read before.

    Whatever goes wrong stays with this source: an error that nobody expected fails the days that it had
    not given yet, and the next source has its turn. Only a WriteError ends the run.
    """
    waiting = dict.fromkeys(days)
    try:
        late_items = _expect_late_items(store, source, days, today, keeps_days)
        for batch in _hold_unasked(_fetch(web, source, days, today), late_items.history.days):
            for placed in late_items.place(batch):
                step = keep(store, source, placed, today)
                waiting.pop(placed.day, None)
                yield step
    except NotAsked as reason:
        days_left = with_noun(len(waiting), "day")
        yield Progress(source.name, None, failed=f"{reason}; {days_left} not asked for")
    except WriteError:
        raise
    except BroadsheetError as error:
        yield Progress(source.name, None, failed=str(error))
    except Exception as error:
        for day in waiting or (None,):
            yield Progress(source.name, day, failed=describe_unexpected(error))


def describe_unexpected(error: Exception) -> str:
    """Return what is said of an error that nobody expected."""
    words = shorten(clean(str(error)), LONGEST_PROBLEM)
    name = type(error).__name__
    return f"could not be read, for a reason that nobody foresaw: {name} ({words}); please report it"


def _expect_late_items(
    store: Store, source: SourceConfig, days: Sequence[date], today: date, keeps_days: bool
) -> LateItems:
    history = store.history(source.name)
    first_day = min(days, default=today)
    keeps_lists = SOURCES[source.kind].kind.days_complete
    reading = Reading(first_day, today, keeps_days or not history.was_read, keeps_lists)
    return LateItems(store, source, history, reading)


def _fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    if days:
        yield from SOURCES[source.kind].fetch(web, source, days, today)


def _hold_unasked(batches: Iterable[Batch], known_days: Container[date]) -> Iterator[Batch]:
    """Yield batches, those that nobody was asked for only once the source has answered for another day.

    What a schedule alone says is no reading: SourceError where that is all there is, unless the
    ledger has these days already.
    """
    held: list[Batch] = []
    has_answered = False
    has_failed = False
    for batch in batches:
        if batch.unasked and not has_answered:
            held.append(batch)
            continue
        if batch.failed:
            has_failed = True
        elif not has_answered:
            has_answered = True
            yield from held
        yield batch
    unread = [batch for batch in held if batch.day not in known_days]
    if unread and not has_answered and not has_failed:
        days = with_noun(len(unread), "day")
        raise SourceError(f"no list by its schedule on {days}, and nobody was asked")


def keep(store: Store, source: SourceConfig, batch: Batch, today: date) -> Progress:
    """Enter a day in ``content/``: its papers, and then the ledger's row that accounts for every item."""
    if batch.failed:
        return Progress(source.name, batch.day, failed=batch.failed)
    try:
        taken = _take(store, source, select(admit(batch), source), today)
        store.record(
            LedgerEntry(
                source=source.name,
                day=batch.day,
                read=today,
                cap=taken.cap,
                kept=tuple(taken.kept),
                dropped=tuple(taken.drops),
                question=source.question,
            )
        )
    except WriteError:
        raise
    except BroadsheetError as error:  # a file of ours that is broken is never overwritten
        return Progress(source.name, batch.day, failed=str(error))
    kept = tuple(taken.kept)
    new, changed, same = (tuple(taken.kept.values()).count(word) for word in ("new", "changed", "same"))
    return Progress(source.name, batch.day, new, changed, same, dropped=len(taken.drops), kept=kept)


@dataclass(slots=True)
class _Taken:
    """What became of a batch: its pages with what changed there, its drops, what a limit kept from us."""

    kept: dict[str, str]
    drops: list[Rejection]
    cap: str


def _take(store: Store, source: SourceConfig, batch: Batch, today: date) -> _Taken:
    """Add papers to the store, at most ``most`` of a day.

    Pages that an earlier reading of the day kept come first, or a list whose order changes would
    bring some more papers with every reading.
    """
    taken = _Taken({}, list(batch.drops), batch.cap)
    earlier = store.reading(source.name, batch.day)
    known = frozenset(earlier.kept) if earlier else frozenset[str]()
    room = source.daily_limit - len(known)
    beyond = 0
    for paper in batch.papers:
        removal = store.removal_of(paper)
        if removal:
            taken.drops.append(reject_paper(paper, f"{REMOVED}: {removal.why}"))
            continue
        page = store.page_of(paper)
        paper = _news(store, source, paper, page, batch.day)
        if reason := _reason_to_drop(paper, page, taken.kept):
            taken.drops.append(_drop(paper, page, reason))
        elif page not in known and room <= 0:
            reason = f"beyond the {source.daily_limit:,} papers that the source takes a day"
            taken.drops.append(reject_paper(paper, reason))
            beyond += 1
        else:
            try:
                added = store.add(paper, today, source.name)
            except RefusedPaper as refusal:
                taken.drops.append(_drop(paper, page, str(refusal)))
                continue
            taken.kept[added.page] = added.change
            room -= added.page not in known
    if beyond:
        papers = with_noun(len(taken.kept) + beyond, "paper")
        limit = f"{papers}, of which the source takes {source.daily_limit:,} a day"
        taken.cap = f"{limit}; {batch.cap}" if batch.cap else limit
    return taken


def _news(store: Store, source: SourceConfig, paper: Paper, page: str | None, day: date) -> Paper:
    """Return the paper, without its sighting where a feed only still lists what it listed on another day.

    Items without a date, and those dated ahead, would otherwise be seen anew in every reading.
    """
    if SOURCES[source.kind].kind.items_dated or page is None:
        return paper
    seen = {sighting.day for sighting in store.paper(page).sightings if sighting.source == source.name}
    return replace(paper, sightings=()) if seen - {day} else paper


def _reason_to_drop(paper: Paper, page: str | None, kept: Container[str]) -> str:
    if page is None and not paper.sightings:
        return "a new version of a paper that is not here"
    if page is None and paper.withdrawn:
        return "withdrawn"
    return f"duplicate: the same work as {page}" if page in kept else ""


def _drop(paper: Paper, page: str | None, reason: str) -> Rejection:
    # What is dropped goes by another name than what is kept, or the ledger would take them for one.
    item = f"{paper.id} again" if paper.id == page else paper.id
    return reject_paper(paper, reason, item)


def enrich(
    store: Store, web: Web, config: EnricherConfig, seen: Sequence[str], today: date
) -> Iterator[Progress]:
    """Ask a server for what it adds to the papers of this run; its failure harms nothing that was read."""
    done: Counter[str] = Counter()
    failed = ""
    try:
        papers = tuple(_wanted(store, config, seen, today))
        if not papers:
            return
        for paper in ENRICHERS[config.kind].enrich(web, config, papers, today):
            with suppress(RefusedPaper):
                done[store.add(paper, today, config.kind).change] += 1
    except WriteError:
        raise
    except BroadsheetError as error:
        failed = str(error)
    except Exception as error:
        failed = describe_unexpected(error)
    yield Progress(config.kind, None, 0, done["changed"], done["same"], failed=failed, is_enricher=True)


def _wanted(store: Store, config: EnricherConfig, seen: Sequence[str], today: date) -> Iterator[Paper]:
    """Return the papers to ask about: those of this run that are young, or that arXiv has not described.

    Of arXiv also some of earlier runs, which were cut off or failed before they came to it.
    """
    described_there = ENRICHERS[config.kind].kind.describes
    for page in seen:
        paper = store.paper(page)
        young = today - paper.last_seen <= timedelta(days=YOUNG_DAYS)
        if young or (described_there and not paper.described_by):
            yield paper
    for page in islice((page for page in _others(store, config, today) if page not in seen), REST):
        with suppress(ContentError):  # the check of all content names it
            yield store.paper(page)


def _others(store: Store, config: EnricherConfig, today: date) -> Iterator[str]:
    """Yield pages of earlier runs to ask about: what arXiv has not described, and a day's part of all."""
    kind = ENRICHERS[config.kind].kind
    if kind.describes:
        yield from store.undescribed()
    if kind.revisited_in:
        part = today.toordinal() % kind.revisited_in
        for page in store.pages():
            if crc32(page.encode()) % kind.revisited_in == part:
                yield page
