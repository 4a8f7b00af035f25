"""Layout of a map: a place in the plane for each paper, near to those that say like things.

This is t-SNE (van der Maaten and Hinton: "Visualizing data using t-SNE", 2008) with what would differ from
machine to machine left out: no random start, no exponential function, no sum whose order a library chooses.
Vectors are whole numbers, so that their products are exact. All else is addition, multiplication, division
and square roots of single numbers, which IEEE 754 defines to the last bit, and sums along the first axis,
which numpy makes row after row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import as_divisors

# The width and height of a map.
SIDE = 10_000
# Nearest papers that attract a paper.
_NEIGHBOURS = 45
_STEPS = 250
# In the first steps papers attract each other more than they repel, so that groups find together.
_EARLY_STEPS = 60
_EARLY_ATTRACTION = 12.0
_EARLY_MOMENTUM = 0.5
_MOMENTUM = 0.8
_LEAST_RATE = 50.0
# Numbers of a table that are worked on at a time: as many as a processor holds near.
_BLOCK = 1 << 16

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Position(NamedTuple):
    """Place on a map: from 0 to ``SIDE``, from the left and from the top."""

    x: int
    y: int


class _Edges(NamedTuple):
    """Pairs of papers that attract each other, and how strongly; all ``weights`` add up to one."""

    papers: Integers
    others: Integers
    weights: Floats


def lay_out(
    vectors: NDArray[Any],
    ids: Sequence[str],
    earlier: Mapping[str, tuple[int, int]] | None = None,
) -> tuple[Position, ...]:
    """Return the positions of papers, in the order of ``ids``: a function of its arguments alone.

    ``vectors`` has a row of whole numbers from -127 to 127 for each paper. Papers that stood on the map
    ``earlier`` stay near to where they stood.
    """
    count = len(ids)
    if count == 0:
        return ()
    if count == 1:
        return (Position(SIDE // 2, SIDE // 2),)
    likeness = _cosines(vectors)
    edges = _edges_of(likeness)
    places = _move(_leading_axes(vectors), edges)
    return _stretch(places)


def _cosines(vectors: NDArray[Any]) -> Floats:
    """Return the cosine of each paper with each; a paper without known words is like none."""
    rows = vectors.astype(np.float64)
    products = rows @ rows.T  # exact: whole numbers below 2 ** 53
    lengths = as_divisors(np.sqrt(np.diagonal(products)))
    cosines: Floats = products / lengths[:, None] / lengths[None, :]
    return cosines


def _edges_of(likeness: Floats) -> _Edges:
    count = len(likeness)
    nearest_count = min(_NEIGHBOURS, count - 1)
    others_first = -likeness
    np.fill_diagonal(others_first, np.inf)
    order = np.argsort(others_first, axis=1, kind="stable")
    others = order[:, :nearest_count].ravel()
    papers = np.repeat(np.arange(count), nearest_count)
    shares = 1 - (np.arange(nearest_count) + 0.5) / nearest_count
    weights = np.tile(shares, count) / (nearest_count * count)
    return _Edges(
        np.concatenate((papers, others)),
        np.concatenate((others, papers)),
        np.concatenate((weights, weights)),
    )


def _leading_axes(vectors: NDArray[Any]) -> Floats:
    """Return the two dimensions in which the papers differ most: (2, papers)."""
    rows = vectors.astype(np.int64)
    centred = rows * len(rows) - rows.sum(axis=0)
    spread = np.abs(centred).sum(axis=0)
    widest = np.argsort(-spread, kind="stable")[:2]
    axes = centred[:, widest].T.astype(np.float64)
    scaled: Floats = axes / max(np.abs(axes).max(), 1) / 100
    return scaled


def _move(places: Floats, edges: _Edges) -> Floats:
    """Return the places to which attraction and repulsion move papers."""
    count = places.shape[1]
    rate = max(_LEAST_RATE, count / _EARLY_ATTRACTION / 4)
    speeds = np.zeros_like(places)
    gains = np.ones_like(places)
    for step in range(_STEPS):
        is_early = step < _EARLY_STEPS
        attraction = _EARLY_ATTRACTION if is_early else 1.0
        momentum = _EARLY_MOMENTUM if is_early else _MOMENTUM
        slope = 4 * (attraction * _attraction(places, edges) - _repulsion(places))
        turns = slope * speeds < 0
        gains = np.where(turns, gains + 0.2, np.maximum(gains * 0.8, 0.01))
        speeds = momentum * speeds - rate * gains * slope
        places = places + speeds
    return places


def _attraction(places: Floats, edges: _Edges) -> Floats:
    count = places.shape[1]
    steps = places[:, edges.papers] - places[:, edges.others]
    weights = edges.weights / (1 + steps[0] * steps[0] + steps[1] * steps[1])
    # bincount adds one after the other.
    sums = [np.bincount(edges.papers, weights * step, count) for step in steps]
    return np.stack(sums)


def _repulsion(places: Floats) -> Floats:
    x, y = places.astype(np.float32)
    count = len(x)
    pushes = np.zeros((2, count))
    total = np.zeros(count)
    size = max(1, _BLOCK // count)
    for start in range(0, count, size):
        end = start + size
        dx = x - x[start:end, None]
        dy = y - y[start:end, None]
        nearness = 1 / (1 + dx * dx + dy * dy)
        total += np.add.reduce(nearness, axis=0)
        nearness *= nearness
        dx *= nearness
        dy *= nearness
        pushes[0] += np.add.reduce(dx, axis=0)
        pushes[1] += np.add.reduce(dy, axis=0)
    whole = np.cumsum(total)[-1] - count
    forces: Floats = pushes / max(whole, 1.0)
    return forces


def _stretch(places: Floats) -> tuple[Position, ...]:
    """Return places as whole numbers, in the middle of the map and stretched alike in both directions."""
    least = places.min(axis=1, keepdims=True)
    most = places.max(axis=1, keepdims=True)
    width = max(float((most - least).max()), 1e-9)
    stretched = (places - (least + most) / 2) / width * SIDE + SIDE / 2
    rounded = np.rint(stretched).astype(int)
    return tuple([Position(x, y) for x, y in rounded.T.tolist()])
