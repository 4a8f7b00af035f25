"""Strangers' words made safe and tidy: the one home of cleaning, escaping and shortening."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

# Invisible characters that reorder or hide what follows them; the marks that right-to-left
# words need in a line (U+200E, U+200F) are not among them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # controls, but not the white space among them
    r"|[\u200b\u202a-\u202e\u2060-\u2069\ufeff]"  # spaces without width, and reordering
    r"|[\ufff9-\uffff\ud800-\udfff]"  # no characters at all
)
_SPACE = re.compile(r"\s+")
# What most values have nothing of, as one class, which is looked for several times as fast: what is
# invisible, and all white space but the plain space.
_UNTIDY = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200b\u2028-\u202f\u205f-\u2069\u3000\ufeff\ufff9-\uffff\ud800-\udfff]"
)
# Everything that means something within a line of Markdown, HTML, YAML, Jinja or an attribute
# list, and what at its start would open a list or a rule.
_SPECIAL = re.compile(r"""[&<>"'`*_{}\[\]#!|~^=:$\\]""")
# What means something to Markdown alone, and what does at the start of a line.
_MARKDOWN = re.compile(r"[\\`*_\[\]]")
_LISTED = re.compile(r"^([-+#])|^(\d+)([.)])(?=\s|$)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_URL_UNSAFE = re.compile(r"[\s<>\"'`\\{}|^\x00-\x20\x7f-\x9f]")


def clean(value: str) -> str:
    """One line of text: no control or invisible characters, white space folded, NFC."""
    return unicodedata.normalize("NFC", _one_line(value))


def _one_line(value: str) -> str:
    # Plain printable ASCII, which most values are, is seen as such much sooner than it is searched.
    tidy = (value.isascii() and value.isprintable()) or not _UNTIDY.search(value)
    if tidy and "  " not in value and value == value.strip():
        return value
    # White space first, since some of it is control characters; and once more, since an
    # invisible character may have stood between two spaces.
    visible = _INVISIBLE.sub("", _SPACE.sub(" ", value))
    return _SPACE.sub(" ", visible).strip()


def escape(value: str) -> str:
    """Text that stays text in Markdown, in an HTML element and in a quoted attribute.

    Every special character becomes a numeric character reference, which both languages
    decode and neither interprets. Line breaks become spaces: a new line could open a block.
    """
    line = _one_line(value)
    if _SPECIAL.search(line):
        line = _SPECIAL.sub(_reference, line)
    if line.startswith(("-", "+")):
        line = f"&#{ord(line[0])};{line[1:]}"
    if line[:1].isdecimal():
        line = _NUMBERED.sub(lambda match: f"{match[1]}&#{ord(match[2])};", line)
    return line


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def markdown(value: str) -> str:
    """Text that stays text in a line of Markdown (CommonMark 0.31), as readable as it was."""
    line = _MARKDOWN.sub(r"\\\g<0>", _one_line(value))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LISTED.sub(lambda match: f"{match[2] or ''}\\{match[1] or match[3]}", line)


def is_web_address(url: str) -> bool:
    """Whether ``url`` is an absolute http(s) address that is safe in a link (RFC 3986)."""
    if _URL_UNSAFE.search(url) or _INVISIBLE.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def slug(value: str) -> str:
    """Lower-case ASCII words joined by hyphens, for ids and addresses; may be empty."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def shorten(value: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word, with an ellipsis where something is gone."""
    if len(value) <= limit:
        return value
    cut = value[: limit - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return head.rstrip(" ,.;:") + "…"


def author_list(names: Sequence[str], most: int) -> str:
    """``A, B, C and 3,300 more``: the first ``most`` names, and how many are not among them."""
    more = len(names) - most
    named = ", ".join(names[:most])
    return f"{named} and {more:,} more" if more > 0 else named


def with_noun(number: int, noun: str) -> str:
    """``1 paper``, ``2 papers``, ``1,092 papers``: a number with its noun."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def number(value: float) -> str:
    """Return a number as readers write it, such as ``1,234.5``, with a minus sign and not a hyphen."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
