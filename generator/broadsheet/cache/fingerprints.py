"""Names for values: two that are made from the same parts have the same, so that work need not be redone."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from operator import attrgetter
from pathlib import Path
from types import FunctionType
from typing import Any

_HOME = Path(__file__).parents[1]
_CODE = (".py", ".j2")
# What else decides the bytes of a page or of a picture beside our own code.
_LIBRARIES = ("jinja2", "markupsafe", "math-core", "pillow", "fontpkg-source-serif-4")
_PLAIN = frozenset((str, int, float, bool, bytes, date, type(None)))
_SHORT = 8  # parts; a longer tuple gets a name of its own, by which it is known when it comes again


class Fingerprints:
    """Names of values for one run: what is large is told once, however often it stands in something else.

    Values are taken for what they are: none may be changed while this is in use.
    """

    def __init__(self) -> None:
        # The value is kept beside its name, since an id() may be given again after the value is gone.
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, *values: object) -> str:
        """40 hexadecimal digits for these values, the same in every run and on every machine.

        A ``partial`` is its function and what it was given. TypeError for a value of a kind that cannot
        be told, such as an iterator: what is not told cannot be seen to have changed.
        """
        return _digest(repr([*map(self._told, values)]))

    def name(self, value: object) -> str:
        """The name of one frozen dataclass, 40 hexadecimal digits, by which ``of`` tells it too."""
        return str(self._told(value))

    def know(self, value: object, name: str) -> None:
        """Take ``name`` for the name of a value that was made of the same parts in an earlier run."""
        self._known[id(value)] = (value, name)

    def _told(self, value: Any) -> object:
        kind: type = type(value)
        if kind in _PLAIN:
            return value
        if known := self._known.get(id(value)):
            return known[1]
        if kind is tuple or kind is list:
            told = [*value] if _PLAIN.issuperset(map(type, value)) else [*map(self._told, value)]
            return self._named(value, told) if kind is tuple and len(value) > _SHORT else told
        if fields_of := _reader(kind):
            return self._named(value, (kind.__name__, [*map(self._told, fields_of(value))]))
        if kind is partial:
            return ["partial", *map(self._told, (value.func, *value.args, *value.keywords.items()))]
        if kind is FunctionType:
            return self._known.setdefault(id(value), (value, _place_of(value)))[1]
        if kind is frozenset or kind is set:
            return ["set", *sorted(repr(self._told(item)) for item in value)]
        if isinstance(value, Mapping):
            return ["mapping", *((self._told(key), self._told(item)) for key, item in value.items())]
        if isinstance(value, Enum):
            return value.name
        if callable(value) and hasattr(value, "__qualname__"):  # a method, or a class
            return _place_of(value)
        raise TypeError(f"no fingerprint of {value!r}: give a tuple, a mapping or a frozen dataclass")

    def _named(self, value: object, told: object) -> str:
        name = _digest(repr(told))
        self._known[id(value)] = (value, name)
        return name


@cache
def _reader(kind: type) -> Callable[[object], Iterable[object]] | None:
    """What takes the parts out of a dataclass of this kind; None for any other kind."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) < 2:  # attrgetter gives a tuple of two or more only
        return lambda value: [getattr(value, name) for name in names]
    return attrgetter(*names)


def _place_of(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@cache
def code_version() -> str:
    """This very version of Broadsheet: its code, its templates, and what else decides what they give.

    It is part of every name under which something is kept, so that no other version takes it up.
    """
    paths = sorted(path for path in _HOME.rglob("*") if path.suffix in _CODE)
    return _digest(repr([*_libraries(), *((_place(path), path.read_bytes()) for path in paths)]))


def _place(path: Path) -> str:
    return path.relative_to(_HOME).as_posix()


def _libraries() -> Iterable[str]:
    yield f"python {sys.version_info[:3]}"
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield name
