"""Blocks of raw HTML in Markdown: taken out before it is converted, and put back into the HTML.

Markdown passes such a block through as it is, but reads it letter by letter to find its end. Only where
that end is beyond doubt is the work spared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# The patterns below hold no possessive quantifiers, which Python 3.11.2 (Debian 12) matches wrongly. They
# need none: at every character only one way on is open, so that a text that does not match is left at once.

# Raw HTML about which no two parsers disagree: whole tags and references, double quotes, no scripts.
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_SPECIAL = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext"
# But for data, in which neither a tag nor a reference can begin.
_DATA = r'<script type="application/ld\+json">[^<&`\x00-\x1f\ue000\ue001]*</script>(?=\n\n|\n*\Z)'
_SCRIPT = re.compile(_DATA)
_WORDS = r"[^<&`\x00-\x09\x0b-\x1f\ue000\ue001]*"
_REFERENCE = "&(?:#[0-9]+|[a-zA-Z][a-zA-Z0-9]*);"
# Titles of what is drawn, as maps have them: no tag is in one, so that it ends in one place alone.
_TITLE = f"<title>{_WORDS}(?:{_REFERENCE}{_WORDS})*</title>"
_PLAIN = re.compile(
    rf"{_WORDS}(?:(?:{_REFERENCE}"
    rf"|(?<=\n\n){_DATA}"
    rf"|{_TITLE}"
    rf"|</?(?!(?:{_SPECIAL})\b)[a-z][a-z0-9]*"
    r'(?: [a-zA-Z_:-]+(?:="[^"`<>\x00-\x1f\ue000\ue001]*")?)*(?: ?/)?>)'
    rf"{_WORDS})*"
)
_SPACES = re.compile(r"\n +\n")
_STAND_IN = "<div>\ue000{}\ue001</div>"
_BLOCKS = frozenset(
    (
        *("article", "aside", "details", "div", "dl", "figure", "footer", "form", "h1", "h2", "header"),
        *("nav", "ol", "p", "section", "table", "ul"),
    )
)
_STOOD_IN = re.compile("<div>\ue000([0-9]+)\ue001</div>")


class ReducedText(NamedTuple):
    """Markdown in which a short stand-in takes the place of each of the ``blocks``."""

    text: str
    blocks: list[str]


def extract_blocks(markdown: str) -> ReducedText:
    """Replace each block of raw HTML by a short one; replace none where the end of any is unclear."""
    untouched = ReducedText(markdown, [])
    if not _PLAIN.fullmatch(markdown) or _has_unclear_lines(markdown):
        return untouched
    pieces: list[str] = []  # of the reduced text
    blocks: list[str] = []
    copied = 0  # end of what is in the pieces
    start = _find_block(markdown, 0)
    while start >= 0:
        end = _find_block_end(markdown, start)
        if end < 0:
            return untouched
        pieces.append(markdown[copied:start])
        pieces.append(_STAND_IN.format(len(blocks)))
        blocks.append(markdown[start:end])
        copied = end
        start = _find_block(markdown, end)
    pieces.append(markdown[copied:])
    text = "".join(pieces)
    for line in text.split("\n"):
        if line.lstrip(" ").startswith("<") and not _STOOD_IN.fullmatch(line):
            return untouched
    return ReducedText(text, blocks)


def insert_blocks(html: str, blocks: Sequence[str]) -> str:
    """Return the HTML of a reduced text with its ``blocks`` in their places."""
    if not blocks:
        return html
    return _STOOD_IN.sub(lambda match: blocks[int(match[1])], html)


def _has_unclear_lines(markdown: str) -> bool:
    """Return True if there may be a fence of tildes, or a line of nothing but spaces."""
    if "~~~" in markdown:
        return True
    return "\n " in markdown and _SPACES.search(markdown) is not None


def _find_block(markdown: str, start: int) -> int:
    """Return where the next block begins: at ``start`` or after an empty line; -1 if there is none."""
    if markdown.startswith("<", start):
        return start
    empty_line = markdown.find("\n\n<", start)
    return empty_line + 2 if empty_line >= 0 else -1


def _find_block_end(markdown: str, start: int) -> int:
    """Return where the block that begins at ``start`` ends, before an empty line; -1 if that is unclear."""
    script = _SCRIPT.match(markdown, start)
    if script:
        return script.end()
    end = _find_only_end(markdown, start)  # as most blocks have it; the search for tags is slower
    if end >= 0:
        return _before_empty_line(markdown, end)
    open_tags: list[str] = []
    for tag in _TAG.finditer(markdown, start):
        slash, name = tag.groups()
        if not open_tags and (slash or name not in _BLOCKS):
            return -1
        if slash:
            _close_tag(open_tags, name)
            if not open_tags:
                return _before_empty_line(markdown, tag.end())
        elif name != "hr" and not _closes_itself(markdown, tag):
            open_tags.append(name)
    return -1


def _close_tag(open_tags: list[str], name: str) -> None:
    """Close the innermost tag of a ``name`` with all that is open in it; do nothing if there is none."""
    if name not in open_tags:
        return
    while open_tags.pop() != name:
        pass


def _closes_itself(markdown: str, tag: re.Match[str]) -> bool:
    return markdown[tag.end() - 2] == "/"


def _find_only_end(markdown: str, start: int) -> int:
    """Return where the block ends if no other tag of its name is in it, so that nothing else can end it;
    -1 in all other cases."""
    first = _TAG.match(markdown, start)
    if first is None or _closes_itself(markdown, first):
        return -1
    slash, name = first.groups()
    if slash or name not in _BLOCKS:
        return -1
    closing_tag = markdown.find(f"</{name}", start)
    if closing_tag < 0:
        return -1
    end = closing_tag + len(f"</{name}>")
    if markdown[end - 1 : end] != ">":  # the tag has a longer name
        return -1
    same_tag_inside = markdown.find(f"<{name}", start + 1, closing_tag) >= 0
    return -1 if same_tag_inside else end


def _before_empty_line(markdown: str, end: int) -> int:
    """Return ``end`` if an empty line or nothing more follows there, else -1."""
    followed_by_empty_line = markdown.startswith("\n\n", end)
    if followed_by_empty_line or not markdown[end:].strip("\n"):
        return end
    return -1
