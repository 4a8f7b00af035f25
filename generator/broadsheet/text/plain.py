"""Cleaning, escaping and shortening of text that strangers wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from broadsheet.model.language.words import gettext

# Invisible characters that reorder or hide what follows them; the marks that right-to-left
# words need in a line (U+200E, U+200F) are not among them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # controls, but not the white space among them
    r"|[\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff]"  # hyphens and spaces without width, and reordering
    r"|[\ufff9-\uffff\ud800-\udfff]"  # no characters at all
)
_SPACE = re.compile(r"\s+")
# What most values have nothing of, as one class, which is looked for several times as fast: what is
# invisible, and all white space but the plain space.
_UNTIDY_SIGNS = (
    r"\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200b\u2028-\u202f\u205f-\u2069\u3000"
    r"\ufeff\ufff9-\uffff\ud800-\udfff"
)
_UNTIDY = re.compile(f"[{_UNTIDY_SIGNS}]")
_VISIBLE = re.compile(f"[^ {_UNTIDY_SIGNS}]")
# Everything that means something within a line of Markdown, HTML, YAML, Jinja or an attribute
# list, and what at its start would open a list or a rule.
_SPECIAL = re.compile(r"""[&<>"'`*_{}\[\]#!|~^=:$\\]""")
# What means something to Markdown alone, and what does at the start of a line.
_MARKDOWN = re.compile(r"[\\`*_\[\]]")
_BULLET = re.compile(r"^[-+#]")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# What does not stand before an ellipsis, in Latin, Arabic and Chinese writing.
_AT_CUT = " ,.;:\u060c\u061b\u3001\u3002\uff0c\uff1a\uff1b"
_URL_UNSAFE = re.compile(r"[\s<>\"'`\\{}|^\x00-\x20\x7f-\x9f]")


def clean(value: str) -> str:
    """Return one line of text: no control or invisible characters, white space folded, NFC."""
    line = _fold_spaces(value)
    return unicodedata.normalize("NFC", line)


def is_blank(value: str) -> bool:
    """Return True where nothing would be left of a text if it were cleaned."""
    return not _VISIBLE.search(value)


def _fold_spaces(value: str) -> str:
    # Every value of every paper comes here, most of them several times, and nearly all are tidy.
    # Plain printable ASCII, which most values are, is seen as such much sooner than it is searched.
    is_plain_ascii = value.isascii() and value.isprintable()
    is_visible = is_plain_ascii or not _UNTIDY.search(value)
    if is_visible and "  " not in value and value == value.strip():
        return value
    # White space first, since some of it is control characters; and once more, since an
    # invisible character may have stood between two spaces.
    folded = _SPACE.sub(" ", value)
    visible = _INVISIBLE.sub("", folded)
    return _SPACE.sub(" ", visible).strip()


def escape(value: str) -> str:
    """Return text that stays text in Markdown, in an HTML element and in a quoted attribute.

    Every special character becomes a numeric character reference, which both languages
    decode and neither interprets. Line breaks become spaces: a new line could open a block.
    """
    line = _fold_spaces(value)
    if _SPECIAL.search(line):
        line = _SPECIAL.sub(_to_reference, line)
    if line.startswith(("-", "+")):
        line = f"&#{ord(line[0])};{line[1:]}"
    if line[:1].isdecimal():
        line = _NUMBERED.sub(_escape_list_number, line)
    return line


def _to_reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _escape_list_number(match: re.Match[str]) -> str:
    digits, mark = match.groups()
    return f"{digits}&#{ord(mark)};"


def markdown(value: str) -> str:
    """Return text that stays text in a line of Markdown (CommonMark 0.31), as readable as it was."""
    line = _fold_spaces(value)
    line = _MARKDOWN.sub(r"\\\g<0>", line)
    line = line.replace("&", "&amp;")
    line = line.replace("<", "&lt;")
    line = line.replace(">", "&gt;")
    line = _BULLET.sub(r"\\\g<0>", line)
    return _NUMBERED.sub(r"\1\\\2", line)


def is_web_address(url: str) -> bool:
    """Return true for an absolute http(s) address that is safe in a link (RFC 3986)."""
    if _URL_UNSAFE.search(url) or _INVISIBLE.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def slug(value: str) -> str:
    """Return lower-case ASCII words joined by hyphens, for ids and addresses; may be empty."""
    decomposed = unicodedata.normalize("NFKD", value)
    ascii_text = decomposed.encode("ascii", "ignore").decode()
    hyphenated = _NOT_SLUG.sub("-", ascii_text.lower())
    return hyphenated.strip("-")


def shorten(value: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word, with an ellipsis where something is gone."""
    if len(value) <= limit:
        return value
    cut = value[: limit - 1]
    if " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(_AT_CUT) + "…"


def author_list(names: Sequence[str], limit: int, *, are_more: bool = False) -> str:
    """Return the first ``limit`` names and how many more there are, as ``A, B, C and 3,300 more``.

    Where there are more than all these (``are_more``), nobody knows how many: ``A, B, C et al.``
    """
    listed = ", ".join(names[:limit])
    if are_more and listed:
        return gettext("%(names)s et al.", names=listed)
    more = len(names) - limit
    if more <= 0:
        return listed
    return gettext("%(names)s and %(number)s more", names=listed, number=f"{more:,}")


def with_noun(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 paper``, ``2 papers``, ``1,092 papers``."""
    if number == 1:
        return f"1 {noun}"
    plural = _plural(noun)
    return f"{number:,} {plural}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def number(value: float) -> str:
    """Return a number as readers write it, such as ``1,234.5``, with a minus sign and not a hyphen."""
    digits = f"{value:,.10g}"
    return digits.replace("-", "\N{MINUS SIGN}")
