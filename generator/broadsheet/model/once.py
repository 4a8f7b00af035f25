"""Values held once: what thousands of papers have alike is one object in memory, not thousands.

The names and words in lists of 40,000 papers take 11 MB so; without it they took 26 MB. Whoever has read
all papers lets go of what was held.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

_text_once = cache(str)  # which returns the very text that it is given
_tuple_once = cache(tuple)


def text_once(text: str) -> str:
    """Return a text: for equal ones the same, the first that was given."""
    return _text_once(text)


def texts_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return a tuple of texts that is held once, as each of its texts is."""
    return _tuple_once(tuple(map(_text_once, texts)))


def let_go() -> None:
    """Let go of what was held, but for what is in use elsewhere."""
    _text_once.cache_clear()
    _tuple_once.cache_clear()
