"""Front matter as the generator writes it, parsed without a YAML parser, which is much slower."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Pairs: TypeAlias = tuple[tuple[str, str], ...]
FrontMatter: TypeAlias = Mapping[str, str | Pairs]  # texts, or pairs of texts, by name

# The patterns below hold no possessive quantifiers, which Python 3.11.2 (Debian 12) matches wrongly. They
# need none: at every character only one way on is open, so that a text that does not match is left at once.

# What means the same in JSON and in YAML: no escapes but two, no control characters, no line ends.
_LETTERS = r'[^\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*'
_QUOTED = rf'"{_LETTERS}(?:\\["\\]{_LETTERS})*"'
_NAME = r"(?!(?:yes|no|on|off|true|false|null)\b)[a-z][a-z_]*"
_PAIR = re.compile(rf"- \[({_NAME}), ({_QUOTED})\]\n")
_ITEM = re.compile(rf"({_NAME}):(?: ({_QUOTED})\n|\n((?:- \[{_NAME}, {_QUOTED}\]\n)+))")
_FENCE = "---\n"


class ParsedPage(NamedTuple):
    """Front matter of a page, and the Markdown below it."""

    head: FrontMatter
    markdown: str


def parse_front_matter(text: str) -> ParsedPage | None:
    """Return front matter as the generator writes it, and the text below; None for any other page."""
    if not text.startswith(_FENCE):
        return None
    head: dict[str, str | Pairs] = {}
    end = len(_FENCE)
    item = _ITEM.match(text, end)
    while item:
        name, quoted, pair_lines = item.groups()
        if quoted:
            head[name] = _unquote(quoted)
        else:
            head[name] = _parse_pairs(pair_lines)
        end = item.end()
        item = _ITEM.match(text, end)
    closed = text.startswith(_FENCE, end)
    if not head or not closed:
        return None
    start = end + len(_FENCE)
    markdown = text[start:].lstrip("\n")
    return ParsedPage(head, markdown)


def _parse_pairs(lines: str) -> Pairs:
    pairs: list[tuple[str, str]] = []
    for name, quoted in _PAIR.findall(lines):
        text = _unquote(quoted)
        pairs.append((name, text))
    return tuple(pairs)


def _unquote(quoted: str) -> str:
    if "\\" not in quoted:  # nearly all, and a slice is much faster than a parser
        return quoted[1:-1]
    text: str = json.loads(quoted)
    return text
