"""Lists of settings, each entry with a name of its own, and defaults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from broadsheet.settings.fields import Fields

T = TypeVar("T")


def or_default(value: int | None, default: int) -> int:
    """Return a number that was given, or else its default."""
    return default if value is None else value


def read_list(file: Fields, key: str, read: Callable[[Fields], T], *own: str) -> tuple[T, ...]:
    """What the list under ``key``, the one key of a file, holds; each needs its ``own`` fields to itself."""
    values = tuple(read(item) for item in file.each(key))
    file.close()
    for name in own:
        refuse_twice(file, key, name, [getattr(value, name) for value in values])
    return values


def refuse_twice(file: Fields, key: str, field: str, values: Iterable[str]) -> None:
    """Complain of each value of ``field`` that several entries have."""
    for value, times in Counter(value for value in values if value).items():
        if times > 1:
            file.wrong(f"{times} entries have the {field} {value!r}; each needs its own", key)
