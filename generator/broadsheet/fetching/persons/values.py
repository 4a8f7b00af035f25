"""Texts of names in what JSON gives for authors: texts, objects, lists of them, one in another.

Known are Hugging Face's ``{"name": …, "hidden": …}``, OpenReview's ``{"fullname": …, "username": …}``
of 2026, JSON Feed's authors in 1.0 and 1.1, Semantic Scholar's, CSL's ``{"given": …, "family": …}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from broadsheet.fetching.json_values import text

_DEEPEST = 5  # lists and objects in one another
_NAME_KEYS = ("fullname", "fullName", "full_name", "name", "displayName", "display_name", "literal")
_NESTED_KEYS = ("author", "authors", "creator", "person", "user", "name", "fullname")
_GIVEN_KEYS = ("given", "givenName", "given_name", "first", "firstName", "first_name")
_FAMILY_KEYS = ("family", "familyName", "family_name", "last", "lastName", "last_name")
# OpenReview's ids of persons: ~Ada_Pebble1.
_PROFILE_ID = re.compile(r"~(\w.*?)\d+")


def texts_of_names(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the text of each name in a value, as it was typed; who is hidden has none."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield _read_profile_id(value)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from texts_of_names(member, depth + 1)
    elif isinstance(value, dict) and value.get("hidden") is not True:
        yield from _texts_of_object(value, depth)


def _texts_of_object(person: dict[str, Any], depth: int) -> Iterator[str]:
    name = _first_text(person, _NAME_KEYS)
    family = _first_text(person, _FAMILY_KEYS)
    given = _first_text(person, _GIVEN_KEYS)
    if name:
        yield name
    elif family:
        yield f"{family}, {given}" if given else family
    else:
        yield from _texts_within(person, depth)


def _texts_within(person: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield the names in an object's own objects, else the name in its user name, if that is one."""
    for key in _NESTED_KEYS:
        if isinstance(person.get(key), dict | list | str):
            yield from texts_of_names(person[key], depth + 1)
            return
    profile_id = text(person.get("username"))
    if _PROFILE_ID.fullmatch(profile_id):
        yield _read_profile_id(profile_id)


def _first_text(person: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = person.get(key)
        if isinstance(value, str) and text(value):
            return value
    return ""


def _read_profile_id(name: str) -> str:
    """Return ``Ada Pebble`` for ``~Ada_Pebble1``, every other name as it is."""
    profile = _PROFILE_ID.fullmatch(name)
    if profile is None:
        return name
    return profile[1].replace("_", " ").strip()
