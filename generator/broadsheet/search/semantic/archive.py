"""Archive of papers with their semantic space: which papers it is learnt from, and what stays as it was.

All of it is a function of the papers alone, never of earlier builds. New papers find their place in
a space that older ones made, so that a new day moves no old paper; see docs/decisions.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

import numpy as np

from broadsheet.cache.code_version import code_version
from broadsheet.search.index import arrays, tokens
from broadsheet.search.records import Record
from broadsheet.search.semantic.counts import TermCounter
from broadsheet.search.semantic.lexicon import Lexicon, build_lexicon
from broadsheet.search.semantic.paper_words import chunk_terms
from broadsheet.search.semantic.space import Signed, Space, learn_space

# A month is settled when the newest paper is so many days younger: sources no longer change it.
SETTLED_AFTER = timedelta(days=14)
# The space is learnt anew when the settled papers have become so many times those it was learnt from.
GROWTH = 1.25
# With fewer settled papers everything is learnt from all papers, every time.
MIN_SETTLED = 500

_YES = b"yes"
# Papers of so many days are counted again and again: for the maps of their month and of the newest.
_RECENT = timedelta(days=40)

T = TypeVar("T")
Make = Callable[[], bytes]
Work = Literal["learnt", "placed", "compared", "mapped"]


class Cache(Protocol):
    """Cache of bytes that are slow to make; see ``broadsheet.cache.blobs``."""

    def get_or_make(self, key: str, make: Make) -> bytes:
        """Return the bytes under ``key``; where there are none they are made and put there."""


class Span(NamedTuple):
    """Papers from ``start`` up to ``end``, which are compared with those up to ``seen``."""

    start: int
    end: int
    seen: int


class Archive:
    """Papers, oldest day first, with the space they stand in and their vectors there.

    ``work`` counts the papers that were ``learnt`` from, ``placed``, ``compared`` or ``mapped`` since nothing
    was kept of them.
    """

    def __init__(self, records: Sequence[Record], cache: Cache) -> None:
        self.records = records
        self._used_keys: set[str] = set()
        self._cache = cache
        self._days = [record.day for record in records]
        self.work: Counter[Work] = Counter()

    def makes_anew(self, make: Callable[[Archive], T]) -> Callable[[], T]:
        """Return a function that makes something of an archive like this one, once.

        It does not hold this one: what is asked for late, or never, leaves room for what is made between.
        """
        records = self.records
        kept = self._cache

        @cache
        def made() -> T:
            return make(Archive(records, kept))

        return made

    @property
    def report(self) -> str:
        """One line that says what had to be made, once everything was asked for."""
        papers = f"{len(self.records):,} papers"
        if not self.work:
            return f"all of {papers} kept, related papers too"
        space = "kept"
        if self.work["learnt"]:
            space = f"learnt anew from {self.learnt_from:,}"
        placed = f"{self.work['placed']:,} of {papers} placed anew"
        compared = f"related papers of {self.work['compared']:,} found"
        mapped = f", {self.work['mapped']:,} laid out on maps" if self.work["mapped"] else ""
        return f"{space}; {placed}, {compared}{mapped}"

    def note_work(self, work: Work, paper_count: int) -> None:
        """Enter in the report that so many papers were ``learnt`` from, ``placed`` or ``compared``."""
        self.work[work] += paper_count

    @property
    def used_keys(self) -> set[str]:
        """Keys under which the cache holds what this archive is made of, or what the next one may ask for."""
        for day in self._recent_days():
            self.use_key("terms", self._facts_of_day(day))
        return self._used_keys

    @cached_property
    def counter(self) -> TermCounter:
        """Counter of the terms of papers; it need not read those of recent days if an earlier build did."""
        counter = TermCounter(self.records)
        for day in self._recent_days():
            read = partial(_terms_as_json, counter, day)
            data = self.get_or_make_from("terms", self._facts_of_day(day), read)
            for place, text in zip(day, json.loads(data), strict=True):
                counter.know_terms(place, text)
        return counter

    def _recent_days(self) -> Iterator[range]:
        """Yield the papers of each of the newest days, which the maps of some weeks are made of every day."""
        if not self._days:
            return
        first = bisect_left(self._days, self._days[-1] - _RECENT)
        start = first
        for length_so_far in run_ends(self._days[first:], _day_itself):
            end = first + length_so_far
            yield range(start, end)
            start = end

    def forget_words(self) -> None:
        """Let go of the words that all archives remember: nobody asks for them after this one."""
        chunk_terms.cache_clear()

    @cached_property
    def settled(self) -> int:
        """Number of papers, the oldest, that belong to settled months; all of them while they are few."""
        settled = count_settled(self._days)
        if settled < MIN_SETTLED:
            return len(self.records)
        return settled

    @cached_property
    def learnt_from(self) -> int:
        """Number of papers, the oldest, from which the space is learnt."""
        return count_learnt_from(self._days) or len(self.records)

    @property
    def learnt_digest(self) -> str:
        """Digest of the papers from which the space is learnt: another one stands for another space."""
        return self._prefix_digests[self.learnt_from]

    @cached_property
    def space(self) -> Space:
        """Space, as it was kept or learnt now."""
        data = self.get_or_make("space", self.learnt_from, self._learn_space)
        return Space.from_bytes(data)

    def _learn_space(self) -> bytes:
        self.note_work("learnt", self.learnt_from)
        space = learn_space(self.counter, self.learnt_from)
        return space.to_bytes()

    @cached_property
    def vectors(self) -> Signed:
        """Vectors of all papers: (papers, dimensions)."""
        dimensions = self.space.directions.shape[1]
        parts = [np.zeros((0, dimensions), np.int8)]
        start = 0
        for end in self._ends_of_placed():
            make = partial(self._place_papers, start, end)
            data = self.get_or_make(f"vectors-{start}", end, make)
            vectors = np.frombuffer(data, np.int8)
            parts.append(vectors.reshape(end - start, dimensions))
            start = end
        return np.concatenate(parts)

    def _ends_of_placed(self) -> Iterator[int]:
        """Yield where each run of papers ends that are placed together: settled months, then days."""
        yield from run_ends(self._days[: self.settled], _month_of)
        for span in self.spans():
            if span.start >= self.settled:
                yield span.end

    def _place_papers(self, start: int, end: int) -> bytes:
        self.note_work("placed", end - start)
        counts = self.counter.count_terms(range(start, end), self.space.terms)
        return self.space.place_papers(counts).tobytes()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Vectors of the words of queries, from the papers that the space is learnt from."""
        data = self.get_or_make("lexicon", self.learnt_from, self._build_lexicon)
        return Lexicon.from_bytes(data)

    @cached_property
    def knows_words(self) -> bool:
        """True if the lexicon has any words; it stays kept, and is not read for that."""
        self.use_key("lexicon", self._facts_of_first(self.learnt_from))
        answer = self.get_or_make("knows-words", self.learnt_from, self._ask_lexicon)
        return answer == _YES

    def _ask_lexicon(self) -> bytes:
        return _YES if self.lexicon.words else b""

    def _build_lexicon(self) -> bytes:
        lexicon = build_lexicon(self.counter, self.vectors[: self.learnt_from])
        return lexicon.to_bytes()

    def spans(self) -> Iterator[Span]:
        """Yield the settled papers, who see each other, and then each day, which sees all up to its end."""
        if self.settled:
            yield Span(0, self.settled, self.settled)
        start = self.settled
        for end in run_ends(self._days, _day_itself):
            if end > start:
                yield Span(start, end, end)
                start = end

    def get_or_make(self, name: str, paper_count: int, make: Make) -> bytes:
        """Return bytes that depend on the first papers alone, from the cache or made now."""
        return self.get_or_make_from(name, self._facts_of_first(paper_count), make)

    def _facts_of_day(self, day: range) -> list[str]:
        """Return what decides the terms of the papers of a day."""
        records = self.records[day.start : day.stop]
        return [learning_version(), *[record.text_digest for record in records]]

    def _facts_of_first(self, paper_count: int) -> list[str]:
        """Return what decides everything that is made of the first papers alone."""
        return [
            self._prefix_digests[self.learnt_from],
            self._prefix_digests[paper_count],
            learning_version(),
        ]

    def get_or_make_from(self, name: str, facts: Iterable[str], make: Make) -> bytes:
        """Return bytes that depend on ``facts`` alone, from the cache or made now."""
        key = self.use_key(name, facts)
        return self._cache.get_or_make(key, make)

    def use_key(self, name: str, facts: Iterable[str]) -> str:
        """Return the key of bytes that depend on ``facts`` alone; what is kept under it stays kept."""
        digest = hashlib.sha256("\0".join(facts).encode()).hexdigest()
        key = f"{name}-{digest[:40]}"
        self._used_keys.add(key)
        return key

    @cached_property
    def _prefix_digests(self) -> dict[int, str]:
        """Digests of the texts of all papers up to the end of each day, by their number."""
        texts = hashlib.sha256()
        digests = {0: ""}
        start = 0
        for end in run_ends(self._days, _day_itself):
            for record in self.records[start:end]:
                texts.update(record.text_digest.encode())
            digests[end] = texts.hexdigest()
            start = end
        return digests


