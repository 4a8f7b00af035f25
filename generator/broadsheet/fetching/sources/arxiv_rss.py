"""arXiv's lists as it announces them: ``GET /rss/cs.AI+cs.CL``, https://info.arxiv.org/help/rss.html.

The feed has the newest list and no other, and carries its date; at weekends and on holidays it is
empty. Days that it no longer has are read from the export API instead, under the same categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from broadsheet.errors import BroadsheetError, ErrorAnswer, NotAsked, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources import arxiv
from broadsheet.fetching.sources.arxiv_atom import withdrawn
from broadsheet.fetching.xml import parse_xml
from broadsheet.model.ids import arxiv_id, arxiv_in, arxiv_version, bare_doi
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Version
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import Setting, SettingType, SourceKind
from broadsheet.text.plain import clean, shorten

KIND = SourceKind(
    name="arxiv-rss",
    title="arXiv",
    url="https://rss.arxiv.org",
    home="https://arxiv.org",
    settings=(
        Setting(
            "categories",
            SettingType.TEXTS,
            "categories (`cs.CL`), or whole archives (`stat`)",
            required=True,
        ),
        Setting(
            "announce",
            SettingType.TEXTS,
            "which announcements are taken",
            choices=("new", "cross", "replace", "replace-cross"),
            default=("new", "cross"),
        ),
    ),
    days_complete=True,
    politeness=arxiv.POLITENESS,
)
MOST_ITEMS = 2000  # the feed ends there, and does not say so
# The API that knows past days, where the feed is arXiv's own; a mirror has both at one address.
API = {"https://rss.arxiv.org": "https://export.arxiv.org"}

_ARXIV = "{http://arxiv.org/schemas/atom}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_GUID = re.compile(r"oai:arxiv\.org:(.+)", re.IGNORECASE)
_ANNOUNCED = re.compile(r"Announce Type:\s*([a-z-]+)", re.IGNORECASE)
_ABSTRACT = re.compile(r"^.{0,200}?\bAbstract:\s*", re.IGNORECASE)
_AFFILIATION = re.compile(r"\([^()]*\)")
_REPLACEMENTS = ("replace", "replace-cross")
_IN_WORDS = {
    "new": "new",
    "cross": "a cross-list",
    "replace": "a replacement",
    "replace-cross": "a replacement of a cross-list",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one feed holds; ``day`` is None where neither it nor an item has a date."""

    day: date | None
    papers: tuple[Paper, ...]
    drops: tuple[Rejection, ...]

    @property
    def cap(self) -> str:
        """What the feed's own limit may have kept from us, in words."""
        full = len(self.papers) + len(self.drops) >= MOST_ITEMS
        return f"arXiv's feed ends at {MOST_ITEMS:,} items; ask for fewer categories" if full else ""


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch a day: of the feed's own day from the feed, of the others from the export API.

    The newest of ``days`` is empty as long as the feed still has an earlier list.
    """
    problem = ""
    try:
        listing = _read_feed(web, source)
    except NotAsked:
        raise
    except BroadsheetError as error:
        listing, problem = Listing(None, (), ()), str(error)
    past = []
    for day in days:
        if day == listing.day:
            yield Batch(day=day, papers=listing.papers, drops=listing.drops, cap=listing.cap)
        elif listing.day and listing.day < day == max(days):
            yield Batch(day=day)
        else:
            past.append(day)
    api = replace(source, url=API.get(source.url, source.url))
    for batch in arxiv.fetch(web, api, past, today):
        yield _mended(batch, source, problem)


def _mended(batch: Batch, source: SourceConfig, problem: str) -> Batch:
    """A batch of the API, of which only what ``announce`` asks for is kept."""
    if batch.failed:
        return replace(batch, failed=f"{problem}; {batch.failed}" if problem else batch.failed)
    kept, drops = [], list(batch.drops)
    for paper in batch.papers:
        kind = "new" if _is_in(paper.categories[:1], source.texts("categories")) else "cross"
        if kind in source.texts("announce"):
            kept.append(paper)
        else:
            drops.append(_not_asked_for(paper.id, paper.title, kind))
    return replace(batch, papers=tuple(kept), drops=tuple(drops))


def _is_in(categories: Sequence[str], wanted: Sequence[str]) -> bool:
    named = {place.removesuffix(".*").lower() for place in wanted}
    return any({one.lower(), one.lower().partition(".")[0]} & named for one in categories)


def _read_feed(web: Web, source: SourceConfig) -> Listing:
    categories = "+".join(source.texts("categories"))
    address = f"{source.url}/rss/{categories}"
    return web.get(address, {}, lambda body: parse(body, source))


def parse(body: bytes, source: SourceConfig) -> Listing:
    """The items of a feed (RSS 2.0); SourceError where it is none, or says what was wrong with the query."""
    feed = parse_xml(body)
    channel = feed.find("channel") if feed.tag == "rss" else None
    if channel is None:
        raise SourceError("answered XML that is not an RSS feed")
    if _text(channel, "title").startswith("Feed error"):
        raise ErrorAnswer(shorten(_text(channel, "description"), 200))
    items = channel.findall("item")
    dates = (_date(_text(place, "pubDate")) for place in (channel, *items))
    day = next(filter(None, dates), None)
    papers: dict[str, Paper] = {}
    drops = []
    for number, item in enumerate(items, start=1):
        read = _item(item, f"item {number}", source, day)
        if isinstance(read, Rejection):
            drops.append(read)
        elif read.id in papers:
            drops.append(Rejection(f"{read.id} again", read.title, "listed twice on this day"))
        else:
            papers[read.id] = read
    return Listing(day, tuple(papers.values()), tuple(drops))


def _item(item: Element, place: str, source: SourceConfig, day: date | None) -> Paper | Rejection:
    title = _text(item, "title")
    named = _name(item)
    paper_id = arxiv_id(named)
    if not named:
        return Rejection(place, shorten(title, 200), "no id")
    if paper_id is None:
        return Rejection(shorten(named, 60), shorten(title, 200), "the id is not an arXiv id")
    if not title:
        return Rejection(paper_id, "", "no title")
    if day is None:
        return Rejection(paper_id, shorten(title, 200), "neither the feed nor the item has a date")
    kind = _kind(item)
    if kind not in source.texts("announce"):
        return _not_asked_for(paper_id, title, kind)
    paper = _paper(item, paper_id, title, arxiv_version(named))
    if kind in _REPLACEMENTS:  # no news: it adds a version to a paper that is known, and nothing else
        return paper
    return replace(paper, sightings=(arxiv.sighting(source.name, day, paper_id),))


def _name(item: Element) -> str:
    guid = _GUID.fullmatch(_text(item, "guid"))
    link = _text(item, "link")
    return guid[1] if guid else arxiv_in(link) or link


def _kind(item: Element) -> str:
    if said := _text(item, f"{_ARXIV}announce_type"):
        return shorten(said.lower(), 40)
    found = _ANNOUNCED.search(_text(item, "description")[:200])
    return found[1].lower() if found else "new"


def _not_asked_for(paper_id: str, title: str, kind: str) -> Rejection:
    words = _IN_WORDS.get(kind, f"{kind!r}")
    return Rejection(
        paper_id, shorten(title, 200), f"announced as {words}, which the source does not ask for"
    )


def _paper(item: Element, paper_id: str, title: str, version: int | None) -> Paper:
    abstract = _ABSTRACT.sub("", _text(item, "description"), count=1)
    categories = (clean(category.text or "") for category in item.findall("category"))
    return Paper(
        id=paper_id,
        title=title,
        described_by="arxiv",
        abstract=abstract,
        authors=tuple(_authors(_text(item, f"{_DUBLIN}creator"))),
        categories=tuple(dict.fromkeys(filter(None, categories))),
        doi=bare_doi(_text(item, f"{_ARXIV}DOI")),
        journal=_text(item, f"{_ARXIV}journal_reference"),
        versions=(Version(version),) if version else (),
        withdrawn=withdrawn("", abstract),
    )


def _authors(field: str) -> Iterator[str]:
    """The names in one field, which commas part; the brackets behind some hold affiliations."""
    return filter(None, map(str.strip, _AFFILIATION.sub("", field).split(",")))


def _date(text: str) -> date | None:
    """The day as written: arXiv's midnight is Eastern time, and so is the day that it means."""
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _text(parent: Element, path: str) -> str:
    return clean(parent.findtext(path) or "")
