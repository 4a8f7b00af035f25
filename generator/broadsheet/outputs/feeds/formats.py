"""One feed in three formats: RSS 2.0, Atom and JSON Feed; and OPML, a list of feeds.

Written with the standard library's XML writer: the one well-kept feed library (feedgen) knows no
JSON Feed, takes its dates from the clock and needs a compiled parser, and this is a page of code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from html import escape
from xml.etree import ElementTree as ET

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


def written(feed: Feed, media: str) -> bytes:
    """The feed in the format of a media type."""
    items = feed.items
    if media == JSON_FORMAT.media:
        return _json(feed, items)
    updated = max((item.updated for item in items), default=feed.since)
    tree = _rss(feed, items, updated) if media == RSS_FORMAT.media else _atom(feed, items, updated)
    return _xml(tree, feed)


def opml(title: str, root: str, feeds: Iterable[Feed]) -> bytes:
    """A list of the feeds as RSS, for feed readers to take in at once (OPML 2.0)."""
    tree = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(tree, "head"), "title").text = clean(title)
    body = ET.SubElement(tree, "body")
    for feed in feeds:
        name = clean(feed.title)
        where = {"xmlUrl": root + feed.base + RSS_FORMAT.ending, "htmlUrl": root + feed.home}
        ET.SubElement(body, "outline", {"type": "rss", "text": name, "title": name, **where})
    return _bytes(tree)


# A paper stands in the feed of all and in those of its topics.
_kept = lru_cache(maxsize=1 << 12)


# -- RSS 2.0 (RSS Advisory Board, 2.0.11) --------------------------------------------------------


def _rss(feed: Feed, items: Iterable[Item], updated: date) -> ET.Element:
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", _untagged(feed.title))
    _add(channel, "link", feed.root + feed.home)
    _add(channel, "description", _untagged(feed.about))
    _add(channel, "language", feed.language)
    for rel, href, media in _links(feed, RSS_FORMAT):
        ET.SubElement(channel, f"{{{ATOM}}}link", _attributes(rel, href, media))
    _add(channel, "lastBuildDate", _rfc822(updated))
    for item in items:
        channel.append(_rss_item(item))
        channel[-1].tail = "\n"
    return rss


@_kept
def _rss_item(item: Item) -> ET.Element:
    element = ET.Element("item")
    _add(element, "title", _untagged(item.title))
    _add(element, "link", item.link)
    _add(element, "guid", item.id, isPermaLink="false")
    _add(element, "pubDate", _rfc822(item.published))
    for author in item.authors:
        _add(element, f"{{{DC}}}creator", author)
    for category in item.categories:
        _add(element, "category", _untagged(category))
    # Readers take it for HTML, and want it before the content.
    _add(element, "description", escape(clean(item.summary) or item.title, quote=False))
    _add(element, f"{{{CONTENT}}}encoded", item.simple)
    return element


def _untagged(words: str) -> str:
    """Words in which nothing looks like a tag: some readers take text for HTML and would swallow it."""
    return _TAG.sub(lambda match: match[0].replace("<", "‹").replace(">", "›"), words)


def _rfc822(day: date) -> str:
    """RFC 822 with a four-digit year, in English whatever the locale; midnight UTC."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


# -- Atom (RFC 4287) -----------------------------------------------------------------------------


def _atom(feed: Feed, items: Iterable[Item], updated: date) -> ET.Element:
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _tell(root, "title", feed.title)
    _tell(root, "subtitle", feed.about)
    _say(root, "id", feed.id)
    _say(root, "updated", _rfc3339(updated, feed.id))
    for rel, href, media in (*_links(feed, ATOM_FORMAT), ("alternate", feed.root + feed.home, "text/html")):
        ET.SubElement(root, f"{{{ATOM}}}link", _attributes(rel, href, media))
    _person(root, feed.title)
    for item in items:
        root.append(_atom_entry(item))
        root[-1].tail = "\n"
    return root


@_kept
def _atom_entry(item: Item) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _tell(entry, "title", item.title)
    _say(entry, "id", item.id)
    _say(entry, "published", _rfc3339(item.published, item.id))
    _say(entry, "updated", _rfc3339(item.updated, item.id))
    ET.SubElement(entry, f"{{{ATOM}}}link", _attributes("alternate", item.link, "text/html"))
    for author in item.authors:
        _person(entry, author)
    for category in item.categories:
        ET.SubElement(entry, f"{{{ATOM}}}category", term=clean(category))
    _tell(entry, "summary", item.summary)
    if item.html:
        ET.SubElement(entry, f"{{{ATOM}}}content", type="xhtml").append(_xhtml(item.html))
    return entry


