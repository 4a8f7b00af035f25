"""Nearest papers by meaning: of each the few rows of the highest cosine, all compared, in little memory.

A table of all pairs has a hundred times the room of the papers themselves. So pairs are compared in tiles,
a block of papers with another block, and of each tile only what may be among the nearest is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from broadsheet.search.index.arrays import as_divisors, sort_distinct
from broadsheet.search.semantic.space import Floats, Signed

# A paper has at most so many near ones, and none with a lower cosine than this.
MAX_NEAREST = 5
MIN_COSINE = 0.3
# Papers of a block: a tile of two blocks takes 4 MB.
_BLOCK = 1024
# Parts of a tile of each of which the highest is looked at first.
_PARTS = 128

Places = NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of papers by their places: ``others`` are near to ``papers``."""

    papers: Places
    others: Places


class _Candidates(NamedTuple):
    """Pairs of papers that may be near: ``rows`` are numbers of those asked for, ``likeness`` is how near."""

    rows: Places
    others: Places
    likeness: Floats


class _Rows(NamedTuple):
    """Vectors of papers, and the length of each, with 1 for that of a paper without known terms."""

    vectors: Signed
    lengths: Floats

    def block(self, start: int) -> Floats:
        """Return the vectors of the block of papers from ``start``."""
        return self.vectors[start : start + _BLOCK].astype(np.float32)


class _Best:
    """The nearest ones found so far of each paper: its ``others``, and how near, the nearest first.

    A place that nothing was found for has a likeness of minus infinity. ``floors`` is what is no longer
    near enough to be looked at.
    """

    def __init__(self, lowest: Floats) -> None:
        shape = (len(lowest), MAX_NEAREST)
        self.others = np.full(shape, -1, np.int64)
        self.likeness = np.full(shape, -np.inf, np.float32)
        self.floors = lowest.copy()

    def consider_rows(self, likeness: Floats, first_row: int, first_other: int) -> None:
        """Take in what is near in a tile: its rows are papers from one place on, its columns others."""
        height, width = likeness.shape
        size = width // _PARTS
        parts = likeness[:, : size * _PARTS].reshape(height, size, _PARTS)
        floors = self._floors_of_tile(parts.max(axis=1, initial=-np.inf), first_row)
        places = np.flatnonzero(likeness >= floors[:, None])
        rows, others = np.divmod(places, width)
        found = likeness.ravel()[places]
        self._merge(_Candidates(rows + first_row, others + first_other, found))

    def consider_columns(self, likeness: Floats, first_row: int, first_other: int) -> None:
        """Take in what is near in a tile: its columns are papers from one place on, its rows others."""
        height, width = likeness.shape
        size = height // _PARTS
        parts = likeness[: size * _PARTS].reshape(size, _PARTS, width)
        floors = self._floors_of_tile(parts.max(axis=0, initial=-np.inf).T.copy(), first_row)
        places = np.flatnonzero(likeness >= floors)
        others, rows = np.divmod(places, width)
        found = likeness.ravel()[places]
        self._merge(_Candidates(rows + first_row, others + first_other, found))

    def _floors_of_tile(self, highest: Floats, first_row: int) -> Floats:
        """Return what papers of a tile have to reach in it, by the highest of each part that is theirs.

        As many parts as a paper has near ones have a highest of at least that.
        """
        least = np.partition(highest, -MAX_NEAREST, axis=1)[:, -MAX_NEAREST]
        known = self.floors[first_row : first_row + len(highest)]
        floors: Floats = np.maximum(known, least)
        return floors

    def _merge(self, found: _Candidates) -> None:
        """Choose the nearest of each paper from those it has and those found for it; of equals the later."""
        if not len(found.rows):
            return
        touched = sort_distinct(found.rows)
        known_rows = np.repeat(touched, MAX_NEAREST)
        rows = np.concatenate((known_rows, found.rows))
        others = np.concatenate((self.others[touched].ravel(), found.others))
        likeness = np.concatenate((self.likeness[touched].ravel(), found.likeness))
        order = np.lexsort((-others, -likeness, rows))
        rows = rows[order]
        ranks = np.arange(len(rows)) - np.searchsorted(rows, rows)
        chosen = order[ranks < MAX_NEAREST]
        self.others[touched] = others[chosen].reshape(-1, MAX_NEAREST)
        self.likeness[touched] = likeness[chosen].reshape(-1, MAX_NEAREST)
        self.floors[touched] = np.maximum(self.floors[touched], self.likeness[touched, -1])


def nearest_papers(vectors: Signed, start: int) -> Pairs:
    """Return pairs of each row of ``vectors`` from ``start`` on and the rows nearest to it, nearest first.

    All rows are compared; of equals the later wins. The products are sums of whole numbers below
    2 ** 24, so that they are exact in single precision, in whatever order they are added. One thread only:
    others would wait for most of the time, and take as much of a processor.
    """
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    lengths = np.sqrt(squares).astype(np.float32)
    rows = _Rows(vectors, as_divisors(lengths))
    # How near a paper is counts without its own length, which would leave the order as it is.
    above_zero = np.nextafter(np.float32(0), np.float32(1))
    best = _Best(np.maximum(MIN_COSINE * lengths[start:], above_zero))
    with threadpool_limits(limits=1):
        _compare_with_earlier(rows, start, best)
        _compare_with_each_other(rows, start, best)
    numbers, ranks = np.nonzero(best.others >= 0)
    return Pairs(numbers + start, best.others[numbers, ranks])


def _compare_with_earlier(rows: _Rows, start: int, best: _Best) -> None:
    """Compare the papers from ``start`` on with all before them."""
    earlier = _Rows(rows.vectors[:start], rows.lengths[:start])
    for first in range(start, len(rows.vectors), _BLOCK):
        block = rows.block(first)
        for other in range(0, start, _BLOCK):
            products = block @ earlier.block(other).T
            products /= earlier.lengths[other : other + _BLOCK]
            best.consider_rows(products, first - start, other)


def _compare_with_each_other(rows: _Rows, start: int, best: _Best) -> None:
    """Compare the papers from ``start`` on; a product of two blocks serves both."""
    for first in range(start, len(rows.vectors), _BLOCK):
        block = rows.block(first)
        lengths = rows.lengths[first : first + _BLOCK]
        for other in range(first, len(rows.vectors), _BLOCK):
            products = block @ rows.block(other).T
            if other == first:
                np.fill_diagonal(products, -np.inf)
            else:
                best.consider_columns(products / lengths[:, None], other - start, first)
            products /= rows.lengths[other : other + _BLOCK]
            best.consider_rows(products, first - start, other)