def _terms_as_json(counter: TermCounter, places: Iterable[int]) -> bytes:
    return json.dumps(counter.texts_of_terms(places)).encode()


def count_settled(days: Sequence[date]) -> int:
    """Return how many of ``days``, sorted, lie in months that ended long enough before the last of them."""
    if not days:
        return 0
    # The month that this day belongs to has not ended, or not long enough ago.
    first_open_day = days[-1] - SETTLED_AFTER + timedelta(days=1)
    first_open_month = first_open_day.replace(day=1)
    return sum(day < first_open_month for day in days)


def count_learnt_from(days: Sequence[date]) -> int:
    """Return how many of ``days``, sorted, the space is learnt from.

    They are whole settled months, and more of them at each growth; 0 while too few are settled.
    """
    settled_days = days[: count_settled(days)]
    learnt_from = 0
    for end in run_ends(settled_days, _month_of):
        if end >= MIN_SETTLED and end >= GROWTH * learnt_from:
            learnt_from = end
    return learnt_from


def run_ends(days: Iterable[date], key: Callable[[date], object]) -> Iterator[int]:
    """Yield where each run of days ends that have the same ``key``, which is asked for once a day."""
    end = 0
    last_key: object = None
    for day, papers in groupby(days):
        day_key = key(day)
        if end and day_key != last_key:
            yield end
        last_key = day_key
        end += len(list(papers))
    if end:
        yield end


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _day_itself(day: date) -> date:
    return day


def learning_version() -> str:
    """Return the version of all that the results depend on besides the papers: code and its libraries."""
    code = code_version(
        Path(__file__).parent,
        Path(tokens.__file__),
        Path(arrays.__file__),
    )
    return f"{code} {np.__version__}"
