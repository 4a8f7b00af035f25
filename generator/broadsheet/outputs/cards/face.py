"""Faces: the typeface in one size, with the width and the picture of each of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from broadsheet.outputs.cards.typeface import font_in

BOLD, ROMAN = 700, 400


@dataclass(frozen=True, slots=True)
class Glyph:
    """Letter as it is drawn: its ink from 0 to 255, and from where it stands to the ink's left and top."""

    ink: Image.Image
    left: int
    top: int


class Face:
    """Typeface in one size, with the widths and the glyphs of its letters: asking Pillow each time is slow.

    Without kerning, and with widths of whole pixels, words are their letters side by side.
    """

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        self.widths = _Widths(font)
        self.glyphs = _Glyphs(font)

    def length(self, words: str) -> float:
        """Return the width of words on one line, in pixels."""
        return sum(map(self.widths.__getitem__, words))


class _Widths(dict[str, float]):
    """Widths of letters in pixels, each asked for once."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        self._font = font

    def __missing__(self, letter: str) -> float:
        width = self._font.getlength(letter)
        self[letter] = width
        return width


class _Glyphs(dict[str, Glyph | None]):
    """Glyphs of letters, each drawn once; None for one without ink, such as a space."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        self._font = font

    def __missing__(self, letter: str) -> Glyph | None:
        glyph = _draw_glyph(self._font, letter)
        self[letter] = glyph
        return glyph


@lru_cache(maxsize=64)
def face_of(size: int, weight: int) -> Face:
    """Return the typeface in a size, with its letters."""
    font = font_in(size, weight)
    return Face(font)


def _draw_glyph(font: ImageFont.FreeTypeFont, letter: str) -> Glyph | None:
    left, top, right, bottom = font.getbbox(letter, anchor="ls")
    size = (round(right - left), round(bottom - top))
    if 0 in size:
        return None
    ink = Image.new("L", size)
    ImageDraw.Draw(ink).text((-left, -top), letter, 255, font, anchor="ls")
    return Glyph(ink, round(left), round(top))
