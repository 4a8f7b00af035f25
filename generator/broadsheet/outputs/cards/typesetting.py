"""Setting of words in type: the same words give the same lines on every machine.

What the typeface lacks is not drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import features

from broadsheet.cache.code_version import code_version
from broadsheet.cache.digests import digest_of_pieces
from broadsheet.outputs.cards.face import BOLD, ROMAN, Face, face_of
from broadsheet.outputs.cards.typeface import font_in, typeface
from broadsheet.text.plain import clean, shorten

# No title needs more letters than fit on a card.
MAX_LETTERS = 400

# The lead is as large as it can be on two lines; only the longest take three.
_LEAD_SIZES = (76, 68, 60, 54, 48)
_LEAD_LINES = 2


@dataclass(frozen=True, slots=True)
class Column:
    """Column that lines are set in: the face, and the width in pixels."""

    face: Face
    width: float

    def holds(self, words: str) -> bool:
        """Return True where the words fit on one line."""
        return self.face.length(words) <= self.width


@lru_cache(maxsize=1)
def drawing_version() -> str:
    """Return a digest of everything a drawing depends on besides its words: code, typeface and libraries."""
    folder = Path(__file__).parent
    code = code_version(folder)
    pillow = features.version("pil")
    freetype = features.version("freetype2")
    libraries = f"{pillow} {freetype}"
    return digest_of_pieces(code.encode(), typeface(), libraries.encode())


# Letters


def to_settable(words: str) -> str:
    """Return words as they can be set, on one line; empty where a letter of them cannot.

    A letter that is only another form of one the typeface has (a bold mathematical A) gives way
    to it.
    """
    line = ""
    for letter in clean(words):
        if _can_set(letter):
            line += letter
        else:
            line += unicodedata.normalize("NFKC", letter)
    if not all(map(_can_set, line)):
        return ""
    return shorten(line, MAX_LETTERS)


@lru_cache(maxsize=4096)
def _can_set(letter: str) -> bool:
    """Return True where the typeface has the letter, and our layout can place it."""
    if letter == " ":
        return True
    major_category = unicodedata.category(letter)[0]
    if major_category in "MC":  # marks need a layout that places them, and controls draw nothing
        return False
    return _draw_glyph(letter) != _missing_glyph()


@lru_cache(maxsize=1)
def _missing_glyph() -> bytes:
    """Return the drawing of what the typeface has no letter for: a box."""
    return _draw_glyph("\U0010fffd")


def _draw_glyph(letter: str) -> bytes:
    mask = font_in(40, ROMAN).getmask(letter)
    return bytes(mask)


# Lines


class SetWords(NamedTuple):
    """Words as they are set: the size of the type in pixels, and the lines."""

    size: int
    lines: list[str]


def fit_lead(words: str, width: float) -> SetWords:
    """Return the words of a lead in the largest size in which they fit on two lines, or else on three."""
    on_two = fit_words(words, _LEAD_SIZES, width, _LEAD_LINES)
    if is_cut(on_two.lines):
        return fit_words(words, (on_two.size,), width, _LEAD_LINES + 1)
    return on_two


def fit_words(words: str, sizes: Sequence[int], width: float, limit: int) -> SetWords:
    """Return the words in the largest size in which they need no cut; in the smallest if they need one.

    ``sizes`` come from the largest to the smallest; ``limit`` is the number of lines.
    """
    for size in sizes:
        column = Column(face_of(size, BOLD), width)
        # One line more than there may be shows that the words do not fit, and the rest is not set.
        lines = wrap_words(words, column, limit + 1)
        if len(lines) <= limit:
            break
    balanced = _balance_lines(words, column, limit)
    return SetWords(size, balanced)


def wrap_words(words: str, column: Column, limit: int) -> list[str]:
    """Return words in at most ``limit`` lines of a column; an ellipsis where they are cut."""
    lines = [""]
    for piece in _break_long_words(words, column):
        longer = f"{lines[-1]} {piece}".strip()
        if column.holds(longer):
            lines[-1] = longer
            continue
        lines.append(piece)
        if len(lines) > limit:
            *complete, last, _ = lines
            cut = _cut_line(last, column)
            return [*complete, cut]
    return [line for line in lines if line]


def _break_long_words(words: str, column: Column) -> Iterator[str]:
    """Yield the words, and of a word that is wider than a line as much as a line holds."""
    for word in words.split(" "):
        rest = word
        while len(rest) > 1 and not column.holds(rest):
            count = _count_fitting_letters(rest, column)
            yield rest[:count]
            rest = rest[count:]
        yield rest


def _count_fitting_letters(word: str, column: Column) -> int:
    """Return how many letters of a word that is too wide a line holds, at least one."""
    count = len(word) - 1
    while count > 1 and not column.holds(word[:count]):
        count -= 1
    return count


def _cut_line(line: str, column: Column) -> str:
    """Return the line with an ellipsis, without the last words, or letters of one word, that have no room."""
    while line and not column.holds(f"{line}…"):
        before_last_word = line.rpartition(" ")[0]
        line = before_last_word or line[:-1]
    without_punctuation = line.rstrip(" ,.;:–—-")
    return f"{without_punctuation}…"


def is_cut(lines: Sequence[str]) -> bool:
    """Return True where the last of the lines ends with an ellipsis."""
    return bool(lines) and lines[-1].endswith("…")


def _balance_lines(words: str, column: Column, limit: int) -> list[str]:
    """Return the lines of ``wrap_words``, but as even in length as so many lines allow."""
    lines = wrap_words(words, column, limit)
    if len(lines) < 2 or is_cut(lines):
        return lines
    too_narrow = column.width / 2
    wide_enough = column.width
    while wide_enough - too_narrow > 8:
        middle = (too_narrow + wide_enough) / 2
        narrower = Column(column.face, middle)
        if len(wrap_words(words, narrower, limit + 1)) <= len(lines):
            wide_enough = middle
        else:
            too_narrow = middle
    narrowest = Column(column.face, wide_enough)
    return wrap_words(words, narrowest, limit)
