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
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    if squares.max(initial=0) < _EXACT_IN_SINGLE:
        return vectors.astype(np.float32)
    return vectors.astype(np.float64)


def nearest_of_all(rows: Rows, count: int) -> Nearest:
    """Return the ``count`` rows with the highest cosine for each row: above zero, and itself left out.

    ``rows`` are those of ``exact_rows``, (papers, dimensions). Of equals those win that come
    next after the row.
    """
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    lengths = as_divisors(np.sqrt(squares).astype(rows.dtype))
    papers = []
    others = []
    ranks = []
    for start in range(0, len(rows), _BATCH):
        end = min(start + _BATCH, len(rows))
        batch = np.arange(start, end)
        # The length of the batch's own paper would leave the order as it is.
        likeness = rows[batch] @ rows.T
        likeness /= lengths
        likeness[batch - start, batch] = -np.inf
        nearest = _highest(likeness, batch, count)
        papers.append(nearest.papers)
        others.append(nearest.others)
        ranks.append(nearest.ranks)
    return Nearest(
        np.concatenate(papers),
        np.concatenate(others),
        np.concatenate(ranks),
    )


def _highest(likeness: Rows, batch: Integers, count: int) -> Nearest:
    """Return the nearest of the papers of a batch by how like each of them is to all."""
    ordered = np.partition(likeness, -count, axis=1)
    least = ordered[:, -count, None]
    rows, others = np.nonzero((likeness >= least) & (likeness > 0))
    # Where many are alike each begins with the one after it, so that not all of them choose the same few.
    turns = (others - batch[rows]) % likeness.shape[1]
    closeness = likeness[rows, others]
    order = np.lexsort((turns, -closeness, rows))
    rows = rows[order]
    others = others[order]
    # Where the last ones are equally near there are more than ``count``.
    numbers = np.arange(len(rows))
    ranks = numbers - np.searchsorted(rows, rows)
    is_first = ranks < count
    return Nearest(batch[rows[is_first]], others[is_first], ranks[is_first])
