"""Items that a command adds to a list in people's YAML: all else that stands there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.errors import ContentError
from broadsheet.settings.yaml import find_items, find_values, parse_yaml

_INDENT = "  "
_EMPTY_VALUE = re.compile(r"\[\s*\]|~|null|")


def with_item(place: str, text: str, key: str, lines: Sequence[str], number: int | None = None) -> str:
    """Return a YAML text whose list under ``key`` has one more item, at its end, or another in the place of
    the one of that ``number``.

    ``lines`` are those of the item, which is a mapping. ContentError where the list is not written with an
    item a line.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    offsets = find_items(place, text, key)
    if not offsets:
        return _with_list(place, text, key, _item(_INDENT, lines, newline), newline)
    start = end = offsets[-1]
    if number is not None:
        start, end = offsets[number], offsets[number + 1]
        end = _without_comments(text, start, end)
    first = text[offsets[0] :]
    indent = first[: len(first) - len(first.lstrip(" "))]
    before = text[:start]
    if before and not before.endswith("\n"):
        before += newline
    return before + _item(indent, lines, newline) + text[end:]


def _item(indent: str, lines: Sequence[str], newline: str) -> str:
    first, *others = lines
    rows = [f"{indent}- {first}"]
    for line in others:
        rows.append(f"{indent}  {line}")
    return newline.join(rows) + newline


def _with_list(place: str, text: str, key: str, item: str, newline: str) -> str:
    """Return a text with a list of one item, under a key that has no items yet."""
    values = find_values(place, text) if parse_yaml(place, text) is not None else {}
    at = values.get(key)
    if at is None:
        before = text if not text or text.endswith("\n") else text + newline
        return f"{before}{key}:{newline}{item}"
    if not _EMPTY_VALUE.fullmatch(text[at.start : at.end]):
        raise ContentError(f"{place}: {key}: is not a list with an item a line; write it so, then try again")
    line_end = text.find("\n", at.end)
    if line_end < 0:
        return text[: at.start].rstrip() + text[at.end :] + newline + item
    rest_of_line = text[at.end : line_end + 1]
    return text[: at.start].rstrip(" ") + rest_of_line + item + text[line_end + 1 :]


def _without_comments(text: str, start: int, end: int) -> int:
    """Return where an item ends before comments and blank lines that stand below it."""
    rows = text[start:end].splitlines(keepends=True)
    while rows and (not rows[-1].strip() or rows[-1].lstrip().startswith("#")):
        end -= len(rows.pop())
    return end
