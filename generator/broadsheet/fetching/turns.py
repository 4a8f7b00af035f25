"""Turns of the sources in a fetch: who waited longest comes first, so that nobody is starved by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.site import SourceConfig

Turn = tuple[SourceConfig, tuple[date, ...]]


def order_turns(turns: Iterable[Turn], readings: Iterable[LedgerEntry]) -> Sequence[Turn]:
    """Return the turns of sources that have days to be asked for, the oldest last good reading first.

    A source that was never read comes before all others; of two alike, the one that the owner names first.
    """
    last_read: dict[str, date] = {}
    for reading in readings:
        if reading.read:
            last_read[reading.source] = max(reading.read, last_read.get(reading.source, date.min))
    with_days = [turn for turn in turns if turn[1]]
    return sorted(with_days, key=lambda turn: last_read.get(turn[0].name, date.min))
