"""Keys of files that people write, as their readers ask for them, for the reference of settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Key of a file: where it stands (``sources[].kind``), what its value is in words, and what it means.

    ``default`` is what holds without it; None where nothing does. ``choices`` are the only values, where
    there are some. ``has_items``: its value is a list of mappings. ``is_open``: its reader looks at what
    kind of value it has.
    """

    place: str
    kind: str
    about: str = ""
    default: object = None
    required: bool = False
    choices: tuple[str, ...] = ()
    has_items: bool = False
    is_open: bool = False
