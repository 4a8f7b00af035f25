"""Any RSS, Atom or JSON feed: journals, laboratories, blogs (RSS 0.9 to 2.0, RFC 4287, JSON Feed 1.1).

A feed holds what is newest, however many days that are: each item counts for the day that its
date names, and one without a date, or of a day still to come, for the day of the reading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from xml.sax import SAXException

import feedparser  # type: ignore[import-untyped]

from broadsheet.errors import OtherDocument, SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.persons import Persons, read_bylines
from broadsheet.fetching.sources.batches import fail_days, group_by_day, reject
from broadsheet.fetching.sources.feed_abstracts import Abstract, read_abstract
from broadsheet.fetching.sources.feed_items import FeedItem, date_items
from broadsheet.fetching.sources.feed_vocabularies import cut_foreign_elements
from broadsheet.fetching.sources.journal_parts import find_journal_part
from broadsheet.fetching.sources.json_feed import is_json, parse_json_feed
from broadsheet.fetching.web_pages import find_linked_feed, is_web_page
from broadsheet.fetching.xml import is_well_formed, refuse_document_type
from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.doi_versions import split_version
from broadsheet.model.ids import arxiv_id, doi_id, local_id
from broadsheet.model.ledger import Batch, DatedItem, Rejection
from broadsheet.model.paper import Paper, Sighting, Version
from broadsheet.model.partial_dates import first_day_of
from broadsheet.model.site import SourceConfig
from broadsheet.model.venues import venue_name
from broadsheet.settings.source_kinds import SourceKind
from broadsheet.text.html import plain
from broadsheet.text.plain import clean, shorten

KIND = SourceKind(name="feed", has_weekends=True, items_dated=False, second_hand=True)
NO_PAPER = "no paper, but a part of the issue"
LONGEST_TITLE = 1000  # characters
LONGEST_ABSTRACT = 5000  # some feeds give whole articles, which are not ours to show
MAX_KEYWORDS = 20
LONGEST_PREFIX = 30  # characters of a source's name in an id
MAX_ITEMS = 10_000  # the parser takes a second for every two thousand
LONGEST_BROKEN = 8 * 1024 * 1024  # bytes; the lenient parser takes up to nine seconds for each MB
_LONGEST_PROBLEM = 100
_CLOSING_TAGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>")
_TAIL = 200  # bytes after the last item in which a feed has its end
_CUT_ADDRESS = re.compile(r"\.[a-zA-Z]{4}$")
_OAI_PREFIX = "oai:arxiv.org:"
# Elements beside ``id`` and ``link`` in which publishers put a DOI or another id of an item.
_ID_ELEMENTS = ("prism_doi", "dc_identifier", "prism_identifier", "citation_doi", "arxiv_doi")
# Elements in which an item has its date, the best first; the parser calls ``dc:date`` ``updated``.
_DATE_ELEMENTS = (
    *("published", "prism_publicationdate", "prism_publisheddate", "prism_onlinedate", "dcterms_available"),
    *("dcterms_date", "dc_issued", "created", "dc_created", "updated", "citation_publication_date"),
    *("citation_online_date", "prism_coverdate", "prism_coverdisplaydate", "dcterms_dateaccepted"),
)


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch for each day that the feed reaches back to; all days fail where the feed does.

    Of days before its oldest item a feed says nothing, and so does this. Items without a date
    count for ``today``.
    """
    if not days:
        return
    try:
        yield from web.get(source.url, {}, lambda body: parse(body, source, days, today))
    except (SourceError, WebError) as error:
        yield from fail_days(days, error)


def parse(body: bytes, source: SourceConfig, days: Sequence[date], today: date) -> tuple[Batch, ...]:
    """Return the batches of one feed; SourceError where it is none, or is cut off."""
    parse_items = parse_json_feed if is_json(body) else _parse_xml_feed
    items = parse_items(body, source)
    oldest = today
    dated_items = []
    for number, item in enumerate(date_items(items, today), start=1):
        day = _find_digest_day(item, today)
        oldest = min(oldest, day)
        paper = _make_paper(item, f"item {number}", source, day)
        dated_items.append(DatedItem(day, paper))
    reached_days = [day for day in days if day >= oldest]
    return tuple(group_by_day(dated_items, reached_days, today))


def _find_digest_day(item: FeedItem, today: date) -> date:
    if item.day is None:
        return today
    return min(item.day, today)


