"""Forces between papers on a map: those that say like things attract each other, and all repel.

The kernel is Student's, as in t-SNE, whose gradient this descends with a momentum and with a rate for each
number of its own (Jacobs: "Increased rates of convergence through learning rate adaptation", 1988).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.maps.nearest import Integers, Nearest

Floats = NDArray[np.float64]

# With more papers than this a rotating share of so many stands for all those that repel.
MAX_REPELLING = 1200
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


class Edges(NamedTuple):
    """Pairs of papers that attract each other, each pair once; all ``weights`` add up to a half."""

    papers: Integers
    others: Integers
    weights: Floats


class Anchors(NamedTuple):
    """Papers that stay within a ``reach`` of their ``places``, (2, papers)."""

    papers: Integers
    places: Floats
    reach: float


NOBODY = Anchors(np.zeros(0, np.int64), np.zeros((2, 0)), 1.0)


def edges_between(nearest: Nearest) -> Edges:
    """Return edges that are the weaker the more others are nearer."""
    papers = np.minimum(nearest.papers, nearest.others)
    others = np.maximum(nearest.papers, nearest.others)
    height = int(others.max(initial=0)) + 1
    pairs, places = np.unique(papers * height + others, return_inverse=True)
    shares = 1 - (nearest.ranks + 0.5) / (nearest.ranks.max(initial=0) + 1)
    weights = np.bincount(places, shares).astype(np.float64)
    whole = _sum(weights)
    return Edges(pairs // height, pairs % height, weights / (2 * max(whole, 1.0)))


def settle(places: Floats, edges: Edges, anchors: Anchors, steps: int) -> Floats:
    """Return the places, (2, papers), to which forces move papers in so many steps."""
    count = places.shape[1]
    gravity = _GRAVITY / count**2
    speeds = np.zeros_like(places)
    gains = np.ones_like(places)
    for step in range(steps):
        slope = 4 * (_ATTRACTION * _attraction(places, edges) - _repulsion(places, step) + gravity * places)
        turns = slope * speeds < 0
        gains = np.where(turns, gains + 0.2, gains * 0.8)
        gains = np.clip(gains, _LEAST_GAIN, _MOST_GAIN)
        speeds = _MOMENTUM * speeds - _RATE * count * gains * slope
        moved = hold(places + speeds, anchors)
        speeds = moved - places
        places = moved
    return places


def hold(places: Floats, anchors: Anchors) -> Floats:
    """Return places with each anchored paper drawn back to within its reach."""
    held = places.copy()
    away = held[:, anchors.papers] - anchors.places
    distances = np.sqrt(away[0] * away[0] + away[1] * away[1])
    share = anchors.reach / np.maximum(distances, anchors.reach)
    held[:, anchors.papers] = anchors.places + away * share
    return held


def _attraction(places: Floats, edges: Edges) -> Floats:
    count = places.shape[1]
    dx, dy = (part.take(edges.papers) - part.take(edges.others) for part in places)
    pulls = edges.weights / (1 + dx * dx + dy * dy)
    sums = []
    for part in (pulls * dx, pulls * dy):
        # Counting adds one after the other, in the order of edges.
        sums.append(np.bincount(edges.papers, part, count) - np.bincount(edges.others, part, count))
    return np.stack(sums)


def _repulsion(places: Floats, step: int) -> Floats:
    """Return how strongly all papers push each away, in double precision of single-precision parts."""
    x, y = places.astype(np.float32)
    count = len(x)
    # Every so-manieth paper, another one at each step, where there are too many.
    stride = -(-count // MAX_REPELLING)
    first = step % stride
    repelling_x = x[first::stride, None]
    repelling_y = y[first::stride, None]
    size = max(1, _BLOCK // count)
    pushes = np.zeros((2, count))
    nearness_of = np.zeros(count)
    for start in range(0, len(repelling_x), size):
        dx = x - repelling_x[start : start + size]
        dy = y - repelling_y[start : start + size]
        nearness = dx * dx
        nearness += dy * dy
        nearness += 1
        np.divide(1, nearness, out=nearness)
        # Along the first axis numpy adds row after row, on every machine.
        nearness_of += np.add.reduce(nearness, axis=0)
        nearness *= nearness
        dx *= nearness
        dy *= nearness
        pushes[0] += np.add.reduce(dx, axis=0)
        pushes[1] += np.add.reduce(dy, axis=0)
    whole = _sum(nearness_of) - len(repelling_x)
    shares: Floats = pushes / max(whole, 1e-9)
    return shares


def _sum(numbers: Floats) -> float:
    """Return the sum, added one after the other: in which order numpy's own sum adds is not promised."""
    sums = np.cumsum(numbers)
    return float(sums[-1]) if len(sums) else 0.0
