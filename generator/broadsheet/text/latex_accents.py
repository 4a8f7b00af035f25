"""Accents in TeX: the tokens that make one, and the letter in Unicode that they make."""

from __future__ import annotations

import re
import unicodedata

from broadsheet.text.latex_commands import COMBINING_ACCENTS, WORDS_OF_COMMANDS

# A letter under or over which an accent stands: one with a command of its own, or any; and some behind it.
_NAMED = r"(?:AA|aa|AE|ae|OE|oe|[OoLlij])"
_LETTER = rf"(?:\\(?:{_NAMED}|[a-zA-Z])(?![a-zA-Z])|[a-zA-Z])"
# Vietnamese has two accents at one letter.
_ACCENT_WITHIN = r"""\\["'`^~=.][ ]?\{?[a-zA-Z]\}?"""
_ACCENTED = rf"(?:{_ACCENT_WITHIN}|{_LETTER}[a-zA-Z]{{0,9}})"
# Tokens of accents, as a part of a pattern in which spaces do not count.
ACCENTS = rf"""
    | \\(?P<accent>["'`^~=.])(?:[ ]?\{{[ ]?(?P<in1>{_ACCENTED})[ ]?\}}|[ ]?\{{\{{(?P<in3>{_LETTER})\}}\}}
        |(?P<on1>\\(?:{_NAMED}|[a-zA-Z])(?![a-zA-Z])|[a-zA-Z]))
    | \\(?P<letter>[uvHcdkbrt])[ ]?\{{[ ]?(?P<in2>{_ACCENTED})[ ]?\}}
    | \\(?P<loose>[uvHck])[ ](?P<on2>[a-zA-Z])
"""
_NAMED_LETTER = re.compile(rf"\\({_NAMED})(?![a-zA-Z])")
# Accents that are as well a quotation mark in disguise.
_QUOTES = ("'", '"')


def write_accent(command: str, inside: str, behind: str) -> str:
    """Return what an accent's command and the letters ``inside`` its braces, or ``behind`` it, print.

    Where Unicode has no such letter, the letter with a combining accent: it is never another letter.
    """
    letter, rest = _split_letter(inside or behind)
    accent = COMBINING_ACCENTS[command]
    if command == "." and letter in "ij":
        accent = ""  # they have their dot
    composed = unicodedata.normalize("NFC", letter + accent)
    is_plain = letter.isascii() and not inside.startswith("\\")
    if len(composed) > 1 and is_plain and command in _QUOTES:
        return command + letter + rest
    return composed + rest


def _split_letter(accented: str) -> tuple[str, str]:
    """Return the letter that an accent belongs to, in plain Unicode, and the letters behind it."""
    named = _NAMED_LETTER.match(accented)
    if named:
        name = named[1]
        rest = accented[named.end() :]
        # The letters without their dots compose with an accent as those with them do.
        letter = name if name in "ij" else WORDS_OF_COMMANDS[name]
        return letter, rest
    letters = accented.removeprefix("\\")
    if accented.startswith("\\") and not letters[0].isalpha():
        inner_accent = COMBINING_ACCENTS[letters[0]]
        letter = letters.rstrip("}")[-1]
        return letter + inner_accent, ""
    return letters[:1], letters[1:]
