"""Formulas within HTML and JATS, in MathML or in TeX, as words that stand in a line of text."""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree import ElementTree as ET

from broadsheet.text import mathml

_LONGEST = 20_000  # characters of the markup of one formula
_DEEPEST = 40  # elements within one another
_OPENING = re.compile(
    r"<(?P<prefix>(?:[a-z]{1,10}:)?)(?P<name>math|tex-math|alternatives)(?![a-z0-9-])[^<>]*>",
    re.IGNORECASE | re.ASCII,
)
_ELEMENT = re.compile(r"<(/?)(?:[a-z]{1,10}:)?([a-z]{1,20})(?:\s[^<>]*?)?(/?)>", re.IGNORECASE | re.ASCII)
_ANY_TAG = re.compile(r"<[^<>]*>")
_ANNOTATION = re.compile(r"(?:[a-z]{1,10}:)?annotation(?:-xml)?", re.IGNORECASE | re.ASCII)
# A whole document of TeX, as Springer's pages have one around each formula.
_DOCUMENT = re.compile(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|$)", re.DOTALL)
_DELIMITERS = re.compile(r"^\s*(?:\$\$?|\\\(|\\\[)|(?:\$\$?|\\\)|\\\])\s*$")


def write_formulas(html: str) -> str:
    """Return markup in which each formula is its words, escaped; what never closes stays as it is."""
    if "math" not in html.lower():
        return html
    parts: list[str] = []
    position = 0
    unclosed: set[str] = set()
    for opening in _OPENING.finditer(html):
        closing = f"</{opening['prefix']}{opening['name']}>"
        if opening.start() < position or closing in unclosed:
            continue
        end = html.find(closing, opening.end())
        if end < 0:
            unclosed.add(closing)
            continue
        words = _words_of(opening["name"].lower(), html[opening.end() : end])
        parts.append(html[position : opening.start()])
        parts.append(escape(words))
        position = end + len(closing)
    parts.append(html[position:])
    return "".join(parts)


def _words_of(name: str, markup: str) -> str:
    if name == "math":
        return _words_of_mathml(markup)
    if name == "tex-math":
        return _words_of_tex(markup)
    # Alternatives of one formula, of which one is enough: what a browser would set, else the TeX.
    for wanted in ("math", "tex-math"):
        for opening in _OPENING.finditer(markup):
            name = opening["name"]
            if name.lower() == wanted:
                closing = f"</{opening['prefix']}{name}>"
                rest = markup[opening.end() :]
                inside, _, _ = rest.partition(closing)
                return _words_of(wanted, inside)
    return _without_tags(markup)


def _words_of_mathml(markup: str) -> str:
    """Return a formula in MathML as words; its letters where it is not well-formed, or too much."""
    if len(markup) > _LONGEST:
        return _without_tags(markup)
    # Without prefixes and attributes, which are a stranger's; entities as the characters that they are.
    bare = "".join(_bare_pieces(markup))
    try:
        root = ET.fromstring(f"<math>{bare}</math>")
    except ET.ParseError:
        return _without_tags(markup)
    _drop_annotations(root)
    if _is_too_deep(root):
        return _without_tags(markup)
    return mathml.words_of_element(root)


def _bare_pieces(markup: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    for tag in _ANY_TAG.finditer(markup):
        text = markup[position : tag.start()]
        pieces.append(_escape_text(text))
        element = _ELEMENT.fullmatch(tag[0])
        if element:
            closing, name, is_empty = element.groups()
            pieces.append(f"<{closing}{name.lower()}{is_empty}>")
        elif _ANNOTATION.search(tag[0]):
            is_closing = tag[0].startswith("</")
            pieces.append("</annotation>" if is_closing else "<annotation>")
        position = tag.end()
    pieces.append(_escape_text(markup[position:]))
    return pieces


def _escape_text(markup: str) -> str:
    """Return a text with its entities as the characters that they are, but for those of XML itself."""
    text = unescape(markup)
    return escape(text.strip())


def _drop_annotations(root: ET.Element) -> None:
    """Remove what a formula says of itself a second time, in TeX say."""
    for parent in root.iter():
        for child in list(parent):
            if child.tag == "annotation":
                parent.remove(child)


def _is_too_deep(root: ET.Element) -> bool:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _words_of_tex(markup: str) -> str:
    tex = _without_tags(markup)
    document = _DOCUMENT.search(tex)
    if document:
        tex = document[1]
    tex = _DELIMITERS.sub("", tex).strip()
    return mathml.to_text(tex) or tex


def _without_tags(markup: str) -> str:
    return unescape(_ANY_TAG.sub("", markup))
