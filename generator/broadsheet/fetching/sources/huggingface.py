"""Hugging Face's Daily Papers: ``GET /api/daily_papers?date=`` (Hub API, OpenAPI of 2025-12).

The digest day is the date asked for: the item's own top-level ``publishedAt`` changed its
meaning twice. The list is cut silently at its limit, so pages are asked for until one is short.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching.client import PATIENCE, Web
from broadsheet.fetching.json_values import as_list, message, records, text, texts
from broadsheet.model.ids import arxiv_id
from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import Politeness, Setting, SettingType, SourceKind
from broadsheet.text.plain import is_web_address, shorten

PAGE = 100  # the most that the API gives at once
MOST_PAGES = 50  # no day has had more than 100 items; a list without an end is not a list
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
    # 500 requests in five minutes without an account.
    politeness=Politeness("huggingface.co", spacing=0.7),
)
# Where readers find a paper, whatever server or mirror its data came from.
PLACE = "https://huggingface.co/papers/"


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch a day, as it is read; SourceError after ``PATIENCE`` failed days in a row."""
    failed = 0
    for number, day in enumerate(days, start=1):
        batch = _read_day(web, source, day)
        failed = failed + 1 if batch.failed else 0
        yield batch
        if failed == PATIENCE and number < len(days):
            raise SourceError(
                f"left alone after {failed} days in a row failed; "
                f"{len(days) - number} more were not asked for, run fetch again later"
            )


def _read_day(web: Web, source: SourceConfig, day: date) -> Batch:
    papers: dict[str, Paper] = {}
    drops: list[Rejection] = []
    try:
        for page in range(MOST_PAGES):
            batch = _read_page(web, source, day, page)
            _collect(batch, papers, drops)
            if len(batch.papers) + len(batch.drops) < PAGE:
                return Batch(day=day, papers=tuple(papers.values()), drops=tuple(drops))
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))
    return Batch(day=day, failed=f"the list of {day} has no end: {MOST_PAGES} full pages")


def _collect(batch: Batch, papers: dict[str, Paper], drops: list[Rejection]) -> None:
    drops.extend(batch.drops)
    for paper in batch.papers:
        if paper.id in papers:
            drops.append(Rejection(f"{paper.id} again", paper.title, "listed twice on this day"))
        papers.setdefault(paper.id, paper)


def _read_page(web: Web, source: SourceConfig, day: date, page: int) -> Batch:
    params = {"date": day.isoformat(), "limit": str(PAGE), "p": str(page)}
    address = f"{source.url}/api/daily_papers"
    return web.get(address, params, lambda body: parse(body, source, day, first=page * PAGE))


def parse(
    body: bytes,
    source: SourceConfig,
    day: date,
    first: int = 0,
    known: Callable[[str], str | None] = arxiv_id,
) -> Batch:
    """The papers and drops of one answer; SourceError where it is not a list of items.

    ``first`` is the place of the first item in the day's list, to name items without an id;
    ``known`` makes our id of a given one, or None where it is no id that we know.
    """
    try:
        items = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError("answered something that is not JSON") from error
    if isinstance(items, dict) and isinstance(items.get("error"), str):
        raise SourceError(f"answered an error: {message(items['error'])}")
    if not isinstance(items, list):
        raise SourceError("answered JSON that is not a list")
    read = [_item(item, f"item {n}", source, day, known) for n, item in enumerate(items, start=first + 1)]
    return Batch(
        day=day,
        papers=tuple(paper for paper in read if isinstance(paper, Paper)),
        drops=tuple(drop for drop in read if isinstance(drop, Rejection)),
    )


def _item(
    item: object, place: str, source: SourceConfig, day: date, known: Callable[[str], str | None]
) -> Paper | Rejection:
    if not isinstance(item, dict) or not isinstance(item.get("paper"), dict):
        return Rejection(place, "", "not a paper item")
    inner = item["paper"]
    title = text(item.get("title")) or text(inner.get("title"))
    given = text(inner.get("id"))
    paper_id = known(given)
    if not given:
        return Rejection(place, shorten(title, 200), "no id")
    if paper_id is None:
        wanted = "an arXiv id" if known is arxiv_id else "an id that can be an address"
        return Rejection(shorten(given, 60), shorten(title, 200), f"the id is not {wanted}")
    if not title:
        return Rejection(paper_id, "", "no title")
    return _paper(paper_id, title, item, source, day)


def _paper(paper_id: str, title: str, item: dict[str, Any], source: SourceConfig, day: date) -> Paper:
    inner = item["paper"]
    return Paper(
        id=paper_id,
        title=title,
        abstract=text(inner.get("summary")) or text(item.get("summary")),
        authors=tuple(_authors(inner.get("authors"))),
        organisation=_name(inner.get("organization")) or _name(item.get("organization")),
        published=_date(inner.get("publishedAt")),
        keywords=texts(inner.get("ai_keywords")),
        code=_address(inner.get("githubRepo")),
        stars=_count(inner.get("githubStars")),
        project=_address(inner.get("projectPage")),
        discussion=f"{PLACE}{paper_id}#community" if text(inner.get("discussionId")) else "",
        media=tuple(filter(None, map(_address, as_list(inner.get("mediaUrls") or item.get("mediaUrls"))))),
        ai_summary=text(inner.get("ai_summary")) if source.flag("ai_summary") else "",
        sightings=(
            Sighting(
                source=source.name,
                day=day,
                url=f"{PLACE}{paper_id}",
                votes=_count(inner.get("upvotes")),
                comments=_count(item.get("numComments")),
            ),
        ),
    )


def _authors(value: object) -> Iterator[str]:
    for author in records(value):
        if author.get("hidden") is not True and text(author.get("name")):
            yield text(author.get("name"))


def _name(value: object) -> str:
    return (text(value.get("fullname")) or text(value.get("name"))) if isinstance(value, dict) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _date(value: object) -> date | None:
    # The time is often midnight, or of another zone than it says: only the date is meant.
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _address(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if is_web_address(text) else ""
