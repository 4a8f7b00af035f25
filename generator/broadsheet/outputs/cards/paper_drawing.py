"""Drawing of the social card of a paper as a PNG."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from broadsheet.model.shared import INK, PAPER
from broadsheet.outputs.cards.colours import Box, grey_to_png
from broadsheet.outputs.cards.face import BOLD, ROMAN, face_of
from broadsheet.outputs.cards.pen import (
    HEIGHT,
    MARGIN,
    RIGHT,
    TEXT_WIDTH,
    WIDTH,
    Pen,
    draw_double_rule,
    draw_emblem,
    draw_rule,
    write,
    write_at_right,
)
from broadsheet.outputs.cards.typesetting import (
    Column,
    SetWords,
    fit_words,
    is_cut,
    wrap_words,
)

_NAME_SIZES = range(38, 24, -2)
_SMALL = 28
_NAME_BASELINE = 92
_HEAD_RULE = 122
_GAP = 40
# A title is as large as it can be on two lines, else on three.
_TITLE_SIZES = range(68, 56, -4)
_LONG_TITLE_SIZES = range(52, 36, -4)
_TITLE_LEADING = 1.16
_TITLE_ASCENT = 0.9
_SENTENCE_SIZE = 32
_SENTENCE_STEP = 42
_SENTENCE_LINES = 2
_BODY_TOP, _BODY_BOTTOM = 134, 536
_FOOT_RULE = 546
_FOOT_BASELINE = 590
_MARK = 22  # pixels of the square before a topic's name
_MARK_GAP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """Words on the card of a paper, all of which can be set; all but the title may be empty.

    ``name`` is the site's and ``day`` that of the edition; ``hue`` is a place in HUES, the topic's.
    """

    name: str
    day: str
    title: str
    sentence: str = ""
    organisation: str = ""
    topic: str = ""
    hue: int = 0


def draw_paper_card(card: PaperCard) -> bytes:
    """Return the card as a PNG of 1200 by 630 pixels."""
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _draw_head(pen, card)
    _draw_words(pen, card)
    mark = _draw_foot(pen, card)
    return grey_to_png(image, card.hue, mark)


def _draw_head(pen: Pen, card: PaperCard) -> None:
    """Draw the site's name, or its emblem where it has none, and the day."""
    day_width = face_of(_SMALL, ROMAN).length(card.day)
    size, lines = fit_words(card.name, _NAME_SIZES, TEXT_WIDTH - day_width - _GAP, 1)
    for line in lines:
        write(pen, MARGIN, _NAME_BASELINE, line, INK, face_of(size, BOLD))
    if not lines:
        draw_emblem(pen, MARGIN, _NAME_BASELINE - 38, 44)
    write_at_right(pen, _NAME_BASELINE, card.day, INK, face_of(_SMALL, ROMAN))
    draw_double_rule(pen, _HEAD_RULE)


def _draw_words(pen: Pen, card: PaperCard) -> None:
    """Draw the title and the sentence, with equal space above and below."""
    title = fit_words(card.title, _TITLE_SIZES, TEXT_WIDTH, 2)
    if is_cut(title.lines):
        title = fit_words(card.title, _LONG_TITLE_SIZES, TEXT_WIDTH, 3)
    column = Column(face_of(_SENTENCE_SIZE, ROMAN), TEXT_WIDTH)
    sentence = wrap_words(card.sentence, column, _SENTENCE_LINES)
    space = _BODY_BOTTOM - _BODY_TOP - _height_of_both(title, sentence)
    top = _BODY_TOP + space / 2
    for line in title.lines:
        write(pen, MARGIN, round(top + title.size * _TITLE_ASCENT), line, INK, face_of(title.size, BOLD))
        top += title.size * _TITLE_LEADING
    top += _GAP
    for line in sentence:
        write(pen, MARGIN, round(top + _SENTENCE_SIZE / 2), line, INK, face_of(_SENTENCE_SIZE, ROMAN))
        top += _SENTENCE_STEP


def _height_of_both(title: SetWords, sentence: list[str]) -> float:
    height = title.size * _TITLE_LEADING * len(title.lines)
    if sentence:
        height += _GAP / 2 + _SENTENCE_STEP * len(sentence)
    return height


def _draw_foot(pen: Pen, card: PaperCard) -> Box | None:
    """Draw the topic, and the organisation in the room that it leaves; return where the topic's mark is."""
    face = face_of(_SMALL, ROMAN)
    topic = wrap_words(card.topic, Column(face, TEXT_WIDTH / 2), 1)
    width = face.length("".join(topic))
    right = RIGHT - round(width) - _MARK_GAP
    if card.organisation or topic:
        draw_rule(pen, _FOOT_RULE, _FOOT_RULE, INK)
    for line in topic:
        write_at_right(pen, _FOOT_BASELINE, line, INK, face)
    column = Column(face, right - _MARK - _GAP - MARGIN)
    for line in wrap_words(card.organisation, column, 1):
        write(pen, MARGIN, _FOOT_BASELINE, line, INK, face_of(_SMALL, ROMAN))
    if not topic:
        return None
    return (right - _MARK, _FOOT_BASELINE - _MARK, right - 1, _FOOT_BASELINE - 1)
