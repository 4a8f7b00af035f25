"""Drawing of the social card of a week as a PNG: the map of its papers below the site's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from broadsheet.model.shared import INK, MUTED, PAPER, RULE
from broadsheet.outputs.cards.colours import many_hues_to_png, mark_colour
from broadsheet.outputs.cards.face import BOLD, ROMAN, face_of
from broadsheet.outputs.cards.pen import (
    HEIGHT,
    MARGIN,
    TEXT_WIDTH,
    WIDTH,
    Pen,
    draw_double_rule,
    write,
    write_at_right,
)
from broadsheet.outputs.cards.typesetting import fit_words
from broadsheet.outputs.maps.contours import Line
from broadsheet.outputs.maps.frames import Frame
from broadsheet.outputs.maps.labels import Label

_HEAD = 130  # pixels above the map
# Cards are shown small: type and dots are larger than on a page.
MAP_FRAME = Frame(
    "card",
    WIDTH,
    HEIGHT - _HEAD,
    step=25,
    type_size=22,
    name_size=26,
    most_titles=12,
    most_names=6,
    title_letters=24,
    dot_scale=2,
)
_NAME_SIZES = range(52, 28, -4)
_NAME_BASELINE = 64
_RULE_TOP = 82
_FOLIO_BASELINE = 116
_FOLIO_SIZE = 26
# A dot is drawn so many times as large and made small, which gives it smooth edges.
_FINENESS = 4
_CURVE_STEPS = 6


class MapCardDot(NamedTuple):
    """Dot on a card: its middle, its radius in tenths of a pixel of a page, and a place in HUES."""

    x: int
    y: int
    radius: int
    hue: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCard:
    """What stands on the card of a week: words that can be set, and the map in pixels from its own corner."""

    name: str
    left: str
    right: str
    lines: tuple[Line, ...]
    dots: tuple[MapCardDot, ...]
    names: tuple[Label, ...]
    titles: tuple[Label, ...]


def draw_map_card(card: MapCard) -> bytes:
    """Return the card as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    land = ImageDraw.Draw(image)
    for line in card.lines:
        land.line(_points_of(line), fill=RULE, width=2)
    land.rectangle((0, 0, WIDTH, _HEAD - 1), PAPER)
    _draw_head(land, card)
    for dot in card.dots:
        _draw_dot(image, dot)
    _write_labels(land, card.names, MAP_FRAME.name_size, MUTED, ROMAN)
    _write_labels(land, card.titles, MAP_FRAME.type_size, INK, BOLD)
    hues = {dot.hue for dot in card.dots if dot.hue is not None}
    return many_hues_to_png(image, tuple(sorted(hues)))


def _draw_head(pen: Pen, card: MapCard) -> None:
    size, lines = fit_words(card.name, _NAME_SIZES, TEXT_WIDTH, 1)
    for line in lines:
        write(pen, MARGIN, _NAME_BASELINE, line, INK, face_of(size, BOLD))
    draw_double_rule(pen, _RULE_TOP)
    face = face_of(_FOLIO_SIZE, ROMAN)
    write(pen, MARGIN, _FOLIO_BASELINE, card.left, INK, face)
    write_at_right(pen, _FOLIO_BASELINE, card.right, MUTED, face)


def _points_of(line: Line) -> list[tuple[int, int]]:
    """Return points of the curve that bends at those of a line, as many as make it look smooth."""
    points = []
    for before, bend, after in zip((line[-1], *line[:-1]), line, (*line[1:], line[0]), strict=True):
        for step in range(_CURVE_STEPS):
            x = _on_curve(before.x + bend.x, 2 * bend.x, bend.x + after.x, step)
            y = _on_curve(before.y + bend.y, 2 * bend.y, bend.y + after.y, step)
            points.append((x, y + _HEAD))
    return [*points, points[0]]


def _on_curve(start: int, bend: int, end: int, step: int) -> int:
    """Return a place on a curve of Bézier along one axis; its three numbers are doubled."""
    rest = _CURVE_STEPS - step
    doubled = rest * rest * start + 2 * rest * step * bend + step * step * end
    return doubled // (2 * _CURVE_STEPS * _CURVE_STEPS)


def _draw_dot(image: Image.Image, dot: MapCardDot) -> None:
    size = MAP_FRAME.dot_scale * dot.radius // 5
    mask = _disc(max(2, size))
    colour = MUTED if dot.hue is None else mark_colour(dot.hue)
    left = dot.x - mask.width // 2
    top = dot.y + _HEAD - mask.height // 2
    image.paste(colour, (left, top), mask)


@lru_cache(maxsize=64)
def _disc(size: int) -> Image.Image:
    """Return a disc of so many pixels across, with smooth edges."""
    large = Image.new("L", (size * _FINENESS, size * _FINENESS))
    ImageDraw.Draw(large).ellipse((0, 0, size * _FINENESS - 1, size * _FINENESS - 1), 255)
    return large.reduce(_FINENESS)


def _write_labels(pen: Pen, labels: tuple[Label, ...], size: int, colour: str, weight: int) -> None:
    face = face_of(size, weight)
    for label in labels:
        write(pen, label.x, label.y + _HEAD, label.words, colour, face)
