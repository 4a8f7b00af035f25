"""Marks that bioRxiv's and medRxiv's records have where the manuscript had a style or a figure.

HighWire writes ``O_…`` where an element opens and ``C_…`` where it closes, and letters that it does
not print by their names in braces.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import html5

from broadsheet.text.plain import clean

# Figures and tables: a picture's address, its size and words about the page it stands on, but no text of
# the abstract's. Each begins with a mark of its own, and a mark that is never closed hides nothing.
_FIGURE = re.compile(
    r"\bO_(INLINEFIG|FIG|TBL|VIDEO|SUPPL)\b(?:(?!\bO_\1\b).){0,4000}?C_\1\b", re.DOTALL | re.ASCII
)
# Marks stand directly at words, and small capitals within them.
_WITHIN_WORD = re.compile(r"[OCM]_SC(?:PLOW|PCAP|LOW|CAP)", re.ASCII)
_HEADING = re.compile(r"O_ST_ABS\s*(.{1,80}?)\s*:?\s*C_ST_ABS", re.ASCII)
# Of marks with words directly behind them the longest name is tried first.
_MARK = re.compile(
    r"[OCM]_(?:LINKSMALLFIG|INLINEFIG|FIG|FLOATNO|LI|QD|ST_ABS|SUPPL|TABLECAPTION|TABLEFOOTNOTE|TBL|TEXTBOX|UL|VIDEO)",
    re.ASCII,
)
_NAMED_LETTER = re.compile(r"\{([A-Za-z+/~ -]{1,12})\}", re.ASCII)
_SIGN_IN_BRACKETS = re.compile(r"\[([^\w\s.,;:'\"!?()-]|->|<=|>=)\]")
_SIGNS = {
    "+/-": "±",
    "degrees": "°",
    "deg": "°",
    "degree": "°",
    "middle dot": "·",
    "micro": "µ",
    "approx": "≈",
    "prime": "\N{PRIME}",
    "infty": "∞",
    "infinity": "∞",
    "uparrow": "↑",
    "downarrow": "↓",
    "rightarrow": "→",
    "leftarrow": "←",
    "rightleftharpoons": "⇌",
    "cong": "≅",
    "ge": "≥",
    "le": "≤",
    "times": "×",
    "->": "→",
    "<=": "≤",
    ">=": "≥",
}


def remove_marks(text: str) -> str:
    """Return a text without the marks; figures gone, letters as they are printed."""
    text = _FIGURE.sub(" ", text)
    text = _WITHIN_WORD.sub("", text)
    text = _HEADING.sub(r" \1: ", text)
    text = _MARK.sub(" ", text)
    text = _NAMED_LETTER.sub(_write_letter, text)
    text = _SIGN_IN_BRACKETS.sub(_write_sign, text)
    return clean(text)


def _write_letter(match: re.Match[str]) -> str:
    name = match[1]
    if name in _SIGNS:
        return _SIGNS[name]
    letter = html5.get(f"{name};", "")
    is_greek = len(letter) == 1 and unicodedata.name(letter, "").startswith("GREEK")
    return letter if is_greek else match[0]


def _write_sign(match: re.Match[str]) -> str:
    return _SIGNS.get(match[1], match[1])
