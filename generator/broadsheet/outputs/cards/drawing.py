"""Drawing of a social card as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from broadsheet.model.shared import ACCENT, INK, MUTED, PAPER, RULE
from broadsheet.outputs.cards.colours import to_png
from broadsheet.outputs.cards.face import BOLD, ROMAN, face_of
from broadsheet.outputs.cards.pen import (
    CENTRE,
    HEIGHT,
    MARGIN,
    TEXT_WIDTH,
    WIDTH,
    Pen,
    draw_double_rule,
    draw_emblem,
    draw_mark,
    draw_rule,
    write,
    write_at_right,
    write_centred,
)
from broadsheet.outputs.cards.typesetting import (
    Column,
    fit_lead,
    fit_words,
    wrap_words,
)

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
    draw_emblem(pen, 0, 0, size)
    return to_png(image, None)


# A card of an edition or a topic


def _draw_masthead(pen: Pen, card: Card) -> None:
    """Draw the site's name, or the emblem where it has none, and the line under it."""
    size, lines = fit_words(card.name, _MASTHEAD_SIZES, TEXT_WIDTH, 1)
    face = face_of(size, BOLD)
    for line in lines:
        write_centred(pen, _MASTHEAD_BASELINE, line, INK, face)
    if not lines:
        draw_emblem(pen, CENTRE - 40, 50, 80)
    draw_double_rule(pen, _FOLIO_TOP)
    folio_face = face_of(_FOLIO_SIZE, ROMAN)
    write(pen, MARGIN, _FOLIO_BASELINE, card.left, INK, folio_face)
    write_at_right(pen, _FOLIO_BASELINE, card.right, MUTED, folio_face)
    draw_rule(pen, _BODY_TOP, _BODY_TOP, INK)


def _draw_body(pen: Pen, card: Card) -> None:
    """Draw the lead, and of the lines as many as have room, with equal space above and below."""
    has_mark = card.hue is not None
    indent = _MARK_INDENT if has_mark else 0
    size, lead = fit_lead(card.lead, TEXT_WIDTH - indent)
    step = round(size * _LEAD_LEADING)
    lead_height = step * len(lead)
    room = _BODY_HEIGHT - lead_height
    blocks = _set_blocks(card.lines, room - 2 * _BODY_SPACE)
    blocks_height = sum(map(_height_of, blocks))
    space = (room - blocks_height) // 2
    top = _BODY_TOP + max(_BODY_SPACE, space)
    if card.hue is not None:
        mark_height = max(step, lead_height)
        draw_mark(pen, top, mark_height, card.hue)
    left = MARGIN + indent
    face = face_of(size, BOLD)
    for line in lead:
        baseline = top + size * _LEAD_ASCENT
        write(pen, left, baseline, line, INK, face)
        top += step
    follows_words = bool(lead)
    for block in blocks:
        if follows_words and not has_mark:
            rule = top + _LINE_RULE
            draw_rule(pen, rule, rule, RULE)
        _write_block(pen, block, top)
        top += _height_of(block)
        follows_words = True


def _set_blocks(lines: Sequence[str], room: int) -> list[list[str]]:
    """Return as many of the lines as have room, each set on one line.

    Room that is left then goes to those that need a second one, the first first.
    """
    column = Column(face_of(_LINE_SIZE, ROMAN), TEXT_WIDTH)
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


def _write_block(pen: Pen, block: Sequence[str], top: int) -> None:
    face = face_of(_LINE_SIZE, ROMAN)
    baseline = top + _LINE_BASELINE
    for line in block:
        write(pen, MARGIN, baseline, line, MUTED, face)
        baseline += _LINE_STEP


# The card of the site


def _draw_title_page(pen: Pen, card: Card) -> None:
    """Draw the card of the site as a whole."""
    draw_emblem(pen, CENTRE - 60, 100, 120)
    size, lines = fit_words(card.name, _TITLE_SIZES, TEXT_WIDTH, 1)
    face = face_of(size, BOLD)
    for line in lines:
        write_centred(pen, _TITLE_BASELINE, line, INK, face)
    draw_double_rule(pen, _TITLE_RULE)
    column = Column(face_of(_TAGLINE_SIZE, ROMAN), TEXT_WIDTH)
    tagline_face = face_of(_TAGLINE_SIZE, ROMAN)
    for tagline in card.lines[:1]:
        for line in wrap_words(tagline, column, 1):
            write_centred(pen, _TAGLINE_BASELINE, line, MUTED, tagline_face)
