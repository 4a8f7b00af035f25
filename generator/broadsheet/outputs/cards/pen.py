"""Parts that all social cards are drawn of: lines of words, rules, the mark of a topic, the site's emblem."""

from __future__ import annotations

from typing import NamedTuple

from PIL import ImageColor, ImageDraw

from broadsheet.model.shared import ACCENT, INK, PAPER
from broadsheet.outputs.cards.colours import mark_colour
from broadsheet.outputs.cards.face import Face

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
RIGHT = WIDTH - MARGIN
CENTRE = WIDTH / 2
TEXT_WIDTH = WIDTH - 2 * MARGIN
_MARK_WIDTH = 12

Pen = ImageDraw.ImageDraw


class _Shape(NamedTuple):
    """Rectangle of the emblem: its edges, in units of the emblem."""

    left: int
    top: int
    right: int
    bottom: int
    colour: str


# The site's icon, as in favicon.svg: a front page of 32 by 32 units.
_EMBLEM_UNITS = 32
_EMBLEM = (
    _Shape(0, 0, 32, 32, ACCENT),
    _Shape(5, 6, 27, 11, PAPER),
    _Shape(5, 14, 15, 16, PAPER),
    _Shape(5, 18, 15, 20, PAPER),
    _Shape(5, 22, 15, 24, PAPER),
    _Shape(17, 14, 27, 24, PAPER),
)


def draw_mark(pen: Pen, top: int, height: int, hue: int) -> None:
    """Draw the colour mark beside a lead of this height."""
    right = MARGIN + _MARK_WIDTH - 1
    bottom = top + height - 2
    colour = mark_colour(hue)
    pen.rectangle((MARGIN, top + 6, right, bottom), colour)


def write(pen: Pen, left: float, baseline: float, line: str, colour: str, face: Face) -> None:
    """Write a line that begins at ``left``."""
    ink = ImageColor.getcolor(colour, pen.mode)
    foot = round(baseline)
    for letter in line:
        glyph = face.glyphs[letter]
        if glyph:
            place = (int(left) + glyph.left, foot + glyph.top)
            pen.bitmap(place, glyph.ink, ink)
        left += face.widths[letter]


def write_centred(pen: Pen, baseline: int, line: str, colour: str, face: Face) -> None:
    """Write a line in the middle of the card."""
    left = CENTRE - face.length(line) / 2
    write(pen, left, baseline, line, colour, face)


def write_at_right(pen: Pen, baseline: int, line: str, colour: str, face: Face) -> None:
    """Write a line that ends at the right margin."""
    write(pen, RIGHT - face.length(line), baseline, line, colour, face)


def draw_rule(pen: Pen, top: int, end: int, colour: str) -> None:
    """Draw a line from margin to margin; the rows ``top`` and ``end`` belong to it."""
    pen.rectangle((MARGIN, top, RIGHT, end), colour)


def draw_double_rule(pen: Pen, top: int) -> None:
    """Draw a thick line above a thin one, which is the row ``top``."""
    draw_rule(pen, top - 7, top - 5, INK)
    draw_rule(pen, top, top, INK)


def draw_emblem(pen: Pen, left: float, top: float, size: float) -> None:
    """Draw the site's icon; the last column and row of a shape belong to it."""
    unit = size / _EMBLEM_UNITS
    for shape in _EMBLEM:
        edges = (
            left + shape.left * unit,
            top + shape.top * unit,
            left + shape.right * unit - 1,
            top + shape.bottom * unit - 1,
        )
        box = [round(edge) for edge in edges]
        pen.rectangle(box, shape.colour)
