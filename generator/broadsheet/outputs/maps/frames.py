"""Frames of a map: one for phones and one for desks, and where papers lie in them.

The layout gives whole numbers in both directions, of which a frame makes pixels.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import NamedTuple

from broadsheet.model.maps import Place

# Of the width and of the height, in thousandths: no dot lies nearer to the edge.
_LEFT = 40
_TOP = 60
# One paper in so many at each end of a side lies in a strip there, of so many thousandths of its length.
_FEW = 25
_STRIP = 60
# Radius of the hill that one paper is, in thousandths of the frame's mean side, for one paper alone.
_WIDEST_HILL = 330
_HILL = 780


class Spot(NamedTuple):
    """Where a paper lies, in thousandths of a frame's width and height: the same for all frames."""

    x: int
    y: int


class Point(NamedTuple):
    """Point of a frame, in its pixels."""

    x: int
    y: int


class Box(NamedTuple):
    """Rectangle of a frame, in its pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        """Return True where two rectangles have a point in common."""
        is_apart = (
            self.right < other.left
            or other.right < self.left
            or self.bottom < other.top
            or other.bottom < self.top
        )
        return not is_apart


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of a drawing in pixels, and what has room in it.

    ``step`` is the distance of the points at which density is measured. Titles are in type of ``type_size``,
    names of regions in type of ``name_size``, both in pixels.
    """

    name: str
    width: int
    height: int
    step: int
    type_size: int
    name_size: int
    most_titles: int
    most_names: int
    title_letters: int
    dot_scale: int = 1

    @property
    def columns(self) -> int:
        """Number of points of the grid in a row; the first and the last lie outside of the frame."""
        return -(-self.width // self.step) + 3

    @property
    def rows(self) -> int:
        """Number of rows of the grid; the first and the last lie outside of the frame."""
        return -(-self.height // self.step) + 3

    @property
    def title_width(self) -> int:
        """Pixels that a title may take: as many as its letters do that are a little wider than most."""
        return self.title_letters * self.type_size * 7 // 10

    def point(self, spot: Spot) -> Point:
        """Return where a paper lies in this frame."""
        return Point(spot.x * self.width // 1000, spot.y * self.height // 1000)

    def hill(self, papers: int) -> int:
        """Return the radius in pixels of the hill that each of so many papers is: less for more of them."""
        side = isqrt(self.width * self.height)
        fourth_root = isqrt(isqrt(papers * 10**8))  # in hundredths
        share = min(_WIDEST_HILL, _HILL * 100 // fourth_root)
        return side * share // 1000


PHONE = Frame("phone", 358, 470, 18, 11, 12, most_titles=14, most_names=7, title_letters=20)
DESK = Frame("desk", 1152, 620, 32, 13, 15, most_titles=34, most_names=10, title_letters=28)
FRAMES = (PHONE, DESK)


def spots_of(places: Sequence[Place]) -> list[Spot]:
    """Return where papers lie that a layout put there, spread so that they take the whole frame."""
    across = _spread([x for x, _ in places], _LEFT)
    down = _spread([y for _, y in places], _TOP)
    return [Spot(x, y) for x, y in zip(across, down, strict=True)]


def _spread(numbers: Sequence[int], margin: int) -> list[int]:
    """Return places along one side in thousandths, the least and the most at the margins.

    A place is the mean of where a number lies and of its rank, so that papers take the whole frame.
    """
    in_order = sorted(numbers)
    room = 1000 - 2 * margin
    if in_order[0] == in_order[-1]:
        return [500] * len(numbers)
    places = []
    for number in numbers:
        ranks = bisect_left(in_order, number) + bisect_right(in_order, number) - 1
        by_rank = ranks * room // (2 * len(numbers) - 2)
        by_value = _between(number, in_order, room)
        places.append(margin + (by_rank + by_value) // 2)
    return places


def _between(number: int, in_order: Sequence[int], room: int) -> int:
    """Return where a number lies between the least and the most, those as far apart as there is ``room``.

    The few at both ends share a strip there: one paper that is like no other leaves the others no less room.
    """
    few = len(in_order) // _FEW
    strip = room * _STRIP // 1000 if few else 0
    least, low = in_order[0], in_order[few]
    high, most = in_order[-1 - few], in_order[-1]
    if number < low:
        return (number - least) * strip // (low - least)
    if number > high:
        return room - (most - number) * strip // (most - high)
    width = max(1, high - low)
    return strip + (number - low) * (room - 2 * strip) // width
