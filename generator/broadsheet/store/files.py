"""Text and JSON files of content/, read and written."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.text.conflicts import find_conflict
from broadsheet.text.plain import shorten

_LONGEST_SHOWN = 60  # characters of a key in a message
# Half of a character beyond U+FFFF, or a whole one in halves, as JSON may write it.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
MAX_TEXT_BYTES = 1_000_000  # of what a person writes
MAX_JSON_BYTES = 32_000_000  # of a day's ledger with 99,999 items; a paper has limits of its own


def json_bytes(value: object) -> bytes:
    """Return a value as indented JSON, a line each, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_text(place: str, path: Path, problems: list[str]) -> str:
    """Return the text of a file that a person wrote, without byte order mark, its lines ended by ``\n``.

    It is empty, with a problem noted, where the file is no regular one, too large, not UTF-8, or holds
    marks of an unfinished merge.
    """
    data = _read_or_note(place, path, MAX_TEXT_BYTES, problems)
    if data is None:
        return ""
    return parse_text(place, data, problems)


def parse_text(place: str, data: bytes, problems: list[str]) -> str:
    """Return the text of a file's bytes as ``read_text`` does; empty, with a problem noted, if it is none."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        problems.append(f"{place}: is not UTF-8 text; save it as UTF-8")
        return ""
    conflict = find_conflict(text)
    if conflict:
        problems.append(f"{place}: {conflict}")
        return ""
    return text


def read_json_bytes(place: str, path: Path, problems: list[str]) -> bytes | None:
    """Return the bytes of a file of JSON; None, with a problem noted, where it cannot be read."""
    return _read_or_note(place, path, MAX_JSON_BYTES, problems)


def _read_or_note(place: str, path: Path, limit: int, problems: list[str]) -> bytes | None:
    try:
        return read_regular(path, limit)
    except UnreadableFileError as error:
        problems.append(f"{place}: {error}")
    except FileNotFoundError:
        problems.append(f"{place}: was taken away while it was read; run this again")
    return None


def parse_json(place: str, data: bytes, problems: list[str]) -> Any:
    """Return the value of JSON; None, with problems noted, where it is none that can be kept.

    A key that stands twice in an object is a problem, since one of its values would be lost
    without a word; so is half a character (a lone surrogate), which no file can hold.
    """
    repeated_keys: dict[str, None] = {}

    def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            names = Counter(name for name, _ in pairs)
            repeated_keys.update(dict.fromkeys(name for name in names if names[name] > 1))
        return values

    try:
        value = json.loads(data, object_pairs_hook=make_object)
    except (ValueError, RecursionError):
        problems.append(f"{place}: is not JSON; restore it from Git, or delete it and fetch again")
        return None
    for name in repeated_keys:
        shown = shorten(repr(name), _LONGEST_SHOWN)
        problems.append(f"{place}: the key {shown} stands twice in one object; delete one of the two")
    if _SURROGATE.search(data) and not _is_text(value):
        problems.append(f"{place}: holds half a character, such as \\ud800; delete it")
    return value


def _is_text(value: object) -> bool:
    try:
        json_bytes(value)
    except UnicodeEncodeError:
        return False
    return True
