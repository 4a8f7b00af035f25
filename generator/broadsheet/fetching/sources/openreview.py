"""OpenReview's notes of a venue: ``GET /notes?content.venueid=`` (API v2, api2.openreview.net).

A venue's list does not go by days, so all of it is read at once, and each note counts for the day
on which it was published. Every field of its content is ``{"value": …}``, times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources import batches
from broadsheet.model.ids import local_id
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
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
)
PAGE = 1000  # the most that the API gives at once
MOST_PAGES = 50  # the largest venues have some 20,000 notes
UNCOUNTED = 10_000  # the API counts no further than this
# Where readers find a paper, whatever server its data came from.
PLACE = "https://openreview.net/forum?id="
# How the ids of the venues end to which submissions are moved that are no longer considered.
_GONE = {
    "withdrawn": "withdrawn by its authors",
    "desk_rejected": "rejected before review",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: what it holds by day, the number of its notes, and how many there are, if known."""

    found: tuple[batches.DatedItem, ...]
    notes: int
    total: int | None


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch for each day, of the notes published on it; every day fails where the list does."""
    found: list[batches.DatedItem] = []
    try:
        for page in _pages(web, source, days):
            found.extend(page.found)
    except (SourceError, WebError) as error:
        yield from (Batch(day=day, failed=str(error)) for day in days)
        return
    yield from batches.group_by_day(_once(found), days)


def _pages(web: Web, source: SourceConfig, days: Sequence[date]) -> Iterator[Page]:
    offset = 0
    for _ in range(MOST_PAGES if days else 0):
        page = _read_page(web, source, days[-1], offset)
        offset += page.notes
        yield page
        if page.notes == 0 or (page.notes < PAGE and (page.total is None or offset >= page.total)):
            return
        if page.total is not None and offset >= page.total != UNCOUNTED:
            return
    if days:
        venue = source.text("venue")
        raise SourceError(f"the list of {venue!r} has no end: {MOST_PAGES} pages")


def _read_page(web: Web, source: SourceConfig, today: date, offset: int) -> Page:
    params = {
        "content.venueid": source.text("venue"),
        "sort": "cdate:desc",
        "limit": str(PAGE),
        "offset": str(offset),
    }
    return web.get(f"{source.url}/notes", params, lambda body: parse(body, source, today, offset))


def _once(found: Sequence[batches.DatedItem]) -> Iterator[batches.DatedItem]:
    """Each paper once: a note may move to the next page while the list is being read."""
    known: set[str] = set()
    for day, item in found:
        if isinstance(item, Rejection) or item.id not in known:
            yield batches.DatedItem(day, item)
        if isinstance(item, Paper):
            known.add(item.id)


def parse(body: bytes, source: SourceConfig, today: date, offset: int = 0) -> Page:
    """A page of the list from note ``offset`` on; SourceError where it is not such a page.

    ``today`` is the day of notes without any time. An empty page before the end of the list is
    a fault, and never the end.
    """
    value = json_values.as_dict(json_values.parse_json(body))
    if value.get("name") == "ChallengeRequiredError":
        raise SourceError("asks for proof that we are no robot, which we cannot give")
    notes = value.get("notes")
    if not isinstance(notes, list):
        words = json_values.message(value.get("message")) or json_values.message(value.get("name"))
        raise SourceError(f"answered an error: {words}" if words else "answered no list of notes")
    total = json_values.count(value.get("count"))
    if not notes and total is not None and offset < total != UNCOUNTED:
        raise SourceError(f"answered an empty page at note {offset} of {total}")
    read = (_item(note, f"note {n}", source, today) for n, note in enumerate(notes, start=offset + 1))
    return Page(tuple(read), len(notes), total)


def _item(note: object, place: str, source: SourceConfig, today: date) -> batches.DatedItem:
    if not isinstance(note, dict):
        return batches.DatedItem(today, Rejection(place, "", "not a note"))
    content = json_values.as_dict(note.get("content"))
    name, title = (
        json_values.text(note.get("forum")) or json_values.text(note.get("id")),
        _text(content, "title"),
    )
    day = _published(note) or today
    if not name:
        return batches.DatedItem(day, batches.reject(place, title, "no id"))
    if not title:
        return batches.DatedItem(day, batches.reject(name, "", "no title"))
    return batches.DatedItem(
        day, _paper(name, title, content, note, Sighting(source.name, day, _address(name)))
    )


def _paper(name: str, title: str, content: dict[str, Any], note: dict[str, Any], sighting: Sighting) -> Paper:
    return Paper(
        id=local_id("openreview", name),
        title=title,
        described_by="openreview",
        abstract=_text(content, "abstract"),
        authors=json_values.texts(_value(content, "authors")),
        published=_published(note),
        keywords=json_values.texts(_value(content, "keywords")),
        journal=_journal(_text(content, "venue")),
        withdrawn=_withdrawal(content, note),
        discussion=sighting.url,
        sightings=(sighting,),
    )


def _published(note: dict[str, Any]) -> date | None:
    times = (json_values.day_of_milliseconds(note.get(key)) for key in ("pdate", "odate", "cdate", "tcdate"))
    return next(filter(None, times), None)


def _withdrawal(content: dict[str, Any], note: dict[str, Any]) -> str:
    if json_values.day_of_milliseconds(note.get("ddate")):
        return "removed from OpenReview"
    venue = _text(content, "venueid").rpartition("/")[2].lower()
    return next((reason for head, reason in _GONE.items() if venue.startswith(head)), "")


def _journal(venue: str) -> str:
    """Where a paper came out; empty while it is only handed in (``Submitted to ICLR 2026``)."""
    return "" if "submi" in venue.lower() or "under review" in venue.lower() else venue


def _address(name: str) -> str:
    return json_values.address(f"{PLACE}{name}")


def _value(content: dict[str, Any], key: str) -> object:
    field = content.get(key)
    return field.get("value") if isinstance(field, dict) else field


def _text(content: dict[str, Any], key: str) -> str:
    return json_values.text(_value(content, key))
