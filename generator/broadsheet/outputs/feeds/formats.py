"""One feed in three formats: RSS 2.0, Atom and JSON Feed; and OPML, a list of feeds.

Written with the standard library's XML writer: the one well-kept feed library (feedgen) knows no
JSON Feed, takes its dates from the clock and needs a compiled parser, and this is a page of code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree as ET

from broadsheet.model.contributors import Contributor
from broadsheet.text.plain import clean

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"
_PREFIXES = (("atom", ATOM), ("dc", DC), ("content", CONTENT))
# What feed readers and validators know of MathML: the attributes of its second edition that only lay out.
_KNOWN_TO_READERS = frozenset(("display", "displaystyle", "linethickness", "lspace", "mathvariant"))
_KNOWN_TO_READERS |= frozenset(("maxsize", "minsize", "rspace", "stretchy", "width"))
_TAG = re.compile(r"<(?=[/!?a-zA-Z])[^<>]*>?")
_OTHER_BRACKETS = str.maketrans("<>", "‹›")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a feed. ``id`` is a tag URI (RFC 4151), for ever; texts are plain.

    ``html`` is our own safe markup in which formulas are MathML, ``simple`` the same without.
    """

    id: str
    link: str
    title: str
    published: date
    updated: date
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str = ""
    html: str = ""
    simple: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: ``base`` is its address without an ending, ``home`` the page it belongs to.

    ``make`` gives its items, newest first; ``since`` dates a feed without any.
    """

    base: str
    id: str
    title: str
    about: str
    root: str
    home: str
    language: str
    since: date
    make: Callable[[], tuple[Item, ...]]
    hub: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """Its items, made at each call."""
        return self.make()


@dataclass(frozen=True, slots=True)
class Format:
    """A format of feeds: its name for readers, its ending and its media type."""

    name: str
    ending: str
    media: str


RSS_FORMAT = Format("RSS", ".xml", "application/rss+xml")
ATOM_FORMAT = Format("Atom", ".atom", "application/atom+xml")
JSON_FORMAT = Format("JSON Feed", ".json", "application/feed+json")
FORMATS = (RSS_FORMAT, ATOM_FORMAT, JSON_FORMAT)


def formats_of(contributor: Contributor) -> tuple[Format, ...]:
    """Return the formats of the feed of an author or an organisation: of the many that nobody names, one."""
    if contributor.is_named:
        return FORMATS
    return (ATOM_FORMAT,)


def written(feed: Feed, media: str) -> bytes:
    """Return the feed in the format of a media type."""
    items = feed.items
    if media == JSON_FORMAT.media:
        return _json(feed, items)
    days = [item.updated for item in items]
    updated = max(days, default=feed.since)
    write_tree = _rss if media == RSS_FORMAT.media else _atom
    tree = write_tree(feed, items, updated)
    return _xml(tree, feed)


def opml(title: str, root: str, feeds: Iterable[Feed]) -> bytes:
    """Return a list of the feeds as RSS, for feed readers to take in at once (OPML 2.0)."""
    tree = ET.Element("opml", version="2.0")
    head = ET.SubElement(tree, "head")
    ET.SubElement(head, "title").text = clean(title)
    body = ET.SubElement(tree, "body")
    for feed in feeds:
        name = clean(feed.title)
        attributes = {
            "type": "rss",
            "text": name,
            "title": name,
            "xmlUrl": root + feed.base + RSS_FORMAT.ending,
            "htmlUrl": root + feed.home,
        }
        ET.SubElement(body, "outline", attributes)
    return _bytes(tree)


# A paper stands in the feed of all and in those of its topics.
_cached = lru_cache(maxsize=1 << 12)


# -- RSS 2.0 (RSS Advisory Board, 2.0.11) --------------------------------------------------------


def _rss(feed: Feed, items: Iterable[Item], updated: date) -> ET.Element:
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add_text(channel, "title", _untagged(feed.title))
    _add_text(channel, "link", feed.root + feed.home)
    _add_text(channel, "description", _untagged(feed.about))
    _add_text(channel, "language", feed.language)
    for link in _links(feed, RSS_FORMAT):
        _add_link(channel, link)
    _add_text(channel, "lastBuildDate", _rfc822(updated))
    for item in items:
        channel.append(_rss_item(item))
        channel[-1].tail = "\n"
    return rss


@_cached
def _rss_item(item: Item) -> ET.Element:
    element = ET.Element("item")
    _add_text(element, "title", _untagged(item.title))
    _add_text(element, "link", item.link)
    _add_text(element, "guid", item.id, isPermaLink="false")
    _add_text(element, "pubDate", _rfc822(item.published))
    for author in item.authors:
        _add_text(element, f"{{{DC}}}creator", author)
    for category in item.categories:
        _add_text(element, "category", _untagged(category))
    # Readers take it for HTML, and want it before the content.
    summary = clean(item.summary) or item.title
    _add_text(element, "description", escape(summary, quote=False))
    _add_text(element, f"{{{CONTENT}}}encoded", item.simple)
    return element


def _untagged(words: str) -> str:
    """Words in which nothing looks like a tag: some readers take text for HTML and would swallow it."""
    return _TAG.sub(_replace_brackets, words)


def _replace_brackets(tag: re.Match[str]) -> str:
    return tag[0].translate(_OTHER_BRACKETS)


def _rfc822(day: date) -> str:
    """Return a day as in RFC 822 with a four-digit year, in English whatever the locale; midnight UTC."""
    return format_datetime(_midnight(day), usegmt=True)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


# -- Atom (RFC 4287) -----------------------------------------------------------------------------


def _atom(feed: Feed, items: Iterable[Item], updated: date) -> ET.Element:
    root = ET.Element(f"{{{ATOM}}}feed", {_LANGUAGE: feed.language})
    _add_construct(root, "title", feed.title)
    _add_construct(root, "subtitle", feed.about)
    _add_atom(root, "id", feed.id)
    _add_atom(root, "updated", _rfc3339(updated, feed.id))
    for link in _links(feed, ATOM_FORMAT):
        _add_link(root, link)
    home = _Link("alternate", feed.root + feed.home, "text/html")
    _add_link(root, home)
    _add_person(root, feed.title)
    for item in items:
        root.append(_atom_entry(item))
        root[-1].tail = "\n"
    return root


@_cached
def _atom_entry(item: Item) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _add_construct(entry, "title", item.title)
    _add_atom(entry, "id", item.id)
    _add_atom(entry, "published", _rfc3339(item.published, item.id))
    _add_atom(entry, "updated", _rfc3339(item.updated, item.id))
    link = _Link("alternate", item.link, "text/html")
    _add_link(entry, link)
    for author in item.authors:
        _add_person(entry, author)
    for category in item.categories:
        ET.SubElement(entry, f"{{{ATOM}}}category", term=clean(category))
    _add_construct(entry, "summary", item.summary)
    if item.html:
        content = ET.SubElement(entry, f"{{{ATOM}}}content", type="xhtml")
        content.append(_xhtml(item.html))
    return entry


def _xhtml(markup: str) -> ET.Element:
    """Return our markup as XHTML, its formulas as MathML, both without prefixes: readers expect none."""
    root = ET.fromstring(f"<div>{markup}</div>")
    for formula in root.iter("math"):
        for element in formula.iter():
            unknown = element.attrib.keys() - _KNOWN_TO_READERS
            for name in unknown:
                del element.attrib[name]
        formula.set("xmlns", MATHML)
    root.set("xmlns", XHTML)
    return root


def _add_construct(parent: ET.Element, tag: str, text: str) -> None:
    """Add a text construct; a text that could be taken for HTML is marked as HTML, and escaped."""
    _add_atom(parent, tag, text)
    line = clean(text)
    if "<" in line or "&" in line:
        construct = parent[-1]
        construct.text = escape(line, quote=False)
        construct.set("type", "html")


def _add_person(parent: ET.Element, name: str) -> None:
    plain_name = clean(_untagged(name))
    if plain_name:
        author = ET.SubElement(parent, f"{{{ATOM}}}author")
        _add_atom(author, "name", plain_name)


def _add_atom(parent: ET.Element, tag: str, text: str) -> None:
    _add_text(parent, f"{{{ATOM}}}{tag}", text)


def _rfc3339(day: date, key: str) -> str:
    """Return the day with a fraction of its first second that is the item's own.

    Validators warn of entries with the same time, and a day is all that we know of most.
    """
    digest = sha256(key.encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    microseconds = number % 1_000_000
    moment = _midnight(day)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds:06d}Z"


# -- JSON Feed 1.1 -------------------------------------------------------------------------------


def _json(feed: Feed, items: Iterable[Item]) -> bytes:
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": feed.root + feed.home,
        "feed_url": feed.root + feed.base + JSON_FORMAT.ending,
        "description": clean(feed.about),
        "language": feed.language,
    }
    if feed.hub:
        hub = {"type": "WebSub", "url": feed.hub}
        document["hubs"] = [hub]
    document["items"] = [_json_item(item) for item in items]
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _json_item(item: Item) -> dict[str, object]:
    authors = []
    for author in item.authors:
        name = clean(author)
        if name:
            authors.append({"name": name})
    values: dict[str, object] = {
        "id": item.id,
        "url": item.link,
        "title": clean(item.title),
        "content_html": item.html or item.simple or "<p></p>",
        "summary": clean(item.summary),
        "date_published": _rfc3339(item.published, item.id),
        "date_modified": _rfc3339(item.updated, item.id),
        "authors": authors,
        "tags": [clean(category) for category in item.categories],
    }
    return {key: value for key, value in values.items() if value not in ("", [])}


# -- what they share -----------------------------------------------------------------------------


class _Link(NamedTuple):
    """A link of a feed or an item: its relation, address and media type, which may be empty."""

    relation: str
    url: str
    media: str = ""


def _links(feed: Feed, own: Format) -> Iterator[_Link]:
    """Yield the links to the feed itself and to its hub."""
    own_url = feed.root + feed.base + own.ending
    yield _Link("self", own_url, own.media)
    if feed.hub:
        yield _Link("hub", feed.hub)


def _add_link(parent: ET.Element, link: _Link) -> None:
    attributes = {"rel": link.relation, "href": link.url}
    if link.media:
        attributes["type"] = link.media
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _add_text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    line = clean(text)
    if line:
        element = ET.SubElement(parent, tag, attributes)
        element.text = line


def _xml(tree: ET.Element, feed: Feed) -> bytes:
    """Return a feed with our style sheet, so that it can be read when it is opened in a browser.

    CSS, since browsers are about to forget XSLT.
    """
    depth = feed.base.count("/")
    root = "../" * depth
    instruction = f'<?xml-stylesheet type="text/css" href="{root}assets/feed.css"?>'
    declaration, _, body = _bytes(tree).partition(b"\n")
    return b"\n".join([declaration, instruction.encode(), body])


def _bytes(tree: ET.Element) -> bytes:
    for prefix, uri in _PREFIXES:
        ET.register_namespace(prefix, uri)
    if tree.tag.startswith(f"{{{ATOM}}}"):
        ET.register_namespace("", ATOM)  # old readers know Atom's elements only without a prefix
    # As one text and encoded at once: ElementTree encodes each of its thousand pieces by itself.
    text = ET.tostring(tree, encoding="unicode")
    text = f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n"
    # As the RSS Profile writes them where words are no HTML; to a parser they are the same.
    text = text.replace("&amp;", "&#x26;")
    text = text.replace("&lt;", "&#x3C;")
    return text.encode("utf-8", "xmlcharrefreplace")
