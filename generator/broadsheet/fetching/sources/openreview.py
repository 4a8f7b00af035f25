"""OpenReview's notes of a venue: ``GET /notes?content.venueid=`` (API v2, api2.openreview.net).

A venue's list does not go by days, so all of it is read at once, and each note counts for the day
on which it was published. Every field of its content is ``{"value": …}``, times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import day_of_milliseconds
from broadsheet.fetching.json_values import as_dict, parse_json, text
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.sources.batches import fail_days, group_by_day, reject
from broadsheet.model.ids import local_id
from broadsheet.model.ledger import Batch, DatedItem
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
from broadsheet.model.venues import openreview_venue
from broadsheet.settings.source_kinds import Setting, SettingType, SourceKind

KIND = SourceKind(
    name="openreview",
    title="OpenReview",
    url="https://api2.openreview.net",
    home="https://openreview.net",
    settings=(
        Setting(
            "venue",
            SettingType.TEXT,
            "the venue's id, as it stands in the address of its page (`?id=…`)",
            required=True,
        ),
    ),
    has_weekends=True,
    items_dated=False,
    own_record=True,
)
PAGE_SIZE = 1000  # the most that the API gives at once
MAX_PAGES = 50  # the largest venues have some 20,000 notes
COUNT_LIMIT = 10_000  # the API counts no further than this
# Where readers find a paper, whatever server its data came from.
FORUM_PAGE = "https://openreview.net/forum?id="
# How the ids of the venues begin, behind the last slash, to which submissions are moved that are no
# longer considered; their names have the same words.
_GONE = {
    "withdrawn": "withdrawn by its authors",
    "desk rejected": "rejected before review",
    "retracted": "retracted by its authors",
}
# Times of a note, the best first: of publication, of first being seen, of being made.
_TIMES = ("pdate", "odate", "cdate", "tcdate")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its items, the number of its notes, and how many there are in all, if known."""

    items: tuple[DatedItem, ...]
    notes: int
    total: int | None


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch for each day, of the notes published on it; every day fails where the list does."""
    if not days:
        return
    items: list[DatedItem] = []
    try:
        for page in _read_pages(web, source, today):
            items.extend(page.items)
    except (SourceError, WebError) as error:
        yield from fail_days(days, error)
        return
    yield from group_by_day(_skip_repeated(items), days, today)


def _read_pages(web: Web, source: SourceConfig, today: date) -> Iterator[Page]:
    offset = 0
    for _ in range(MAX_PAGES):
        page = _read_page(web, source, today, offset)
        if page.notes > COUNT_LIMIT:
            raise SourceError(f"answered {page.notes:,} notes where {PAGE_SIZE:,} were asked for")
        offset += page.notes
        yield page
        if _is_last(page, offset):
            return
    venue = source.text("venue")
    raise SourceError(f"the list of {venue!r} has no end: {MAX_PAGES} pages")


def _is_last(page: Page, next_offset: int) -> bool:
    if page.notes == 0:
        return True
    is_full = page.notes >= PAGE_SIZE
    if page.total is None:
        return not is_full
    if next_offset < page.total:
        return False
    # Where the API stopped counting there may be more.
    return page.total != COUNT_LIMIT or not is_full


def _read_page(web: Web, source: SourceConfig, today: date, offset: int) -> Page:
    params = {
        "content.venueid": source.text("venue"),
        "sort": "cdate:desc",
        "limit": str(PAGE_SIZE),
        "offset": str(offset),
    }
    return web.get(f"{source.url}/notes", params, lambda body: parse(body, source, today, offset))


def _skip_repeated(items: Iterable[DatedItem]) -> Iterator[DatedItem]:
    """Yield each paper once: a note may move to the next page while the list is being read."""
    known_ids: set[str] = set()
    for dated_item in items:
        item = dated_item.item
        if isinstance(item, Paper):
            if item.id in known_ids:
                continue
            known_ids.add(item.id)
        yield dated_item


def parse(body: bytes, source: SourceConfig, today: date, offset: int = 0) -> Page:
    """Return a page of the list from note ``offset`` on; SourceError where it is not such a page.

    ``today`` is the day of notes without any time, or of one still to come. An empty page before the
    end of the list is a fault, and never the end.
    """
    answer = as_dict(parse_json(body))
    notes = answer.get("notes")
    if not isinstance(notes, list):
        raise SourceError(_describe_error(answer))
    total = json_values.count(answer.get("count"))
    is_exact = total != COUNT_LIMIT
    if not notes and total is not None and is_exact and offset < total:
        raise SourceError(f"answered an empty page at note {offset} of {total}")
    items = []
    for number, note in enumerate(notes, start=offset + 1):
        items.append(_parse_note(note, f"note {number}", source, today))
    return Page(tuple(items), len(notes), total)


def _describe_error(answer: dict[str, Any]) -> str:
    if answer.get("name") == "ChallengeRequiredError":
        return "asks for proof that we are no robot, which we cannot give"
    message = json_values.message(answer.get("message")) or json_values.message(answer.get("name"))
    if message:
        return f"answered an error: {message}"
    return "answered no list of notes"


def _parse_note(note: object, label: str, source: SourceConfig, today: date) -> DatedItem:
    """Return a note as a paper, or why it is none; ``label`` names it where it has no id."""
    if not isinstance(note, dict):
        return DatedItem(today, reject(label, "", "not a note"))
    content = as_dict(note.get("content"))
    forum_id = text(note.get("forum")) or text(note.get("id"))
    title = _content_text(content, "title")
    day = min(_find_day(note) or today, today)
    if not forum_id:
        return DatedItem(day, reject(label, title, "no id"))
    url = json_values.address(f"{FORUM_PAGE}{forum_id}")
    if not title:
        return DatedItem(day, reject(forum_id, "", "no title", url))
    sighting = Sighting(source.name, day, url)
    return DatedItem(day, _parse_paper(note, forum_id, title, sighting))


def _parse_paper(note: dict[str, Any], forum_id: str, title: str, sighting: Sighting) -> Paper:
    content = as_dict(note.get("content"))
    persons = read_persons(_content_value(content, "authors"), tex=True)
    return Paper(
        id=local_id("openreview", forum_id),
        title=title,
        described_by="openreview",
        abstract=_content_text(content, "abstract"),
        authors=persons.names,
        more_authors=persons.more,
        published=_find_day(note),
        keywords=_content_texts(content, "keywords"),
        journal=_find_journal(content),
        withdrawn=_find_withdrawal(note),
        discussion=sighting.url,
        sightings=(sighting,),
    )


def _find_day(note: dict[str, Any]) -> date | None:
    for key in _TIMES:
        day = day_of_milliseconds(note.get(key))
        if day:
            return day
    return None


def _find_withdrawal(note: dict[str, Any]) -> str:
    """Return why a submission is gone, or empty: it was removed, or moved to the venue for such."""
    if day_of_milliseconds(note.get("ddate")):
        return "removed from OpenReview"
    content = as_dict(note.get("content"))
    venue_id = _content_text(content, "venueid")
    venue_name = venue_id.rpartition("/")[2].lower()
    venue_words = _content_text(content, "venue").lower()
    for words, reason in _GONE.items():
        if venue_name.startswith(words.replace(" ", "_")) or words in venue_words:
            return reason
    return ""


def _find_journal(content: dict[str, Any]) -> str:
    """Return where a paper came out; empty while it is only handed in (``Submitted to ICLR 2026``)."""
    return openreview_venue(_content_text(content, "venue"))


def _content_text(content: dict[str, Any], key: str) -> str:
    return text(_content_value(content, key))


def _content_texts(content: dict[str, Any], key: str) -> tuple[str, ...]:
    return json_values.texts(_content_value(content, key))


def _content_value(content: dict[str, Any], key: str) -> object:
    field = content.get(key)
    if isinstance(field, dict):
        return field.get("value")
    return field
