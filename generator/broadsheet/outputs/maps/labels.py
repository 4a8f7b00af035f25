"""Labels of a map: titles beside their dots and names over their regions, none on another or on a dot.

Places are given one after the other, each the first that is free: what comes first gets the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from broadsheet.outputs.maps.frames import Box, Frame, Point
from broadsheet.outputs.maps.widths import descent_of, width_of

# Pixels between a dot and its label, and between a label and the edge of the frame.
_GAP = 3
_EDGE = 4
# Height of a line above its baseline, in hundredths of the size of the type.
_ASCENT = 110
# How far the middle of a line is above its baseline, in the same.
_MIDDLE = 32
# Of a region's name so many steps away from where it belongs are tried, and how long they are in heights.
_STEPS = 4
_AROUND = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1))
# One title in so many, the most voted, has a place before the regions have.
_FIRST_SHARE = 4
# Names of regions may lie on dots whose radius is less than this, in tenths of a pixel of a page.
_SMALL_DOT = 45
# A title may lie on dots whose radius is less than this part of that of its own, in hundredths.
_SMALLER = 70


class Dot(NamedTuple):
    """Dot of a drawing: its middle, and its radius in tenths of a pixel."""

    middle: Point
    radius: int

    @property
    def box(self) -> Box:
        """The rectangle around the dot."""
        x, y = self.middle
        reach = self.radius // 10 + 1
        return Box(
            left=x - reach,
            top=y - reach,
            right=x + reach,
            bottom=y + reach,
        )


class Label(NamedTuple):
    """Words on a map, which begin at ``x`` on the baseline ``y``."""

    words: str
    x: int
    y: int


class Wish(NamedTuple):
    """Words that are to stand on a map, over or beside a point."""

    words: str
    at: Point


class Labels(NamedTuple):
    """Labels of a drawing: the names of regions, and the titles of papers."""

    names: tuple[Label, ...]
    titles: tuple[Label, ...]


def place_labels(
    frame: Frame, dots: Sequence[Dot], names: Sequence[Wish], titles: Sequence[tuple[str, Dot]]
) -> Labels:
    """Return the labels that have room, of ``names`` and ``titles`` in their order."""
    taken = _Taken(frame, dots)
    first = frame.most_titles // _FIRST_SHARE
    first_titles = _place_titles(frame, taken, titles[:first], frame.most_titles, may_cover=True)
    placed_names = _place_names(frame, taken, names)
    others = _place_titles(frame, taken, titles[first:], frame.most_titles - len(first_titles))
    return Labels(tuple(placed_names), (*first_titles, *others))


def _place_names(frame: Frame, taken: _Taken, names: Sequence[Wish]) -> list[Label]:
    """Return the names that have room; where one has none, it may cover small dots."""
    placed: list[Label] = []
    for wish in names[: frame.most_names]:
        starts = list(_over(frame, wish))
        label: list[Label] = []
        for smallest in (0, frame.dot_scale * _SMALL_DOT):
            if not label:
                label = taken.put_first(
                    wish.words, frame.name_size, starts, is_slanted=True, smallest=smallest
                )
        placed += label
    return placed


def _place_titles(
    frame: Frame, taken: _Taken, titles: Sequence[tuple[str, Dot]], most: int, *, may_cover: bool = False
) -> list[Label]:
    """Return the titles that have room; where one has none, it ``may_cover`` dots smaller than its own.

    Words that stand beside one dot tell nothing beside another.
    """
    placed: list[Label] = []
    for words, dot in titles:
        if len(placed) == most:
            break
        if taken.has_title(words):
            continue
        starts = list(_beside(frame, words, dot))
        label = taken.put_first(words, frame.type_size, starts)
        if may_cover and not label:
            smallest = dot.radius * _SMALLER // 100
            label = taken.put_first(words, frame.type_size, starts, smallest=smallest)
        placed += label
        taken.note_titles(label)
    return placed


class _Taken:
    """What of a frame is taken already: by dots and by labels."""

    def __init__(self, frame: Frame, dots: Sequence[Dot]) -> None:
        self._frame = Box(_EDGE, _EDGE, frame.width - _EDGE, frame.height - _EDGE)
        self._dots = [(dot.radius, dot.box) for dot in dots]
        self._labels: list[Box] = []
        self._titles: set[str] = set()

    def has_title(self, words: str) -> bool:
        """Return True where a dot has these words beside it."""
        return words in self._titles

    def note_titles(self, labels: Iterable[Label]) -> None:
        """Keep in mind which words stand beside a dot."""
        self._titles.update(label.words for label in labels)

    def put_first(
        self, words: str, size: int, starts: Iterable[Point], *, is_slanted: bool = False, smallest: int = 0
    ) -> list[Label]:
        """Return the words at the first of ``starts`` that is free, as a list of one; else an empty one.

        Dots with a smaller radius than ``smallest`` may lie there.
        """
        width = width_of(words, size, is_slanted=is_slanted)
        descent = descent_of(words, size)
        in_the_way = [box for radius, box in self._dots if radius >= smallest]
        in_the_way += self._labels
        for start in starts:
            box = Box(
                left=start.x - 1,
                top=start.y - size * _ASCENT // 100,
                right=start.x + width,
                bottom=start.y + descent,
            )
            if self._is_inside(box) and not any(map(box.meets, in_the_way)):
                self._labels.append(box)
                return [Label(words, start.x, start.y)]
        return []

    def _is_inside(self, box: Box) -> bool:
        frame = self._frame
        return (
            box.left >= frame.left
            and box.right <= frame.right
            and box.top >= frame.top
            and box.bottom <= frame.bottom
        )


def _beside(frame: Frame, words: str, dot: Dot) -> Iterator[Point]:
    """Yield where a title may begin: to the right of its dot, to the left, below it and above it."""
    size = frame.type_size
    width = width_of(words, size)
    box = dot.box
    middle = dot.middle.x
    level = dot.middle.y + size * _MIDDLE // 100
    right = box.right + _GAP
    left = box.left - _GAP - width
    half_line = size // 2
    for height in (level, level - half_line, level + half_line):
        yield Point(right, height)
        yield Point(left, height)
    below = box.bottom + 1 + size * _ASCENT // 100
    above = box.top - 1 - descent_of(words, size)
    for height in (above, below):
        for part in (3, 1, 5):
            start = middle - width * part // 6
            yield Point(start, height)


def _over(frame: Frame, wish: Wish) -> Iterator[Point]:
    """Yield where the name of a region may begin: its middle first, and then ever farther around it."""
    size = frame.name_size
    width = width_of(wish.words, size, is_slanted=True)
    x = wish.at.x - width // 2
    y = wish.at.y + size * _MIDDLE // 100
    yield Point(x, y)
    for ring in range(1, _STEPS + 1):
        across = ring * width // 5
        down = ring * size
        for right, low in _AROUND:
            start = Point(x + right * across, y + low * down)
            yield start
