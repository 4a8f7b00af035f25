"""The feed of the whole site, RSS 2.0 (RSS Advisory Board, 2.0.11) with ``atom:link rel=self``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from generator import addresses
from generator.library import Library
from generator.model import Entry, Paper
from generator.tex import to_text
from generator.text import clean, shorten
from generator.tree import OutFile

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
NAMED_AUTHORS = 10  # a paper may have thousands


def feeds(library: Library) -> Iterator[OutFile]:
    """``feed.xml``: the newest papers of the whole site, newest day first."""
    yield OutFile(addresses.FEED, _bytes(_rss(library)))


def _rss(library: Library) -> ET.Element:
    site = library.site
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", site.name)
    _add(channel, "link", site.url)
    _add(channel, "description", site.tagline or site.name)
    _add(channel, "language", site.language)
    link = {"href": site.url + addresses.FEED, "rel": "self", "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{ATOM}}}link", link)
    if library.newest:
        _add(channel, "lastBuildDate", _stamp(library.last_read or library.newest.period.start))
    for entry in library.shown[: site.feed_papers]:
        channel.append(_item(entry, site.url))
    return rss


def _item(entry: Entry, root: str) -> ET.Element:
    paper = entry.paper
    link = root + addresses.paper(paper.id)
    item = ET.Element("item")
    _add(item, "title", to_text(paper.title))
    _add(item, "link", link)
    _add(item, "guid", link, isPermaLink="true")
    _add(item, "pubDate", _stamp(paper.day))
    for author in paper.authors[:NAMED_AUTHORS]:
        _add(item, f"{{{DC}}}creator", author)
    for topic in entry.topics:
        _add(item, "category", topic.name)
    _add(item, "description", "".join(_paragraphs(entry)))
    return item


def _paragraphs(entry: Entry) -> Iterator[str]:
    """The item's body as HTML, which the XML writer then escapes once more."""
    paper = entry.paper
    yield _paragraph(_byline(paper))
    if entry.note.takeaway:
        yield _paragraph(entry.note.takeaway)
    if paper.abstract:
        yield _paragraph(to_text(paper.abstract))
    places = [("arXiv", f"https://arxiv.org/abs/{paper.arxiv}" if paper.arxiv else "")]
    places += [("Code", paper.code), ("Project", paper.project), ("Discussion", paper.discussion)]
    links = [f'<a href="{escape(url)}">{name}</a>' for name, url in places if url]
    if links:
        yield f"<p>{' · '.join(links)}</p>"


def _byline(paper: Paper) -> str:
    names = ", ".join(paper.authors[:NAMED_AUTHORS])
    more = len(paper.authors) - NAMED_AUTHORS
    people = f"{names} and {more} more" if more > 0 else names
    return " · ".join(part for part in (people, paper.organisation) if part)


def _paragraph(words: str) -> str:
    return f"<p>{escape(shorten(clean(words), 4000))}</p>" if words else ""


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = clean(text)


def _stamp(day: date) -> str:
    """RFC 822 with a four-digit year, in English whatever the locale; midnight UTC."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def _bytes(root: ET.Element) -> bytes:
    for prefix, uri in (("atom", ATOM), ("dc", DC)):
        ET.register_namespace(prefix, uri)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
