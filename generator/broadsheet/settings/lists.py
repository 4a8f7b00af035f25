"""Lists of settings, each entry with a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from broadsheet.settings.fields import Fields

T = TypeVar("T")


def read_list(
    file: Fields, key: str, read: Callable[[Fields], T], *unique: str, about: str = ""
) -> tuple[T, ...]:
    """Return the entries of the list under ``key``, the one key of a file.

    No two entries may have the same value in one of the fields ``unique``.
    """
    entries = tuple([read(item) for item in file.each(key, about=about)])
    file.close()
    for field in unique:
        values = [getattr(entry, field) for entry in entries]
        refuse_twice(file, key, field, values)
    return entries


def refuse_twice(file: Fields, key: str, field: str, values: Iterable[str]) -> None:
    """Note a problem for each value of ``field`` that several entries have."""
    for value, times in Counter(values).items():
        if value and times > 1:
            file.wrong(f"{times} entries have the {field} {value!r}; each needs its own", key)
