"""Rows of numbers that are nearly all zero, of which only the others are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Columns = NDArray[np.int32]
Numbers = NDArray[Any]

# Rows of a block.
_BLOCK = 4096
_NO_ROWS = np.zeros(0, np.int64)
_NO_COLUMNS = np.zeros(0, np.int32)


class Cells(NamedTuple):
    """Cells of a matrix that are not zero: where each stands, and what stands there."""

    rows: Places
    columns: Places | Columns
    values: Numbers


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Matrix of ``values`` that are not zero, row after row, each in its column; columns ascend in a row.

    Row n has ``values[starts[n] : starts[n + 1]]``; ``width`` is the number of columns. There are many
    millions of values: a column's number takes four bytes, and counts need not be floating point.
    """

    values: Numbers
    columns: Columns
    starts: Places
    width: int

    @classmethod
    def from_cells(cls, cells: Cells, shape: tuple[int, int]) -> SparseRows:
        """Return the matrix of ``cells``, which come in the order of rows and, in a row, of columns."""
        height, width = shape
        lengths = np.bincount(cells.rows, minlength=height)
        columns = cells.columns.astype(np.int32)
        return cls(cells.values, columns, _starts_of(lengths), width)

    @classmethod
    def below_each_other(cls, parts: Sequence[SparseRows], width: int) -> SparseRows:
        """Return the matrix of the rows of all parts, each of that ``width``, in their order."""
        if not parts:
            return cls(_NO_COLUMNS, _NO_COLUMNS, _starts_of(_NO_ROWS), width)
        return cls(
            values=np.concatenate([part.values for part in parts]),
            columns=np.concatenate([part.columns for part in parts]),
            starts=_starts_of(np.concatenate([part.lengths for part in parts])),
            width=width,
        )

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and of columns."""
        return self.height, self.width

    @property
    def lengths(self) -> Places:
        """Number of values in each row."""
        return np.diff(self.starts)

    @property
    def row_numbers(self) -> Places:
        """Number of the row of each value."""
        numbers = np.arange(self.height)
        return np.repeat(numbers, self.lengths)

    def with_values(self, values: Numbers) -> SparseRows:
        """Return a matrix with other values in the same cells."""
        return SparseRows(values, self.columns, self.starts, self.width)

    def row_blocks(self) -> Iterator[SparseRows]:
        """Yield the matrix as matrices of a few thousand rows each."""
        for first in range(0, self.height, _BLOCK):
            starts = self.starts[first : first + _BLOCK + 1]
            cells = slice(starts[0], starts[-1])
            yield SparseRows(self.values[cells], self.columns[cells], starts - starts[0], self.width)

    def take_rows(self, numbers: Places) -> SparseRows:
        """Return the matrix of rows ``numbers``, in that order; a row may be taken twice."""
        lengths = self.lengths[numbers]
        starts = _starts_of(lengths)
        # Where each value stands now: its row's start here, and as far from it as it will stand there.
        shifts = self.starts[numbers] - starts[:-1]
        places = np.arange(starts[-1])
        places += np.repeat(shifts, lengths)
        values = self.values[places]
        columns = self.columns[places]
        return SparseRows(values, columns, starts, self.width)

    def transpose(self) -> SparseRows:
        """Return the matrix with rows for columns."""
        # Where each value stands there, counted row after row: no two stand in one place.
        places = self.columns * np.int64(self.height)
        places += self.row_numbers
        order = places.argsort()
        lengths = np.bincount(self.columns, minlength=self.width)
        places = places[order]
        places %= max(self.height, 1)
        return SparseRows(
            values=self.values[order],
            columns=places.astype(np.int32),
            starts=_starts_of(lengths),
            width=self.height,
        )

    def to_dense(self) -> Floats:
        """Return the whole matrix, zeros too."""
        dense = np.zeros(self.shape)
        dense[self.row_numbers, self.columns] = self.values
        return dense

    def times(self, dense: Numbers) -> Floats:
        """Return the product, in double precision, with a matrix that has a row for each column of this one.

        Row by row: what a row needs of ``dense`` is little and lies in the processor's cache, so that this is
        as fast as compiled code that goes from cell to cell. One thread only: how sums are split over threads
        would show in the last digits.
        """
        _, width = dense.shape
        dense = np.ascontiguousarray(dense)  # or taking a few rows would copy all of them
        values = self.values.astype(np.float64, copy=False)
        product = np.zeros((self.height, width))
        bounds = self.starts.tolist()
        with threadpool_limits(limits=1):
            for row, (start, end) in zip(product, pairwise(bounds), strict=True):
                factors = dense.take(self.columns[start:end], axis=0)
                np.dot(values[start:end], factors, out=row)
        return product


def _starts_of(lengths: Places) -> Places:
    """Return where rows of these lengths start, and where the last one ends."""
    ends = np.cumsum(lengths)
    return np.concatenate(([0], ends))


def multiply_cells(first: SparseRows, second: SparseRows) -> SparseRows:
    """Return the products of the cells of two matrices of one shape; cells that only one has are zero."""
    places = _cell_places(first)
    others = _cell_places(second)
    # Both are in order, so that one is quickly looked up in the other: what comes next stands near.
    found = np.searchsorted(places, others)
    after_last = -1
    in_second = np.flatnonzero(np.append(places, after_last)[found] == others)
    in_first = found[in_second]
    cells = Cells(
        rows=second.row_numbers[in_second],
        columns=second.columns[in_second],
        values=first.values[in_first] * second.values[in_second],
    )
    return SparseRows.from_cells(cells, first.shape)


def _cell_places(matrix: SparseRows) -> Places:
    """Return the place of each value in the whole matrix, counted row after row."""
    places: Places = matrix.row_numbers * matrix.width
    places += matrix.columns
    return places
