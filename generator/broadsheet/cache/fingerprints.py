"""Fingerprints: names for values, the same for values of the same parts, so that work need not be redone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from types import FunctionType
from typing import Any

from broadsheet.cache.digests import digest_of_text
from broadsheet.model.language.words import catalogue_version

_PLAIN = frozenset((str, int, float, bool, bytes, date, type(None)))
_MAX_SHORT = 8  # parts; a longer tuple gets a name of its own, by which it is known when it comes again


# By the function that makes something of a value: the names of what it made by the names of the values.
DerivedNames = dict[str, dict[str, str]]


class Fingerprints:
    """Names of values for one run: a large value is described once, however often it is a part of others.

    Values are taken as they are: none may be changed while this is in use.
    """

    def __init__(self) -> None:
        self._names: dict[int, str] = {}  # by the id() of each value
        self._named: list[object] = []  # held, since an id() may be given again after its value is gone
        self._derived_before: DerivedNames = {}
        self.derived: DerivedNames = {}  # what ``of_derived`` named in this run

    def of(self, *values: object) -> str:
        """Return 40 hexadecimal digits for these values, the same in every run and on every machine.

        They are others for each language of the site, in which things are said that are made of the values.

        A ``partial`` is its function and its arguments. TypeError for a value of a kind that cannot
        be described, such as an iterator: a change of it could not be seen.
        """
        descriptions = [*map(self._describe, values)]
        return digest_of_text(catalogue_version() + repr(descriptions))

    def name(self, value: object) -> str:
        """Return the name of one frozen dataclass, 40 hexadecimal digits; ``of`` describes it by that."""
        return str(self._describe(value))

    def know(self, value: object, name: str) -> None:
        """Take ``name`` for the name of a value that was made of the same parts in an earlier run."""
        self._names[id(value)] = name
        self._named.append(value)

    def know_as_made(self, value: object, origin: object, by: str) -> None:
        """Name a value after the frozen dataclass that it was made of and what alone decided how: ``by``.

        Its parts are not described: where thousands are made anew in each run, that is most of the work.
        """
        name = digest_of_text(repr((self.name(origin), by)))
        self.know(value, name)

    def take_derived(self, names: DerivedNames) -> None:
        """Take the names that ``of_derived`` gave in an earlier run."""
        self._derived_before = names

    def of_derived(self, origin: object, derive: Callable[[Any], object]) -> str:
        """Return the name of what ``derive``, a pure function, makes of a frozen dataclass, and of it alone.

        Nothing is made where an earlier run had the same ``origin``: where that is so of thousands of values,
        to make and to describe them all is most of the work.
        """
        kind = _qualified_name(derive)
        origin_name = self.name(origin)
        name = self._derived_before.get(kind, {}).get(origin_name)
        if not name:
            name = self.of(derive(origin))
        self.derived.setdefault(kind, {})[origin_name] = name
        return name

    # A build asks for the description of some 500,000 values: the order of the questions below, and map()
    # in place of loops, were measured.
    def _describe(self, value: Any) -> object:
        """Return plain values whose repr() tells this value from all others."""
        kind: type = type(value)
        if kind in _PLAIN:
            return value
        known = self._names.get(id(value))
        if known:
            return known
        if kind is tuple or kind is list:
            return self._describe_sequence(value)
        read_fields = _field_reader(kind)
        if read_fields:
            parts = [*map(self._describe, read_fields(value))]
            return self._name(value, (kind.__name__, parts))
        if kind is partial:
            parts = [value.func, *value.args, *value.keywords.items()]
            return ["partial", *map(self._describe, parts)]
        if kind is FunctionType:
            name = _qualified_name(value)
            self.know(value, name)
            return name
        return self._describe_rare(value)

    def _describe_sequence(self, value: tuple[object, ...] | list[object]) -> object:
        is_plain = _PLAIN.issuperset(map(type, value))
        parts = [*value] if is_plain else [*map(self._describe, value)]
        if type(value) is tuple and len(value) > _MAX_SHORT:
            return self._name(value, parts)
        return parts

    def _describe_rare(self, value: Any) -> object:
        if isinstance(value, tuple):  # a NamedTuple
            return [type(value).__name__, *map(self._describe, value)]
        if isinstance(value, frozenset | set):
            parts = sorted(map(repr, map(self._describe, value)))
            return ["set", *parts]
        if isinstance(value, Mapping):
            items = map(self._describe, value.items())
            return ["mapping", *items]
        if isinstance(value, Enum):
            return value.name
        if callable(value) and hasattr(value, "__qualname__"):  # a method, or a class
            return _qualified_name(value)
        raise TypeError(f"no fingerprint of {value!r}: give a tuple, a mapping or a frozen dataclass")

    def _name(self, value: object, description: object) -> str:
        name = digest_of_text(repr(description))
        self.know(value, name)
        return name


@cache
def _field_reader(kind: type) -> Callable[[object], Iterable[object]] | None:
    """Return a function that takes the parts out of a dataclass of this kind; None for any other kind."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)

    # attrgetter gives a tuple for two names or more only.
    def read_few(value: object) -> list[object]:
        return [getattr(value, name) for name in names]

    return read_few


def _qualified_name(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}"
