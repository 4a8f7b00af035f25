"""Any RSS, Atom or JSON feed: journals, laboratories, blogs (RSS 0.9 to 2.0, RFC 4287, JSON Feed 1.1).

A feed holds what is newest, however many days that are: each item counts for the day that its
date names, and one without a date, or of a day still to come, for the day of the reading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote
from xml.sax import SAXException

import feedparser  # type: ignore[import-untyped]

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources import batches
from broadsheet.fetching.xml import is_well_formed, refuse_document_type
from broadsheet.model.ids import arxiv_id, arxiv_in, bare_doi, doi_id, local_id
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import SourceKind
from broadsheet.text.html import plain
from broadsheet.text.plain import clean, shorten

KIND = SourceKind(name="feed", has_weekends=True, items_dated=False)
LONGEST_TITLE = 1000  # characters
LONGEST_ABSTRACT = 5000  # some feeds give whole articles, which are not ours to show
MOST_KEYWORDS = 20
LONGEST_HEAD = 30  # characters of a source's name in an id
LONGEST_BROKEN = 8 * 1024 * 1024  # bytes; the lenient parser takes up to nine seconds for each MB
_JSON_FEED = "https://jsonfeed.org/version/"
_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>")
_TAIL = 200  # bytes after the last item in which a feed has its end
# Where publishers put a DOI into the address of an article.
_DOI_IN_PATH = re.compile(
    r"https?://[^/?#]+/(?:doi|content|articles?|chapter)/(?:[a-z]+/)*(10\.[^?#]+)", re.I
)
_VERSION = re.compile(r"v[0-9]{1,3}(?:\.(?:full|abstract|short))?(?:-text)?$", re.ASCII)
_OAI = "oai:arxiv.org:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item of a feed, whatever its format: ``names`` are its own ids, ``links`` absolute."""

    title: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    journal: str = ""
    key: str = ""
    names: tuple[str, ...] = ()
    link: str = ""
    day: date | None = None


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch for each day that the feed reaches back to; all days fail where the feed does.

    Of days before its oldest item a feed says nothing, and so does this. Items without a date
    count for ``today``.
    """
    if not days:
        return
    try:
        yield from web.get(source.url, {}, lambda body: parse(body, source, days, today))
    except (SourceError, WebError) as error:
        yield from (Batch(day=day, failed=str(error)) for day in days)


def parse(body: bytes, source: SourceConfig, days: Sequence[date], today: date) -> tuple[Batch, ...]:
    """The batches of one feed; SourceError where it is none, or is cut off."""
    items = (
        _json_items(body, source) if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _items(body, source)
    )
    dated = [(item, _day(item, today)) for item in items]
    oldest = min((day for _, day in dated), default=today)
    found = (
        batches.DatedItem(day, _read(item, n, source, day, today))
        for n, (item, day) in enumerate(dated, start=1)
    )
    return tuple(batches.group_by_day(found, [day for day in days if day >= oldest]))


def _day(item: _Item, today: date) -> date:
    return min(item.day, today) if item.day else today


def _items(body: bytes, source: SourceConfig) -> list[_Item]:
    """The items of an RSS or Atom feed, also of one that is not well-formed but whole."""
    if not body.strip():
        raise SourceError("answered nothing where a feed was to be")
    refuse_document_type(body)
    if len(body) > LONGEST_BROKEN and not is_well_formed(body):
        raise SourceError(f"answered {len(body) >> 20} MB of a feed that is not well-formed")
    try:
        # A stream, since a text would be taken for an address or a file to open.
        read = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-location": source.url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        broken = isinstance(read.get("bozo_exception"), SAXException)
        if broken and (not read.entries or not _is_whole(body)):
            raise SourceError(_what_is_wrong(read))
        if not read.version and not read.entries:
            raise SourceError("answered something that is not a feed")
        return [_item(entry, source) for entry in read.entries]
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # its lenient parser fails in many ways, all of them for one reason
        raise SourceError(f"answered a feed that cannot be read ({type(error).__name__})") from error


def _is_whole(body: bytes) -> bool:
    """Whether the end of the feed is there: what was cut off on its way is asked for again."""
    return any(end in body[-_TAIL:].replace(b"\0", b"").lower() for end in _ENDS)


def _what_is_wrong(read: Any) -> str:
    said = shorten(clean(str(read.bozo_exception).rpartition(":")[2]), 100)
    what = "a feed that is cut off or broken" if read.version else "something that is not a feed"
    return f"answered {what}: {said}"


def _item(entry: Any, source: SourceConfig) -> _Item:
    link = json_values.address(entry.get("link"), source.url)
    key = json_values.text(entry.get("id"))
    own = ("prism_doi", "dc_identifier", "prism_identifier", "citation_doi", "arxiv_doi")
    return _Item(
        title=_words(entry.get("title"), entry.get("title_detail")),
        summary=_words(entry.get("summary"), entry.get("summary_detail")) or _content(entry),
        authors=tuple(_authors([_person(json_values.as_dict(one)) for one in entry.get("authors") or ()])),
        keywords=json_values.texts([json_values.as_dict(tag).get("term") for tag in entry.get("tags") or ()]),
        journal=json_values.text(entry.get("prism_publicationname")),
        key=key or link,
        names=(*(json_values.text(entry.get(name)) for name in own), key, link),
        link=link or json_values.address(key),
        day=_date(entry, "published") or _date(entry, "updated") or _date(entry, "created"),
    )


def _words(value: object, detail: object) -> str:
    """A text as its reader would see it: plain text stays, whatever it looks like."""
    if not isinstance(value, str):
        return ""
    return clean(value) if json_values.as_dict(detail).get("type") == "text/plain" else plain(value)


def _content(entry: Any) -> str:
    pieces = (json_values.as_dict(piece) for piece in entry.get("content") or ())
    return next(filter(None, (_words(piece.get("value"), piece) for piece in pieces)), "")


def _date(entry: Any, name: str) -> date | None:
    """The date as it is written; the parser's reading, in UTC, where it is written in another way."""
    if name not in entry:
        return None
    written = json_values.day(entry[name])
    read = dict.get(entry, f"{name}_parsed")
    if written or not read:
        return written
    try:
        return date(read.tm_year, read.tm_mon, read.tm_mday)
    except ValueError:
        return None


