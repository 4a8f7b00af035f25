"""Text of HTML as a reader would see it, for titles and abstracts that come with tags.

Python's ``html.parser`` takes the square of the length of broken markup (minutes for 200 KB), and
these are strangers' words; all that is asked here is where a tag begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from broadsheet.text.plain import clean

LONGEST = 200_000  # characters; no abstract is longer
_BLOCK_NAMES = (
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section table td th tr ul jats:p jats:title jats:sec"
)
_UNSEEN_NAMES = "script style template noscript head iframe object"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
# A quoted value may hold ">" but here no "<", so that no part of a text is looked at twice. For the same
# reason a name ends where its letters end, and a text has one way to be a row of values; no possessive
# quantifier is needed, which Python 3.11.2 (Debian 12) matches wrongly.
_TAG = re.compile(
    r"""<(/?)([a-z][a-z0-9:-]*)(?![a-z0-9:-])
        (?:[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*|[^<>]*)>
    |<[!?][^<>]*>""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")  # noqa: RUF001 (a real minus)
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")  # noqa: RUF001
_SHIFTS = {"sup": _RAISED, "sub": _LOWERED}


def plain(html: str) -> str:
    """Return the words of a piece of HTML in one clean line: no tags, entities decoded once.

    Raised and lowered digits become the characters for them, so that 10⁻³ does not read 10-3.
    """
    uncommented = _remove_comments(html[:LONGEST])
    return clean("".join(_visible_texts(uncommented)))


def _remove_comments(html: str) -> str:
    parts: list[str] = []
    position = 0
    while True:
        begin = html.find("<!--", position)
        if begin < 0:
            parts.append(html[position:])
            break
        parts.append(html[position:begin])
        end = html.find("-->", begin + len("<!--"))
        if end < 0:  # never closed: a browser shows nothing of what follows
            break
        position = end + len("-->")
    return "".join(parts)


def _visible_texts(html: str) -> Iterator[str]:
    """Yield the texts between the tags, and a space for each tag that begins a new line."""
    position = 0
    unseen_element = ""
    shift_element = ""
    for tag in _TAG.finditer(html):
        if not unseen_element:
            yield _decode_text(html[position : tag.start()], shift_element)
        position = tag.end()
        is_closing = bool(tag[1])
        name = (tag[2] or "").lower()
        if name in _UNSEEN:
            unseen_element = _next_unseen(unseen_element, name, is_closing)
        elif name in _SHIFTS:
            shift_element = "" if is_closing else name
        elif name in _BLOCKS:
            yield " "
    if not unseen_element:
        yield _decode_text(html[position:], shift_element)


def _next_unseen(current: str, name: str, is_closing: bool) -> str:
    """Return the element that hides text after this tag: only its own closing tag ends it."""
    if is_closing:
        return "" if name == current else current
    return current or name


def _decode_text(html: str, shift_element: str) -> str:
    """Return the text with its entities decoded, raised or lowered where every character can be."""
    text = unescape(html)
    if not shift_element:
        return text
    table = _SHIFTS[shift_element]
    codes = set(map(ord, text))
    if codes <= table.keys():
        return text.translate(table)
    return text
