"""History of a source: all that the ledger says of what it offered before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from broadsheet.model.ledger import LedgerEntry


@dataclass(slots=True)
class History:
    """What became of all items that a source ever offered.

    ``kept`` are the pages, each with the first day on which it was kept, ``dropped`` the items with the
    reasons why, ``days`` those that were read.
    """

    kept: dict[str, date] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)

    @property
    def was_read(self) -> bool:
        """Whether any day of the source was ever read."""
        return bool(self.days)

    def add(self, entry: LedgerEntry) -> None:
        """Add what one entry of the ledger says; entries come by their days."""
        if entry.read:
            self.days.add(entry.day)
        for page in entry.kept:
            self.kept.setdefault(page, entry.day)
        for rejection in entry.dropped:
            self.dropped[rejection.item] = rejection.reason


def histories_by_source(entries: Iterable[LedgerEntry]) -> Mapping[str, History]:
    """Return the history of each source; that of one without an entry is empty."""
    histories: defaultdict[str, History] = defaultdict(History)
    for entry in entries:
        histories[entry.source].add(entry)
    return histories
