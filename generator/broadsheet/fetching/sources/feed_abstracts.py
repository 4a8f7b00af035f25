"""Abstracts in the items of feeds, without the lines that publishers put before them.

Nature's begin with where and when the paper came out, PLOS's with its authors, ScienceDirect's and
the American Physical Society's with both, and many with a heading that only says "Abstract".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from broadsheet.fetching.persons import Persons, read_bylines
from broadsheet.fetching.persons.names import is_full_name, starts_with_particle
from broadsheet.text.html import plain

_MOST_LINES = 6  # before an abstract
_LINE_END = re.compile(r"</(?:p|div|h[1-6]|li|cite)\s*>|<br\b[^<>]*>", re.IGNORECASE)
# A heading in an element of its own, or in bold, at the beginning.
_HEADING = re.compile(
    r"\A(?:\s*<[^<>/][^<>]*>)+\s*(?:abstract|summary)\s*[.:]?\s*</[^<>]*>\s*[.:]?", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"""[^;]{1,200},\ published\ online:\ [\w\ .,-]{0,20}\d{4}[\w.-]{0,20}(?:;\ ?\|?\ ?doi:\ ?10\.\S+)?
    | publication\ date:\ .{1,60} | source:\ .{1,200}\b(?:volume|issue)\b.{1,100} | doi:\ ?(?:https?://(?:dx\.)?doi\.org/)?10\.\S+""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(r"(?:by|author(?:s|\(s\))?:)\s+(?P<names>\S.*)", re.IGNORECASE)


class Abstract(NamedTuple):
    """An abstract as plain text, and the authors of the item, whom a line before it may name."""

    text: str
    authors: Persons


def read_abstract(html: str, authors: Persons) -> Abstract:
    """Return the abstract in a piece of HTML; ``authors`` are those that the item names elsewhere."""
    rest = html
    for _ in range(_MOST_LINES):
        rest = _HEADING.sub("", rest)
        end = _LINE_END.search(rest)
        if end is None:
            named = _read_line(plain(rest), authors)
            return Abstract(plain(rest), authors) if named is None else Abstract("", named)
        line = plain(rest[: end.start()])
        named = _read_line(line, authors)
        if named is None:
            break
        authors = named
        rest = rest[end.end() :]
    return Abstract(plain(rest), authors)


def _read_line(line: str, authors: Persons) -> Persons | None:
    """Return the authors of an item after a line that is not of its abstract; None after one that is."""
    if not line or _REFERENCE.fullmatch(line):
        return authors
    byline = _BYLINE.fullmatch(line)
    if byline is None:
        return None
    named = read_bylines(byline["names"])
    if not authors.names and named.names and all(map(_is_name, named.names)):
        return named
    if set(named.names).isdisjoint(authors.names):
        return None
    return max(named, authors, key=_number)


def _is_name(text: str) -> bool:
    """Return true for what is certainly a person's name, and no part of a sentence."""
    words = text.split()
    return is_full_name(text) and all(word[0].isupper() or starts_with_particle(word) for word in words)


def _number(persons: Persons) -> int:
    return len(persons.names)
