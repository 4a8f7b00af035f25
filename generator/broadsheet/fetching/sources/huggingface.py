"""Hugging Face's Daily Papers: ``GET /api/daily_papers?date=`` (Hub API, OpenAPI of 2025-12).

The digest day is the date asked for: the item's own top-level ``publishedAt`` changed its
meaning twice. The list is cut silently at its limit, so pages are asked for until one is short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from broadsheet.errors import ErrorAnswer, NotFound, SourceError, WebError
from broadsheet.fetching.client import PATIENCE, Web
from broadsheet.fetching.dates import parse_day
from broadsheet.fetching.json_values import as_dict, as_list, message, parse_json, text, texts
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.sources.batches import DayList, reject, reject_id
from broadsheet.model.ids import arxiv_id
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import Politeness, Setting, SettingType, SourceKind
from broadsheet.text.plain import is_web_address

PAGE_SIZE = 100  # the most that the API gives at once
MAX_PAGES = 50  # no day has had more than 100 items; a list without an end is not a list
AI_SUMMARY = Setting(
    "ai_summary",
    SettingType.FLAG,
    "whether to take the summaries that Hugging Face has a model write; they are shown as such",
)
KIND = SourceKind(
    name="huggingface",
    title="Hugging Face Daily Papers",
    url="https://huggingface.co",
    home="https://huggingface.co/papers",
    settings=(AI_SUMMARY,),
    looks_up=True,
    # 500 requests in five minutes without an account.
    politeness=Politeness("huggingface.co", spacing=0.7),
)
# Where readers find a paper, whatever server or mirror its data came from.
PAPER_PAGE = "https://huggingface.co/papers/"

# A backslash before a price; before the number of an item in a list it is a slip of its author's.
_LOST_SIGN = re.compile(r"(?<!\\)\\(?=[0-9]+(?:[.,][0-9]+)*(?![0-9)]))")


class IdScheme(NamedTuple):
    """Ids by which a list names its papers: how one becomes ours, if it is one, and what they are called."""

    parse: Callable[[str], str | None]
    name: str


ARXIV_IDS = IdScheme(arxiv_id, "an arXiv id")


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch a day, as it is read; SourceError after ``PATIENCE`` failed days in a row."""
    failures = 0
    for number, day in enumerate(days, start=1):
        batch = _read_day(web, source, day)
        failures = failures + 1 if batch.failed else 0
        yield batch
        days_left = len(days) - number
        if failures == PATIENCE and days_left:
            raise SourceError(
                f"left alone after {failures} days in a row failed; "
                f"{days_left} more were not asked for, run fetch again later"
            )


def _read_day(web: Web, source: SourceConfig, day: date) -> Batch:
    day_list = DayList()
    try:
        for page in range(MAX_PAGES):
            batch = _read_page(web, source, day, page)
            day_list.drops.extend(batch.drops)
            for paper in batch.papers:
                day_list.add(paper)
            items = len(batch.papers) + len(batch.drops)
            if items < PAGE_SIZE:
                return day_list.to_batch(day)
            if items > PAGE_SIZE:
                # Such a server may give the same with every page, and take hours to be read.
                return Batch(day=day, failed=f"answered {items:,} items where {PAGE_SIZE} were asked for")
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))
    return Batch(day=day, failed=f"the list of {day} has no end: {MAX_PAGES} full pages")


def _read_page(web: Web, source: SourceConfig, day: date, page: int) -> Batch:
    url = f"{source.url}/api/daily_papers"
    params = {"date": day.isoformat(), "limit": str(PAGE_SIZE), "p": str(page)}
    start = page * PAGE_SIZE
    return web.get(url, params, lambda body: parse(body, source, day, start))


def find(web: Web, source: SourceConfig, paper_id: str, day: date) -> Paper | None:
    """Return what Hugging Face knows of one paper, as of ``day``: ``GET /api/papers/ID``; None for nothing.

    The sighting that it has is none: that a paper has a page there says of no list that it was on it.
    """
    try:
        record = web.get(f"{source.url}/api/papers/{paper_id}", {}, _parse_record)
    except NotFound:
        return None
    item = _parse_item({"paper": record}, paper_id, source, day, ARXIV_IDS)
    if isinstance(item, Rejection) or item.id != paper_id:
        return None
    return replace(item, sightings=())


def _parse_record(body: bytes) -> dict[str, Any]:
    record = parse_json(body)
    if not isinstance(record, dict):
        raise SourceError("answered JSON that is no paper")
    if not record.get("id"):
        raise ErrorAnswer(message(record.get("error")) or "no paper")
    return record