def _parse_xml_feed(body: bytes, source: SourceConfig) -> list[FeedItem]:
    """Return the items of an RSS or Atom feed, also of one that is not well-formed but whole."""
    if not body.strip():
        raise SourceError("answered nothing where a feed was to be")
    if is_web_page(body) and not _has_end(body):
        raise OtherDocument(_describe_web_page(body, source))
    refuse_document_type(body)
    items = body.count(b"<item") + body.count(b"<entry")
    if items > MAX_ITEMS:
        raise SourceError(f"answered a feed of {items:,} items; {MAX_ITEMS:,} are read at most")
    if len(body) > LONGEST_BROKEN and not is_well_formed(body):
        raise SourceError(f"answered {len(body) >> 20} MB of a feed that is not well-formed")
    try:
        return _parse_leniently(body, source)
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # its lenient parser fails in many ways, all of them for one reason
        raise SourceError(f"answered a feed that cannot be read ({type(error).__name__})") from error


def _describe_web_page(body: bytes, source: SourceConfig) -> str:
    linked_feed = find_linked_feed(body, source.url)
    if linked_feed:
        return f"answered a web page, not a feed; the page names its feed, give that as url: {linked_feed}"
    return "answered a web page, not a feed, and it names none; look for 'RSS' or 'Atom' on that site"


