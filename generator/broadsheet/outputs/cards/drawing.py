"""Drawing of a social card as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from broadsheet.model.shared import ACCENT, INK, MUTED, PAPER, RULE
from broadsheet.outputs.cards.colours import mark_colour, to_png
from broadsheet.outputs.cards.typesetting import (
    BOLD,
    ROMAN,
    Column,
    face_of,
    fit_lead,
    fit_words,
    font_in,
    wrap_words,
)

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
_RIGHT = WIDTH - MARGIN
_CENTRE = WIDTH / 2
_TEXT_WIDTH = WIDTH - 2 * MARGIN

_MASTHEAD_SIZES = range(92, 40, -4)
_MASTHEAD_BASELINE = 128
_FOLIO_SIZE = 30
_FOLIO_TOP = 166
_FOLIO_BASELINE = 205
_BODY_TOP = 228
_BODY_HEIGHT = 358
_BODY_SPACE = 12
_LEAD_LEADING = 1.14
_LEAD_ASCENT = 0.9
_MARK_WIDTH = 12
_MARK_INDENT = 36
_LINE_SIZE = 32
_LINE_STEP = 40
_LINE_GAP = 28
# From the top of a line's block to the rule above its words, and to their baseline.
_LINE_RULE = 13
_LINE_BASELINE = 58

_TITLE_SIZES = range(140, 40, -4)
_TITLE_BASELINE = 384
_TITLE_RULE = 448
_TAGLINE_SIZE = 34
_TAGLINE_BASELINE = 510

_Pen = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Words that stand on a card, all of which can be set; any part may be empty.

    ``name`` is the masthead, ``left`` and ``right`` the line under it, ``lead`` the largest words
    and ``lines`` what follows them. ``hue`` is a colour mark before the lead: a place in HUES.
    """

    name: str
    left: str = ""
    right: str = ""
    lead: str = ""
    lines: tuple[str, ...] = ()
    hue: int | None = None


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


def draw_card(card: Card) -> bytes:
    """Return the card as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    if card.left or card.right or card.lead:
        _draw_masthead(pen, card)
        _draw_body(pen, card)
    else:
        _draw_title_page(pen, card)
    return to_png(image, card.hue)


def draw_icon(size: int) -> bytes:
    """Return the site's icon as a square PNG, for home screens."""
    image = Image.new("RGB", (size, size), ACCENT)
    pen = ImageDraw.Draw(image)
    _draw_emblem(pen, 0, 0, size)
    return to_png(image, None)


# A card of an edition or a topic


def _draw_masthead(pen: _Pen, card: Card) -> None:
    """Draw the site's name, or the emblem where it has none, and the line under it."""
    size, lines = fit_words(card.name, _MASTHEAD_SIZES, _TEXT_WIDTH, 1)
    font = font_in(size, BOLD)
    for line in lines:
        _write_centred(pen, _MASTHEAD_BASELINE, line, INK, font)
    if not lines:
        _draw_emblem(pen, _CENTRE - 40, 50, 80)
    _draw_double_rule(pen, _FOLIO_TOP)
    folio_font = font_in(_FOLIO_SIZE, ROMAN)
    _write(pen, MARGIN, _FOLIO_BASELINE, card.left, INK, folio_font)
    pen.text((_RIGHT, _FOLIO_BASELINE), card.right, MUTED, folio_font, anchor="rs")
    _draw_rule(pen, _BODY_TOP, _BODY_TOP, INK)


