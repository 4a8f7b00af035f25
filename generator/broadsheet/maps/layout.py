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

from broadsheet.maps.forces import Anchors, Edges, edges_between, hold, settle
from broadsheet.maps.nearest import nearest_of_all, exact_rows
from broadsheet.maps.start import even_offsets, leading_axes

# The width and height of a map.
SIDE = 10_000
# A paper that stood on the map before moves by at most a tenth of the width; rounding takes a part of it.
REACH = SIDE / 10 - 1
# While forces act, so that what fits the map into its frame afterwards has room to move all a little.
_REACH_BEFORE_FRAMING = 0.08
# How wide papers spread under the forces: so much times the square root of their number.
_SPREAD = 2.2
# Nearest papers that attract a paper: a share of all, within these bounds.
_NEIGHBOURS_SHARE = 0.3
_LEAST_NEIGHBOURS = 10
_MOST_NEIGHBOURS = 50
# Near ones that say where a new paper starts.
_GUIDES = 5
_STEPS = 250
_STEPS_OF_ADDED = 80

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
    count = len(ids)
    if count == 0:
        return ()
    earlier = earlier or {}
    held = [number for number, paper_id in enumerate(ids) if paper_id in earlier]
    if count == 1:
        return tuple([Position(*earlier.get(paper_id, (SIDE // 2, SIDE // 2))) for paper_id in ids])
    rows = exact_rows(vectors)
    neighbours = int(count * _NEIGHBOURS_SHARE)
    neighbours = min(max(neighbours, _LEAST_NEIGHBOURS), _MOST_NEIGHBOURS, count - 1)
    edges = edges_between(nearest_of_all(rows, neighbours))
    spread = _SPREAD * count**0.5
    places = np.asarray([earlier[ids[number]] for number in held], np.float64).reshape(-1, 2).T
    papers = np.asarray(held, np.int64)
    if not held:
        started = leading_axes(rows) * spread / 2
        anchors = Anchors(papers, places, 1.0)
        steps = _STEPS
    else:
        units = (places / SIDE - 0.5) * spread
        started = _start_beside(units, papers, edges, count)
        anchors = Anchors(papers, units, _REACH_BEFORE_FRAMING * spread)
        steps = _STEPS_OF_ADDED
    settled = settle(started, edges, anchors, steps)
    framed = hold(_framed(settled), Anchors(papers, places, REACH))
    rounded = np.rint(np.clip(framed, 0, SIDE)).astype(int)
    return tuple([Position(x, y) for x, y in rounded.T.tolist()])


def _start_beside(known: Floats, papers: NDArray[np.int64], edges: Edges, count: int) -> Floats:
    """Return places, (2, count): the ``known`` ones, and for others the middle of those they are near to."""
    started = np.zeros((2, count))
    started[:, papers] = known
    is_known = np.zeros(count, np.bool_)
    is_known[papers] = True
    weights = edges.weights * is_known[edges.others]
    weights = weights * weights
    sums = np.bincount(edges.papers, weights, count)
    offsets = even_offsets(count)
    for axis in range(2):
        middle = np.bincount(edges.papers, weights * started[axis, edges.others], count)
        middle = np.divide(middle, sums, out=np.zeros(count), where=sums > 0)
        started[axis] = np.where(is_known, started[axis], middle + offsets[axis])
    return started


def _framed(places: Floats) -> Floats:
    """Return places stretched to the whole map, in each direction for itself."""
    least = places.min(axis=1, keepdims=True)
    most = places.max(axis=1, keepdims=True)
    widths = np.maximum(most - least, 1e-9)
    framed: Floats = (places - least) / widths * SIDE
    return framed
