"""Colours of the social cards."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw

from broadsheet.model.shared import ACCENT, HUES, INK, MUTED, PAPER, RULE

_MARK_LIGHTNESS = 0.52
_MARK_CHROMA = 0.13
# Between the paper and a colour of type as many steps as make edges smooth; 16 colours at most.
_STEPS = {INK: 4, MUTED: 3}
_STEPS_OF_DOTS = 2

# Places of all greys in the palette of few colours, with smooth and with sharp edges, and of the mark.
_SHADES = [2] * 100 + [1] * 75 + [0] * 81
_SHARP = [2] * 138 + [0] * 118
_MARK_PLACE = 3
# More than all but a few cards of papers take with the half ink that makes edges smooth.
_MOST_BYTES = 15_000

Box = tuple[int, int, int, int]
_Matrix = tuple[tuple[float, float, float], ...]
# From OKLab to the cube roots of the three cone responses, and from these responses to linear sRGB:
# https://bottosson.github.io/posts/oklab/
_CONES_OF_OKLAB: _Matrix = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_SRGB_OF_CONES: _Matrix = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def mark_colour(hue: int) -> str:
    """Return the colour of a topic's mark: OKLCH 52 % 0.13 at its hue, in sRGB, cut off where that ends."""
    angle = math.radians(HUES[hue])
    a = _MARK_CHROMA * math.cos(angle)
    b = _MARK_CHROMA * math.sin(angle)
    oklab = (_MARK_LIGHTNESS, a, b)
    cones = []
    for root in _multiply(_CONES_OF_OKLAB, oklab):
        cones.append(root**3)
    channels = bytearray()
    for linear in _multiply(_SRGB_OF_CONES, cones):
        encoded = _encode_channel(linear)
        channel = round(255 * encoded)
        channels.append(channel)
    return f"#{channels.hex()}"


def _multiply(matrix: _Matrix, vector: Sequence[float]) -> list[float]:
    x, y, z = vector
    product = []
    for by_x, by_y, by_z in matrix:
        value = by_x * x + by_y * y + by_z * z
        product.append(value)
    return product


def _encode_channel(linear: float) -> float:
    """Return a linear channel as sRGB encodes it (IEC 61966-2-1), from 0 to 1."""
    clipped = min(1.0, max(0.0, linear))
    if clipped <= 0.0031308:
        return 12.92 * clipped
    power = math.pow(clipped, 1 / 2.4)
    return 1.055 * power - 0.055


def to_png(image: Image.Image, hue: int | None) -> bytes:
    """Return the image as a PNG of few colours, with nothing that tells when or where it was made."""
    table = Image.new("P", (1, 1))
    table.putpalette(_palette(hue))
    indexed = image.quantize(palette=table, dither=Image.Dither.NONE)
    return _encode(indexed)


def grey_to_png(image: Image.Image, hue: int, mark: Box | None) -> bytes:
    """Return an image in greys as a PNG of four colours.

    Two bits a pixel take two thirds of what four take. ``mark`` is where the hue stands, if anywhere: a
    rectangle, its last row and column included. An image that is too large with smooth edges has sharp ones.
    """
    png = b""
    for places in (_SHADES, _SHARP):
        indexed = image.point(places)
        indexed.putpalette(_small_palette(hue))
        if mark:
            ImageDraw.Draw(indexed).rectangle(mark, _MARK_PLACE)
        # Two bits a pixel are runs of bytes, which zlib finds in half the time where it looks for no more.
        png = _encode(indexed, zlib.Z_RLE)
        if len(png) <= _MOST_BYTES:
            break
    return png


def many_hues_to_png(image: Image.Image, hues: Sequence[int]) -> bytes:
    """Return an image as a PNG of the colours of type and of several marks, with smooth edges."""
    palette = _channels(PAPER) + _channels(RULE)
    for colour, steps in _STEPS.items():
        palette += _steps_to(colour, steps)
    for hue in hues:
        palette += _steps_to(mark_colour(hue), _STEPS_OF_DOTS)
    table = Image.new("P", (1, 1))
    table.putpalette(palette)
    return _encode(image.quantize(palette=table, dither=Image.Dither.NONE))


def _encode(indexed: Image.Image, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    file = io.BytesIO()
    # The sixth level takes half as long again for a fortieth less, the ninth ten times for a fifteenth.
    indexed.save(file, "PNG", compress_level=4, compress_type=strategy)
    return file.getvalue()


@lru_cache(maxsize=32)
def _palette(hue: int | None) -> bytes:
    """Return the colours of a card, three bytes each."""
    mark = ACCENT if hue is None else mark_colour(hue)
    palette = _channels(PAPER) + _channels(RULE) + _channels(mark)
    for colour, steps in _STEPS.items():
        palette += _steps_to(colour, steps)
    return palette


@lru_cache(maxsize=32)
def _small_palette(hue: int) -> bytes:
    """Return the colours of the card of a paper, three bytes each: paper, half ink, ink and the mark."""
    mark = mark_colour(hue)
    return _channels(PAPER) + _steps_to(INK, 2) + _channels(mark)


def _steps_to(colour: str, steps: int) -> bytes:
    """Return as many colours, at even distances from the paper to the colour itself, three bytes each."""
    paper = _channels(PAPER)
    full = _channels(colour)
    channels = []
    for step in range(1, steps + 1):
        for start, end in zip(paper, full, strict=True):
            distance = end - start
            channel = start + distance * step / steps
            channels.append(round(channel))
    return bytes(channels)


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))