def _parse_leniently(body: bytes, source: SourceConfig) -> list[FeedItem]:
    feed = feedparser.parse(
        io.BytesIO(
            cut_foreign_elements(body)
        ),  # a stream, since a text would be taken for an address or a file to open
        response_headers={"content-location": source.url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    is_broken = isinstance(feed.get("bozo_exception"), SAXException)
    if is_broken and not (feed.entries and _has_end(body)):
        raise SourceError(_describe_problem(feed))
    if not feed.version and not feed.entries:
        raise SourceError("answered something that is not a feed")
    items = []
    is_typed = feed.version.startswith("atom")
    for entry in feed.entries:
        authors = _find_authors(entry, feed)
        items.append(_parse_entry(entry, source, authors, is_typed))
    return items


def _has_end(body: bytes) -> bool:
    """Return true where the feed is closed: what was cut off on its way is asked for again."""
    # Without the zero bytes UTF-16 spells the tags as ASCII does.
    tail = body[-_TAIL:].replace(b"\0", b"").lower()
    return any(tag in tail for tag in _CLOSING_TAGS)


def _describe_problem(feed: Any) -> str:
    problem = str(feed.bozo_exception).rpartition(":")[2]
    short_problem = shorten(clean(problem), _LONGEST_PROBLEM)
    if feed.version:
        return f"answered a feed that is cut off or broken: {short_problem}"
    return f"answered something that is not a feed: {short_problem}"


def _parse_entry(entry: Any, source: SourceConfig, authors: Persons, is_typed: bool) -> FeedItem:
    """Return an entry as feedparser gives it, of whatever version of RSS or Atom.

    Only Atom ``is_typed``, and says whether a text is HTML; of RSS the parser guesses.
    """
    link = json_values.address(entry.get("link"), source.url)
    key = json_values.text(entry.get("id"))
    abstract = _find_abstract(entry, authors, is_typed)
    names = [json_values.text(entry.get(element)) for element in _ID_ELEMENTS]
    return FeedItem(
        title=_to_plain_text(entry.get("title"), entry.get("title_detail"), is_typed),
        summary=abstract.text,
        authors=abstract.authors,
        keywords=_find_keywords(entry),
        journal=venue_name(json_values.text(entry.get("prism_publicationname"))),
        key=key or link,
        names=(*names, key, link),
        link=link or json_values.address(key),
        dates=_find_dates(entry),
    )


def _to_plain_text(value: object, detail: object, is_typed: bool) -> str:
    """Return a text as its reader would see it: what is said to be plain stays, whatever it looks like."""
    if not isinstance(value, str):
        return ""
    if _is_plain_text(detail, is_typed):
        return clean(value)
    return plain(value)


def _is_plain_text(detail: object, is_typed: bool) -> bool:
    media_type = json_values.as_dict(detail).get("type")
    return is_typed and media_type == "text/plain"


def _find_abstract(entry: Any, authors: Persons, is_typed: bool) -> Abstract:
    """Return what an entry says of itself: its summary, else the first of its contents that says anything."""
    pieces = [(entry.get("summary"), entry.get("summary_detail"))]
    for content in entry.get("content") or ():
        detail = json_values.as_dict(content)
        pieces.append((detail.get("value"), detail))
    abstract = Abstract("", authors)
    for value, detail in pieces:
        if isinstance(value, str) and not _is_plain_text(detail, is_typed):
            abstract = read_abstract(value, abstract.authors)
        else:
            abstract = Abstract(_to_plain_text(value, detail, is_typed), abstract.authors)
        if abstract.text:
            break
    return abstract


def _find_authors(entry: Any, feed: Any) -> Persons:
    """Return the authors of an entry, else of its source, else of an Atom feed (RFC 4287, 4.2.1)."""
    holders = [entry, json_values.as_dict(entry.get("source"))]
    if feed.version.startswith("atom"):  # in RSS the channel has an editor, not the author of its items
        holders.append(feed.feed)
    for holder in holders:
        names = [_restore_name(author) for author in holder.get("authors") or ()]
        if any(names):
            return read_bylines(names)
    return Persons()


def _restore_name(author: dict[str, Any]) -> str:
    """Return a name as it was typed, where the parser cut an address out of it that it took for shorter."""
    name = author.get("name") or ""
    address = author.get("email")
    if not name or not address:
        return name
    if _is_rest_of_address(name, address):
        return ""
    if name.count(")") > name.count("("):
        name = f" ({name}"
    if name.count("(") > name.count(")"):
        before, _, inside = name.partition("(")
        is_address_first = not before.strip() or _is_rest_of_address(before.strip(), address)
        return f"{address}{name})" if is_address_first else f"{before}({address}{inside})"
    return name.replace("<", f"<{address}", 1)


def _is_rest_of_address(text: str, address: str) -> bool:
    """Return true for the end of an address that the parser cut off, since it knows no longer domain."""
    return text.islower() and text.isalnum() and _CUT_ADDRESS.search(address) is not None


def _find_keywords(entry: Any) -> tuple[str, ...]:
    terms = []
    for tag in entry.get("tags") or ():
        detail = json_values.as_dict(tag)
        terms.append(detail.get("term"))
    return json_values.texts(terms)


def _find_dates(entry: Any) -> tuple[str, ...]:
    # The parser's own ``get`` answers with another date where this one is missing.
    return json_values.texts([dict.get(entry, element) for element in _DATE_ELEMENTS])


def _make_paper(item: FeedItem, label: str, source: SourceConfig, day: date) -> Paper | Rejection:
    """Return a paper, known by its arXiv id or DOI where the item names one, else by the item's own id."""
    if not item.title:
        return reject(item.key or label, "", "no title", item.link)
    part = find_journal_part(item.title)
    if part:
        return reject(item.key or label, item.title, f"{NO_PAPER}: {part}", item.link)
    doi = _find_first(_find_doi, item.names)
    # A date ahead of the reading is no date of publication.
    published = item.published
    if published and first_day_of(published) > day:
        published = None
    return Paper(
        id=_make_id(item, doi, source),
        title=shorten(item.title, LONGEST_TITLE),
        abstract=shorten(item.summary, LONGEST_ABSTRACT),
        authors=item.authors.names,
        more_authors=item.authors.more,
        published=published,
        keywords=item.keywords[:MAX_KEYWORDS],
        doi=doi,
        journal=item.journal,
        versions=_find_versions(doi),
        sightings=(Sighting(source.name, day, item.link),),
    )


def _make_id(item: FeedItem, doi: str, source: SourceConfig) -> str:
    paper_id = _find_first(_find_arxiv_id, item.names)
    if paper_id:
        return paper_id
    if doi:
        return doi_id(split_version(doi).doi)
    prefix = source.name[:LONGEST_PREFIX].strip("-")
    return local_id(prefix, item.key or item.title)


def _find_versions(doi: str) -> tuple[Version, ...]:
    """Return the version of a preprint that its DOI names, if it names one."""
    version = split_version(doi).version
    if not version:
        return ()
    return (Version(version),)


def _find_first(find: Callable[[str], str], names: Iterable[str]) -> str:
    """Return the first id that ``find`` sees in one of the names, or empty."""
    for name in names:
        paper_id = find(name)
        if paper_id:
            return paper_id
    return ""


def _find_arxiv_id(name: str) -> str:
    """Return the bare arXiv id that an id or an address of an item names, or empty."""
    if name.lower().startswith(_OAI_PREFIX):
        bare_name = name[len(_OAI_PREFIX) :]
        return arxiv_id(bare_name) or ""
    versioned_id = arxiv_in(name)
    if versioned_id is None:
        return ""
    return arxiv_id(versioned_id) or ""


def _find_doi(name: str) -> str:
    """Return the DOI that an id or an address of an item names, or empty; arXiv's own are none here."""
    if arxiv_in(name):
        return ""
    return doi_in(name)
