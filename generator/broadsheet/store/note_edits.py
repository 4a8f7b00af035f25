"""Edits of notes, which are people's: what is changed is changed in its place, and all else stays as it was.

That is comments, the order and the spelling of keys, line ends, and the words below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from broadsheet.errors import BroadsheetError, ContentError
from broadsheet.model.curation import Note
from broadsheet.settings.yaml import ValuePlace, find_values, parse_yaml
from broadsheet.store.files import parse_text
from broadsheet.store.notes import find_front_matter, parse_note
from broadsheet.text.plain import clean

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")

Value = str | tuple[str, ...]  # a text, or topics; empty for what is no longer said


class _Edit(NamedTuple):
    """Text that takes the place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def with_wishes(place: str, data: bytes, wish: Note) -> bytes:
    """Return the bytes of a note once it says what is wished; nothing where it then says nothing at all.

    ``data`` is the note as it is, empty where there is none; the ``words`` of the wish do not count.
    ContentError where the note is broken, or written so that it cannot be edited in place.
    """
    problems: list[str] = []
    before = parse_note(place, wish.paper, parse_text(place, data, problems), problems)
    if problems:
        raise ContentError(*problems)
    wanted = _wanted(before, wish)
    values = _changed_values(before, wanted)
    if not values:
        return data
    text = data.decode()  # with its byte order mark, if it has one
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    after = mark + _with_values(place, text.removeprefix(mark), values)
    new_data = after.encode()
    note = parse_note(place, wish.paper, parse_text(place, new_data, problems), problems)
    if problems or note != wanted:
        lines = ", ".join(_as_lines(values))
        raise ContentError(
            f"{place}: cannot be edited here as it is written; write this into it by hand: {lines}"
        )
    return b"" if _says_nothing(after.removeprefix(mark)) else new_data


def _wanted(before: Note, wish: Note) -> Note:
    """Return the note that is wanted; a text that a person broke into lines stays as it is."""
    wanted = replace(before, topics=wish.topics, pin=wish.pin)
    if clean(before.takeaway) != wish.takeaway:
        wanted = replace(wanted, takeaway=wish.takeaway)
    if clean(before.hide) != wish.hide:
        wanted = replace(wanted, hide=wish.hide)
    return wanted


def _changed_values(before: Note, wanted: Note) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if wanted.takeaway != before.takeaway:
        values["takeaway"] = _quote(wanted.takeaway)
    if wanted.topics != before.topics:
        values["topics"] = tuple([_as_item(slug) for slug in wanted.topics or ()])
    if wanted.pin != before.pin:
        values["pin"] = "true" if wanted.pin else ""
    if wanted.hide != before.hide:
        values["hide"] = _quote(wanted.hide)
    return values


def _quote(text: str) -> str:
    """Return a line of text in quotes, as JSON and YAML both have it; nothing where there is none."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def _as_item(slug: str) -> str:
    """Return a slug as an item of a list: in quotes where YAML would take it for something else (``yes``)."""
    return slug if parse_yaml("", slug) == slug else _quote(slug)


def _as_lines(values: Mapping[str, Value]) -> list[str]:
    lines = []
    for key, value in values.items():
        if value:
            lines.append(f"{key}: {_in_line(value)}")
        else:
            lines.append(f"no {key}")
    return lines


def _in_line(value: Value) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def _with_values(place: str, text: str, values: Mapping[str, Value]) -> str:
    """Return the text of a note, sound so far, with other values in its front matter."""
    line_end = _LINE_END.search(text)
    newline = line_end[0] if line_end else "\n"
    front_matter = find_front_matter(text)
    if front_matter is None:
        lines = "".join([line + newline for line in _as_lines(values)])
        space = newline if text.strip() else ""
        return f"---{newline}{lines}---{newline}{space}{text}"
    head = text[front_matter.start : front_matter.end]
    try:
        head = _with_values_in_head(place, head, values, newline)
    except BroadsheetError as error:
        raise ContentError(*error.problems) from error
    return text[: front_matter.start] + head + text[front_matter.end :]


def _with_values_in_head(place: str, head: str, values: Mapping[str, Value], newline: str) -> str:
    places = find_values(place, head)
    edits: list[_Edit] = []
    new_values: dict[str, Value] = {}
    for key, value in values.items():
        at = places.get(key)
        if at is None:
            new_values[key] = value
        elif value:
            edits.append(_replace_value(head, at, value, newline))
        else:
            edits.append(_empty_value(head, at, newline))
    for edit in sorted(edits, reverse=True):  # from the end, so that the places of the others hold
        head = head[: edit.start] + edit.text + head[edit.end :]
    columns = [at.column for at in places.values()]
    indent = " " * min(columns, default=0)
    lines = [indent + line + newline for line in _as_lines(new_values)]
    return head + "".join(lines)


def _replace_value(head: str, at: ValuePlace, value: Value, newline: str) -> _Edit:
    """Return the edit that puts another value in the place of one, with the comments that stood in that."""
    comments = _comments_in(head, at)
    if at.dash is None or isinstance(value, str):
        space = " " if head[at.start - 1] == ":" else ""
        rows = [space + _in_line(value), *comments]
        between = " " if at.is_block else newline
        return _Edit(at.start, at.end, between.join(rows))
    rows = [f"- {slug}" for slug in value]
    return _Edit(at.start, at.end, _joined([*rows, *comments], at.dash, newline))


def _empty_value(head: str, at: ValuePlace, newline: str) -> _Edit:
    """Return the edit that takes a key away with its lines, or its value alone where comments stand there."""
    comments = _comments_in(head, at)
    line_start = at.key - at.column
    line_end = _LINE_END.search(head, at.end)
    end = line_end.end() if line_end else len(head)
    is_alone = not head[line_start : at.key].strip() and not head[at.end : end].strip()
    if is_alone and not comments and "#" not in head[at.key : at.start]:
        return _Edit(line_start, end, "")
    text = _joined(comments, at.dash or 0, newline)
    start = at.start
    while not text and head[start - 1] == " ":
        start -= 1
    return _Edit(start, at.end, text)


def _comments_in(head: str, at: ValuePlace) -> list[str]:
    """Return the comments inside of a value: between the items of a list, or behind the sign of a block."""
    value = head[at.start : at.end]
    if at.is_list:
        return _COMMENT.findall(value)
    if at.is_block:
        first_line = _LINE_END.split(value, maxsplit=1)[0]
        return _COMMENT.findall(first_line)
    return []


def _joined(rows: Sequence[str], column: int, newline: str) -> str:
    between = newline + " " * column
    return between.join(rows)


def _says_nothing(text: str) -> bool:
    """Return True for a note without a key, a comment or a word."""
    front_matter = find_front_matter(text)
    if front_matter is None:
        return not text.strip()
    head = text[front_matter.start : front_matter.end]
    return not head.strip() and not text[front_matter.words :].strip()
