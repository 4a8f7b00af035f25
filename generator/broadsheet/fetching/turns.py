"""Turns of the sources in a fetch: who waited longest comes first, so that nobody is starved by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.site import SourceConfig

Turn = tuple[SourceConfig, tuple[date, ...]]


def order_turns(turns: Iterable[Turn], readings: Iterable[LedgerEntry]) -> list[Turn]:
    """Return the turns of sources that have days to be asked for, the oldest last good reading first.

    A source that was never read comes before all others; of two alike, the one that the owner names first.
    """
    last_read = _find_last_read(readings)

    def waiting_since(turn: Turn) -> date:
        source, _ = turn
        return last_read.get(source.name, date.min)

    turns_with_days = []
    for source, days in turns:
        if days:
            turns_with_days.append((source, days))
    return sorted(turns_with_days, key=waiting_since)


def _find_last_read(readings: Iterable[LedgerEntry]) -> dict[str, date]:
    """Return the day of each source's last good reading, by the names of the sources."""
    last_read: dict[str, date] = {}
    for reading in readings:
        if reading.read is None:
            continue
        before = last_read.get(reading.source)
        if before is None or reading.read > before:
            last_read[reading.source] = reading.read
    return last_read
