"""From a Markdown file to its front matter and HTML: what MkDocs makes of it, with less work."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

# Front matter: text, or pairs of texts, by name.
Head = Mapping[str, str | tuple[tuple[str, str], ...]]

# Extensions whose result is a function of the text alone, so that it can be kept.
PURE = frozenset(
    (
        *("abbr", "admonition", "attr_list", "def_list", "extra", "fenced_code", "footnotes", "md_in_html"),
        *("nl2br", "sane_lists", "smarty", "tables", "toc"),
    )
)
# Extensions to which a block of raw HTML is one opaque thing.
_BLIND = frozenset(("fenced_code", "tables", "toc"))

# The patterns below hold no possessive quantifiers, which Python 3.11.2 (Debian 12) matches wrongly. They
# need none: at every character only one way on is open, so that a text that does not match is left at once.

# What means the same in JSON and in YAML: no escapes but two, no control characters, no line ends.
_LETTERS = r'[^\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*'
_QUOTED = rf'"{_LETTERS}(?:\\["\\]{_LETTERS})*"'
_NAME = r"(?!(?:yes|no|on|off|true|false|null)\b)[a-z][a-z_]*"
_PAIR = re.compile(rf"- \[({_NAME}), ({_QUOTED})\]\n")
_ITEM = re.compile(rf"({_NAME}):(?: ({_QUOTED})\n|\n((?:- \[{_NAME}, {_QUOTED}\]\n)+))")
_FENCE = "---\n"

# Raw HTML about which no two parsers disagree: whole tags and references, double quotes, no scripts.
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_SPECIAL = "script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext"
# But for data, in which neither a tag nor a reference can begin.
_DATA = r'<script type="application/ld\+json">[^<&`\x00-\x1f\ue000\ue001]*</script>(?=\n\n|\n*\Z)'
_SCRIPT = re.compile(_DATA)
_WORDS = r"[^<&`\x00-\x09\x0b-\x1f\ue000\ue001]*"
_PLAIN = re.compile(
    rf"{_WORDS}(?:(?:&(?:#[0-9]+|[a-zA-Z][a-zA-Z0-9]*);"
    rf"|(?<=\n\n){_DATA}"
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


def parse_head(text: str) -> tuple[Head, str] | None:
    """Front matter as the generator writes it, and the words below; None for any other."""
    if not text.startswith(_FENCE):
        return None
    head: dict[str, str | tuple[tuple[str, str], ...]] = {}
    at = len(_FENCE)
    while item := _ITEM.match(text, at):
        name, quoted, pairs = item.groups()
        head[name] = _unquoted(quoted) if quoted else tuple(_parse_pairs(pairs))
        at = item.end()
    if not head or not text.startswith(_FENCE, at):
        return None
    return head, text[at + len(_FENCE) :].lstrip("\n")


def _parse_pairs(lines: str) -> list[tuple[str, str]]:
    return [(name, _unquoted(quoted)) for name, quoted in _PAIR.findall(lines)]


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    text: str = json.loads(quoted)
    return text


class Converter:
    """One Markdown parser for many texts."""

    def __init__(self, extensions: Sequence[str], settings: Mapping[str, Mapping[str, Any]]) -> None:
        self._markdown = Markdown(extensions=list(extensions), extension_configs=dict(settings))
        self._links = _Links(self._markdown)
        self._markdown.treeprocessors.register(self._links, "links", 0)  # last, as MkDocs's own
        self._blind = frozenset(extensions) <= _BLIND

    def html(self, words: str) -> str | None:
        """The HTML of ``words``; None where a link is for MkDocs to look into."""
        text, blocks = self.reduced(words)
        html = self.converted(text)
        return html and filled(html, blocks)

    def reduced(self, words: str) -> tuple[str, list[str]]:
        """``words`` with each block of raw HTML replaced by a short one, and the blocks.

        Pages of one kind differ in little but their blocks, so that many have one HTML to be ``filled``.
        """
        return _without_blocks(words) if self._blind else (words, [])

    def converted(self, text: str) -> str | None:
        """The HTML of a reduced text; None where a link is for MkDocs to look into."""
        self._markdown.reset()
        self._links.inner = False
        html = self._markdown.convert(text)
        return None if self._links.inner else html


def filled(html: str, blocks: Sequence[str]) -> str:
    """The HTML of a reduced text with its ``blocks`` in their places."""
    return _STOOD_IN.sub(lambda match: blocks[int(match[1])], html) if blocks else html


class _Links(Treeprocessor):
    """Says whether there was a link or picture that does not name another site."""

    inner = False

    def run(self, root: Element) -> None:
        for element in root.iter():
            if name := {"a": "href", "img": "src"}.get(element.tag):
                self.inner = self.inner or not _leads_away(element.get(name))


def _leads_away(address: str | None) -> bool:
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return False
    return bool(parts.scheme or parts.netloc)


def _without_blocks(words: str) -> tuple[str, list[str]]:
    """``words`` with each block of raw HTML replaced by a short one, and the blocks.

    Markdown passes such a block through as it is, but reads it letter by letter to find its end.
    Only where that end is beyond doubt is the work spared.
    """
    blocks: list[str] = []
    if not _PLAIN.fullmatch(words) or _uneven(words):
        return words, blocks
    kept: list[str] = []
    done = at = 0
    while at >= 0:
        if words.startswith("<", at):
            end = _block_end(words, at)
            if end < 0:
                return words, []
            kept += [words[done:at], _STAND_IN.format(len(blocks))]
            blocks.append(words[at:end])
            done = at = end
        at = words.find("\n\n<", at)
        at += 2 if at >= 0 else 0
    rest = "".join((*kept, words[done:]))
    if any(line.lstrip(" ").startswith("<") and not _STOOD_IN.fullmatch(line) for line in rest.split("\n")):
        return words, []
    return rest, blocks


def _uneven(words: str) -> bool:
    return "~~~" in words or ("\n " in words and _SPACES.search(words) is not None)


def _block_end(words: str, start: int) -> int:
    """Where the block that begins at ``start`` ends, before an empty line; -1 if that is unclear."""
    if data := _SCRIPT.match(words, start):
        return data.end()
    if (end := _only_end(words, start)) >= 0:
        return _before_empty_line(words, end)
    stack: list[str] = []
    for tag in _TAG.finditer(words, start):
        closing, name = tag.groups()
        if not stack and (closing or name not in _BLOCKS):
            return -1
        if closing:
            while name in stack and stack.pop() != name:
                pass
            if not stack:
                return _before_empty_line(words, tag.end())
        elif name != "hr" and words[tag.end() - 2] != "/":
            stack.append(name)
    return -1


def _only_end(words: str, start: int) -> int:
    """Where the block ends if no other tag of its name is in it, so that nothing else can end it; else -1."""
    first = _TAG.match(words, start)
    if first is None or first[1] or first[2] not in _BLOCKS or words[first.end() - 2] == "/":
        return -1
    name = first[2]
    closed = words.find(f"</{name}", start)
    end = closed + len(name) + 3
    alone = closed >= 0 and words[end - 1 : end] == ">" and words.find(f"<{name}", start + 1, closed) < 0
    return end if alone else -1


def _before_empty_line(words: str, end: int) -> int:
    return end if words.startswith("\n\n", end) or not words[end:].strip("\n") else -1
