"""Where papers say the long form of an acronym: all long forms at once, word by word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]


class LongForms:
    """The long forms of all acronyms as a tree: a step is a further term, some places are ends.

    Terms are numbers from 1; a long form has at least two.
    """

    def __init__(self, pairs: Iterable[tuple[tuple[int, ...], int]], terms: int) -> None:
        """``pairs`` of a long form and the number of its acronym; ``terms`` is the highest number."""
        self._width = terms + 1
        steps: dict[int, int] = {}
        ends: list[tuple[int, int]] = []
        self._begin = np.zeros((2, self._width), np.bool_)
        for long, short in pairs:
            self._begin[(0, 1), long[:2]] = True
            place = 0
            for term in long:
                place = steps.setdefault(place * self._width + term, len(steps) + 1)
            ends.append((place, short))
        order = np.argsort(np.fromiter(steps, np.int64, len(steps)))
        self._steps = np.fromiter(steps, np.int64, len(steps))[order]
        self._places = np.fromiter(steps.values(), np.int64, len(steps))[order]
        self._ends = np.array(sorted(ends), np.int64).reshape(-1, 2).T

    def found(self, said: Numbers) -> tuple[Numbers, Numbers]:
        """Where in ``said`` a long form begins, and the number of its acronym, in no order.

        ``said`` are terms, 0 where a text ends and at the end of all.
        """
        # Two terms that begin long forms, if not the same one: what is left is worth a closer look.
        starts = np.flatnonzero(self._begin[0][said[:-1]] & self._begin[1][said[1:]])
        places = np.zeros(len(starts), np.int64)
        found = [(starts[:0], places[:0])]
        depth = 0
        while len(starts) and len(self._steps):
            wanted = places * self._width + said[starts + depth]
            at = np.minimum(np.searchsorted(self._steps, wanted), len(self._steps) - 1)
            there = self._steps[at] == wanted
            starts, places = starts[there], self._places[at[there]]
            found.append(self._ending(starts, places))
            depth += 1
        begins, shorts = zip(*found, strict=True)
        return np.concatenate(begins), np.concatenate(shorts)

    def _ending(self, starts: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Each of ``starts`` as often as long forms end at its place, with their acronyms."""
        ends, shorts = self._ends
        first = np.searchsorted(ends, places)
        many = np.searchsorted(ends, places, "right") - first
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(starts, many), shorts[np.repeat(first, many) + within]
