"""Titles before a name, degrees and suffixes behind it, and marks in it: parts of no family or given name."""

from __future__ import annotations

import re

from broadsheet.text import latex, name_words
from broadsheet.text.plain import clean

Words = list[str]

_SUFFIX = re.compile(name_words.SUFFIX)
_DEGREE = re.compile(name_words.DEGREE)
_ANY_DEGREE = rf"(?:{name_words.DEGREE}|{name_words.MORE_DEGREES})"
_DEGREES = re.compile(rf"{_ANY_DEGREE}(?:\s{_ANY_DEGREE})*")
_TITLE = re.compile(name_words.TITLE)
_MARK = re.compile(name_words.MARK)
_ASIDE = re.compile(name_words.ASIDE)


def without_marks(name: str) -> str:
    """Return a name as one clean line without TeX, marks of footnotes, nicknames and affiliations."""
    text = latex.to_text(name.replace("--", "-"))  # a hyphen as TeX's authors type it
    if text.replace(" ", "").isalpha():
        return text
    unmarked = _MARK.sub("", text)
    return clean(_ASIDE.sub(" ", unmarked)) or text


def is_suffix(word: str) -> bool:
    """Return True for ``Jr.``, ``III`` and the like."""
    return _SUFFIX.fullmatch(word) is not None


def without_degrees(parts: list[Words]) -> list[Words]:
    """Return the parts of a name between its commas, without degrees."""
    kept = parts[:1]
    for part in parts[1:]:
        if not _are_degrees(part, parts):
            kept.append(part)
    if len(kept) == 1:
        words = kept[0]
        while len(words) > 2 and _DEGREE.fullmatch(words[-1]):
            words = words[:-1]
        kept = [words]
    return kept


def _are_degrees(part: Words, parts: list[Words]) -> bool:
    text = " ".join(part)
    if not _DEGREES.fullmatch(text):
        return False
    is_like_initials = len(text.replace(".", "")) < 3
    # In "Pebble, MA" they are initials.
    return len(parts) > 2 or len(parts[0]) > 1 or not is_like_initials


def without_title(words: Words) -> Words:
    """Return the words of a name without those before it that are titles."""
    while len(words) > 1 and _TITLE.fullmatch(words[0]):
        words = words[1:]
    return words


def take_suffix(parts: list[Words]) -> tuple[list[Words], str]:
    """Return the parts of a name between its commas without its suffix, and the suffix, wherever it stood."""
    kept: list[Words] = []
    suffix = ""
    for place, part in enumerate(parts):
        words: Words = []
        for word in part:
            # "JR Pebble" has initials, "Jr. Pebble" has none.
            is_initials = not place and not words and word.isupper()
            if not suffix and not is_initials and is_suffix(word):
                suffix = word
            else:
                words.append(word)
        if words:
            kept.append(words)
    return kept, suffix
