"""Where papers say the long form of an acronym: all long forms at once, word by word."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from broadsheet.search.index.months import Numbers

# Of two words in a row one cheap look tells nearly always whether a long form begins so: places in a
# table, some 80 for each long form of 40,000 papers, and a factor that scatters over it.
_TABLE = 1 << 20
_SCATTER = 40_503


class LongForms:
    """The long forms of all acronyms as a tree: every step is one more term, and some places are ends."""

    def __init__(self, known: Iterable[tuple[tuple[int, ...], int]], terms: int) -> None:
        """``known`` are pairs of a long form, as numbers of at least two terms, and its acronym's number.

        The numbers of terms go from 1 to ``terms``.
        """
        self._width = terms + 1
        self._begins = np.zeros(_TABLE, np.bool_)
        steps: dict[int, int] = {}
        ends: list[tuple[int, int]] = []
        for long, short in known:
            self._begins[(long[0] * _SCATTER + long[1]) % _TABLE] = True
            place = 0
            for term in long:
                place = steps.setdefault(place * self._width + term, len(steps) + 1)
            ends.append((place, short))
        order = np.argsort(np.fromiter(steps, np.int64, len(steps)))
        self._steps = np.fromiter(steps, np.int64, len(steps))[order]
        self._places = order + 1
        ends.sort()
        self._shorts = np.array([short for _, short in ends], np.int64)
        self._many = np.bincount([place for place, _ in ends], minlength=len(steps) + 1)
        self._first = np.cumsum(self._many) - self._many

    def found(self, said: Numbers) -> tuple[Numbers, Numbers]:
        """Where in ``said`` a long form begins, and the number of its acronym, in no order.

        ``said`` are numbers of terms, 0 where a text ends and so at the end of all.
        """
        both = said[:-1].astype(np.uint32) * np.uint32(_SCATTER) + said[1:].astype(np.uint32)
        starts = np.flatnonzero(self._begins[both % np.uint32(_TABLE)])
        places = np.zeros(len(starts), np.int64)
        found = [self._ending(starts[:0], places[:0])]
        depth = 0
        while len(starts):
            wanted = places * self._width + said[starts + depth]
            at = np.minimum(np.searchsorted(self._steps, wanted), len(self._steps) - 1)
            there = self._steps[at] == wanted
            starts, places = starts[there], self._places[at[there]]
            found.append(self._ending(starts, places))
            depth += 1
        begins, shorts = zip(*found, strict=True)
        return np.concatenate(begins), np.concatenate(shorts)

    def _ending(self, starts: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Each of ``starts`` as often as long forms end at its place, and their acronyms."""
        many, first = self._many[places], self._first[places]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(starts, many), self._shorts[np.repeat(first, many) + within]
