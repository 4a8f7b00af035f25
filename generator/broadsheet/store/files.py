"""Text and JSON files of content/, read and written."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

# Half of a character beyond U+FFFF, or a whole one in halves, as JSON may write it.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def json_bytes(value: object) -> bytes:
    """Return a value as indented JSON, a line each, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_text(place: str, path: Path, problems: list[str]) -> str:
    """Return the text of a file; empty, with a problem noted, where it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        problems.append(f"{place}: is not UTF-8 text; save it as UTF-8")
        return ""


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
        problems.append(f"{place}: the key {name!r} stands twice in one object; delete one of the two")
    if _SURROGATE.search(data) and not _is_text(value):
        problems.append(f"{place}: holds half a character, such as \\ud800; delete it")
    return value


def _is_text(value: object) -> bool:
    try:
        json_bytes(value)
    except UnicodeEncodeError:
        return False
    return True
