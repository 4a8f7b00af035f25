"""Setting a social card in type: the one place that draws pixels, with a typeface from a package.

The same words give the same bytes on every machine: the typeface (Source Serif 4, SIL OFL) comes
from a pinned package and never from the system, and the layout is Pillow's own, since the better
one (Raqm) is there or not as the machine has FriBidi. What the typeface lacks is not drawn.
"""

from __future__ import annotations

import hashlib
import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from generator.text import clean, shorten

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
# No title needs more letters than fit on a card.
LONGEST = 400

PAPER, INK, MUTED, RULE, ACCENT = "#fbf8f1", "#1c1a17", "#5f584c", "#dcd5c6", "#8c1f1f"
# The hue of each of the theme's topic marks in turn, as in broadsheet.css.
HUES = (25, 250, 145, 325, 75, 200, 290, 115, 0, 225, 50, 175, 305, 95, 270, 345, 160, 38, 238, 130)
# Between the paper and a colour of type as many steps as make edges smooth; 16 colours at most.
_STEPS = {INK: 4, MUTED: 3}

_TYPE = "SourceSerif4[opsz,wght].ttf"
_BOLD, _ROMAN = 700, 400
_MASTHEAD_SIZES = range(92, 40, -4)
# The lead is as large as it can be on two lines; only the longest take three.
_LEAD_SIZES = (76, 68, 60, 54, 48)
_LEAD_MOST = 2
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


# The typeface


@lru_cache(maxsize=1)
def _typeface() -> bytes:
    return (files("fontpkg_source_serif_4") / "files" / _TYPE).read_bytes()


@lru_cache(maxsize=64)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
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
def _face(size: int, weight: int) -> Face:
    return Face(_font(size, weight))


@lru_cache(maxsize=1)
def edition() -> str:
    """What a drawing depends on besides its words: this code, its typeface and its library."""
    parts = (Path(__file__).read_bytes(), _typeface(), str(features.version("pil")).encode())
    engine = str(features.version("freetype2")).encode()
    return hashlib.sha256(b"\0".join((*parts, engine))).hexdigest()


@lru_cache(maxsize=1)
def _missing() -> bytes:
    """How the typeface draws what it has no letter for: a box."""
    return bytes(_font(40, _ROMAN).getmask("\U0010fffd"))


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "MC":  # marks need a layout that places them
        return False
    return letter == " " or bytes(_font(40, _ROMAN).getmask(letter)) != _missing()


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


def _fitted(words: str, sizes: Sequence[int], width: float, most: int) -> tuple[int, list[str]]:
    """The largest size in which the words need no cut, and their lines in it."""
    for size in sizes:
        if len(wrapped(words, _face(size, _BOLD), width, most + 1)) <= most:
            break
    return size, _balanced(words, _face(size, _BOLD), width, most)


def _lead(words: str, width: float) -> tuple[int, list[str]]:
    size, lines = _fitted(words, _LEAD_SIZES, width, _LEAD_MOST)
    if lines and lines[-1].endswith("…"):
        return _fitted(words, (size,), width, _LEAD_MOST + 1)
    return size, lines


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
    return _png(image, card.hue)


def _masthead(pen: ImageDraw.ImageDraw, card: Card) -> None:
    size, lines = _fitted(card.name, _MASTHEAD_SIZES, WIDTH - 2 * MARGIN, 1)
    for line in lines:
        pen.text((WIDTH / 2, _FOLIO_TOP - 38), line, INK, _font(size, _BOLD), anchor="ms")
    if not lines:
        _emblem(pen, WIDTH / 2 - 40, _FOLIO_TOP - 116, 80)
    _double_rule(pen, _FOLIO_TOP)
    baseline, font = _FOLIO_TOP + 39, _font(30, _ROMAN)
    pen.text((MARGIN, baseline), card.left, INK, font, anchor="ls")
    pen.text((WIDTH - MARGIN, baseline), card.right, MUTED, font, anchor="rs")
    pen.rectangle((MARGIN, _BODY_TOP, WIDTH - MARGIN, _BODY_TOP), INK)


def _double_rule(pen: ImageDraw.ImageDraw, top: int) -> None:
    pen.rectangle((MARGIN, top - 7, WIDTH - MARGIN, top - 5), INK)
    pen.rectangle((MARGIN, top, WIDTH - MARGIN, top), INK)


def _body(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The lead, and of the lines as many as have room, with equal space above and below."""
    indent = 36 if card.hue is not None else 0
    size, lead = _lead(card.lead, WIDTH - 2 * MARGIN - indent)
    step = round(size * 1.14)
    room = _BODY_END - _BODY_TOP - step * len(lead)
    blocks = _blocks(card.lines, room - 24)
    top = _BODY_TOP + max(12, (room - sum(map(_tall, blocks))) // 2)
    if card.hue is not None:
        end = top + step * max(1, len(lead)) - 2
        pen.rectangle((MARGIN, top + 6, MARGIN + 11, end), mark_colour(card.hue))
    for line in lead:
        pen.text((MARGIN + indent, top + size * 0.9), line, INK, _font(size, _BOLD), anchor="ls")
        top += step
    for number, block in enumerate(blocks):
        _block(pen, block, top, ruled=card.hue is None and (number > 0 or bool(lead)))
        top += _tall(block)


def _blocks(lines: Sequence[str], room: int) -> list[list[str]]:
    """As many of the lines as there is room for; then, the first first, each on two where it needs."""
    face, width = _face(_LINE_SIZE, _ROMAN), WIDTH - 2 * MARGIN
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
        pen.text((MARGIN, baseline), line, MUTED, _font(_LINE_SIZE, _ROMAN), anchor="ls")


def _title_page(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The card of the site as a whole."""
    _emblem(pen, WIDTH / 2 - 60, 100, 120)
    size, lines = _fitted(card.name, range(140, 40, -4), WIDTH - 2 * MARGIN, 1)
    for line in lines[:1]:
        pen.text((WIDTH / 2, 384), line, INK, _font(size, _BOLD), anchor="ms")
    _double_rule(pen, 448)
    for line in card.lines[:1]:
        face = _face(34, _ROMAN)
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
    return _png(image, None)


# Colours


def mark_colour(hue: int) -> str:
    """The colour of a topic's mark: OKLCH 52 % 0.13 at its hue, in sRGB, cut off where it ends."""
    angle = math.radians(HUES[hue])
    a, b, light = 0.13 * math.cos(angle), 0.13 * math.sin(angle), 0.52
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _curve(value)):02x}" for value in linear)


def _curve(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _png(image: Image.Image, hue: int | None) -> bytes:
    """Few colours, and nothing that tells when or where it was made."""
    table = Image.new("P", (1, 1))
    table.putpalette(_palette(hue))
    file = io.BytesIO()
    few = image.quantize(palette=table, dither=Image.Dither.NONE)
    # The highest level, which `optimize` asks for, takes ten times as long for a twentieth less.
    few.save(file, "PNG", compress_level=6)
    return file.getvalue()


@lru_cache(maxsize=32)
def _palette(hue: int | None) -> bytes:
    colours = [_channels(colour) for colour in (PAPER, RULE, ACCENT if hue is None else mark_colour(hue))]
    for colour, steps in _STEPS.items():
        ends = list(zip(_channels(PAPER), _channels(colour), strict=True))
        colours += [
            tuple(round(start + (end - start) * step / steps) for start, end in ends)
            for step in range(1, steps + 1)
        ]
    return bytes(channel for colour in colours for channel in colour)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
