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


def settle(places: Floats, edges: Edges, anchors: Anchors, steps: int) -> Floats:
    """Return the places, (2, papers), to which forces move papers in so many steps."""
    count = places.shape[1]
    gravity = _GRAVITY / count**2
    rate = 4 * _RATE * count
    speeds = np.zeros_like(places)
    gains = np.ones_like(places)
    for step in range(steps):
        slope = _ATTRACTION * _attraction(places, edges)
        slope -= _repulsion(places, step)
        slope += gravity * places
        turns = slope * speeds < 0
        gains = np.where(turns, gains + 0.2, gains * 0.8)
        gains = np.clip(gains, _LEAST_GAIN, _MOST_GAIN)
        speeds = _MOMENTUM * speeds - rate * gains * slope
        moved = hold(places + speeds, anchors)
        speeds = moved - places
        places = moved
    return places


def hold(places: Floats, anchors: Anchors) -> Floats:
    """Return places with each anchored paper drawn back to within its reach."""
    held = places.copy()
    away = held[:, anchors.papers] - anchors.places
    squares = away * away
    distances = np.sqrt(squares[0] + squares[1])
    shares = anchors.reach / np.maximum(distances, anchors.reach)
    held[:, anchors.papers] = anchors.places + away * shares
    return held


def _attraction(places: Floats, edges: Edges) -> Floats:
    """Return how strongly the papers that each is like draw it: (2, papers)."""
    count = places.shape[1]
    x, y = places
    dx = x.take(edges.papers) - x.take(edges.others)
    dy = y.take(edges.papers) - y.take(edges.others)
    pulls = edges.weights / (1 + dx * dx + dy * dy)
    dx *= pulls
    dy *= pulls
    across = sums_at_ends(edges, dx, -dx, count)
    down = sums_at_ends(edges, dy, -dy, count)
    return np.stack([across, down])


def _repulsion(places: Floats, step: int) -> Floats:
    """Return how strongly all papers push each away: (2, papers).

    Of too many papers every so-manieth pushes, others at each step. Forces are counted in single precision
    and added up in double.
    """
    x, y = places.astype(np.float32)
    count = len(x)
    stride = -(-count // _MAX_REPELLING)
    first = step % stride
    pushing_x = x[first::stride, None]
    pushing_y = y[first::stride, None]
    size = max(1, _BLOCK // count)
    pushes = np.zeros((2, count))
    nearness_of_all = np.zeros(count)
    for start in range(0, len(pushing_x), size):
        end = start + size
        dx = x - pushing_x[start:end]
        dy = y - pushing_y[start:end]
        nearness = dx * dx
        nearness += dy * dy
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
    shares: Floats = pushes / max(whole, _NO_LESS)
    return shares


def _sum_of_rows(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sum of rows, which numpy adds one after the other: along rows it would not."""
    summed: NDArray[np.float32] = np.add.reduce(table, axis=0)
    return summed
