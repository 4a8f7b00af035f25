"""The ledger: what a source offered on a day, what was kept of it, and why the rest was not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from broadsheet.model.paper import Paper
from broadsheet.model.period import is_young


@dataclass(frozen=True, slots=True)
class Rejection:
    """An item that a source offered and that could not be kept.

    ``url`` is where its readers find it, where the item's name does not say so already.
    """

    item: str
    title: str
    reason: str
    url: str = field(default="", compare=False)  # tells no two items apart


class DatedItem(NamedTuple):
    """An item that a source offered, and the day for which it counts."""

    day: date
    item: Paper | Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a source gave for one digest day in one go, or why it gave nothing.

    ``cap`` says in words what a limit kept from us, where one did; such a day is kept all the same.
    ``late`` are items of days that were not asked for, which the batch of the day of the reading holds;
    ``late_complete`` says that of the days since the oldest of them they are all there were.
    ``unasked``: the day is empty by the source's schedule alone, and no server was asked for it.
    """

    day: date
    papers: tuple[Paper, ...] = ()
    drops: tuple[Rejection, ...] = ()
    cap: str = ""
    failed: str = ""
    unasked: bool = False
    late: tuple[DatedItem, ...] = ()
    late_complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What one source offered for one digest day, as last read on ``read`` (UTC dates).

    ``kept`` are paper ids in the order of the list, ``dropped`` the items that could not be
    kept; an item that a later reading no longer finds stays counted. ``failed`` is the message
    of the last try, made on ``asked``, where that failed; both are empty again once the day could
    be read. ``cap`` says what a limit of the source kept from us, where one did. ``question`` names what
    the source was asked for, so that another question is noticed; empty in ledgers that did not say.
    """

    source: str
    day: date
    read: date | None = None
    asked: date | None = None
    cap: str = ""
    kept: tuple[str, ...] = ()
    dropped: tuple[Rejection, ...] = ()
    failed: str = ""
    question: str = ""

    @property
    def fetched(self) -> int:
        """How many items the source offered: every one is either kept or dropped."""
        return len(self.kept) + len(self.dropped)

    def followed_by(self, later: LedgerEntry) -> LedgerEntry:
        """Return this reading and a later one of the same day in one: nothing offered is forgotten."""
        if later.failed:
            return replace(self, failed=later.failed, asked=later.asked)
        kept = dict.fromkeys((*later.kept, *self.kept))
        dropped = {drop.item: drop for drop in (*self.dropped, *later.dropped) if drop.item not in kept}
        return replace(later, kept=tuple(kept), dropped=tuple(dropped.values()))

    def answers(self, question: str) -> bool:
        """Return true unless the day was read with another question than this one."""
        is_unknown = not self.question or not question or self.read is None
        return is_unknown or self.question == question

    @property
    def settled(self) -> bool:
        """Whether the day was read when its counts no longer move, so that it is done with."""
        return self.read is not None and not self.failed and not is_young(self.day, self.read)

    @property
    def filling(self) -> bool:
        """Whether the day was still going on (UTC) when it was last read."""
        return self.read is not None and self.read <= self.day
