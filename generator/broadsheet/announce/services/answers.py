"""Answers of services to a post, as JSON; what is missing in them is no reason to post again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.errors import ErrorAnswer, SourceError
from broadsheet.fetching.json_values import as_dict, message, parse_json, text
from broadsheet.text.plain import is_web_address


def parse_object(body: bytes, *complaints: str) -> Mapping[str, Any]:
    """Return the object of an answer; ErrorAnswer with its words where it has one of the ``complaints``."""
    answer = as_dict(parse_json(body))
    if not answer:
        raise SourceError("an answer without the post")
    words = [message(answer.get(key)) for key in complaints if answer.get(key)]
    if words:
        raise ErrorAnswer(", ".join(words))
    return answer


def web_address(value: object) -> str:
    """Return an address of the web; empty for anything else, and for one that is no single word."""
    address = text(value)
    is_short = len(address) <= 500
    return address if is_short and address.isascii() and is_web_address(address) else ""


def ignore(_: bytes) -> str:
    """Return no address, for services that say nothing of the post."""
    return ""


def bearer(secret: str) -> Mapping[str, str]:
    """Return the header that carries a token (RFC 6750)."""
    return {"Authorization": f"Bearer {secret}"}
