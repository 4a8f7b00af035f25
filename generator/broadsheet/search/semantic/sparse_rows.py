"""Rows of numbers that are nearly all zero, of which only the others are kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of a matrix that are not zero: where each stands, and what stands there."""

    rows: Places
    columns: Places
    values: Floats


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Matrix of ``values`` that are not zero, row after row, each in its column; columns ascend in a row.

    Row n has ``values[starts[n] : starts[n + 1]]``; ``width`` is the number of columns.
    """

    values: Floats
    columns: Places
    starts: Places
    width: int

    @classmethod
    def from_cells(cls, cells: Cells, shape: tuple[int, int]) -> SparseRows:
        """Return the matrix of ``cells``, which come in the order of rows and, in a row, of columns."""
        height, width = shape
        lengths = np.bincount(cells.rows, minlength=height)
        return cls(cells.values, cells.columns, _starts_of(lengths), width)

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

    def with_values(self, values: Floats) -> SparseRows:
        """Return a matrix with other values in the same cells."""
        return SparseRows(values, self.columns, self.starts, self.width)

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
        order = np.argsort(self.columns, kind="stable")
        cells = Cells(
            rows=self.columns[order],
            columns=self.row_numbers[order],
            values=self.values[order],
        )
        shape = (self.width, self.height)
        return SparseRows.from_cells(cells, shape)

    def to_dense(self) -> Floats:
        """Return the whole matrix, zeros too."""
        dense = np.zeros(self.shape)
        dense[self.row_numbers, self.columns] = self.values
        return dense

    def times(self, dense: Floats) -> Floats:
        """Return the product with a matrix that has a row for each column of this one.

        Row by row: what a row needs of ``dense`` is little and lies in the processor's cache, so that this is
        as fast as compiled code that goes from cell to cell. One thread only: how sums are split over threads
        would show in the last digits.
        """
        _, width = dense.shape
        product = np.zeros((self.height, width))
        bounds = self.starts.tolist()
        with threadpool_limits(limits=1):
            for row, (start, end) in zip(product, pairwise(bounds), strict=True):
                values = self.values[start:end]
                columns = self.columns[start:end]
                np.dot(values, dense[columns], out=row)
        return product


def _starts_of(lengths: Places) -> Places:
    """Return where rows of these lengths start, and where the last one ends."""
    ends = np.cumsum(lengths)
    return np.concatenate(([0], ends))


def multiply_cells(first: SparseRows, second: SparseRows) -> SparseRows:
    """Return the products of the cells of two matrices of one shape; cells that only one has are zero."""
    places, in_first, in_second = np.intersect1d(
        _cell_places(first),
        _cell_places(second),
        assume_unique=True,
        return_indices=True,
    )
    width = max(first.width, 1)
    cells = Cells(
        rows=places // width,
        columns=places % width,
        values=first.values[in_first] * second.values[in_second],
    )
    return SparseRows.from_cells(cells, first.shape)


def _cell_places(matrix: SparseRows) -> Places:
    """Return the place of each value in the whole matrix, counted row after row."""
    return matrix.row_numbers * matrix.width + matrix.columns