def _draw_body(pen: _Pen, card: Card) -> None:
    """Draw the lead, and of the lines as many as have room, with equal space above and below."""
    has_mark = card.hue is not None
    indent = _MARK_INDENT if has_mark else 0
    size, lead = fit_lead(card.lead, _TEXT_WIDTH - indent)
    step = round(size * _LEAD_LEADING)
    lead_height = step * len(lead)
    room = _BODY_HEIGHT - lead_height
    blocks = _set_blocks(card.lines, room - 2 * _BODY_SPACE)
    blocks_height = sum(map(_height_of, blocks))
    space = (room - blocks_height) // 2
    top = _BODY_TOP + max(_BODY_SPACE, space)
    if card.hue is not None:
        mark_height = max(step, lead_height)
        _draw_mark(pen, top, mark_height, card.hue)
    left = MARGIN + indent
    font = font_in(size, BOLD)
    for line in lead:
        baseline = top + size * _LEAD_ASCENT
        _write(pen, left, baseline, line, INK, font)
        top += step
    follows_words = bool(lead)
    for block in blocks:
        if follows_words and not has_mark:
            rule = top + _LINE_RULE
            _draw_rule(pen, rule, rule, RULE)
        _write_block(pen, block, top)
        top += _height_of(block)
        follows_words = True


def _draw_mark(pen: _Pen, top: int, height: int, hue: int) -> None:
    """Draw the colour mark beside a lead of this height."""
    right = MARGIN + _MARK_WIDTH - 1
    bottom = top + height - 2
    colour = mark_colour(hue)
    pen.rectangle((MARGIN, top + 6, right, bottom), colour)


def _set_blocks(lines: Sequence[str], room: int) -> list[list[str]]:
    """Return as many of the lines as have room, each set on one line.

    Room that is left then goes to those that need a second one, the first first.
    """
    column = Column(face_of(_LINE_SIZE, ROMAN), _TEXT_WIDTH)
    limit = room // (_LINE_GAP + _LINE_STEP)
    blocks = []
    for words in lines[:limit]:
        block = wrap_words(words, column, 1)
        blocks.append(block)
        room -= _height_of(block)
    for number, words in enumerate(lines[:limit]):
        longer = wrap_words(words, column, 2)
        if len(longer) > 1 and room >= _LINE_STEP:
            blocks[number] = longer
            room -= _LINE_STEP
    return blocks


def _height_of(block: Sequence[str]) -> int:
    return _LINE_GAP + _LINE_STEP * len(block)


def _write_block(pen: _Pen, block: Sequence[str], top: int) -> None:
    font = font_in(_LINE_SIZE, ROMAN)
    baseline = top + _LINE_BASELINE
    for line in block:
        _write(pen, MARGIN, baseline, line, MUTED, font)
        baseline += _LINE_STEP


# The card of the site


def _draw_title_page(pen: _Pen, card: Card) -> None:
    """Draw the card of the site as a whole."""
    _draw_emblem(pen, _CENTRE - 60, 100, 120)
    size, lines = fit_words(card.name, _TITLE_SIZES, _TEXT_WIDTH, 1)
    font = font_in(size, BOLD)
    for line in lines:
        _write_centred(pen, _TITLE_BASELINE, line, INK, font)
    _draw_double_rule(pen, _TITLE_RULE)
    column = Column(face_of(_TAGLINE_SIZE, ROMAN), _TEXT_WIDTH)
    tagline_font = font_in(_TAGLINE_SIZE, ROMAN)
    for tagline in card.lines[:1]:
        for line in wrap_words(tagline, column, 1):
            _write_centred(pen, _TAGLINE_BASELINE, line, MUTED, tagline_font)


# Parts of both


def _write(
    pen: _Pen,
    left: int,
    baseline: float,
    line: str,
    colour: str,
    font: ImageFont.FreeTypeFont,
) -> None:
    pen.text((left, baseline), line, colour, font, anchor="ls")


def _write_centred(
    pen: _Pen,
    baseline: int,
    line: str,
    colour: str,
    font: ImageFont.FreeTypeFont,
) -> None:
    pen.text((_CENTRE, baseline), line, colour, font, anchor="ms")


def _draw_rule(pen: _Pen, top: int, end: int, colour: str) -> None:
    """Draw a line from margin to margin; the rows ``top`` and ``end`` belong to it."""
    pen.rectangle((MARGIN, top, _RIGHT, end), colour)


def _draw_double_rule(pen: _Pen, top: int) -> None:
    _draw_rule(pen, top - 7, top - 5, INK)
    _draw_rule(pen, top, top, INK)


def _draw_emblem(pen: _Pen, left: float, top: float, size: float) -> None:
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