def parse(
    body: bytes,
    source: SourceConfig,
    day: date,
    start: int = 0,
    ids: IdScheme = ARXIV_IDS,
) -> Batch:
    """Return the papers and drops of one answer; SourceError where it is not a list of items.

    ``start`` is the place of the first item in the day's list, counted from 0, to name items
    without an id.
    """
    return parse_rows(_parse_list(body), source, day, start, ids)


def parse_rows(
    rows: Iterable[object],
    source: SourceConfig,
    day: date,
    start: int = 0,
    ids: IdScheme = ARXIV_IDS,
) -> Batch:
    """Return the papers and drops of the items of a list, whose values are as JSON has them."""
    papers = []
    drops = []
    for number, row in enumerate(rows, start=start + 1):
        item = _parse_item(row, f"item {number}", source, day, ids)
        if isinstance(item, Rejection):
            drops.append(item)
        else:
            papers.append(item)
    return Batch(day=day, papers=tuple(papers), drops=tuple(drops))


def _parse_list(body: bytes) -> list[Any]:
    rows = parse_json(body)
    # A failed call is JSON too.
    error_text = as_dict(rows).get("error")
    if isinstance(error_text, str):
        raise SourceError(f"answered an error: {message(error_text)}")
    if not isinstance(rows, list):
        raise SourceError("answered JSON that is not a list")
    return rows


def _parse_item(row: object, label: str, source: SourceConfig, day: date, ids: IdScheme) -> Paper | Rejection:
    """Return an item as a paper, or why it is none; ``label`` names it where it has no id."""
    if not isinstance(row, dict) or not isinstance(row.get("paper"), dict):
        return reject(label, "", "not a paper item")
    record = row["paper"]
    title = text(row.get("title")) or text(record.get("title"))
    listed_id = text(record.get("id"))
    if not listed_id:
        return reject(label, title, "no id")
    paper_id = ids.parse(listed_id)
    if paper_id is None:
        return reject_id(listed_id, title, ids.name)
    if not title:
        return reject(paper_id, "", "no title")
    return _parse_paper(row, paper_id, title, source, day)


def _parse_paper(row: dict[str, Any], paper_id: str, title: str, source: SourceConfig, day: date) -> Paper:
    record = row["paper"]
    persons = read_persons(record.get("authors"), tex=True)
    url = f"{PAPER_PAGE}{paper_id}"
    has_discussion = text(record.get("discussionId"))
    discussion = f"{url}#community" if has_discussion else ""
    ai_summary = ""
    if source.flag(AI_SUMMARY.key):
        ai_summary = text(record.get("ai_summary"))
    sighting = Sighting(
        source=source.name,
        day=day,
        url=url,
        votes=_parse_count(record.get("upvotes")),
        comments=_parse_count(row.get("numComments")),
    )
    return Paper(
        id=paper_id,
        title=title,
        abstract=_mark_lost_signs(text(record.get("summary")) or text(row.get("summary"))),
        authors=persons.names,
        more_authors=persons.more or record.get("more_authors") is True,
        organisation=_parse_organisation(record) or _parse_organisation(row),
        published=parse_day(record.get("publishedAt")),
        keywords=texts(record.get("ai_keywords")),
        code=_parse_url(record.get("githubRepo")),
        stars=_parse_count(record.get("githubStars")),
        project=_parse_url(record.get("projectPage")),
        discussion=discussion,
        media=_parse_media(record.get("mediaUrls") or row.get("mediaUrls")),
        ai_summary=ai_summary,
        sightings=(sighting,),
    )


def _mark_lost_signs(abstract: str) -> str:
    r"""Return an abstract whose lost signs of money stand in brackets, as an editor supplies them.

    Hugging Face takes what stands between two ``\$`` for a formula and drops both dollars: of the
    first price a backslash is left (``\22K``), of the second nothing. arXiv's own record, once it
    comes, has both.
    """
    return _LOST_SIGN.sub(r"[\\$]", abstract)


def _parse_organisation(row: dict[str, Any]) -> str:
    organisation = as_dict(row.get("organization"))
    return text(organisation.get("fullname")) or text(organisation.get("name"))


def _parse_media(values: object) -> tuple[str, ...]:
    urls = []
    for value in as_list(values):
        url = _parse_url(value)
        if url:
            urls.append(url)
    return tuple(urls)


def _parse_count(value: object) -> int | None:
    # In Python true and false are numbers too.
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if value >= 0 else None


def _parse_url(value: object) -> str:
    if not isinstance(value, str):
        return ""
    url = value.strip()
    return url if is_web_address(url) else ""
