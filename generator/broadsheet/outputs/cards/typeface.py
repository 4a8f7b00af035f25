"""Typeface of the social cards: Source Serif 4 (SIL OFL), from a package that need not be there.

It comes from a package and never from the system, so that the same words give the same picture on every
machine. Where the package is missing, or holds another kind of file, a site has no cards, and all else works.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont

from broadsheet.cache.digests import digest_of
from broadsheet.model.site import Site

DISTRIBUTION = "fontpkg-source-serif-4"
# The version that cards are drawn with everywhere else, and its file: another one may give other pictures.
KNOWN_VERSION = "4.4"
_KNOWN_DIGEST = "b13581bdb7310e9d997be246fc8bb30177ab7300"
_PACKAGE = "fontpkg_source_serif_4"
_FILE = "SourceSerif4[opsz,wght].ttf"
_AXES = 2  # optical size and weight
# Points in a pixel, and the ends of the typeface's optical axis, which is in points.
_POINTS = 0.75
_SMALLEST_CUT, _LARGEST_CUT = 8.0, 60.0


@lru_cache(maxsize=1)
def typeface() -> bytes:
    """Return the typeface's file; nothing where there is none that cards can be set in."""
    try:
        folder = files(_PACKAGE) / "files"
        data = (folder / _FILE).read_bytes()
        font = _open_font(data, 40)
        axes = font.get_variation_axes()
    # The last is Pillow's word where its FreeType knows no axes.
    except (ModuleNotFoundError, OSError, NotImplementedError):
        return b""
    return data if len(axes) == _AXES else b""


@lru_cache(maxsize=64)
def font_in(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return the typeface in a size in pixels, cut for that size as the optical axis has it."""
    font = _open_font(typeface(), size)
    points = size * _POINTS
    cut = min(_LARGEST_CUT, max(_SMALLEST_CUT, points))
    font.set_variation_by_axes([weight, cut])
    return font


def _open_font(data: bytes, size: int) -> ImageFont.FreeTypeFont:
    # The layout is Pillow's own, since the better one (Raqm) is there or not as the machine has FriBidi.
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


def with_possible_cards(site: Site) -> Site:
    """Return the site as it is, or without cards where there is no typeface to set them in."""
    if typeface():
        return site
    return replace(site, cards=False, paper_cards=0, cards_in_mail=False)


def card_remarks(site: Site) -> Iterator[str]:
    """Yield what the owner of a site that wants cards has to know of their typeface."""
    if not site.cards:
        return
    if not typeface():
        yield (
            "social cards: left out, since the package of their typeface is not here; run 'pip install "
            f"{DISTRIBUTION}=={KNOWN_VERSION}', or say 'cards: false' in content/config/site.yaml"
        )
        return
    if digest_of(typeface()) != _KNOWN_DIGEST:
        yield (
            f"social cards: drawn with another typeface than that of {DISTRIBUTION} {KNOWN_VERSION}, "
            "so they may differ from those of other machines; install that version to have the same"
        )
