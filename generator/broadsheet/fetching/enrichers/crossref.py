"""Crossref: ``GET /works?filter=doi:…`` of its REST API, for what publishers made known of a paper later.

Under ``updated-by`` stand retractions, corrections and expressions of concern, those that Retraction
Watch collected among them (https://www.crossref.org/documentation/retrieve-metadata/rest-api/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Any

from broadsheet.errors import SourceError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers.chunks import read_in_chunks
from broadsheet.fetching.enrichers.titles import is_same_work
from broadsheet.fetching.json_values import as_dict, message, parse_json, text
from broadsheet.model.addresses import arxiv_in
from broadsheet.model.ids import bare_doi
from broadsheet.model.notices import LABELS, Notice, find_ending, join_notices
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.model.venues import registered_doi
from broadsheet.settings.source_kinds import EnricherKind, Politeness, Setting, SettingType

KIND = EnricherKind(
    name="crossref",
    title="Crossref",
    url="https://api.crossref.org",
    settings=(
        Setting(
            "mailto",
            SettingType.TEXT,
            "an address at which Crossref can write to you; who gives one is served before others",
        ),
    ),
    # A paper may be retracted years later.
    revisited_in=28,
    politeness=Politeness("crossref.org", spacing=1.0),
)
CHUNK_SIZE = 40  # DOIs in one request, so that its address stays short
_FIELDS = "DOI,title,updated-by"
_MOST_UPDATES = 100


def enrich(web: Web, config: EnricherConfig, papers: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield a record of each paper with a DOI that publishers put a notice to.

    SourceError at the end if any request failed, with the first reason.
    """
    wanted = [paper for paper in papers if _find_doi(paper)]
    yield from read_in_chunks(wanted, CHUNK_SIZE, lambda chunk: _read_notices(web, config, chunk, today))


def _find_doi(paper: Paper) -> str:
    """Return the DOI by which Crossref may know a paper; those of arXiv are another agency's."""
    if arxiv_in(paper.doi):
        return ""
    return registered_doi(paper.doi)


def _read_notices(web: Web, config: EnricherConfig, chunk: Sequence[Paper], today: date) -> tuple[Paper, ...]:
    # Two papers may name one DOI.
    dois = dict.fromkeys([f"doi:{_find_doi(paper)}" for paper in chunk])
    params = {"filter": ",".join(dois), "select": _FIELDS, "rows": str(len(dois))}
    mailto = config.text("mailto")
    if mailto:
        params["mailto"] = mailto
    return web.get(f"{config.url}/works", params, lambda body: parse(body, chunk, today))


def parse(body: bytes, wanted: Sequence[Paper], today: date) -> tuple[Paper, ...]:
    """Return those of the ``wanted`` papers to which an answer has notices; by DOI, never by place.

    SourceError where it is no such answer.
    """
    answer = as_dict(parse_json(body))
    items = as_dict(answer.get("message")).get("items")
    if not isinstance(items, list):
        raise SourceError(_describe_error(answer))
    works = {}
    for item in items:
        work = as_dict(item)
        works[bare_doi(text(work.get("DOI")))] = work
    papers = []
    for paper in wanted:
        found = _make_paper(paper, works.get(_find_doi(paper), {}), today)
        if found:
            papers.append(found)
    return tuple(papers)


def _describe_error(answer: dict[str, Any]) -> str:
    problems = json_values.records(answer.get("message"))
    words = [message(problem.get("message")) for problem in problems]
    if any(words):
        return f"answered an error: {'; '.join(filter(None, words))}"
    return "answered JSON without a list of works"


def _make_paper(paper: Paper, work: dict[str, Any], today: date) -> Paper | None:
    """Return what is added to a paper; None where there is no notice, or the work is another one."""
    titles = json_values.texts(work.get("title"))
    notices = _find_notices(work, today)
    if not notices or not is_same_work(paper, "".join(titles[:1])):
        return None
    lines = join_notices((), map(str, notices))
    return Paper(id=paper.id, title=paper.title, notices=lines, withdrawn=find_ending(lines))


def _find_notices(work: dict[str, Any], today: date) -> list[Notice]:
    notices = []
    updates = json_values.records(work.get("updated-by"))
    for update in islice(updates, _MOST_UPDATES):
        kind = text(update.get("type")).lower().replace("-", "_").replace(" ", "_")
        label = LABELS.get(kind)
        if label:
            doi = bare_doi(text(update.get("DOI")))
            day = _find_day(update)
            # A day to come is a slip.
            is_past = day is not None and day <= today
            notices.append(Notice(label, day if is_past else None, doi))
    return notices


def _find_day(update: dict[str, Any]) -> date | None:
    """Return the day of an update; None where it has a month or a year alone."""
    dates = as_dict(update.get("updated")).get("date-parts")
    with suppress(TypeError, ValueError, IndexError, KeyError):
        year, month, day = dates[0]  # type: ignore[index]
        return date(year, month, day)
    return None
