"""People's own Markdown in files that are read away from the site."""

from __future__ import annotations

from generator import addresses
from generator.library import Library
from generator.links import linked


def words_abroad(library: Library, words: str) -> str:
    """``words`` with whole addresses in the place of ``paper:ID``: of our page, or of the paper itself."""
    entries = library.by_id
    return linked(words, lambda paper: addresses.place(entries[paper], library.site.url)).strip()
