"""Typed values out of strangers' JSON: what is of another type than promised is as good as absent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

from broadsheet.errors import SourceError
from broadsheet.fetching.web_pages import is_web_page
from broadsheet.text.plain import clean, is_web_address, shorten

# What some write into links though RFC 3986 wants it percent-encoded.
_TO_ENCODE = {ord(sign): quote(sign) for sign in " \"'<>\\^`{|}"}
_MOST_OF_A_MESSAGE = 120
_MOST_DIGITS = 18  # of a whole number; Python takes the square of their number to read them


def parse_json(body: bytes) -> Any:
    """Return the value that ``body`` holds; SourceError where it is not JSON (RFC 8259).

    A number that nobody counts to, and what Python alone takes for one (NaN, Infinity), are None,
    so that one item with such a number does not cost the others.
    """
    try:
        return json.loads(body, parse_int=_whole_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if is_web_page(body):
            raise SourceError("answered a web page (HTML), not JSON") from error
        said = "answered nothing" if not body.strip() else "answered something that is not JSON"
        raise SourceError(said) from error


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _no_number(name: str) -> None:
    return None


def message(value: object) -> str:
    """Return a server's own words, short enough for a line."""
    return shorten(text(value), _MOST_OF_A_MESSAGE)


def text(value: object) -> str:
    """One clean line; empty where ``value`` is no text."""
    return clean(value) if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return the clean, non-empty texts of a list."""
    return tuple(filter(None, map(text, as_list(value))))


def as_list(value: object) -> list[Any]:
    """Return the list, or an empty one."""
    return value if isinstance(value, list) else []


def as_dict(value: object) -> dict[str, Any]:
    """Return the object, or an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> Iterator[dict[str, Any]]:
    """Return the objects in a list, the rest left out."""
    return (item for item in as_list(value) if isinstance(item, dict))


def count(value: object) -> int | None:
    """Return a number from 0 on, also where it is written as text (``"109"``)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def address(value: object, base: str = "") -> str:
    """Return an absolute http(s) address, resolved against ``base``; empty where there is none to keep."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        absolute = urljoin(base, value.strip()).translate(_TO_ENCODE)
    except ValueError:
        return ""
    return absolute if is_web_address(absolute) else ""
