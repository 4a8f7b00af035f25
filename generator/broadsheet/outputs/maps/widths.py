"""Widths of words in type that we do not know: of each letter that in the widest typeface a page may get.

Labels that are kept apart by these widths are apart in all of them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters by the most thousandths of the size of the type that they take in bold serifs: those that the style
# sheet names, and what Linux shows in their place, of which DejaVu Serif is the widest.
_LETTERS_BY_WIDTH = {
    370: " .,'’ilj:;-·|",
    480: "ft!()[]I/",
    560: "rszJ*?",
    660: "acevxy",
    740: "bdghknopqu0123456789LSFTYZ",
    860: "ABCEPRVX+=#",
    900: "DGKOQUw&",
    960: "HN",
    1130: "mMW%@…—–",
}
_CAPITAL = 900
_SMALL = 760
# Of other scripts, and of signs and pictures.
_FULL = 1150
# Slanted type is lighter than bold.
_SLANTED = 940


@lru_cache(maxsize=1)
def _width_by_letter() -> dict[str, int]:
    widths = {}
    for width, letters in _LETTERS_BY_WIDTH.items():
        for letter in letters:
            widths[letter] = width
    return widths


def width_of(words: str, size: int, *, is_slanted: bool = False) -> int:
    """Return the most pixels that words take in bold or slanted type of a size."""
    thousandths = sum(map(_letter_width, words))
    if is_slanted:
        thousandths = thousandths * _SLANTED // 1000
    return thousandths * size // 1000 + 1


def _letter_width(letter: str) -> int:
    known = _width_by_letter().get(letter)
    if known:
        return known
    if letter < "\u0250":  # Latin
        return _CAPITAL if letter.isupper() else _SMALL
    return 0 if unicodedata.category(letter) == "Mn" else _FULL
