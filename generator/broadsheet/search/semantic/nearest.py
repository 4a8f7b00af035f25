"""Nearest papers by meaning: of each the few rows of the highest cosine, all compared, in little memory.

A table of all pairs has a hundred times the room of the papers themselves. So pairs are compared in tiles,
a block of papers with another block, and of each tile only what may be among the nearest is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
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
_NOBODY = -1
# The least number above zero.
_ABOVE_ZERO = np.finfo(np.float32).smallest_subnormal

Places = NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of papers by their places: ``others`` are near to ``papers``."""

    papers: Places
    others: Places


class _Block(NamedTuple):
    """Papers from the place ``first`` on: vectors, and lengths, 1 for that of a paper without known terms."""

    first: int
    vectors: Floats
    lengths: Floats


class _Rows(NamedTuple):
    """Vectors of all papers, and their lengths."""

    vectors: Signed
    lengths: Floats

    def blocks(self, start: int, end: int) -> Iterator[_Block]:
        """Yield the papers from one place up to another, a block at a time."""
        for first in range(start, end, _BLOCK):
            places = slice(first, min(first + _BLOCK, end))
            vectors = self.vectors[places].astype(np.float32)
            lengths = as_divisors(self.lengths[places])
            yield _Block(first, vectors, lengths)


class _Best:
    """The nearest ones found so far of each paper: its ``others``, and how near, the nearest first.

    A place that nothing was found for has a likeness of minus infinity. ``floors`` is what is no longer
    near enough to be looked at.
    """

    def __init__(self, lowest: Floats) -> None:
        shape = (len(lowest), MAX_NEAREST)
        self.others = np.full(shape, _NOBODY)
        self.likeness = np.full(shape, -np.inf, np.float32)
        self.floors = lowest.copy()

    def consider_rows(self, likeness: Floats, first_row: int, first_other: int) -> None:
        """Take in what is near in a tile: its rows are papers from one place on, its columns others."""
        height, width = likeness.shape
        size = width // _PARTS
        end = size * _PARTS
        parts = likeness[:, :end].reshape(height, size, _PARTS)
        highest = parts.max(axis=1, initial=-np.inf)
        floors = self._floors_of_tile(highest, first_row)
        is_near = likeness >= floors[:, None]
        places = np.flatnonzero(is_near)
        rows, others = np.divmod(places, width)
        self._merge(
            found=rows + first_row,
            near=others + first_other,
            nearness=likeness.ravel()[places],
        )

    def consider_columns(self, likeness: Floats, first_row: int, first_other: int) -> None:
        """Take in what is near in a tile: its columns are papers from one place on, its rows others."""
        height, width = likeness.shape
        size = height // _PARTS
        end = size * _PARTS
        parts = likeness[:end].reshape(size, _PARTS, width)
        highest = parts.max(axis=0, initial=-np.inf)
        floors = self._floors_of_tile(highest.T.copy(), first_row)
        is_near = likeness >= floors
        places = np.flatnonzero(is_near)
        others, rows = np.divmod(places, width)
        self._merge(
            found=rows + first_row,
            near=others + first_other,
            nearness=likeness.ravel()[places],
        )

    def _floors_of_tile(self, highest: Floats, first_row: int) -> Floats:
        """Return what papers of a tile have to reach in it, by the highest of each part that is theirs.

        As many parts as a paper has near ones have a highest of at least that.
        """
        ordered = np.partition(highest, -MAX_NEAREST, axis=1)
        least = ordered[:, -MAX_NEAREST]
        rows = slice(first_row, first_row + len(highest))
        floors: Floats = np.maximum(self.floors[rows], least)
        return floors

    def _merge(self, found: Places, near: Places, nearness: Floats) -> None:
        """Choose the nearest of each paper from those it has and those found for it; of equals the later.

        ``found`` has the number of a paper for each of those ``near`` to it.
        """
        if not len(found):
            return
        touched = sort_distinct(found)
        known_rows = np.repeat(touched, MAX_NEAREST)
        known_others = self.others[touched].ravel()
        known_likeness = self.likeness[touched].ravel()
        all_rows = (known_rows, found)
        all_others = (known_others, near)
        all_likeness = (known_likeness, nearness)
        rows = np.concatenate(all_rows)
        others = np.concatenate(all_others)
        likeness = np.concatenate(all_likeness)
        latest_of_equals = -others
        nearest_first = -likeness
        order = np.lexsort((latest_of_equals, nearest_first, rows))
        rows = rows[order]
        first_of_row = np.searchsorted(rows, rows)
        ranks = np.arange(len(rows)) - first_of_row
        chosen = order[ranks < MAX_NEAREST]
        best = likeness[chosen].reshape(-1, MAX_NEAREST)
        self.others[touched] = others[chosen].reshape(-1, MAX_NEAREST)
        self.likeness[touched] = best
        self.floors[touched] = np.maximum(self.floors[touched], best[:, -1])


def nearest_papers(vectors: Signed, start: int) -> Pairs:
    """Return pairs of each row of ``vectors`` from ``start`` on and the rows nearest to it, nearest first.

    All rows are compared; of equals the later wins. The products are sums of whole numbers below
    2 ** 24, so that they are exact in single precision, in whatever order they are added. One thread only:
    others would wait for most of the time, and take as much of a processor.
    """
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    lengths = np.sqrt(squares).astype(np.float32)
    rows = _Rows(vectors, lengths)
    # How near a paper is counts without its own length, which would leave the order as it is.
    lowest = MIN_COSINE * lengths[start:]
    best = _Best(np.maximum(lowest, _ABOVE_ZERO))
    with threadpool_limits(limits=1):
        for block in rows.blocks(start, len(vectors)):
            _compare_with_earlier(block, rows, start, best)
            _compare_with_later(block, rows, start, best)
    numbers, ranks = np.nonzero(best.others != _NOBODY)
    others = best.others[numbers, ranks]
    return Pairs(numbers + start, others)


def _compare_with_earlier(block: _Block, rows: _Rows, start: int, best: _Best) -> None:
    """Compare the papers of a block with all before ``start``."""
    first_row = block.first - start
    for earlier in rows.blocks(0, start):
        likeness = block.vectors @ earlier.vectors.T
        likeness /= earlier.lengths
        best.consider_rows(likeness, first_row, earlier.first)


def _compare_with_later(block: _Block, rows: _Rows, start: int, best: _Best) -> None:
    """Compare the papers of a block with each other and those after them: a product serves both blocks."""
    first_row = block.first - start
    for later in rows.blocks(block.first, len(rows.vectors)):
        likeness = block.vectors @ later.vectors.T
        if later.first == block.first:
            np.fill_diagonal(likeness, -np.inf)
        else:
            of_later = likeness / block.lengths[:, None]
            best.consider_columns(of_later, later.first - start, block.first)
        likeness /= later.lengths
        best.consider_rows(likeness, first_row, later.first)
