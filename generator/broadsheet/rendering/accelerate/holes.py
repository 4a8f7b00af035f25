"""Holes: objects that stand in a template for texts that differ from page to page.

A template may print a hole, which leaves a mark in the text. Whatever else it does with one (compares
it, measures it, looks inside) raises ``Unfit``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Private-use characters around the number of the hole; they are in no text of ours.
MARK_START = "\ue000"
MARK_END = "\ue001"
MARK = re.compile(f"{MARK_START}([0-9]+){MARK_END}")
_MARK_DIGITS = 200  # so many that a mark that a template cuts short is seen to be cut


class Unfit(Exception):
    """A template does something with a page that only the page itself can answer."""


def refuse(*_: object, **__: object) -> Any:
    """Raise Unfit, whatever is asked."""
    raise Unfit("looks into what differs from page to page")


_refused: Any = refuse  # of any type, to take the place of every method


class Closed:
    """Object that a template may pass on, but not look into."""

    __slots__ = ()
    __getattr__ = _refused
    __getitem__ = _refused
    __iter__ = _refused
    __len__ = _refused
    __contains__ = _refused
    __call__ = _refused
    __bool__ = _refused
    __str__ = _refused
    __eq__ = _refused
    __ne__ = _refused
    __hash__ = _refused
    __lt__ = _refused
    __le__ = _refused
    __gt__ = _refused
    __ge__ = _refused
    __add__ = _refused
    __radd__ = _refused
    __mod__ = _refused
    __mul__ = _refused


class Hole(Closed):
    """Stand-in for a text; ``never_empty`` if a template may ask for its truth."""

    __slots__ = ("mark", "never_empty")

    def __init__(self, number: int, never_empty: bool) -> None:
        self.mark = f"{MARK_START}{number:0{_MARK_DIGITS}}{MARK_END}"
        self.never_empty = never_empty

    def __str__(self) -> str:
        return self.mark

    def __bool__(self) -> bool:
        if not self.never_empty:
            refuse()
        return True


class PairList(Closed):
    """Stand-in for a list of pairs: some of them, from which follows how any number is printed."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Sequence[tuple[Hole, Hole]]) -> None:
        self._pairs = pairs

    def __iter__(self) -> Iterator[tuple[Hole, Hole]]:
        return iter(self._pairs)

    def __bool__(self) -> bool:
        return True


class TwoFaced:
    """Object of which templates see other attributes than MkDocs does."""

    seen_by_templates: Mapping[str, Hole]


def has_mark(value: object) -> bool:
    """Return True for a hole, and for a text with a mark in it."""
    if isinstance(value, str):
        return MARK_START in value
    return isinstance(value, Hole)
