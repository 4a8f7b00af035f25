"""bioRxiv and medRxiv: ``GET /details/<server>/<day>/<day>/<cursor>/json`` (api.biorxiv.org).

A page holds 30 records, whatever the documentation says, so pages are asked for until the total is
reached. Each record is one version of a preprint, listed on the day on which it was posted. The
first version is a sighting; a later one, without, adds to the paper if it is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources import batches
from broadsheet.model.ids import bare_doi, doi_id
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import Paper, Sighting, Version
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import Setting, SettingType, SourceKind
from broadsheet.text.html import plain

KIND = SourceKind(
    name="biorxiv",
    title="bioRxiv",
    url="https://api.biorxiv.org",
    home="https://www.biorxiv.org",
    settings=(
        Setting(
            "server",
            SettingType.TEXT,
            "which of the two servers",
            choices=("biorxiv", "medrxiv"),
            default=("biorxiv",),
        ),
        Setting("categories", SettingType.TEXTS, "subject areas, with `_` or spaces, in whatever case"),
    ),
    has_weekends=True,
)
MOST_PAGES = 400  # a day has a few hundred records; a list without an end is not a list
PLACES = {"biorxiv": "https://www.biorxiv.org/content/", "medrxiv": "https://www.medrxiv.org/content/"}
_NOTHING = "no posts found"  # how the API says that a day has no records
_WITHDRAWN_TITLE = re.compile(r"\W*withdrawn\s*[:\])]", re.IGNORECASE)
_WITHDRAWN_SAID = re.compile(
    r"(?:this (?:manuscript|article|paper|preprint|study|version)|the authors?)"
    r" ha(?:s|ve) (?:been )?withdrawn",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its items, how many records it held, how many the day has in all."""

    items: tuple[Paper | Rejection, ...] = ()
    records: int = 0
    total: int = 0


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch a day, as it is read."""
    for day in days:
        yield _read_day(web, source, day)


def _read_day(web: Web, source: SourceConfig, day: date) -> Batch:
    items: list[Paper | Rejection] = []
    cursor = 0
    try:
        for _ in range(MOST_PAGES):
            page = _read_page(web, source, day, cursor)
            items.extend(page.items)
            cursor += page.records
            if cursor >= page.total:
                return batches.make_batch(day, _one_each(items, day))
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))
    return Batch(day=day, failed=f"the list of {day} has no end: {MOST_PAGES} pages")


def _read_page(web: Web, source: SourceConfig, day: date, cursor: int) -> Page:
    server = source.text("server")
    address = f"{source.url}/details/{server}/{day}/{day}/{cursor}/json"
    return web.get(address, {}, lambda body: parse(body, source, day, cursor))


def _one_each(items: Sequence[Paper | Rejection], day: date) -> list[Paper | Rejection]:
    """Versions of one work that were posted on one day as one paper; the latest speaks for it."""
    works: dict[str, Paper] = {}
    drops = [item for item in items if isinstance(item, Rejection)]
    for item in items:
        if isinstance(item, Paper):
            known = works.get(item.id)
            works[item.id] = merge_papers(known, item, day) if known else item
    return [*works.values(), *drops]


def parse(body: bytes, source: SourceConfig, day: date, cursor: int = 0) -> Page:
    """One page of a day from record ``cursor`` on; SourceError where it is not such a page.

    Errors come with HTTP 200 too, as a message or as an empty body. A page without records
    before the total is reached is a fault as well, and never the end of the list.
    """
    value = json_values.as_dict(json_values.parse_json(body))
    message = next(json_values.records(value.get("messages")), {})
    status = json_values.message(message.get("status"))
    if status.lower().startswith(_NOTHING) and cursor == 0:
        return Page()
    if status.lower() != "ok":
        raise SourceError(f"answered an error: {status}" if status else "answered no list of preprints")
    total, rows = json_values.count(message.get("total")), value.get("collection")
    if total is None or not isinstance(rows, list):
        raise SourceError("answered a page without its records or their number")
    if not rows and cursor < total:
        raise SourceError(f"answered an empty page at record {cursor} of {total}")
    read = (_item(row, f"record {n}", source, day) for n, row in enumerate(rows, start=cursor + 1))
    return Page(tuple(item for item in read if item), len(rows), total)


def _item(row: object, place: str, source: SourceConfig, day: date) -> Paper | Rejection | None:
    """A record as a paper or a drop; None where it is of a category that was not asked for."""
    if not isinstance(row, dict):
        return Rejection(place, "", "not a record of a preprint")
    if not _asked_for(row, source):
        return None
    doi, title = bare_doi(json_values.text(row.get("doi"))), plain(json_values.text(row.get("title")))
    if not doi:
        return batches.reject(place, title, "no DOI")
    if not title:
        return batches.reject(doi, "", "no title")
    return _paper(doi, title, row, source, day)


def _asked_for(row: dict[str, Any], source: SourceConfig) -> bool:
    category = _category(json_values.text(row.get("category")))
    return not source.texts("categories") or category in map(_category, source.texts("categories"))


def _category(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")


def _paper(doi: str, title: str, row: dict[str, Any], source: SourceConfig, day: date) -> Paper:
    abstract = plain(json_values.text(row.get("abstract")))
    published = bare_doi(json_values.text(row.get("published")))  # "NA" where no journal has it
    number = json_values.count(row.get("version")) or 1
    posted = json_values.day(row.get("date")) or day
    category = json_values.text(row.get("category"))
    server = source.text("server")
    # A DOI may hold signs that no address may.
    address = f"{PLACES[server]}{quote(doi, safe='/;:()+')}v{number}"
    return Paper(
        id=doi_id(doi),
        title=title,
        other_ids=(doi_id(published),) if published and published != doi else (),
        described_by=server,
        abstract=abstract,
        authors=tuple(_authors(json_values.text(row.get("authors")))),
        organisation=json_values.text(row.get("author_corresponding_institution")),
        published=posted if number == 1 else None,
        categories=(category,) if category else (),
        doi=published or doi,
        versions=(Version(number, posted),),
        withdrawn=_withdrawal(row, title, abstract),
        sightings=(Sighting(source.name, day, address),) if number == 1 else (),
    )


def _authors(text: str) -> Iterator[str]:
    """``Last, F. M.; Last, G.`` as ``F. M. Last`` and ``G. Last``."""
    for name in text.split(";"):
        last, _, first = (part.strip() for part in name.partition(","))
        if last or first:
            yield f"{first} {last}".strip()


def _withdrawal(row: dict[str, Any], title: str, abstract: str) -> str:
    kind = json_values.text(row.get("type")).lower()
    if "withdrawn" in kind or _WITHDRAWN_TITLE.match(title) or _WITHDRAWN_SAID.search(abstract[:400]):
        return "withdrawn by its authors or by the server"
    return ""
