"""Drawing of a map: what a template prints of it, in numbers and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt
from typing import NamedTuple

from broadsheet.model.curation import Entry
from broadsheet.outputs.maps.contours import Line, contours, path_of
from broadsheet.outputs.maps.density import density
from broadsheet.outputs.maps.frames import FRAMES, Frame, Spot
from broadsheet.outputs.maps.labels import Dot, Label, Wish, place_labels
from broadsheet.outputs.maps.regions import Region
from broadsheet.outputs.maps.widths import width_of
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import shorten

# Radius of a dot in tenths of a pixel: of a paper without votes, and what most votes add.
_SMALLEST = 22
_LARGEST_MORE = 58
# Letters of all titles of a map together, and of one title at most and at least.
_LETTERS = 9_000
_LONGEST_TITLE = 90
_SHORTEST_TITLE = 32
# What a title begins with before a colon, which is none between numbers, as in 2:1.
_NAME = re.compile(r"([^:\uff1a]*[^\s:\uff1a])\s*(?:\uff1a|:(?!\d))")
# Marks above and below a letter that stand on another such one: piled up they reach into other lines.
_PILED_MARKS = re.compile("(?<=[{0}])[{0}]+".format("\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"))


class MapDot(NamedTuple):
    """Paper on a map: its place in per mille of the width and the height, its radius in tenths of a pixel.

    ``title`` may be cut.
    """

    entry: Entry
    at: Spot
    radius: int
    title: str


class Drawing(NamedTuple):
    """What a frame shows beside the dots: the lines of the land, the lowest level first, and labels."""

    frame: Frame
    levels: tuple[tuple[Line, ...], ...]
    names: tuple[Label, ...]
    titles: tuple[Label, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of SVG, one a level."""
        return tuple(map(path_of, self.levels))


class Chart(NamedTuple):
    """What all drawings of a map show: where its papers lie, those with dots, and the regions."""

    spots: tuple[Spot, ...]
    dots: tuple[MapDot, ...]
    regions: tuple[Region, ...]


class DrawnMap(NamedTuple):
    """Map as it is drawn: its dots in the order of reading, and what each frame shows beside them.

    ``papers`` is how many lie on it: more than it has dots where only the most voted have one.
    """

    papers: int
    dots: tuple[MapDot, ...]
    names: tuple[str, ...]
    drawings: tuple[Drawing, ...]


def draw_map(chart: Chart) -> DrawnMap:
    """Return a map as pages show it."""
    drawings = tuple([draw_frame(frame, chart) for frame in FRAMES])
    names = tuple([region.name for region in chart.regions])
    return DrawnMap(len(chart.spots), chart.dots, names, drawings)


def dots_of(entries: Sequence[Entry], spots: Sequence[Spot], most: int) -> tuple[MapDot, ...]:
    """Return the dots of entries, in their order, each at its spot; at most ``most``, the most voted."""
    shown_first = _by_votes(entries)[:most]
    shown = {entry.paper.id for entry in shown_first}
    most_votes = shown_first[0].paper.votes
    letters = _LETTERS // len(shown)
    letters = max(letters, _SHORTEST_TITLE)
    letters = min(letters, _LONGEST_TITLE)
    dots = []
    for entry, spot in zip(entries, spots, strict=True):
        paper = entry.paper
        if paper.id not in shown:
            continue
        title = shorten(plain_title(paper), letters)
        radius = radius_of(paper.votes, most_votes)
        dots.append(MapDot(entry, spot, radius, title))
    return tuple(dots)


def _by_votes(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with the most votes first; those of equal votes as they come."""
    return sorted(entries, key=lambda entry: -entry.paper.votes)


def radius_of(votes: int, most_votes: int) -> int:
    """Return the radius of a dot in tenths of a pixel: its area grows with the votes."""
    if most_votes <= 0:
        return _SMALLEST + _LARGEST_MORE // 3
    square = max(0, votes) * _LARGEST_MORE**2
    return _SMALLEST + isqrt(square // most_votes)


def draw_frame(frame: Frame, chart: Chart) -> Drawing:
    """Return what a frame shows of a map beside the dots."""
    points = [frame.point(spot) for spot in chart.spots]
    land = density(points, frame)
    levels = contours(land, frame.step)
    names = [Wish(region.name, frame.point(region.at)) for region in chart.regions]
    dots = {}
    for dot in chart.dots:
        middle = frame.point(dot.at)
        dots[dot.entry.paper.id] = Dot(middle, frame.dot_scale * dot.radius)
    titles = []
    for entry in _by_votes([dot.entry for dot in chart.dots]):
        title = plain_title(entry.paper)
        words = short_title(title, frame)
        if words:
            titles.append((words, dots[entry.paper.id]))
    labels = place_labels(frame, list(dots.values()), names, titles)
    return Drawing(frame, tuple(map(tuple, levels)), labels.names, labels.titles)


def short_title(title: str, frame: Frame) -> str:
    """Return the name that a title begins with, where it is short; else its first words.

    It is empty where one word of several would be left, or only signs: that says nothing.
    """
    most = frame.title_letters
    title = _PILED_MARKS.sub("", title)
    name = _NAME.match(title)
    words = name[1] if name and len(name[1]) <= most else shorten(title, most)
    # Letters of some scripts are as wide as two of ours.
    while width_of(words, frame.type_size) > frame.title_width and most > 1:
        most -= 1
        words = shorten(title, most)
    is_one_word = words.endswith("…") and " " in title and " " not in words
    has_letters = any(map(str.isalnum, words))
    return words if has_letters and not is_one_word else ""
