"""Bodies of pages: Markdown to HTML, as MkDocs makes it, with less work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from broadsheet.rendering.accelerate.html_blocks import ReducedText, extract_blocks, insert_blocks

# Extensions whose result is a function of the text alone, so that it can be kept.
PURE = frozenset(
    (
        *("abbr", "admonition", "attr_list", "def_list", "extra", "fenced_code", "footnotes", "md_in_html"),
        *("nl2br", "sane_lists", "smarty", "tables", "toc"),
    )
)
# Extensions to which a block of raw HTML is one opaque thing.
_BLIND = frozenset(("fenced_code", "tables", "toc"))
_LINK_ATTRIBUTES = {"a": "href", "img": "src"}  # by the name of the element


class Converter:
    """One Markdown parser for many texts."""

    def __init__(self, extensions: Sequence[str], settings: Mapping[str, Mapping[str, Any]]) -> None:
        self._markdown = Markdown(extensions=list(extensions), extension_configs=dict(settings))
        self._links = _LinkInspector(self._markdown)
        self._markdown.treeprocessors.register(self._links, "links", 0)  # last, as MkDocs's own
        self._extracts_blocks = frozenset(extensions) <= _BLIND

    def convert(self, markdown: str) -> str | None:
        """Return the HTML of ``markdown``; None where a link is for MkDocs to look into."""
        text, blocks = self.reduce(markdown)
        html = self.convert_reduced(text)
        if html is None:
            return None
        return insert_blocks(html, blocks)

    def reduce(self, markdown: str) -> ReducedText:
        """Replace each block of raw HTML by a short one, if the extensions allow it.

        Pages of one kind differ in little but their blocks, so that many share the HTML of their
        reduced texts.
        """
        if self._extracts_blocks:
            return extract_blocks(markdown)
        return ReducedText(markdown, [])

    def convert_reduced(self, text: str) -> str | None:
        """Return the HTML of a reduced text; None where a link is for MkDocs to look into."""
        self._markdown.reset()
        self._links.found_inner = False
        html = self._markdown.convert(text)
        return None if self._links.found_inner else html


class _LinkInspector(Treeprocessor):
    """Inspector of links and pictures: is there one that does not name another site?"""

    found_inner = False

    def run(self, root: Element) -> None:
        for element in root.iter():
            attribute = _LINK_ATTRIBUTES.get(element.tag)
            if attribute and not _leads_away(element.get(attribute)):
                self.found_inner = True


def _leads_away(address: str | None) -> bool:
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return False
    return bool(parts.scheme or parts.netloc)
