"""Drawing of a social card as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from broadsheet.outputs.cards.colours import ACCENT, INK, MUTED, PAPER, RULE, mark_colour, to_png
from broadsheet.outputs.cards.typesetting import BOLD, ROMAN, face_of, fitted, fitted_lead, font_in, wrapped

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
_MASTHEAD_SIZES = range(92, 40, -4)
_LINE_SIZE = 32
_LINE_STEP = 40
_LINE_GAP = 28
_FOLIO_TOP = 166
_BODY_TOP = 228
_BODY_END = HEIGHT - 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card. Every word of it must be one that can be set; any part may be empty.

    ``name`` is the masthead, ``left`` and ``right`` the line under it, ``lead`` the largest words
    and ``lines`` what follows them. ``hue`` is a colour mark before the lead: a place in HUES.
    """

    name: str
    left: str = ""
    right: str = ""
    lead: str = ""
    lines: tuple[str, ...] = ()
    hue: int | None = None


# Drawing


def draw(card: Card) -> bytes:
    """The card as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    if card.left or card.right or card.lead:
        _masthead(pen, card)
        _body(pen, card)
    else:
        _title_page(pen, card)
    return to_png(image, card.hue)


def _masthead(pen: ImageDraw.ImageDraw, card: Card) -> None:
    size, lines = fitted(card.name, _MASTHEAD_SIZES, WIDTH - 2 * MARGIN, 1)
    for line in lines:
        pen.text((WIDTH / 2, _FOLIO_TOP - 38), line, INK, font_in(size, BOLD), anchor="ms")
    if not lines:
        _emblem(pen, WIDTH / 2 - 40, _FOLIO_TOP - 116, 80)
    _double_rule(pen, _FOLIO_TOP)
    baseline, font = _FOLIO_TOP + 39, font_in(30, ROMAN)
    pen.text((MARGIN, baseline), card.left, INK, font, anchor="ls")
    pen.text((WIDTH - MARGIN, baseline), card.right, MUTED, font, anchor="rs")
    pen.rectangle((MARGIN, _BODY_TOP, WIDTH - MARGIN, _BODY_TOP), INK)


def _double_rule(pen: ImageDraw.ImageDraw, top: int) -> None:
    pen.rectangle((MARGIN, top - 7, WIDTH - MARGIN, top - 5), INK)
    pen.rectangle((MARGIN, top, WIDTH - MARGIN, top), INK)


def _body(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The lead, and of the lines as many as have room, with equal space above and below."""
    indent = 36 if card.hue is not None else 0
    size, lead = fitted_lead(card.lead, WIDTH - 2 * MARGIN - indent)
    step = round(size * 1.14)
    room = _BODY_END - _BODY_TOP - step * len(lead)
    blocks = _blocks(card.lines, room - 24)
    top = _BODY_TOP + max(12, (room - sum(map(_tall, blocks))) // 2)
    if card.hue is not None:
        end = top + step * max(1, len(lead)) - 2
        pen.rectangle((MARGIN, top + 6, MARGIN + 11, end), mark_colour(card.hue))
    for line in lead:
        pen.text((MARGIN + indent, top + size * 0.9), line, INK, font_in(size, BOLD), anchor="ls")
        top += step
    for number, block in enumerate(blocks):
        _block(pen, block, top, ruled=card.hue is None and (number > 0 or bool(lead)))
        top += _tall(block)


def _blocks(lines: Sequence[str], room: int) -> list[list[str]]:
    """As many of the lines as there is room for; then, the first first, each on two where it needs."""
    face, width = face_of(_LINE_SIZE, ROMAN), WIDTH - 2 * MARGIN
    blocks = [wrapped(words, face, width, 1) for words in lines][: room // _tall([""])]
    room -= sum(map(_tall, blocks))
    for number, words in enumerate(lines[: len(blocks)]):
        longer = wrapped(words, face, width, 2)
        if len(longer) > 1 and room >= _LINE_STEP:
            blocks[number] = longer
            room -= _LINE_STEP
    return blocks


def _tall(block: Sequence[str]) -> int:
    return _LINE_GAP + _LINE_STEP * len(block)


def _block(pen: ImageDraw.ImageDraw, block: Sequence[str], top: int, *, ruled: bool) -> None:
    if ruled:
        pen.rectangle((MARGIN, top + 13, WIDTH - MARGIN, top + 13), RULE)
    for number, line in enumerate(block):
        baseline = top + _LINE_GAP + 30 + _LINE_STEP * number
        pen.text((MARGIN, baseline), line, MUTED, font_in(_LINE_SIZE, ROMAN), anchor="ls")


def _title_page(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The card of the site as a whole."""
    _emblem(pen, WIDTH / 2 - 60, 100, 120)
    size, lines = fitted(card.name, range(140, 40, -4), WIDTH - 2 * MARGIN, 1)
    for line in lines[:1]:
        pen.text((WIDTH / 2, 384), line, INK, font_in(size, BOLD), anchor="ms")
    _double_rule(pen, 448)
    for line in card.lines[:1]:
        face = face_of(34, ROMAN)
        line = wrapped(line, face, WIDTH - 2 * MARGIN, 1)[0]
        pen.text((WIDTH / 2, 510), line, MUTED, face.font, anchor="ms")


def _emblem(pen: ImageDraw.ImageDraw, left: float, top: float, size: float) -> None:
    """The site's icon, as in favicon.svg: a front page of 32 by 32."""
    unit = size / 32

    def box(x: float, y: float, width: float, height: float, fill: str) -> None:
        start = (left + x * unit, top + y * unit)
        end = (left + (x + width) * unit - 1, top + (y + height) * unit - 1)
        pen.rectangle((*(round(n) for n in start), *(round(n) for n in end)), fill)

    box(0, 0, 32, 32, ACCENT)
    for shape in ((5, 6, 22, 5), (5, 14, 10, 2), (5, 18, 10, 2), (5, 22, 10, 2), (17, 14, 10, 10)):
        box(*shape, PAPER)


def icon(size: int) -> bytes:
    """The site's icon as a square PNG, for home screens."""
    image = Image.new("RGB", (size, size), ACCENT)
    _emblem(ImageDraw.Draw(image), 0, 0, size)
    return to_png(image, None)
