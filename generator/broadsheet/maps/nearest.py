"""Nearest papers: which papers say most nearly the same as each, found without rounding of any library."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.semantic.space import quantise_rows

Integers = NDArray[np.int64]
# Whole numbers below this are exact in single precision, and so are sums of them.
_EXACT_IN_SINGLE = 1 << 24
# Papers that are compared with all others at a time.
_BATCH = 1000

Rows = NDArray[np.floating[Any]]


class Nearest(NamedTuple):
    """Nearest papers of each, as long lists: ``others`` is near to ``papers``, the nearest has ``rank`` 0."""

    papers: Integers
    others: Integers
    ranks: Integers


def exact_rows(vectors: NDArray[Any]) -> Rows:
    """Return vectors as whole numbers, in a precision in which their products are exact in any order.

    By Cauchy and Schwarz no part of such a sum is larger than the square of the longest row.
    """
    if not vectors.shape[1]:  # of papers of which nothing could be learnt
        return np.zeros((len(vectors), 1), np.float32)
    if np.issubdtype(vectors.dtype, np.floating):
        vectors = quantise_rows(vectors)
    wide = vectors.astype(np.int64)
    longest = int((wide * wide).sum(axis=1).max(initial=0))
    if longest < _EXACT_IN_SINGLE:
        return vectors.astype(np.float32)
    return vectors.astype(np.float64)


def nearest_of_all(rows: Rows, count: int) -> Nearest:
    """Return the ``count`` rows with the highest cosine for each row: above zero, and itself left out.

    ``rows`` are those of ``exact_rows``, (papers, dimensions). Of equals those win that come
    next after the row.
    """
    squares = np.add.reduce(rows.astype(np.float64).T ** 2, axis=0)
    lengths = as_divisors(np.sqrt(squares).astype(rows.dtype))
    parts = []
    for start in range(0, len(rows), _BATCH):
        batch = np.arange(start, min(start + _BATCH, len(rows)))
        # The length of the batch's own paper would leave the order as it is.
        likeness = rows[batch] @ rows.T / lengths
        likeness[np.arange(len(batch)), batch] = -np.inf
        parts.append(_highest(likeness, batch, count))
    return Nearest(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _highest(likeness: Rows, batch: Integers, count: int) -> Nearest:
    ordered = np.partition(likeness, -count, axis=1)
    least = ordered[:, -count]
    rows, others = np.nonzero(likeness >= least[:, None])
    # Where many are alike each begins with the one after it, so that not all of them choose the same few.
    turns = (others - batch[rows]) % likeness.shape[1]
    order = np.lexsort((turns, -likeness[rows, others], rows))
    rows = rows[order]
    others = others[order]
    # Where the last ones are equally near there are more than ``count``.
    ranks = np.arange(len(rows)) - np.searchsorted(rows, rows)
    is_first = (ranks < count) & (likeness[rows, others] > 0)
    return Nearest(batch[rows[is_first]], others[is_first], ranks[is_first])
