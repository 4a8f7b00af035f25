"""Audit of everything that sources offered: shown or left out, read or missed; pure.

The ledger says what each reading kept; rules and editors then leave some of that out. Here both
are one account: what lists show was kept, and everything else was dropped for a reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.library.digest import Digest
from broadsheet.library.library import Library, by_day_and_source
from broadsheet.model.curation import Entry
from broadsheet.model.language.words import N_, gettext
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.owners import PEOPLE
from broadsheet.model.period import is_holiday, is_working_day
from broadsheet.model.removals import REMOVED, Removals

ANOTHER_ID = N_("duplicate: another id of a paper in the same list")
NO_FILE = N_("kept, but no file holds it any more")
# Words for a working day without an edition, by the state of its page.
GAPS = {
    "failed": N_("could not be read"),
    "left-out": N_("everything was left out"),
    "quiet": N_("read, and nothing was offered"),
    "unread": N_("not read"),
}
_ONE_DAY = timedelta(days=1)

Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Item that a source offered and no list shows; ``entry`` is there where it was read all right."""

    source: str
    day: date
    item: str
    title: str
    reason: str
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """Reason without its details: ``duplicate: the same work as 2605.1`` is a ``duplicate``."""
        head = self.reason.partition(": ")[0]
        return self.reason if "“" in head else head


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Count of one source on one day: ``fetched`` is ``kept`` and ``dropped`` together.

    ``dropped`` are the reasons with their counts, most first. ``stale`` says that the list was the
    very one of the source's day before.
    """

    reading: LedgerEntry
    kept: int
    losses: tuple[Omission, ...] = ()
    stale: bool = False

    @property
    def fetched(self) -> int:
        """Number of items that the source offered."""
        return self.reading.fetched

    @property
    def dropped(self) -> Reasons:
        """Reasons why items are not shown, with their counts."""
        return counted_reasons(self.losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """State of reading a source. Dates are UTC; None where it never did.

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
    """Working day, no known holiday, without an edition, and what it was instead."""

    day: date
    why: str


def counted_reasons(omissions: Iterable[Omission]) -> Reasons:
    """Return the reasons of omissions with their counts, most first."""
    counts = Counter(omission.kind for omission in omissions)
    return tuple(sorted(counts.items(), key=_most_first))


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    reason, count = counted
    return (-count, reason)


def tallies(library: Library) -> tuple[Tally, ...]:
    """Return a tally of every reading of the ledger, by day and source."""
    stale_keys = {(reading.source, reading.day) for reading in stale_readings(library.readings)}
    rows = []
    for reading in library.readings:
        stale = (reading.source, reading.day) in stale_keys
        rows.append(_tally_reading(reading, library.by_id, library.removals, stale=stale))
    return tuple(rows)


def _tally_reading(
    reading: LedgerEntry, entries: Mapping[str, Entry], removals: Removals, *, stale: bool
) -> Tally:
    omissions = []
    for rejection in reading.dropped:
        omissions.append(_omission(reading, rejection.item, rejection.title, rejection.reason))
    seen_ids: set[str] = set()
    for item in reading.kept:
        entry = entries.get(item)
        if entry is None:
            removal = removals.find((item,))
            reason = f"{REMOVED}: {removal.why}" if removal else gettext(NO_FILE)
            omissions.append(_omission(reading, item, "", reason))
            continue
        reason = gettext(ANOTHER_ID) if entry.paper.id in seen_ids else entry.left_out
        seen_ids.add(entry.paper.id)
        if reason:
            omissions.append(_omission(reading, item, entry.paper.title, reason, entry))
    kept = reading.fetched - len(omissions)
    return Tally(reading=reading, kept=kept, losses=tuple(omissions), stale=stale)


def _omission(
    reading: LedgerEntry, item: str, title: str, reason: str, entry: Entry | None = None
) -> Omission:
    return Omission(reading.source, reading.day, item, title, reason, entry)


