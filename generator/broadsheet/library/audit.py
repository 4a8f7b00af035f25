"""What became of everything that sources offered, and what is not as it should be; pure.

The ledger says what each reading kept; rules and editors then leave some of that out. Here both
are one account: what lists show was kept, and everything else was dropped for a reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.period import is_holiday, is_working_day
from broadsheet.model.site import SourceConfig

ANOTHER_ID = "duplicate: another id of a paper in the same list"
NO_FILE = "kept, but no file holds it any more"
# What a working day without an edition was, by the state of its page.
GAPS = {
    "failed": "could not be read",
    "left-out": "everything was left out",
    "quiet": "read, and nothing was offered",
    "unread": "not read",
}
_A_DAY = timedelta(days=1)

Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Something a source offered that no list shows. ``entry`` is there where it was read all right."""

    source: str
    day: date
    item: str
    title: str
    reason: str
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """The reason without its details: ``duplicate: the same work as 2605.1`` is a ``duplicate``."""
        head = self.reason.partition(": ")[0]
        return self.reason if "“" in head else head


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One source on one day: ``fetched`` is ``kept`` and ``dropped`` together.

    ``dropped`` are the reasons with their counts, most first. ``stale`` says that the list was the
    very one of the source's day before.
    """

    reading: LedgerEntry
    kept: int
    losses: tuple[Omission, ...] = ()
    stale: bool = False

    @property
    def fetched(self) -> int:
        """How many items the source offered."""
        return self.reading.fetched

    @property
    def dropped(self) -> Reasons:
        """Why something is not shown, and how often."""
        return counted_reasons(self.losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How reading a source goes. Dates are UTC; None where it never did.

    ``failures`` are the days whose last try failed, newest first; ``failing`` is the latest try,
    where that came more than a day after the last good one.
    """

    name: str
    title: str
    last_good: date | None
    last_try: date | None
    failures: tuple[LedgerEntry, ...] = ()
    failing: LedgerEntry | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A working day, no known holiday, without an edition, and what it was instead."""

    day: date
    why: str


def counted_reasons(losses: Iterable[Omission]) -> Reasons:
    """The reasons of ``losses`` with their counts, most first."""
    counts = Counter(loss.kind for loss in losses)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_any_id(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Entries by their papers' ids and by the other ids of the same works; an own id goes first."""
    entries = tuple(entries)
    aliases = {other: entry for entry in entries for other in entry.paper.other_ids}
    return aliases | {entry.paper.id: entry for entry in entries}


def tallies(library: Library) -> tuple[Tally, ...]:
    """Every reading of the ledger as a row, by day and source."""
    entries = by_any_id(library.entries)
    stale = {(r.source, r.day) for r in stale_readings(library.readings)}
    return tuple(
        _row(reading, entries, (reading.source, reading.day) in stale) for reading in library.readings
    )


def _row(reading: LedgerEntry, entries: Mapping[str, Entry], stale: bool) -> Tally:
    losses = [Omission(reading.source, reading.day, d.item, d.title, d.reason) for d in reading.dropped]
    seen: set[str] = set()
    for item in reading.kept:
        if loss := _loss(reading, item, entries.get(item), seen):
            losses.append(loss)
    kept = reading.fetched - len(losses)
    return Tally(reading=reading, kept=kept, losses=tuple(losses), stale=stale)


def _loss(reading: LedgerEntry, item: str, entry: Entry | None, seen: set[str]) -> Omission | None:
    """Why no list shows an item that was kept on reading; None where one does."""
    if entry is None:
        return Omission(reading.source, reading.day, item, "", NO_FILE)
    twice = entry.paper.id in seen
    seen.add(entry.paper.id)
    reason = ANOTHER_ID if twice else entry.left_out
    return Omission(reading.source, reading.day, item, entry.paper.title, reason, entry) if reason else None


def unread_omissions(library: Library) -> Iterator[Omission]:
    """Papers that are left out and that no reading names: put into ``content/`` by other ways."""
    named = {item for reading in library.readings for item in reading.kept}
    for entry in library.left_out:
        paper = entry.paper
        if named.isdisjoint((paper.id, *paper.other_ids)):
            yield Omission(paper.sightings[0].source, paper.day, paper.id, paper.title, entry.left_out, entry)


def stale_readings(readings: Iterable[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """The readings whose list is the very one of the same source's day before, oldest first."""
    before: dict[str, LedgerEntry] = {}
    stale = []
    for reading in sorted(readings, key=lambda r: (r.day, r.source)):
        last = before.get(reading.source)
        if last and reading.kept and set(reading.kept) == set(last.kept):
            stale.append(reading)
        if reading.fetched:
            before[reading.source] = reading
    return tuple(stale)


def source_states(library: Library) -> tuple[SourceState, ...]:
    """Every source that is configured, and then every other one that was ever read."""
    by_source: dict[str, list[LedgerEntry]] = defaultdict(list)
    for reading in library.readings:
        by_source[reading.source].append(reading)
    titles = _titles(library.sources)
    names = [*titles, *sorted(by_source.keys() - titles.keys())]
    return tuple(_state(name, titles.get(name, name), by_source[name]) for name in names)


def _titles(sources: Iterable[SourceConfig]) -> dict[str, str]:
    return {source.name: source.title for source in sources}


def _state(name: str, title: str, readings: list[LedgerEntry]) -> SourceState:
    failures = tuple(r for r in reversed(readings) if r.failed)
    last_good = max((r.read for r in readings if r.read), default=None)
    tries = {_tried(r): r for r in reversed(failures)}
    last_failed = max(tries, default=None)
    since = last_good or min(tries, default=None)
    late = bool(last_failed and since and last_failed - since > _A_DAY)
    return SourceState(
        name=name,
        title=title,
        last_good=last_good,
        last_try=max((day for day in (last_good, last_failed) if day), default=None),
        failures=failures,
        failing=tries[last_failed] if late and last_failed else None,
    )


def _tried(reading: LedgerEntry) -> date:
    return reading.asked or reading.day


def failing_sources(library: Library) -> tuple[SourceState, ...]:
    """The configured sources that have been failing for more than a day."""
    configured = _titles(library.sources)
    return tuple(s for s in source_states(library) if s.failing and s.name in configured)


def content_of(library: Library) -> date | None:
    """The last day on which a fetch entered anything, good or bad: what the site was built from."""
    days = (day for r in library.readings for day in (r.read, r.asked) if day)
    return max(days, default=None)


def gaps(library: Library) -> tuple[Gap, ...]:
    """The working days within the calendar that have no edition and are no known holiday, newest first."""
    days = {day.period.start: day for day in library.days}
    calendar = library.calendar()
    found = (
        Gap(day, why)
        for day in reversed(calendar)
        if is_working_day(day)
        and not is_holiday(day, library.site.holidays)
        and (why := _gap(days.get(day), newest=day == calendar[-1]))
    )
    return tuple(found)


def _gap(day: Digest | None, newest: bool) -> str:
    if not day:
        return GAPS["unread"]
    filling = any(reading.filling for reading in day.readings)
    if day.entries or (filling and newest):
        return ""
    return "not read since it was over" if filling and day.state == "quiet" else GAPS[day.state]
