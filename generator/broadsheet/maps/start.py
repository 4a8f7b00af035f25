"""Where papers of a new map start: along the two directions in which they differ most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.maps.nearest import Rows

Floats = NDArray[np.float64]

_ROUNDS = 30
# Numbers are rounded to so many parts of the largest: sums of their products then are whole numbers
# below 2 ** 53, which are exact in whatever order a library adds.
_PARTS = 1 << 16
# How far papers stand from each other that say the same, in parts of the spread of all.
_APART = 0.05
# Two fractions whose multiples fill a square evenly: Roberts, "The unreasonable effectiveness of quasirandom
# sequences", 2018.
_EVENLY = (0.7548776662466927, 0.5698402909980532)


def leading_axes(rows: Rows) -> Floats:
    """Return the two principal components of rows: (2, papers), the largest number of each being 1.

    They have a mean of zero, and are found by multiplying again and again, rounded to whole
    numbers each time.
    """
    axes: list[Floats] = []
    wide = rows.astype(np.float64)
    for number in range(2):
        axis = _first_guess(wide, number)
        for _ in range(_ROUNDS):
            axis = _multiplied(wide, axis)
            for stronger in axes:
                axis = _without(axis, stronger)
        axes.append(axis)
    scaled = np.stack(axes) / _PARTS
    return scaled + _APART * even_offsets(rows.shape[0])


def even_offsets(count: int) -> Floats:
    """Return so many points that fill a square from -0.5 to 0.5 evenly: (2, count)."""
    numbers = np.arange(1, count + 1)
    points = np.stack([numbers * fraction % 1 for fraction in _EVENLY])
    return points - 0.5


def _first_guess(rows: Floats, number: int) -> Floats:
    """Return the dimension that differs most from its mean, or the one after it, over papers."""
    spread = np.abs(rows - np.rint(rows.sum(axis=0) / len(rows))).sum(axis=0)
    order = np.argsort(-spread, kind="stable")
    return _rounded(rows[:, order[min(number, len(order) - 1)]])


def _multiplied(rows: Floats, axis: Floats) -> Floats:
    shares = _rounded_parts(axis @ rows)
    return _rounded(rows @ shares)


def _rounded(axis: Floats) -> Floats:
    """Return an axis without its mean, in whole parts of its largest number, which is positive."""
    whole = np.rint(axis)
    centred = whole * len(whole) - whole.sum()
    return _rounded_parts(centred)


def _rounded_parts(numbers: Floats) -> Floats:
    largest = numbers[np.abs(numbers).argmax()]
    if largest == 0:
        return numbers
    parts: Floats = np.rint(numbers / largest * _PARTS)
    return parts


def _without(axis: Floats, stronger: Floats) -> Floats:
    """Return an axis without what it shares with a stronger one."""
    square = float(stronger @ stronger)
    if square == 0:
        return axis
    share = float(axis @ stronger) / square
    return _rounded(axis - np.rint(share * stronger))
