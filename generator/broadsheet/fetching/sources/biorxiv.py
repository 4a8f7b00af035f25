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

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import parse_day
from broadsheet.fetching.json_values import as_dict, parse_json, text
from broadsheet.fetching.persons import read_inverted_list
from broadsheet.fetching.sources.batches import make_batch, reject
from broadsheet.fetching.sources.biorxiv_marks import remove_marks
from broadsheet.model.ids import bare_doi, doi_id, doi_path
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.licences import underscored_licence
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
        Setting(
            "categories",
            SettingType.TEXTS,
            "subject areas, with `_` or spaces, in whatever case; all unless said",
        ),
    ),
    has_weekends=True,
    own_record=True,
)
MAX_PAGES = 400  # a day has a few hundred records; a list without an end is not a list
MAX_RECORDS = 12_000
PAPER_PAGES = {
    "biorxiv": "https://www.biorxiv.org/content/",
    "medrxiv": "https://www.medrxiv.org/content/",
}
_NO_RECORDS = "no posts found"  # how the API says that a day has no records
_ABSTRACT_BEGINNING = 400  # characters in which an abstract says that its paper was withdrawn
_WITHDRAWN_TITLE = re.compile(r"\W*withdrawn\s*[:\])]", re.IGNORECASE)
_WITHDRAWN_ABSTRACT = re.compile(
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
    """Yield one batch a day, as it is read."""
    for day in days:
        yield _read_day(web, source, day)


def _read_day(web: Web, source: SourceConfig, day: date) -> Batch:
    items: list[Paper | Rejection] = []
    cursor = 0
    try:
        for _ in range(MAX_PAGES):
            page = _read_page(web, source, day, cursor)
            if page.total > MAX_RECORDS:
                return Batch(day=day, failed=f"the list of {day} is said to have {page.total:,} records")
            items.extend(page.items)
            cursor += page.records
            if cursor >= page.total:
                return make_batch(day, _merge_versions(items, day))
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))
    return Batch(day=day, failed=f"the list of {day} has no end: {MAX_PAGES} pages")


def _read_page(web: Web, source: SourceConfig, day: date, cursor: int) -> Page:
    server = source.text("server")
    url = f"{source.url}/details/{server}/{day}/{day}/{cursor}/json"
    return web.get(url, {}, lambda body: parse(body, source, day, cursor))


def _merge_versions(items: Sequence[Paper | Rejection], day: date) -> list[Paper | Rejection]:
    """Return versions of one work that were posted on one day as one paper; the latest speaks for it."""
    papers: dict[str, Paper] = {}
    drops = []
    for item in items:
        if isinstance(item, Rejection):
            drops.append(item)
            continue
        known = papers.get(item.id)
        papers[item.id] = merge_papers(known, item, day) if known else item
    return [*papers.values(), *drops]


def parse(body: bytes, source: SourceConfig, day: date, cursor: int = 0) -> Page:
    """Return one page of a day from record ``cursor`` on; SourceError where it is not such a page.

    Errors come with HTTP 200 too, as a message or as an empty body. A page without records
    before the total is reached is a fault as well, and never the end of the list.
    """
    answer = as_dict(parse_json(body))
    message = next(json_values.records(answer.get("messages")), {})
    status = json_values.message(message.get("status"))
    is_without_records = status.lower().startswith(_NO_RECORDS)
    if is_without_records and cursor == 0:
        return Page()
    if not status:
        raise SourceError("answered no list of preprints")
    if status.lower() != "ok":
        raise SourceError(f"answered an error: {status}")
    total = json_values.count(message.get("total"))
    rows = answer.get("collection")
    if total is None or not isinstance(rows, list):
        raise SourceError("answered a page without its records or their number")
    if not rows and cursor < total:
        raise SourceError(f"answered an empty page at record {cursor} of {total}")
    items = []
    for number, row in enumerate(rows, start=cursor + 1):
        items.append(_parse_record(row, f"record {number}", source, day))
    return Page(tuple(items), records=len(rows), total=total)


def _parse_record(row: object, label: str, source: SourceConfig, day: date) -> Paper | Rejection:
    """Return a record as a paper, or why it is none; ``label`` names it where it has no DOI."""
    if not isinstance(row, dict):
        return reject(label, "", "not a record of a preprint")
    doi = bare_doi(text(row.get("doi")))
    title = remove_marks(plain(text(row.get("title"))))
    if not _is_in_wanted_category(row, source):
        return reject(doi or label, title, "of a category that the source does not ask for")
    if not doi:
        return reject(label, title, "no DOI")
    if not title:
        return reject(doi, "", "no title")
    return _parse_paper(row, doi, title, source, day)


def _is_in_wanted_category(row: dict[str, Any], source: SourceConfig) -> bool:
    wanted = source.texts("categories")
    if not wanted:
        return True
    category = _fold_category(text(row.get("category")))
    return any(_fold_category(name) == category for name in wanted)


def _fold_category(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")


def _parse_paper(row: dict[str, Any], doi: str, title: str, source: SourceConfig, day: date) -> Paper:
    server = source.text("server")
    abstract = remove_marks(plain(text(row.get("abstract"))))
    persons = read_inverted_list(text(row.get("authors")))
    categories = json_values.texts([row.get("category")])
    journal_doi = bare_doi(text(row.get("published")))  # "NA" where no journal has it
    version = json_values.count(row.get("version")) or 1
    posted = parse_day(row.get("date")) or day
    published: date | None = None
    sightings: tuple[Sighting, ...] = ()
    if version == 1:
        url = _paper_url(server, doi, version)
        published = posted
        sightings = (Sighting(source.name, day, url),)
    other_ids: tuple[str, ...] = ()
    if journal_doi and journal_doi != doi:
        other_ids = (doi_id(journal_doi),)
    return Paper(
        id=doi_id(doi),
        title=title,
        other_ids=other_ids,
        described_by=server,
        abstract=abstract,
        authors=persons.names,
        more_authors=persons.more,
        organisation=text(row.get("author_corresponding_institution")),
        published=published,
        categories=categories,
        doi=journal_doi or doi,
        versions=(Version(version, posted),),
        licence=underscored_licence(text(row.get("license"))),
        withdrawn=_find_withdrawal(row, title, abstract),
        sightings=sightings,
    )


def _paper_url(server: str, doi: str, version: int) -> str:
    return f"{PAPER_PAGES[server]}{doi_path(doi)}v{version}"


def _find_withdrawal(row: dict[str, Any], title: str, abstract: str) -> str:
    """Return why a record has no preprint any more, or empty: its type, its title or its abstract says so."""
    is_withdrawn_type = "withdrawn" in text(row.get("type")).lower()
    beginning = abstract[:_ABSTRACT_BEGINNING]
    if is_withdrawn_type or _WITHDRAWN_TITLE.match(title) or _WITHDRAWN_ABSTRACT.search(beginning):
        return "withdrawn by its authors or by the server"
    return ""
