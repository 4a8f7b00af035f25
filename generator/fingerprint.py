"""Names for values: two that are made from the same parts have the same, so that work need not be redone."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

_HOME = Path(__file__).parent
_CODE = (".py", ".j2")
# What else decides the bytes of a page or of a picture beside our own code.
_LIBRARIES = ("jinja2", "markupsafe", "math-core", "pillow", "fontpkg-source-serif-4")
_PLAIN = frozenset((str, int, float, bool, bytes, date, type(None)))


class Fingerprints:
    """Names of values for one run: frozen dataclasses are told once, however often they stand in others."""

    def __init__(self) -> None:
        # The value is kept beside its name, since an id() may be given again after the value is gone.
        self._known: dict[int, tuple[object, str]] = {}
        self._of_data: set[type] = set()

    def of(self, *values: object) -> str:
        """40 hexadecimal digits for these values, the same in every run and on every machine.

        TypeError for a value of a kind that cannot be told, such as an iterator: what is not told
        cannot be seen to have changed.
        """
        return _digest(repr([self._told(value) for value in values]))

    def name(self, value: object) -> str:
        """The name of one frozen dataclass, 40 hexadecimal digits, by which ``of`` tells it too."""
        return str(self._told(value))

    def know(self, value: object, name: str) -> None:
        """Take ``name`` for the name of a value that was made of the same parts in an earlier run."""
        self._known[id(value)] = (value, name)

    def _told(self, value: Any) -> object:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind in self._of_data:
            return self._of_parts(value)
        if kind is tuple or kind is list:
            return [self._told(item) for item in value]
        if kind is frozenset or kind is set:
            return ["set", *sorted(repr(self._told(item)) for item in value)]
        if isinstance(value, Mapping):
            return ["mapping", *((self._told(key), self._told(item)) for key, item in value.items())]
        if is_dataclass(kind):
            self._of_data.add(kind)
            return self._of_parts(value)
        if isinstance(value, Enum):
            return value.name
        if callable(value) and hasattr(value, "__qualname__"):  # a function of any kind, or a class
            return f"{value.__module__}.{value.__qualname__}"
        raise TypeError(f"no fingerprint of {value!r}: give a tuple, a mapping or a frozen dataclass")

    def _of_parts(self, value: Any) -> str:
        known = self._known.get(id(value))
        if known is None:
            kind = type(value)
            parts = _reader(cast("type", kind))(value)
            told = _digest(repr((kind.__name__, [self._told(part) for part in parts])))
            known = self._known[id(value)] = (value, told)
        return known[1]


@cache
def _reader(kind: Any) -> Any:
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    return attrgetter(*names) if names else lambda value: ()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@cache
def edition() -> str:
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
