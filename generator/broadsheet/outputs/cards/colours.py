"""Colours of the social cards."""

from __future__ import annotations

import io
import math
from functools import lru_cache

from PIL import Image

PAPER, INK, MUTED, RULE, ACCENT = "#fbf8f1", "#1c1a17", "#5f584c", "#dcd5c6", "#8c1f1f"
# The hue of each of the theme's topic marks in turn, as in broadsheet.css.
HUES = (25, 250, 145, 325, 75, 200, 290, 115, 0, 225, 50, 175, 305, 95, 270, 345, 160, 38, 238, 130)
# Between the paper and a colour of type as many steps as make edges smooth; 16 colours at most.
_STEPS = {INK: 4, MUTED: 3}


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


def to_png(image: Image.Image, hue: int | None) -> bytes:
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
