"""Items that a command adds to a list in people's YAML: all else that stands there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.errors import ContentError
from broadsheet.settings.yaml import ValuePlace, find_items, find_values, parse_yaml

_INDENT = "  "
_EMPTY_VALUE = re.compile(r"\[\s*\]|~|null|")


def with_item(place: str, text: str, key: str, lines: Sequence[str], number: int | None = None) -> str:
    """Return a YAML text whose list under ``key`` has one more item, at its end, or another in the place of
    the one of that ``number``.

    ``lines`` are those of the item, which is a mapping. ContentError where the list is not written with an
    item a line.
    """
    newline = _find_newline(text)
    offsets = find_items(place, text, key)
    if not offsets:
        item = _item(_INDENT, lines, newline)
        return _with_list(place, text, key, item, newline)
    start = offsets[-1]
    end = start
    if number is not None:
        start = offsets[number]
        end = _end_of_item(text, start, offsets[number + 1])
    item = _item(_indent_at(text, offsets[0]), lines, newline)
    before = _with_line_end(text[:start], newline)
    return before + item + text[end:]


def _find_newline(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\n"


def _with_line_end(text: str, newline: str) -> str:
    """Return a text whose last line, if it has any, is ended."""
    if not text or text.endswith("\n"):
        return text
    return text + newline


def _indent_at(text: str, offset: int) -> str:
    """Return the spaces with which the line that begins at an offset begins."""
    line = text[offset:]
    spaces = len(line) - len(line.lstrip(" "))
    return line[:spaces]


def _item(indent: str, lines: Sequence[str], newline: str) -> str:
    """Return an item of a list, whose lines stand below one another behind a dash."""
    sign = "- "
    rows: list[str] = []
    for line in lines:
        row = f"{indent}{sign}{line}{newline}"
        rows.append(row)
        sign = "  "
    return "".join(rows)


def _with_list(place: str, text: str, key: str, item: str, newline: str) -> str:
    """Return a text with a list of one item, under a key that has no items yet."""
    at = _find_value(place, text, key)
    if at is None:
        before = _with_line_end(text, newline)
        return f"{before}{key}:{newline}{item}"
    value = text[at.start : at.end]
    if value and not _EMPTY_VALUE.fullmatch(value):
        raise ContentError(f"{place}: {key}: is not a list with an item a line; write it so, then try again")
    before = text[: at.start].rstrip(" ")
    rest = text[at.end :]
    line, line_end, others = rest.partition("\n")
    return before + line + (line_end or newline) + item + others


def _find_value(place: str, text: str, key: str) -> ValuePlace | None:
    if parse_yaml(place, text) is None:
        return None
    values = find_values(place, text)
    return values.get(key)


def _end_of_item(text: str, start: int, end: int) -> int:
    """Return where an item ends: before comments and blank lines that stand below it."""
    rows = text[start:end].splitlines(keepends=True)
    for row in reversed(rows):
        words = row.strip()
        if words and not words.startswith("#"):
            break
        end -= len(row)
    return end
