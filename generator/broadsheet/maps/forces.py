"""Forces between papers on a map: those that say like things attract each other, and all repel.

The kernel is Student's, as in t-SNE, whose gradient this descends with a momentum and with a rate for each
number of its own (Jacobs: "Increased rates of convergence through learning rate adaptation", 1988).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.maps.edges import Edges, ordered_sum, sums_at_ends
from broadsheet.maps.nearest import Integers

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

# With more papers than this a rotating share of so many stands for all those that repel.
_MAX_REPELLING = 1200
# A pull to the middle, without which papers that are like no other would go away for ever.
_GRAVITY = 1.0
# More attraction than t-SNE has: groups show as hills, at the cost of a hundredth of trustworthiness.
_ATTRACTION = 1.3
_MOMENTUM = 0.8
_RATE = 0.2
_LEAST_GAIN = 0.01
_MOST_GAIN = 8.0
# Numbers of a table that are worked on at a time: as many as a processor holds near.
_BLOCK = 1 << 16
_NO_LESS = 1e-9


class Anchors(NamedTuple):
    """Papers that stay within a ``reach`` of their ``places``, (2, papers)."""

    papers: Integers
    places: Floats
    reach: float


NOBODY = Anchors(np.zeros(0, np.int64), np.zeros((2, 0)), 1.0)


class _Tables(NamedTuple):
    """Room for numbers of all pairs of papers, (pushing papers of a block, papers), used again at each step.

    To ask for so much room anew at each step takes longer than to count what comes into it.
    """

    across: Singles
    down: Singles
    nearness: Singles
    squares: Singles


def settle(places: Floats, edges: Edges, anchors: Anchors, steps: int) -> Floats:
    """Return the places, (2, papers), to which forces move papers in so many steps."""
    count = places.shape[1]
    gravity = _GRAVITY / count**2
    rate = 4 * _RATE * count
    tables = _tables_for(count)
    speeds = np.zeros_like(places)
    gains = np.ones_like(places)
    for step in range(steps):
        slope = _attraction(places, edges)
        slope *= _ATTRACTION
        slope -= _repulsion(places, step, tables)
        slope += gravity * places
        turns = slope * speeds < 0
        gains = np.where(turns, gains + 0.2, gains * 0.8)
        np.maximum(gains, _LEAST_GAIN, out=gains)
        np.minimum(gains, _MOST_GAIN, out=gains)
        speeds *= _MOMENTUM
        speeds -= rate * gains * slope
        moved = hold(places + speeds, anchors)
        speeds = moved - places
        places = moved
    return places


def hold(places: Floats, anchors: Anchors) -> Floats:
    """Return places with each anchored paper drawn back to within its reach."""
    if not len(anchors.papers):
        return places
    away = places.take(anchors.papers, axis=1)
    away -= anchors.places
    squares = away * away
    distances = np.sqrt(squares[0] + squares[1])
    shares = anchors.reach / np.maximum(distances, anchors.reach)
    away *= shares
    away += anchors.places
    held = places.copy()
    held[:, anchors.papers] = away
    return held


def _attraction(places: Floats, edges: Edges) -> Floats:
    """Return how strongly the papers that each is like draw it: (2, papers)."""
    count = places.shape[1]
    x, y = places
    dx = x.take(edges.papers)
    dx -= x.take(edges.others)
    dy = y.take(edges.papers)
    dy -= y.take(edges.others)
    distances = dx * dx
    distances += 1
    distances += dy * dy
    pulls = edges.weights / distances
    dx *= pulls
    dy *= pulls
    # What draws one end of an edge draws the other end as much the other way.
    across = sums_at_ends(edges, dx, -dx, count)
    down = sums_at_ends(edges, dy, -dy, count)
    return np.stack([across, down])


def _tables_for(count: int) -> _Tables:
    """Return room for so many papers, and for as many as push them at a time."""
    pushing = -(-count // _stride(count))
    size = min(pushing, _block_size(count))
    return _Tables(*np.empty((4, size, count), np.float32))


def _stride(count: int) -> int:
    """Return every how-manieth of so many papers pushes at a step."""
    return -(-count // _MAX_REPELLING)


def _block_size(count: int) -> int:
    """Return how many papers push so many others at a time."""
    return max(1, _BLOCK // count)


def _repulsion(places: Floats, step: int, tables: _Tables) -> Floats:
    """Return how strongly all papers push each away: (2, papers).

    Of too many papers every so-manieth pushes, others at each step. Forces are counted in single precision
    and added up in double.
    """
    x, y = places.astype(np.float32)
    count = len(x)
    stride = _stride(count)
    first = step % stride
    pushing_x = x[first::stride, None]
    pushing_y = y[first::stride, None]
    pushes = np.zeros((2, count))
    nearness_of_all = np.zeros(count)
    size = _block_size(count)
    for start in range(0, len(pushing_x), size):
        block = pushing_x[start : start + size]
        dx, dy, nearness, squares = [table[: len(block)] for table in tables]
        np.subtract(x, block, out=dx)
        np.subtract(y, pushing_y[start : start + size], out=dy)
        np.multiply(dx, dx, out=nearness)
        np.multiply(dy, dy, out=squares)
        nearness += squares
        nearness += 1
        np.divide(1, nearness, out=nearness)
        nearness_of_all += _sum_of_rows(nearness)
        nearness *= nearness
        dx *= nearness
        dy *= nearness
        pushes[0] += _sum_of_rows(dx)
        pushes[1] += _sum_of_rows(dy)
    # All pairs but those of a paper with itself.
    whole = ordered_sum(nearness_of_all) - len(pushing_x)
    pushes /= max(whole, _NO_LESS)
    return pushes


def _sum_of_rows(table: Singles) -> Singles:
    """Return the sum of rows, which numpy adds one after the other: along rows it would not."""
    summed: Singles = np.add.reduce(table, axis=0)
    return summed
