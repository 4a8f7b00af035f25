"""Strangers' words made safe and tidy: the one home of cleaning, escaping and shortening."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Invisible characters that reorder or hide what follows them; the marks that right-to-left
# words need in a line (U+200E, U+200F) are not among them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # controls, but not the white space among them
    r"|[\u200b\u202a-\u202e\u2060-\u2069\ufeff]"  # spaces without width, and reordering
    r"|[\ufff9-\uffff\ud800-\udfff]"  # no characters at all
)
_SPACE = re.compile(r"\s+")
# Everything that means something within a line of Markdown, HTML, YAML, Jinja or an attribute
# list, and what at its start would open a list or a rule.
_SPECIAL = re.compile(r"""[&<>"'`*_{}\[\]#!|~^=:$\\]|^[-+]""")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_URL_UNSAFE = re.compile(r"[\s<>\"'`\\{}|^\x00-\x20\x7f-\x9f]")


def clean(value: str) -> str:
    """One line of text: no control or invisible characters, white space folded, NFC."""
    return unicodedata.normalize("NFC", _one_line(value))


def _one_line(value: str) -> str:
    # White space first, since some of it is control characters; and once more, since an
    # invisible character may have stood between two spaces.
    visible = _INVISIBLE.sub("", _SPACE.sub(" ", value))
    return _SPACE.sub(" ", visible).strip()


def escape(value: str) -> str:
    """Text that stays text in Markdown, in an HTML element and in a quoted attribute.

    Every special character becomes a numeric character reference, which both languages
    decode and neither interprets. Line breaks become spaces: a new line could open a block.
    """
    line = _SPECIAL.sub(_reference, _one_line(value))
    return _NUMBERED.sub(lambda match: f"{match[1]}&#{ord(match[2])};", line)


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


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


def counted(number: int, noun: str) -> str:
    """``1 paper``, ``2 papers``, ``1,092 papers``: a number with its noun."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
