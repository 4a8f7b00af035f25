"""Marks that belong to the letter before them: vowels of Hindi and Tamil, points of Hebrew, accents.

For Python's ``\\w`` they are no part of a word, which they would cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

# Blocks of scripts in use in which such marks stand, and the two joiners that words of these scripts contain.
_BLOCKS = ((0x0300, 0x1CFF), (0x1DC0, 0x1DFF), (0xA800, 0xABFF))
_JOINERS = "\u200c\u200d"


def _marks(blocks: Iterable[tuple[int, int]]) -> Iterator[str]:
    for first, last in blocks:
        for code in range(first, last + 1):
            letter = chr(code)
            if unicodedata.category(letter) in ("Mn", "Mc"):
                yield letter


# For a class of characters in a regular expression: none of them means anything there.
COMBINING_MARKS = "".join(_marks(_BLOCKS)) + _JOINERS