def _xhtml(markup: str) -> ET.Element:
    """Our markup as XHTML, its formulas as MathML, both without prefixes, which readers do not expect."""
    root = ET.fromstring(f"<div>{markup}</div>")
    for formula in root.iter("math"):
        for element in formula.iter():
            for name in element.attrib.keys() - _KNOWN_TO_READERS:
                del element.attrib[name]
        formula.set("xmlns", MATHML)
    root.set("xmlns", XHTML)
    return root


def _tell(parent: ET.Element, tag: str, text: str) -> None:
    """A text construct. Words that could be taken for HTML are said to be HTML, in which they are text."""
    _say(parent, tag, text)
    if re.search("[<&]", clean(text)):
        parent[-1].text = escape(clean(text), quote=False)
        parent[-1].set("type", "html")


def _person(parent: ET.Element, name: str) -> None:
    if said := clean(_untagged(name)):
        _say(ET.SubElement(parent, f"{{{ATOM}}}author"), "name", said)


def _say(parent: ET.Element, tag: str, text: str) -> None:
    if said := clean(text):
        ET.SubElement(parent, f"{{{ATOM}}}{tag}").text = said


def _rfc3339(day: date, key: str) -> str:
    """The day with a fraction of its first second that is the item's own.

    Validators warn of entries with the same time, and a day is all that we know of most.
    """
    micro = int.from_bytes(sha256(key.encode()).digest()[:8], "big") % 1_000_000
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(microseconds=micro)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{micro:06d}Z"


# -- JSON Feed 1.1 -------------------------------------------------------------------------------


def _json(feed: Feed, items: Iterable[Item]) -> bytes:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": feed.root + feed.home,
        "feed_url": feed.root + feed.base + JSON_FORMAT.ending,
        "description": clean(feed.about),
        "language": feed.language,
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        "items": [_json_item(item) for item in items],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item) -> dict[str, object]:
    told: dict[str, object] = {
        "id": item.id,
        "url": item.link,
        "title": clean(item.title),
        "content_html": item.html or item.simple or "<p></p>",
        "summary": clean(item.summary),
        "date_published": _rfc3339(item.published, item.id),
        "date_modified": _rfc3339(item.updated, item.id),
        "authors": [{"name": name} for name in map(clean, item.authors) if name],
        "tags": [clean(category) for category in item.categories],
    }
    return {key: value for key, value in told.items() if value not in ("", [])}


# -- what they share -----------------------------------------------------------------------------


def _links(feed: Feed, own: Format) -> Iterator[tuple[str, str, str]]:
    """Relation, address and media type of the feed itself and of its hub."""
    yield "self", feed.root + feed.base + own.ending, own.media
    if feed.hub:
        yield "hub", feed.hub, ""


def _attributes(rel: str, href: str, media: str) -> dict[str, str]:
    return {"rel": rel, "href": href, **({"type": media} if media else {})}


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    if said := clean(text):
        ET.SubElement(parent, tag, attributes).text = said


def _xml(tree: ET.Element, feed: Feed) -> bytes:
    """With our style sheet, so that a feed opened in a browser can be read; browsers are about to
    forget XSLT."""
    sheet = "../" * feed.base.count("/") + "assets/feed.css"
    head, _, body = _bytes(tree).partition(b"\n")
    return head + f'\n<?xml-stylesheet type="text/css" href="{sheet}"?>\n'.encode() + body


def _bytes(tree: ET.Element) -> bytes:
    for prefix, uri in _PREFIXES:
        ET.register_namespace(prefix, uri)
    if tree.tag.startswith(f"{{{ATOM}}}"):
        ET.register_namespace("", ATOM)  # old readers know Atom's elements only without a prefix
    # As one text and encoded at once: ElementTree encodes each of its thousand pieces by itself.
    data = "<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(tree, encoding="unicode") + "\n"
    # As the RSS Profile writes them where words are no HTML; to a parser they are the same.
    return data.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;").encode("utf-8", "xmlcharrefreplace")
