"""Layout of a map: a place in the plane for each paper, near to those that say like things.

This is t-SNE (van der Maaten and Hinton: "Visualizing data using t-SNE", 2008) with what would differ from
machine to machine left out: no random start, no exponential function, no sum whose order a library chooses.
Vectors are whole numbers, so that their products are exact. All else is addition, multiplication, division
and square roots of single numbers, which IEEE 754 defines to the last bit, and sums along the first axis,
which numpy makes row after row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.maps.edges import Edges, edges_between, sums_at_ends
from broadsheet.maps.forces import NOBODY, Anchors, hold, settle
from broadsheet.maps.nearest import Rows, exact_rows, nearest_of_all
from broadsheet.maps.start import even_offsets, leading_axes
from broadsheet.search.index.arrays import as_divisors

# The width and height of a map.
SIDE = 10_000
# A paper that stood on the map before moves by at most a tenth of the width; rounding takes a part of it.
REACH = SIDE / 10 - 1
# How wide papers spread under the forces: so much times the square root of their number.
_SPREAD = 1.8
# Nearest papers that attract a paper: a share of all, within these bounds.
_NEIGHBOURS_SHARE = 0.3
_LEAST_NEIGHBOURS = 10
_MOST_NEIGHBOURS = 30
# Fewer papers than this have no neighbours to speak of.
_FEWEST = 4
# Of a new map with more papers than this a part is laid out first, and the others beside it.
_AT_ONCE = 2000
# Steps that forces take: of a new map, where some papers have a place, and where all have one nearly.
_STEPS = 250
_STEPS_OF_ADDED = 80
_STEPS_OF_MANY = 50

Floats = NDArray[np.float64]


class Position(NamedTuple):
    """Place on a map: from 0 to ``SIDE``, from the left and from the top."""

    x: int
    y: int


def lay_out(
    vectors: NDArray[Any],
    ids: Sequence[str],
    earlier: Mapping[str, tuple[int, int]] | None = None,
) -> tuple[Position, ...]:
    """Return the positions of papers, in the order of ``ids``: a function of its arguments alone.

    ``vectors`` has a row for each paper: whole numbers, or others, which are rounded as vectors of meaning
    are. Papers that stood on the map ``earlier`` move by at most a tenth of its width.
    """
    anchored = _anchored(ids, earlier or {})
    if len(ids) < _FEWEST:
        placed = _evenly(len(ids), anchored)
    else:
        rows = exact_rows(vectors)
        placed = _frame(_settled(rows, anchored))
    held = hold(placed, anchored)
    within = np.clip(held, 0, SIDE)
    rounded = np.rint(within).astype(int)
    return tuple([Position(x, y) for x, y in rounded.T.tolist()])


def _anchored(ids: Sequence[str], earlier: Mapping[str, tuple[int, int]]) -> Anchors:
    """Return the papers that stood on the earlier map, and where."""
    papers = []
    places = []
    for number, paper_id in enumerate(ids):
        if paper_id in earlier:
            papers.append(number)
            places.append(earlier[paper_id])
    rows = np.asarray(places, np.float64).reshape(-1, 2)
    numbers = np.asarray(papers, np.int64)
    return Anchors(numbers, rows.T, REACH)


def _evenly(count: int, anchored: Anchors) -> Floats:
    """Return places for so few papers that they have no neighbours: in a row, the known where they stood."""
    numbers = np.arange(1, count + 1)
    across = numbers * SIDE / (count + 1)
    half_way = np.full(count, SIDE / 2)
    placed = np.stack([across, half_way])
    placed[:, anchored.papers] = anchored.places
    return placed


def _settled(rows: Rows, anchored: Anchors) -> Floats:
    """Return places in the unit of the forces; those that stood on the earlier map are near to them."""
    if not len(anchored.papers):
        return _from_nothing(rows)
    count = len(rows)
    spread = _spread(count)
    units = (anchored.places / SIDE - 0.5) * spread
    held = Anchors(anchored.papers, units, REACH / SIDE * spread)
    edges = _edges(rows)
    started = _start_beside(held, edges, count)
    return settle(started, edges, held, _STEPS_OF_ADDED)


def _from_nothing(rows: Rows) -> Floats:
    """Return places of a new map in the unit of the forces; of a large one every so-manieth paper first."""
    count = len(rows)
    spread = _spread(count)
    edges = _edges(rows)
    if count <= _AT_ONCE:
        started = leading_axes(rows) * (spread / 2)
        return settle(started, edges, NOBODY, _STEPS)
    stride = -(-count // _AT_ONCE)
    chosen = np.arange(0, count, stride)
    first = _from_nothing(rows[chosen])
    widened = first * (spread / _spread(len(chosen)))
    known = Anchors(chosen, widened, 0.0)
    started = _start_beside(known, edges, count)
    return settle(started, edges, NOBODY, _STEPS_OF_MANY)


def _edges(rows: Rows) -> Edges:
    """Return what attracts papers: each is near to a share of all others, within bounds."""
    count = len(rows)
    share = int(count * _NEIGHBOURS_SHARE)
    enough = max(share, _LEAST_NEIGHBOURS)
    neighbours = min(enough, _MOST_NEIGHBOURS, count - 1)
    nearest = nearest_of_all(rows, neighbours)
    return edges_between(nearest)


def _spread(count: int) -> float:
    """Return how wide so many papers spread under the forces."""
    return _SPREAD * sqrt(count)


def _start_beside(known: Anchors, edges: Edges, count: int) -> Floats:
    """Return places, (2, papers): the known ones, and for others the middle of those they are near to."""
    is_known = np.zeros(count)
    is_known[known.papers] = 1
    started = np.zeros((2, count))
    started[:, known.papers] = known.places
    squares = edges.weights * edges.weights
    # How much the known paper at either end of an edge counts at its other end.
    of_others = squares * is_known[edges.others]
    of_papers = squares * is_known[edges.papers]
    whole = as_divisors(sums_at_ends(edges, of_others, of_papers, count))
    offsets = even_offsets(count)
    for axis in range(2):
        places = started[axis]
        sums = sums_at_ends(
            edges,
            of_others * places[edges.others],
            of_papers * places[edges.papers],
            count,
        )
        beside = sums / whole + offsets[axis]
        started[axis] = np.where(is_known, places, beside)
    return started


def _frame(places: Floats) -> Floats:
    """Return places stretched to the whole map, in each direction for itself."""
    least = places.min(axis=1, keepdims=True)
    most = places.max(axis=1, keepdims=True)
    widths = np.maximum(most - least, 1e-9)
    framed: Floats = (places - least) / widths * SIDE
    return framed
