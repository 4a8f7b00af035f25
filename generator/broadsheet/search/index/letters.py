"""Letters: which of them the search takes for the same, and which scripts it reads by pairs of characters.

``tools/shared_facts.py`` writes the tables into the scripts (``search/engine/letters.js``).
"""
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata

# Letters that compatibility decomposition leaves as they are, each with what is written for it; signs for
# an apostrophe and a hyphen too.
LETTERS = "łl øo ßss đd ðd þth ħh ıi ȷj ĸk ŋn ŧt æae œoe ƒf ƀb ɓb ɗd ɖd ɨi ɫl ɲn ʒz əe ςσ ’' ʼ' ʻ' ‐-"
# Letters of Greek that stand alone, as formulas have them, and the sign of an increment.
GREEK = (
    "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmu νnu ξxi οomicron πpi "
    "ρrho σsigma τtau υupsilon φphi χchi ψpsi ωomega ∆delta"
)
# Scripts that are written without spaces, or like Korean with particles behind words: first and last
# character of each range. Digits of these scripts are among them, accents are not.
HAN = (
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
HANGUL = ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
KANA = ((0x3041, 0x309F), (0x30A1, 0x30FF), (0x31F0, 0x31FF), (0x1B000, 0x1B16F))
SOUTHEAST = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))

Ranges = tuple[tuple[int, int], ...]


def character_class(*scripts: Ranges) -> str:
    """Return the inside of a regular expression's brackets that has all characters of ``scripts``."""
    parts = []
    for ranges in scripts:
        for first, last in ranges:
            parts.append(f"{chr(first)}-{chr(last)}")
    return "".join(parts)


_LETTERS = {pair[0]: pair[1:] for pair in LETTERS.split()}
_GREEK = {pair[0]: pair[1:] for pair in GREEK.split()}
_LONE_GREEK = re.compile("(?<![α-ω])[α-ω∆](?![α-ω])")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# The marks of voiced kana make other letters; of all other letters marks are dropped.
_VOICING = "\u3099\u309a"


def plain_text(text: str) -> str:
    """Return a text with compatible forms made plain, without accents and soft hyphens; capitals stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return _FOREIGN.sub(_without_marks, decomposed)


def fold_plain(plain: str) -> str:
    """Return what ``plain_text`` gave in lower case, with letters folded and Greek ones by their names."""
    lower = plain.lower()
    if lower.isascii():
        return lower
    folded = _FOREIGN.sub(_with_letters, lower)
    named = _LONE_GREEK.sub(_greek_name, folded)
    return unicodedata.normalize("NFC", named)


def fold_text(text: str) -> str:
    """Return a text as words are compared: in lower case, without accents, in the letters of ``LETTERS``."""
    return fold_plain(plain_text(text))


def _without_marks(match: re.Match[str]) -> str:
    characters = []
    for character in match[0]:
        category = unicodedata.category(character)
        is_dropped = category == "Cf" or (category[0] == "M" and character not in _VOICING)
        if not is_dropped:
            characters.append(character)
    return "".join(characters)


def _with_letters(match: re.Match[str]) -> str:
    return "".join([_LETTERS.get(character, character) for character in match[0]])


def _greek_name(match: re.Match[str]) -> str:
    return _GREEK.get(match[0], match[0])
