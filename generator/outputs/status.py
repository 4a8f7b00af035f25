"""The status page: what was read, what was kept, what was not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from generator import addresses
from generator.library import Library
from generator.model import Entry, Period, Reading, is_working_day
from generator.outputs.render import sheet
from generator.tree import OutFile

Reasons = tuple[tuple[str, int], ...]


def status(library: Library) -> Iterator[OutFile]:
    """One page for all sources and days, newest first."""
    head = {
        "title": "Status",
        "description": f"When the sources of {library.site.name} were read, and what was left out.",
        "kind": "status",
    }
    yield sheet(
        library,
        "status.md.j2",
        addresses.STATUS,
        head,
        read=library.last_read,
        sources=[(title, *_source(readings)) for title, readings in _by_source(library)],
        failures=[reading for reading in reversed(library.readings) if reading.failed],
        gaps=_gaps(library),
        months=_months(library.readings),
        left_out=library.left_out,
        dropped=[(r, drop) for r in reversed(library.readings) for drop in r.dropped],
        source_titles={source.name: source.title for source in library.sources},
        pages={day.period.start: addresses.digest(day.period) for day in library.days},
        entries_by_reason=_by_reason(library.left_out),
    )


def _by_source(library: Library) -> list[tuple[str, list[Reading]]]:
    """Every source that is configured or was ever read, with its readings, oldest first."""
    titles = {source.name: source.title for source in library.sources}
    names = [*titles, *sorted({r.source for r in library.readings} - set(titles))]
    return [(titles.get(n, n), [r for r in library.readings if r.source == n]) for n in names]


def _source(readings: list[Reading]) -> tuple[date | None, int, int, Reasons, Reading | None]:
    """The last good read, what was fetched and kept, the reasons, and the latest failure."""
    good = max((r.read for r in readings if r.read and not r.failed), default=None)
    failed = next((r for r in reversed(readings) if r.failed), None)
    fetched, kept = sum(r.fetched for r in readings), sum(len(r.kept) for r in readings)
    return good, fetched, kept, _reasons(readings), failed


def _reasons(readings: Iterable[Reading]) -> Reasons:
    return tuple(Counter(drop.reason for r in readings for drop in r.dropped).most_common())


def _gaps(library: Library) -> list[date]:
    """The working days within the calendar that no source was asked for, newest first."""
    read = {day.period.start for day in library.days}
    return [d for d in reversed(library.calendar()) if is_working_day(d) and d not in read]


def _months(readings: tuple[Reading, ...]) -> list[tuple[Period, list[tuple[Reading, Reasons]]]]:
    """The readings of each month, newest first, each with its reasons for dropping."""
    by_month = groupby(reversed(readings), key=lambda r: Period.of_month(r.day))
    return [(month, [(r, _reasons([r])) for r in group]) for month, group in by_month]


def _by_reason(entries: Iterable[Entry]) -> Reasons:
    return tuple(Counter(entry.left_out for entry in entries).most_common())
