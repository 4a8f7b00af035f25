"""Setting of words in type, with a typeface from a package.

The same words give the same lines on every machine: the typeface (Source Serif 4, SIL OFL) comes
from a pinned package and never from the system, and the layout is Pillow's own, since the better
one (Raqm) is there or not as the machine has FriBidi. What the typeface lacks is not drawn.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont, features

from broadsheet.cache.code_version import code_version
from broadsheet.cache.digests import digest_of_pieces
from broadsheet.text.plain import clean, shorten

# No title needs more letters than fit on a card.
LONGEST = 400

_TYPE = "SourceSerif4[opsz,wght].ttf"
BOLD, ROMAN = 700, 400
# The lead is as large as it can be on two lines; only the longest take three.
_LEAD_SIZES = (76, 68, 60, 54, 48)
_LEAD_MOST = 2


# The typeface


@lru_cache(maxsize=1)
def _typeface() -> bytes:
    return (files("fontpkg_source_serif_4") / "files" / _TYPE).read_bytes()


@lru_cache(maxsize=64)
def font_in(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The typeface in a size, cut for that size as the optical axis has it."""
    font = ImageFont.truetype(io.BytesIO(_typeface()), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, min(60.0, max(8.0, size * 0.75))])
    return font


@dataclass(frozen=True, eq=False)
class Face:
    """The typeface in one size, with the widths of its letters: asking Pillow each time is slow."""

    font: ImageFont.FreeTypeFont
    widths: dict[str, float] = field(default_factory=dict)

    def length(self, words: str) -> float:
        """How wide the words are on one line; without kerning, a letter is as wide as it is."""
        for letter in set(words) - self.widths.keys():
            self.widths[letter] = self.font.getlength(letter)
        return sum(self.widths[letter] for letter in words)


@lru_cache(maxsize=64)
def face_of(size: int, weight: int) -> Face:
    """Return the typeface in a size, with the widths of its letters."""
    return Face(font_in(size, weight))


@lru_cache(maxsize=1)
def drawing_version() -> str:
    """Return a digest of everything a drawing depends on besides its words: code, typeface and libraries."""
    code = code_version(Path(__file__).parent)
    libraries = f"{features.version('pil')} {features.version('freetype2')}"
    return digest_of_pieces(code.encode(), _typeface(), libraries.encode())


@lru_cache(maxsize=1)
def _missing() -> bytes:
    """How the typeface draws what it has no letter for: a box."""
    return bytes(font_in(40, ROMAN).getmask("\U0010fffd"))


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "MC":  # marks need a layout that places them
        return False
    return letter == " " or bytes(font_in(40, ROMAN).getmask(letter)) != _missing()


def settable(words: str) -> str:
    """These words as they can be set, on one line; empty where a letter of them cannot.

    A letter that is only another form of one the typeface has (a bold mathematical A) gives way
    to it.
    """
    letters = [(c if _has(c) else unicodedata.normalize("NFKC", c)) for c in clean(words)]
    return shorten("".join(letters), LONGEST) if all(_has(c) for c in "".join(letters)) else ""


# Lines


def wrapped(words: str, face: Face, width: float, most: int) -> list[str]:
    """Words in lines of at most ``width``, at most ``most`` of them; an ellipsis where cut."""
    lines = [""]
    for piece in _pieces(words, face, width):
        longer = f"{lines[-1]} {piece}".strip()
        if face.length(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
        if len(lines) > most:
            return [*lines[: most - 1], _cut(lines[most - 1], face, width)]
    return [line for line in lines if line]


def _pieces(words: str, face: Face, width: float) -> Iterator[str]:
    """The words, and of a word that is wider than a line as much as a line holds."""
    for word in words.split(" "):
        rest = word
        while face.length(rest) > width and len(rest) > 1:
            held = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or face.length(rest[:n]) <= width)
            yield rest[:held]
            rest = rest[held:]
        yield rest


def _cut(line: str, face: Face, width: float) -> str:
    while line and face.length(line + "…") > width:
        line = line.rpartition(" ")[0] if " " in line else line[:-1]
    return line.rstrip(" ,.;:–—-") + "…"


def _balanced(words: str, face: Face, width: float, most: int) -> list[str]:
    """As ``wrapped``, but with lines as even in length as so many lines allow."""
    lines = wrapped(words, face, width, most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    low, high = width / 2, width
    while high - low > 8:
        middle = (low + high) / 2
        tried = wrapped(words, face, middle, most + 1)
        low, high = (low, middle) if len(tried) <= len(lines) else (middle, high)
    return wrapped(words, face, high, most)


def fitted(words: str, sizes: Sequence[int], width: float, most: int) -> tuple[int, list[str]]:
    """The largest size in which the words need no cut, and their lines in it."""
    for size in sizes:
        if len(wrapped(words, face_of(size, BOLD), width, most + 1)) <= most:
            break
    return size, _balanced(words, face_of(size, BOLD), width, most)


def fitted_lead(words: str, width: float) -> tuple[int, list[str]]:
    """Return the largest size in which the words of a lead fit, and their lines in it."""
    size, lines = fitted(words, _LEAD_SIZES, width, _LEAD_MOST)
    if lines and lines[-1].endswith("…"):
        return fitted(words, (size,), width, _LEAD_MOST + 1)
    return size, lines