def unread_omissions(library: Library) -> Iterator[Omission]:
    """Yield papers that are left out and that no reading names: put into ``content/`` by other ways."""
    read_ids: set[str] = set()
    for reading in library.readings:
        read_ids.update(reading.kept)
    for entry in library.left_out:
        paper = entry.paper
        if read_ids.isdisjoint((paper.id, *paper.other_ids)):
            source = paper.sightings[0].source
            yield Omission(source, paper.day, paper.id, paper.title, entry.left_out, entry)


def stale_readings(readings: Iterable[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """Return the readings whose list is the very one of the same source's day before, oldest first."""
    previous_by_source: dict[str, LedgerEntry] = {}
    stale = []
    for reading in sorted(readings, key=by_day_and_source):
        if reading.source in PEOPLE:  # a person may add one paper on two days
            continue
        previous = previous_by_source.get(reading.source)
        if previous and reading.kept and set(reading.kept) == set(previous.kept):
            stale.append(reading)
        if reading.fetched:
            previous_by_source[reading.source] = reading
    return tuple(stale)


def source_states(library: Library) -> tuple[SourceState, ...]:
    """Return the state of every configured source, and then of every other one that was ever read."""
    readings_by_source: dict[str, list[LedgerEntry]] = defaultdict(list)
    for reading in library.readings:
        readings_by_source[reading.source].append(reading)
    titles = library.source_titles
    unconfigured = sorted(readings_by_source.keys() - titles.keys())
    states = []
    for name in (*titles, *unconfigured):
        title = titles.get(name, name)
        states.append(_source_state(name, title, readings_by_source[name]))
    return tuple(states)


def _source_state(name: str, title: str, readings: Sequence[LedgerEntry]) -> SourceState:
    """Return the state of a source from its readings, oldest first."""
    failures = [reading for reading in readings if reading.failed]
    last_good = max((reading.read for reading in readings if reading.read), default=None)
    failures_by_try: dict[date, LedgerEntry] = {}
    for failure in failures:
        failures_by_try[failure.asked or failure.day] = failure
    last_failed = max(failures_by_try, default=None)
    failing = None
    if last_failed:
        failing_since = last_good or min(failures_by_try)
        if last_failed - failing_since > _ONE_DAY:
            failing = failures_by_try[last_failed]
    tries = [day for day in (last_good, last_failed) if day]
    return SourceState(
        name=name,
        title=title,
        last_good=last_good,
        last_try=max(tries, default=None),
        failures=tuple(reversed(failures)),
        failing=failing,
    )


def failing_sources(library: Library) -> tuple[SourceState, ...]:
    """Return the configured sources that have been failing for more than a day."""
    failing = []
    for state in source_states(library):
        if state.failing and state.name in library.source_titles:
            failing.append(state)
    return tuple(failing)


def content_of(library: Library) -> date | None:
    """Return the last day on which a fetch entered anything, good or bad: what the site was built from."""
    days = []
    for reading in library.readings:
        if reading.read:
            days.append(reading.read)
        if reading.asked:
            days.append(reading.asked)
    return max(days, default=None)


def gaps(library: Library) -> tuple[Gap, ...]:
    """Return the working days of the calendar without an edition that are no known holiday, newest first."""
    calendar = library.calendar()
    holidays = library.site.holidays
    day_gaps = []
    for day in reversed(calendar):
        if not is_working_day(day) or is_holiday(day, holidays):
            continue
        reason = _explain_gap(library.day_of(day), is_newest=day == calendar[-1])
        if reason:
            day_gaps.append(Gap(day, reason))
    return tuple(day_gaps)


def _explain_gap(digest: Digest | None, is_newest: bool) -> str:
    """Return what a working day was in place of an edition; empty where nothing is amiss."""
    if not digest:
        return gettext(GAPS["unread"])
    if digest.entries:
        return ""
    is_filling = any(reading.filling for reading in digest.readings)
    if is_filling and is_newest:
        return ""
    if is_filling and digest.state == "quiet":
        return gettext("not read since it was over")
    return gettext(GAPS[digest.state])
