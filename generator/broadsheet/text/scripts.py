"""Raised and lowered text as plain characters: ``10⁻³``, ``H₂O``, and ``10^5.5`` where Unicode has none."""

from __future__ import annotations

import re

RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")  # noqa: RUF001 (a real minus)
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")  # noqa: RUF001
_SIGN = re.compile(r"[^\w\s]+|\[[^\[\]]*\]|[0-9]{0,3}(?:st|nd|rd|th|er|ère|ème)", re.IGNORECASE)
_MARKS = {"tm": "™", "r": "®", "sm": "℠"}
_ONE_TERM = re.compile(r"[-+−]?[a-zα-ω0-9.]+", re.IGNORECASE)  # noqa: RUF001


def raise_(text: str) -> str:
    """Return raised text; marks and endings of ordinals (``1st``) stand as they are."""
    words = text.strip()
    mark = _MARKS.get(words.lower())
    if mark:
        return mark
    return _shift(words, "^", RAISED)


def lower(text: str) -> str:
    """Return lowered text."""
    return _shift(text.strip(), "_", LOWERED)


def _shift(words: str, mark: str, table: dict[int, int]) -> str:
    codes = set(map(ord, words))
    if codes <= table.keys():
        return words.translate(table)
    if mark == "^" and _SIGN.fullmatch(words):
        return words
    if _ONE_TERM.fullmatch(words):
        return mark + words
    return f"{mark}({words})"
