"""Text and JSON files of content/, read and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


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
    """Return the value of JSON; None, with a problem noted, where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        problems.append(f"{place}: is not JSON; restore it from Git, or delete it and fetch again")
        return None
