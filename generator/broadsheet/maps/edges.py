"""Edges of a map: the pairs of papers that attract each other, and sums of what happens at their ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.maps.nearest import Integers, Nearest

Floats = NDArray[np.float64]


class Edges(NamedTuple):
    """Pairs of papers that attract each other, each pair once; all ``weights`` add up to a half."""

    papers: Integers
    others: Integers
    weights: Floats


def edges_between(nearest: Nearest) -> Edges:
    """Return edges that are the weaker the more others are nearer."""
    papers = np.minimum(nearest.papers, nearest.others)
    others = np.maximum(nearest.papers, nearest.others)
    height = int(others.max(initial=0)) + 1
    keys = papers * height + others
    pairs, places = np.unique(keys, return_inverse=True)
    furthest = nearest.ranks.max(initial=0) + 1
    shares = 1 - (nearest.ranks + 0.5) / furthest
    sums = np.bincount(places, shares).astype(np.float64)
    whole = max(ordered_sum(sums), 1.0)
    return Edges(pairs // height, pairs % height, sums / (2 * whole))


def sums_at_ends(edges: Edges, at_papers: Floats, at_others: Floats, count: int) -> Floats:
    """Return for each of so many papers the sum over its edges: of one number an edge for either end.

    Counting adds one after the other, in the order of edges.
    """
    sums = np.zeros(count)
    sums += np.bincount(edges.papers, at_papers, count)
    sums += np.bincount(edges.others, at_others, count)
    return sums


def ordered_sum(numbers: Floats) -> float:
    """Return the sum, added one after the other: in which order numpy's own sum adds is not promised."""
    if not len(numbers):
        return 0.0
    sums = np.cumsum(numbers)
    return float(sums[-1])
