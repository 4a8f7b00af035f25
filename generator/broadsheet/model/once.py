"""Values held once: what thousands of papers have alike is one object in memory, not thousands.

The names and words in lists of 40,000 papers take 11 MB so; without it they took 26 MB. Whoever has read
all papers lets go of what was held.
"""

from __future__ import annotations

from collections.abc import Sequence

Texts = tuple[str, ...]

_texts: dict[str, str] = {}
_lists: dict[Texts, Texts] = {}


def text_once(text: str) -> str:
    """Return a text: for equal ones the same, the first that was given."""
    return _texts.setdefault(text, text)


def texts_once(texts: Sequence[str]) -> Texts:
    """Return a tuple of texts, each of which is held once: names of authors, say."""
    hold = _texts.setdefault
    held = map(hold, texts, texts)
    return tuple(held)


def list_once(texts: Sequence[str]) -> Texts:
    """Return a tuple of texts that is held once as a whole: few different ones occur, as of categories."""
    values = tuple(texts)
    return _lists.setdefault(values, values)


def let_go() -> None:
    """Let go of what was held, but for what is in use elsewhere."""
    _texts.clear()
    _lists.clear()
