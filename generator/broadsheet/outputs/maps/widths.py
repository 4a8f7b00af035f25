"""Sizes of words in type that we do not know: of each letter those in the largest typeface a page may get.

Labels that are kept apart by these sizes are apart in all of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

# Letters by the most thousandths of the size of the type that they take in bold serifs: those that the style
# sheet names, and what Linux shows in their place, of which DejaVu Serif is the widest.
_LETTERS_BY_WIDTH = {
    380: " .,'’ilj:;·",
    480: "-ft!()[]I/",
    590: "rszJ*?",
    660: "acevxy|",
    750: "bdghknopqu0123456789LSFTYZ",
    860: "ABCEPRVX+=#<>^~",
    910: "DGKOQUw&",
    960: "HN",
    1130: "mMW%@…—–¼½¾©®ÆæŴŵœ",
    1200: "ŒƕƜƢƣȸȹ",
    1600: "ǄǅǆǇǈǊǋǌǱǲǳǶǼǽǢǣ",
    # The few wide ones of Indic scripts.
    1650: "\u0a74\u0b8a\u0ba3\u0bb9\u0bca\u0ce0\u0d06\u0d8e\u0d90\u0de9\u0f3a\u0f3b\u0fd0\u103f",
    1800: "\u0c60\u0d08\u0d1d\u0d77\u0df4",
    2460: "\u0b94\u0bcc\u0bf5\u0bf8\u0d10\u0d5d\u0d78\u102a\u17d8",
}
_CAPITAL = 950
_SMALL = 840
# Of the other scripts and of signs, each up to the character before that of the next row: the most that a
# letter takes in the typefaces by which Linux shows them.
_WIDTHS_FROM = (
    (0x0250, 1180),  # phonetic letters, Greek
    (0x0400, 1320),  # Cyrillic
    (0x0460, 1630),  # old Cyrillic
    (0x0530, 1190),  # Armenian, Hebrew
    (0x0600, 1250),  # Arabic
    (0x0780, 1310),
    (0x0900, 1200),  # Devanagari, Bengali, Gurmukhi, Gujarati, Oriya
    (0x0B80, 1400),  # Tamil
    (0x0C00, 1470),  # Telugu, Kannada
    (0x0D00, 1530),  # Malayalam
    (0x0D80, 1440),  # Sinhala
    (0x0E00, 1150),  # Thai, Lao
    (0x0F00, 1400),  # Tibetan
    (0x1000, 1400),  # Burmese
    (0x10A0, 1310),  # Georgian, Korean, Ethiopic, Cherokee
    (0x1400, 1640),
    (0x1780, 1400),  # Khmer
    (0x1800, 2020),
    (0x1E00, 1150),  # Vietnamese and more Latin
    (0x1F00, 1510),  # Greek with accents
    (0x2000, 1900),  # signs
    (0x2E00, 2840),  # long dashes
    (0x2E80, 1150),  # Chinese, Japanese
    (0xA4D0, 2020),
    (0xAC00, 1150),  # Korean
    (0xD7B0, 1550),
    (0xFD00, 7220),  # Arabic words that are one letter
    (0xFE00, 1280),
    (0x10000, 4700),
    (0x1D400, 1530),  # letters of mathematics
    (0x1D800, 4700),
    (0x1F000, 1470),  # pictures
    (0x1FB00, 4700),
    (0x20000, 1150),  # rare Chinese
    (0x323B0, 4700),
)
# Lines hang below their baseline by so many hundredths of the size of the type, and in some scripts farther.
_DESCENT = 37
_HANGING = re.compile(r"[\u0900-\u0fff\u1000-\u109f\u1780-\u1cff\ua800-\uabff]")
_DESCENT_OF_HANGING = 72
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


@lru_cache(maxsize=1 << 12)
def _letter_width(letter: str) -> int:
    known = _width_by_letter().get(letter)
    if known:
        return known
    if letter < "\u0250":  # Latin
        return _CAPITAL if letter.isupper() else _SMALL
    if unicodedata.category(letter) == "Mn":
        return 0
    row = bisect_right(_WIDTHS_FROM, ord(letter), key=_first_of) - 1
    return _WIDTHS_FROM[row][1]


def _first_of(row: tuple[int, int]) -> int:
    return row[0]


def descent_of(words: str, size: int) -> int:
    """Return how many pixels words in type of a size hang below their baseline."""
    descent = _DESCENT_OF_HANGING if _HANGING.search(words) else _DESCENT
    return size * descent // 100
