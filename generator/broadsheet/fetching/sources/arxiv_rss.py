"""arXiv's lists as it announces them: ``GET /rss/cs.AI+cs.CL``, https://info.arxiv.org/help/rss.html.

The feed has the newest list and no other, and carries its date; at weekends and on holidays it is
empty. Days that it no longer has are read from the export API instead, under the same categories.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from xml.etree.ElementTree import Element

from broadsheet.errors import BroadsheetError, ErrorAnswer, NotAsked, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import parse_day
from broadsheet.fetching.persons import read_natural_list
from broadsheet.fetching.sources import arxiv
from broadsheet.fetching.sources.arxiv_atom import child_text, find_withdrawal, first_doi
from broadsheet.fetching.sources.batches import DayList, reject, reject_id
from broadsheet.fetching.xml import parse_xml
from broadsheet.model.addresses import arxiv_in
from broadsheet.model.arxiv_categories import find_fault
from broadsheet.model.ids import arxiv_id, arxiv_version
from broadsheet.model.ledger import Batch, DatedItem, Rejection
from broadsheet.model.licences import licence_address
from broadsheet.model.paper import Paper, Version
from broadsheet.model.site import SourceConfig
from broadsheet.model.venues import venue_name
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
            find_fault=find_fault,
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
    own_record=True,
)
MAX_ITEMS = 2000  # the feed ends there, and does not say so
# The API that knows past days, where the feed is arXiv's own; a mirror has both at one address.
API_URLS = {"https://rss.arxiv.org": "https://export.arxiv.org"}

_ARXIV = "{http://arxiv.org/schemas/atom}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_GUID = re.compile(r"oai:arxiv\.org:(.+)", re.IGNORECASE)
_ANNOUNCE_TYPE = re.compile(r"Announce Type:\s*([a-z-]+)", re.IGNORECASE)
_BEFORE_ABSTRACT = re.compile(r"^.{0,200}?\bAbstract:\s*", re.IGNORECASE)
_LONGEST_PREFIX = 200  # characters of a description before its abstract
_LONGEST_ERROR = 200
_LONGEST_TYPE = 40
_REPLACEMENTS = ("replace", "replace-cross")
_IN_WORDS = {
    "new": "new",
    "cross": "a cross-list",
    "replace": "a replacement",
    "replace-cross": "a replacement of a cross-list",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """List that one feed holds; ``day`` is None where neither it nor an item has a date."""

    day: date | None
    papers: tuple[Paper, ...] = ()
    drops: tuple[Rejection, ...] = ()

    @property
    def cap(self) -> str:
        """Words on what the feed's own limit may have kept from us; empty where it was not reached."""
        if len(self.papers) + len(self.drops) < MAX_ITEMS:
            return ""
        return f"arXiv's feed ends at {MAX_ITEMS:,} items; ask for fewer categories"


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch a day: of the feed's own day from the feed, of the others from the export API.

    The newest of ``days`` is empty as long as the feed still has an earlier list. A list of a day that
    is not asked for is late.
    """
    listing, problem = _try_feed(web, source)
    for batch in _read_days(web, source, listing, days, today):
        if batch.failed:
            yield _explain_failure(batch, problem)
        elif problem and _is_empty(batch) and not batch.unasked:
            # That another road found nothing is no answer to what the feed complained of.
            yield Batch(day=batch.day, failed=f"{problem}; the API found nothing")
        else:
            late = _late_items(listing, days, today) if batch.day == today else ()
            is_unasked = batch.unasked and bool(problem)
            yield replace(batch, unasked=is_unasked, late=(*batch.late, *late))


def _try_feed(web: Web, source: SourceConfig) -> tuple[Listing, str]:
    """Return the feed's list, and what was wrong with it; empty where it could not be read."""
    try:
        listing = _read_feed(web, source)
        is_undated = listing.day is None and bool(listing.drops)
        return listing, "answered a list without its date" if is_undated else ""
    except NotAsked:
        raise
    except BroadsheetError as error:
        return Listing(day=None), str(error)


def _read_days(
    web: Web, source: SourceConfig, listing: Listing, days: Sequence[date], today: date
) -> Iterator[Batch]:
    newest = max(days, default=None)
    past_days = []
    for day in days:
        if day == listing.day:
            yield Batch(day=day, papers=listing.papers, drops=listing.drops, cap=listing.cap)
        elif day == newest and listing.day and listing.day < day:
            yield Batch(day=day)
        else:
            past_days.append(day)
    api_url = API_URLS.get(source.url, source.url)
    api = replace(source, url=api_url)
    for batch in arxiv.fetch(web, api, past_days, today):
        # Of days that were not asked for the API gives a part, which is not their list.
        yield replace(_select_announced(batch, source), late=())


def _late_items(listing: Listing, days: Container[date], today: date) -> Iterator[DatedItem]:
    """Yield the items of a list whose day is not asked for, unless it is still to come."""
    day = listing.day
    if day is None or day > today or day in days:
        return
    for paper in listing.papers:
        yield DatedItem(day, paper)
    for rejection in listing.drops:
        yield DatedItem(day, rejection)


def _is_empty(batch: Batch) -> bool:
    return not batch.papers and not batch.drops


def _explain_failure(batch: Batch, feed_problem: str) -> Batch:
    """Return a day that the API could not give either, with what was wrong with the feed."""
    if not feed_problem:
        return batch
    return replace(batch, failed=f"{feed_problem}; {batch.failed}")


