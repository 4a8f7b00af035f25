"""Text out of HTML: what a reader would see of a title or an abstract that came with tags.

Python's ``html.parser`` takes the square of the length of broken markup (minutes for 200 KB), and
these are strangers' words; all that is asked here is where a tag begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from broadsheet.text.plain import clean

LONGEST = 200_000  # characters; no abstract is longer
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "td", "th", "tr", "ul", "jats:p", "jats:title", "jats:sec"),
    )
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "iframe", "object"))
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
    """The words of a piece of HTML in one clean line: no tags, entities decoded once.

    Raised and lowered digits become the characters for them, so that 10⁻³ does not read 10-3.
    """
    return clean("".join(_pieces(_without_comments(html[:LONGEST]))))


def _without_comments(html: str) -> str:
    kept = []
    at = 0
    while (begin := html.find("<!--", at)) >= 0:
        kept.append(html[at:begin])
        end = html.find("-->", begin + len("<!--"))
        if end < 0:  # never closed: a browser shows nothing of what follows
            return "".join(kept)
        at = end + len("-->")
    return "".join((*kept, html[at:]))


def _pieces(html: str) -> Iterator[str]:
    """The texts between the tags, and a space for what begins a new line."""
    at = 0
    unseen = shift = ""
    for tag in _TAG.finditer(html):
        if not unseen:
            yield _shifted(unescape(html[at : tag.start()]), shift)
        at = tag.end()
        closing, name = bool(tag[1]), (tag[2] or "").lower()
        if name in _UNSEEN:
            unseen = "" if closing and name == unseen else unseen or ("" if closing else name)
        elif name in _SHIFTS:
            shift = "" if closing else name
        elif name in _BLOCKS:
            yield " "
    if not unseen:
        yield _shifted(unescape(html[at:]), shift)


def _shifted(text: str, shift: str) -> str:
    table = _SHIFTS.get(shift, {})
    return text.translate(table) if table and all(ord(sign) in table for sign in text) else text
