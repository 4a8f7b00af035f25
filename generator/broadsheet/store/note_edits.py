"""Edits of notes, which are people's: what is changed is changed in its place, and all else stays as it was.

That is comments, the order and the spelling of keys, line ends, and the words below.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from broadsheet.errors import ContentError
from broadsheet.model.curation import Note
from broadsheet.settings.yaml import ValuePlace, find_values, parse_yaml, quote
from broadsheet.store.files import parse_text
from broadsheet.store.notes import find_front_matter, parse_note
from broadsheet.text.plain import clean

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")

Value = str | tuple[str, ...]  # a text, or topics; empty for what is no longer said


class NoteParts(NamedTuple):
    """Parts of a note: the line that opens its front matter, the lines in that, and all from its end on."""

    opening: str
    head: str
    rest: str


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
    mark, text = split_mark(data)
    after = _with_values(place, text, values)
    new_data = mark + after.encode()
    note = parse_note(place, wish.paper, parse_text(place, new_data, problems), problems)
    if problems or note != wanted:
        lines = ", ".join(_as_lines(values))
        raise ContentError(
            f"{place}: cannot be edited here as it is written; write this into it by hand: {lines}"
        )
    if _says_nothing(after):
        return b""
    return new_data


def split_mark(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark of a file, empty where it has none, and its text."""
    mark = b""
    if data.startswith(codecs.BOM_UTF8):
        mark = codecs.BOM_UTF8
    return mark, data.removeprefix(mark).decode()


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
        slugs = wanted.topics or ()
        values["topics"] = tuple(map(_as_item, slugs))
    if wanted.pin != before.pin:
        values["pin"] = ""
        if wanted.pin:
            values["pin"] = "true"
    if wanted.hide != before.hide:
        values["hide"] = _quote(wanted.hide)
    return values


def _quote(text: str) -> str:
    """Return a line of text in quotes, as JSON and YAML both have it; nothing where there is none."""
    if not text:
        return ""
    return quote(text)


def _as_item(slug: str) -> str:
    """Return a slug as an item of a list: in quotes where YAML would take it for something else (``yes``)."""
    if parse_yaml("", slug) == slug:
        return slug
    return _quote(slug)


def _as_lines(values: Mapping[str, Value]) -> list[str]:
    lines = []
    for key, value in values.items():
        if value:
            lines.append(f"{key}: {_in_line(value)}")
        else:
            lines.append(f"no {key}")
    return lines


def _in_line(value: Value) -> str:
    if isinstance(value, str):
        return value
    items = ", ".join(value)
    return f"[{items}]"


def _with_values(place: str, text: str, values: Mapping[str, Value]) -> str:
    """Return the text of a note, sound so far, with other values in its front matter."""
    newline = find_newline(text)
    parts = split_note(text)
    if parts is None:
        fence = f"---{newline}"
        lines = newline.join(_as_lines(values))
        space = newline if text else ""
        return fence + lines + newline + fence + space + text
    head = _with_values_in_head(place, parts.head, values, newline)
    return parts.opening + head + parts.rest


def find_newline(text: str) -> str:
    """Return the line end that a text begins with."""
    line_end = _LINE_END.search(text)
    if line_end is None:
        return "\n"
    return line_end[0]


def split_note(text: str) -> NoteParts | None:
    """Return the parts of a note; None where it has no front matter."""
    found = find_front_matter(text)
    if found is None:
        return None
    opening = text[: found.start]
    head = text[found.start : found.end]
    return NoteParts(opening, head, text[found.end :])


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
    for line in _as_lines(new_values):
        head += indent + line + newline
    return head


def _replace_value(head: str, at: ValuePlace, value: Value, newline: str) -> _Edit:
    """Return the edit that puts another value in the place of one, with the comments that stood in that."""
    comments = _comments_in(head, at)
    between = _break_in(at, newline)
    rows = [_in_line(value)]
    if at.dash is not None:
        rows = [f"- {item}" for item in value]
    if at.is_block:  # the comment stood on the line of the key
        between = " "
    text = between.join([*rows, *comments])
    if head[at.start - 1] == ":":
        text = f" {text}"
    return _Edit(at.start, at.end, text)


def _empty_value(head: str, at: ValuePlace, newline: str) -> _Edit:
    """Return the edit that takes a key away with its lines, or its value alone where comments stand there."""
    comments = _comments_in(head, at)
    line_start = at.key - at.column
    next_line = _find_next_line(head, at.end)
    before_value = head[line_start : at.start]
    after_value = head[at.end : next_line]
    has_comments = bool(comments) or "#" in before_value
    is_alone = not before_value[: at.column].strip() and not after_value.strip()
    if is_alone and not has_comments:
        return _Edit(line_start, next_line, "")
    text = _break_in(at, newline).join(comments)
    start = at.start
    while not text and head[start - 1] == " ":
        start -= 1
    return _Edit(start, at.end, text)


def _break_in(at: ValuePlace, newline: str) -> str:
    """Return what stands between the lines of a value: a line end, and the space before the next one."""
    return newline + " " * (at.dash or 0)


def _find_next_line(text: str, position: int) -> int:
    """Return where the next line begins, or where the text ends."""
    line_end = _LINE_END.search(text, position)
    if line_end is None:
        return len(text)
    return line_end.end()


def _comments_in(head: str, at: ValuePlace) -> list[str]:
    """Return the comments inside of a value: between the items of a list, or behind the sign of a block."""
    value = head[at.start : at.end]
    if at.is_list:
        return _COMMENT.findall(value)
    if at.is_block:
        first_line = _LINE_END.split(value, maxsplit=1)[0]
        return _COMMENT.findall(first_line)
    return []


def _says_nothing(text: str) -> bool:
    """Return True for a note without a key, a comment or a word."""
    parts = split_note(text)
    if parts is None:
        return not text.strip()
    lines = parts.rest.splitlines()
    words = "".join(lines[1:])  # below the line that closes the front matter
    return not parts.head.strip() and not words.strip()
