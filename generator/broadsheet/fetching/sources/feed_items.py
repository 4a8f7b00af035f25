"""Items of feeds, whatever their format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broadsheet.fetching import json_values

_BETWEEN_NAMES = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An item of a feed, whatever its format.

    ``key`` is what tells it from the others, ``names`` are the ids and addresses that it gives for
    itself, ``link`` is absolute.
    """

    title: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    journal: str = ""
    key: str = ""
    names: tuple[str, ...] = ()
    link: str = ""
    day: date | None = None


def split_authors(values: Iterable[object]) -> tuple[str, ...]:
    """Return names one by one, also where a feed has all of them in one field."""
    names = json_values.texts(list(values))
    if len(names) == 1:
        names = _split_names(names[0])
    return tuple(name for name in names if "@" not in name)


def _split_names(field: str) -> tuple[str, ...]:
    """Return ``Ada Example, Bo Sample and Cy Third`` as three; ``Example, Ada`` stays one."""
    if ";" in field:
        return json_values.texts(field.split(";"))
    names = json_values.texts(_BETWEEN_NAMES.split(field))
    if all(" " in name for name in names):
        return names
    return (field,)