def _person(detail: dict[str, Any]) -> str:
    """A name, without the rest of an address that the parser took for shorter than it is."""
    name = json_values.text(detail.get("name"))
    if "email" not in detail:
        return name
    name = name.rpartition("(")[2].strip(" )")
    return "" if name.islower() and " " not in name else name


def _authors(names: Sequence[object]) -> Iterator[str]:
    """Names one by one, also where a feed has all of them in one field."""
    given = tuple(filter(None, map(json_values.text, names)))
    for name in given if len(given) > 1 else _apart(given[0]) if given else ():
        if "@" not in name:
            yield name


def _apart(names: str) -> tuple[str, ...]:
    """``Ada Example, Bo Sample and Cy Third`` as three; ``Example, Ada`` stays one."""
    if ";" in names:
        return tuple(filter(None, (name.strip() for name in names.split(";"))))
    parts = tuple(filter(None, (part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", names))))
    return parts if all(" " in part for part in parts) else (names,)


def _json_items(body: bytes, source: SourceConfig) -> list[_Item]:
    value = json_values.as_dict(json_values.parse_json(body.removeprefix(b"\xef\xbb\xbf")))
    if not json_values.text(value.get("version")).startswith(_JSON_FEED) or not isinstance(
        value.get("items"), list
    ):
        raise SourceError("answered JSON that is not a JSON Feed")
    return [_json_item(json_values.as_dict(item), source) for item in value["items"]]


def _json_item(item: dict[str, Any], source: SourceConfig) -> _Item:
    link = json_values.address(item.get("url"), source.url)
    external = json_values.address(item.get("external_url"), source.url)
    key = json_values.text(item.get("id")) or str(json_values.count(item.get("id")) or "")
    html = item.get("content_html")
    people = item.get("authors") or [item.get("author")]  # ``author`` in version 1.0
    return _Item(
        title=json_values.text(item.get("title")),
        summary=json_values.text(item.get("summary"))
        or json_values.text(item.get("content_text"))
        or (plain(html) if isinstance(html, str) else ""),
        authors=tuple(_authors([person.get("name") for person in json_values.records(people)])),
        keywords=json_values.texts(item.get("tags")),
        key=key or link or external,
        names=(key, external, link),
        link=link or external or json_values.address(key),
        day=json_values.day(item.get("date_published")) or json_values.day(item.get("date_modified")),
    )


def _read(item: _Item, number: int, source: SourceConfig, day: date, today: date) -> Paper | Rejection:
    """A paper, known by its arXiv id or DOI where the item names one, else by the item's own id."""
    if not item.title:
        return batches.reject(item.key or f"item {number}", "", "no title")
    arxiv = next(filter(None, map(_arxiv, item.names)), "")
    doi = next(filter(None, map(_doi, item.names)), "")
    own = local_id(source.name[:LONGEST_HEAD].strip("-"), item.key or item.title)
    return Paper(
        id=arxiv or (doi_id(doi) if doi else own),
        title=shorten(item.title, LONGEST_TITLE),
        abstract=shorten(item.summary, LONGEST_ABSTRACT),
        authors=item.authors,
        published=item.day if item.day and item.day <= today else None,
        keywords=item.keywords[:MOST_KEYWORDS],
        doi=doi,
        journal=item.journal,
        sightings=(Sighting(source.name, day, item.link),),
    )


def _arxiv(name: str) -> str:
    """The bare arXiv id that an id or an address of an item names, or empty."""
    if name.lower().startswith(_OAI):
        return arxiv_id(name[len(_OAI) :]) or ""
    return arxiv_id(arxiv_in(name) or "") or ""


def _doi(name: str) -> str:
    """The DOI that an id or an address of an item names, or empty; arXiv's own DOIs are none here."""
    if arxiv_in(name):
        return ""
    if doi := bare_doi(name):
        return doi
    found = _DOI_IN_PATH.match(unquote(name))
    return bare_doi(_VERSION.sub("", found[1].rstrip("/"))) if found else ""
