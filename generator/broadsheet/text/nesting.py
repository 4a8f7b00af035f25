"""Nesting of Markdown: a renderer takes quadratic time, or gives up, where it is too deep."""

from __future__ import annotations

import re

MAX_OPEN_BRACKETS = 200  # at one time, in one paragraph
MAX_MARKERS = 50  # of quotations and lists, at the head of one line
_PAIRS = ("[]", "()", "<>")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_MARKER = r"(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])"
_NO_RULE = r"(?![ \t]*([-*])(?:[ \t]*\1)*[ \t]*$)"  # a line of stars or dashes is one line on the page
_TOO_MANY_MARKERS = re.compile(rf"^{_NO_RULE}(?:[ \t]*{_MARKER}){{{MAX_MARKERS + 1}}}", re.MULTILINE)


def find_deep_nesting(words: str) -> str:
    """Return a problem where words in Markdown are nested too deep; empty where they are not."""
    if _TOO_MANY_MARKERS.search(words):
        return f"more than {MAX_MARKERS} quotations or lists stand in one another; remove some"
    for pair in _PAIRS:
        if words.count(pair[0]) <= MAX_OPEN_BRACKETS:
            continue
        for paragraph in _PARAGRAPH_END.split(words):
            if _count_open(paragraph, pair) > MAX_OPEN_BRACKETS:
                return f"more than {MAX_OPEN_BRACKETS} '{pair[0]}' are open at once; close or remove some"
    return ""


def _count_open(paragraph: str, pair: str) -> int:
    """Return how many brackets of a kind are open at most at one time."""
    open_brackets = 0
    most = 0
    for sign in paragraph:
        if sign == pair[0]:
            open_brackets += 1
            most = max(most, open_brackets)
        elif sign == pair[1] and open_brackets:
            open_brackets -= 1
    return most
