"""Web pages that came where something else was to be, and the feeds that they link to (HTML, 4.6.8)."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from broadsheet.text.plain import is_web_address

_FIRST_WORDS = 1024  # bytes, in which a page of HTML has shown itself as one
_LONGEST_HEAD = 256 * 1024  # bytes that are searched for links
_FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/feed+json"))


def is_web_page(body: bytes) -> bool:
    """Return true for a page of HTML, as its first words show it."""
    head = body[:_FIRST_WORDS].lower()
    return b"<html" in head or b"<!doctype html" in head


def find_linked_feed(body: bytes, address: str) -> str:
    """Return the absolute address of the first feed that a page links to, or empty."""
    reader = _LinkReader()
    reader.feed(body[:_LONGEST_HEAD].decode("utf-8", "replace"))
    for link in reader.links:
        try:
            absolute = urljoin(address, link)
        except ValueError:  # of brackets that are no IPv6 address
            continue
        if is_web_address(absolute):
            return absolute
    return ""


class _LinkReader(HTMLParser):
    """Reader of a page that collects what its feeds' ``<link rel="alternate">`` point to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        rel = (values.get("rel") or "").lower().split()
        media_type = (values.get("type") or "").lower().strip()
        link = values.get("href")
        if tag == "link" and "alternate" in rel and media_type in _FEED_TYPES and link:
            self.links.append(link)
