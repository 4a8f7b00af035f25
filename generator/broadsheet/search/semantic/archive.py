"""Which papers the space is learnt from, and what of an earlier build is still good.

All of it is a function of the papers alone, never of earlier builds. New papers find their place in
a space that older ones made, so that a new day moves no old paper; see docs/decisions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
import scipy

from broadsheet.cache.code_version import code_version
from broadsheet.search.index import tokens
from broadsheet.search.records import Record
from broadsheet.search.semantic.counts import Reader, terms_of
from broadsheet.search.semantic.lexicon import Lexicon, lexicon_of
from broadsheet.search.semantic.space import Signed, Space, learnt

# A month is settled when the newest paper is so many days younger: sources no longer change it.
SETTLED_AFTER = timedelta(days=14)
# The space is learnt anew when the settled papers have become so many times those it was learnt from.
GROWTH = 1.25
# With fewer settled papers everything is learnt from all papers, every time.
FEW = 500


class Keeping(Protocol):
    """Where what is slow to make can be kept; see ``broadsheet.cache.blobs``."""

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes under ``key``; where there are none they are made and put there."""


@dataclass(frozen=True, slots=True)
class Span:
    """Papers from ``start`` up to ``end`` (their numbers), and up to where they may look."""

    start: int
    end: int
    seen: int


class Archive:
    """The papers, oldest day first, with the space they stand in and their vectors there."""

    def __init__(self, records: Sequence[Record], keeping: Keeping) -> None:
        self.records = records
        self.reader = Reader(records)
        self._keeping = keeping
        self._made: Counter[str] = Counter()
        self.taken: set[str] = set()

    @property
    def report(self) -> str:
        """One line that says what had to be made, once everything was asked for."""
        papers = f"{len(self.records):,} papers"
        if not self._made:
            return f"all of {papers} kept, related papers too"
        learnt = f"learnt anew from {self.learnt_from:,}" if self._made["learnt"] else "kept"
        placed, compared = self._made["placed"], self._made["compared"]
        return f"{learnt}; {placed:,} of {papers} placed anew, related papers of {compared:,} found"

    def note(self, what: str, papers: int) -> None:
        """Enter in the report that so many papers were ``learnt``, ``placed`` or ``compared``."""
        self._made[what] += papers

    def forget(self) -> None:
        """Let go of the words that all archives remember: nobody asks for them after this one."""
        terms_of.cache_clear()

    @cached_property
    def settled(self) -> int:
        """How many papers, the oldest, belong to settled months; all of them while they are few."""
        return settled(self._days) if settled(self._days) >= FEW else len(self.records)

    @cached_property
    def learnt_from(self) -> int:
        """From how many papers, the oldest, the space is learnt."""
        return learnt_from(self._days) or len(self.records)

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(record.day for record in self.records)

    @cached_property
    def space(self) -> Space:
        """The space, as it was kept or learnt now."""
        return Space.unpacked(self.keep("space", self.learnt_from, self._learn))

    def _learn(self) -> bytes:
        self.note("learnt", self.learnt_from)
        return learnt(self.reader, self.learnt_from).packed()

    @cached_property
    def vectors(self) -> Signed:
        """Where each paper stands: (papers, dimensions)."""
        width = self.space.directions.shape[1]
        kept = [self._vectors(start, end).reshape(end - start, width) for start, end in self._months()]
        return np.concatenate([np.zeros((0, width), np.int8), *kept])

    @cached_property
    def lexicon(self) -> Lexicon:
        """What each word of a query says, from the papers that the space is learnt from."""
        learnt_from = self.learnt_from

        def make() -> bytes:
            return lexicon_of(self.reader, self.vectors[:learnt_from]).packed()

        return Lexicon.unpacked(self.keep("lexicon", learnt_from, make))

    def _vectors(self, start: int, end: int) -> Signed:
        def make() -> bytes:
            self.note("placed", end - start)
            return self.space.vectors(self.reader.counts(range(start, end), self.space.terms)).tobytes()

        return np.frombuffer(self.keep(f"vectors-{start}", end, make), np.int8)

    def _months(self) -> list[tuple[int, int]]:
        ends = ends_of(self._days, lambda day: (day.year, day.month))
        return list(zip([0, *ends], ends, strict=False))

    def spans(self) -> list[Span]:
        """The settled papers, who see each other, and then each day, which sees all before and itself."""
        ends = [end for end in ends_of(self._days, lambda day: day) if end > self.settled]
        fresh = zip([self.settled, *ends], ends, strict=False)
        first = [Span(0, self.settled, self.settled)] if self.settled else []
        return [*first, *(Span(start, end, end) for start, end in fresh)]

    def keep(self, name: str, papers: int, make: Callable[[], bytes]) -> bytes:
        """What ``make`` gives and what depends on the first ``papers`` alone, kept from last time."""
        seen = (self._prefixes[self.learnt_from], self._prefixes[papers], learning_version())
        key = hashlib.sha256("\0".join(seen).encode()).hexdigest()[:40]
        self.taken.add(f"{name}-{key}")
        return self._keeping.get_or_make(f"{name}-{key}", make)

    @cached_property
    def _prefixes(self) -> dict[int, str]:
        """A hash of what all papers up to the end of each day say, by their number."""
        whole = hashlib.sha256()
        prefixes = {0: ""}
        for number, record in enumerate(self.records, 1):
            whole.update(record.text_digest.encode())
            if number == len(self.records) or self.records[number].day != record.day:
                prefixes[number] = whole.hexdigest()
        return prefixes


def settled(days: Sequence[date]) -> int:
    """How many of ``days``, sorted, lie in months that ended long enough before the last of them."""
    if not days:
        return 0
    last = days[-1] - SETTLED_AFTER + timedelta(days=1)  # the month of the day after has not ended
    first_open = last.replace(day=1)
    return sum(day < first_open for day in days)


def learnt_from(days: Sequence[date]) -> int:
    """How many of ``days``, sorted, the space is learnt from: whole settled months, at each growth anew."""
    base = 0
    for end in ends_of(days[: settled(days)], lambda day: (day.year, day.month)):
        if end >= FEW and end >= GROWTH * base:
            base = end
    return base


def ends_of(days: Sequence[date], group: Callable[[date], object]) -> list[int]:
    """Where each run of days that belong together ends."""
    ends, total = [], 0
    for _, run in groupby(days, group):
        total += sum(1 for _ in run)
        ends.append(total)
    return ends


def learning_version() -> str:
    """Return what the results depend on besides the papers: the version of this code and its libraries."""
    code = code_version(Path(__file__).parent, Path(tokens.__file__))
    return f"{code} {np.__version__} {scipy.__version__}"