def _select_announced(batch: Batch, source: SourceConfig) -> Batch:
    """Return a batch of the API without the papers whose announcements the source does not ask for."""
    wanted_types = source.texts("announce")
    wanted_categories = set()
    for category in source.texts("categories"):
        wanted_categories.add(category.removesuffix(".*").lower())
    papers = []
    drops = list(batch.drops)
    for paper in batch.papers:
        is_new = _is_primary_wanted(paper, wanted_categories)
        announce_type = "new" if is_new else "cross"
        if announce_type in wanted_types:
            papers.append(paper)
        else:
            drops.append(_reject_type(paper.id, paper.title, announce_type))
    return replace(batch, papers=tuple(papers), drops=tuple(drops))


def _is_primary_wanted(paper: Paper, wanted: Container[str]) -> bool:
    """Return true where a paper's first category is wanted, or the whole archive that it is in."""
    if not paper.categories:
        return False
    primary = paper.categories[0].lower()
    archive = primary.partition(".")[0]
    return primary in wanted or archive in wanted


def _read_feed(web: Web, source: SourceConfig) -> Listing:
    categories = "+".join(source.texts("categories"))
    url = f"{source.url}/rss/{categories}"
    return web.get(url, {}, lambda body: parse(body, source))


def parse(body: bytes, source: SourceConfig) -> Listing:
    """Return the items of a feed (RSS 2.0).

    SourceError where it is none; ErrorAnswer where it says what was wrong with the query.
    """
    feed = parse_xml(body)
    channel = feed.find("channel")
    if feed.tag != "rss" or channel is None:
        raise SourceError("answered XML that is not an RSS feed")
    if child_text(channel, "title").startswith("Feed error"):
        message = child_text(channel, "description")
        raise ErrorAnswer(shorten(message, _LONGEST_ERROR))
    items = channel.findall("item")
    day = _find_day(channel, items)
    day_list = DayList()
    for number, item in enumerate(items, start=1):
        day_list.add(_parse_item(item, f"item {number}", source, day))
    papers = tuple(day_list.papers.values())
    return Listing(day, papers, tuple(day_list.drops))


def _find_day(channel: Element, items: Sequence[Element]) -> date | None:
    """Return the date of the feed, else that of its first item with one, else None."""
    for element in (channel, *items):
        # arXiv's midnight is Eastern time, and so is the day that it means.
        day = parse_day(child_text(element, "pubDate"))
        if day:
            return day
    return None


def _parse_item(item: Element, label: str, source: SourceConfig, day: date | None) -> Paper | Rejection:
    """Return an item as a paper, or why it is none; ``label`` names it where it has no id."""
    title = child_text(item, "title")
    versioned_id = _find_id(item)
    if not versioned_id:
        return reject(label, title, "no id")
    paper_id = arxiv_id(versioned_id)
    if paper_id is None:
        return reject_id(versioned_id, title, "an arXiv id")
    if not title:
        return reject(paper_id, "", "no title")
    if day is None:
        return reject(paper_id, title, "neither the feed nor the item has a date")
    announce_type = _find_announce_type(item)
    if announce_type not in source.texts("announce"):
        return _reject_type(paper_id, title, announce_type)
    paper = _parse_paper(item, paper_id, title, arxiv_version(versioned_id))
    if announce_type in _REPLACEMENTS:
        # No news: it adds a version to a paper that is known, and nothing else.
        return paper
    sighting = arxiv.make_sighting(source, day, paper_id)
    return replace(paper, sightings=(sighting,))


def _find_id(item: Element) -> str:
    """Return an item's id as arXiv writes it, with its version; what the link says where it is none."""
    guid = _GUID.fullmatch(child_text(item, "guid"))
    if guid:
        return guid[1]
    link = child_text(item, "link")
    return arxiv_in(link) or link


def _find_announce_type(item: Element) -> str:
    announce_type = child_text(item, f"{_ARXIV}announce_type")
    if announce_type:
        return shorten(announce_type.lower(), _LONGEST_TYPE)
    description = child_text(item, "description")
    match = _ANNOUNCE_TYPE.search(description[:_LONGEST_PREFIX])
    if match:
        return match[1].lower()
    return "new"


def _reject_type(paper_id: str, title: str, announce_type: str) -> Rejection:
    words = _IN_WORDS.get(announce_type, repr(announce_type))
    return reject(paper_id, title, f"announced as {words}, which the source does not ask for")


def _parse_paper(item: Element, paper_id: str, title: str, version: int | None) -> Paper:
    description = child_text(item, "description")
    abstract = _BEFORE_ABSTRACT.sub("", description, count=1)
    versions = (Version(version),) if version else ()
    persons = read_natural_list(item.findtext(f"{_DUBLIN_CORE}creator") or "")
    return Paper(
        id=paper_id,
        title=title,
        described_by="arxiv",
        abstract=abstract,
        authors=persons.names,
        more_authors=persons.more,
        categories=_parse_categories(item),
        doi=first_doi(child_text(item, f"{_ARXIV}DOI")),
        journal=venue_name(child_text(item, f"{_ARXIV}journal_reference")),
        versions=versions,
        licence=licence_address(child_text(item, f"{_DUBLIN_CORE}rights")),
        withdrawn=find_withdrawal("", abstract),
    )


def _parse_categories(item: Element) -> tuple[str, ...]:
    categories: dict[str, None] = {}
    for element in item.findall("category"):
        category = clean(element.text or "")
        if category:
            categories[category] = None
    return tuple(categories)
