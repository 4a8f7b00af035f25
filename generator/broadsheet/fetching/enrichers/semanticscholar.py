"""Semantic Scholar: ``POST /graph/v1/paper/batch`` (Academic Graph API), for venue and citations.

An ornament: without a key it refuses most of the time, and nothing depends on it. The short
summary (TLDR) is written by a model of theirs, and taken only where the owner asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from broadsheet.errors import SourceError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import parse_date
from broadsheet.fetching.enrichers.chunks import read_in_chunks
from broadsheet.fetching.enrichers.titles import is_same_work
from broadsheet.fetching.json_values import as_dict, message, parse_json, text
from broadsheet.fetching.persons import read_persons
from broadsheet.model.ids import arxiv_id, bare_doi
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.model.venues import is_preprint_server, journal_doi, registered_doi
from broadsheet.settings.source_kinds import EnricherKind, Politeness, Setting, SettingType

KIND = EnricherKind(
    name="semanticscholar",
    title="Semantic Scholar",
    url="https://api.semanticscholar.org",
    settings=(
        Setting(
            "tldr",
            SettingType.FLAG,
            "whether to take the one-sentence summaries that it has a model write; they are shown as such",
        ),
    ),
    # One request a second to who has a key.
    politeness=Politeness("semanticscholar.org", spacing=1.1),
)
CHUNK_SIZE = 500  # the most ids that the API takes at once
_FIELDS = "title,externalIds,venue,publicationVenue,journal,citationCount"
_OWN_FIELDS = "authors,abstract,year,publicationDate"  # of a work that is known from nowhere else


def enrich(web: Web, config: EnricherConfig, papers: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield a record for each paper that is known there by its arXiv id or its DOI.

    SourceError at the end if any request failed, with the first reason.
    """
    wanted = [paper for paper in papers if _find_name(paper)]
    yield from read_in_chunks(wanted, CHUNK_SIZE, lambda chunk: _read_records(web, config, chunk))


def _read_records(web: Web, config: EnricherConfig, chunk: Sequence[Paper]) -> tuple[Paper, ...]:
    url = f"{config.url}/graph/v1/paper/batch"
    fields = f"{_FIELDS},tldr" if config.flag("tldr") else _FIELDS
    names = list(map(_find_name, chunk))
    return web.post(url, {"fields": fields}, {"ids": names}, lambda body: parse(body, config, chunk))


class Found(NamedTuple):
    """A work that was found there, and by what other servers know it: its arXiv id and its DOI, or empty."""

    paper: Paper
    arxiv: str
    doi: str


def find(web: Web, config: EnricherConfig, name: str) -> Found | None:
    """Return the work of a name (``DOI:10.1101/2026.01``, ``URL:https://…``); None where nobody knows it.

    The paper has no id: by that name it is known there, and by another here.
    """
    url = f"{config.url}/graph/v1/paper/batch"
    fields = f"{_FIELDS},{_OWN_FIELDS}"
    return web.post(url, {"fields": fields}, {"ids": [name]}, lambda body: _parse_found(body, config))


def _parse_found(body: bytes, config: EnricherConfig) -> Found | None:
    [row] = _parse_rows(body, 1)
    if not isinstance(row, dict) or not text(row.get("title")):
        return None
    external_ids = as_dict(row.get("externalIds"))
    doi = registered_doi(bare_doi(text(external_ids.get("DOI"))))
    persons = read_persons(row.get("authors"))
    added = _parse_paper("", row, config)
    paper = replace(
        added,
        doi=doi,
        authors=persons.names,
        more_authors=persons.more,
        published=parse_date(row.get("publicationDate")) or parse_date(str(row.get("year"))),
        abstract=text(row.get("abstract")),
    )
    return Found(paper, arxiv_id(text(external_ids.get("ArXiv"))) or "", doi)


def _find_name(paper: Paper) -> str:
    """Return a paper's name there: ``ARXIV:2405.14906``, ``DOI:10.1101/2026.01.01``, or empty."""
    if paper.arxiv:
        return f"ARXIV:{paper.arxiv}"
    if paper.doi:
        return f"DOI:{paper.doi}"
    return ""


def parse(body: bytes, config: EnricherConfig, wanted: Sequence[Paper]) -> tuple[Paper, ...]:
    """Return the papers of one answer to a question for the ``wanted``, in their order.

    SourceError where it is no such answer. The API answers by place, with ``null`` for what it
    does not know; a record with another title is of another work, and is refused.
    """
    rows = _parse_rows(body, len(wanted))
    papers = []
    for paper, row in zip(wanted, rows, strict=True):
        if isinstance(row, dict) and is_same_work(paper, text(row.get("title"))):
            papers.append(_parse_paper(paper.id, row, config))
    return tuple(papers)


def _parse_rows(body: bytes, number: int) -> list[Any]:
    rows = parse_json(body)
    if not isinstance(rows, list):
        raise SourceError(_describe_error(as_dict(rows)))
    if len(rows) != number:
        raise SourceError(f"answered {len(rows)} records for {number} ids")
    return rows


def _describe_error(answer: dict[str, Any]) -> str:
    reason = message(answer.get("error")) or message(answer.get("message"))
    if reason:
        return f"answered an error: {reason}"
    return "answered JSON that is not a list"


def _parse_paper(paper_id: str, row: dict[str, Any], config: EnricherConfig) -> Paper:
    external_ids = as_dict(row.get("externalIds"))
    # A preprint's DOI, arXiv's among them, says no more than its id.
    doi = journal_doi(bare_doi(text(external_ids.get("DOI"))))
    summary = ""
    if config.flag("tldr"):
        tldr = as_dict(row.get("tldr"))
        summary = text(tldr.get("text"))
    return Paper(
        id=paper_id,
        title=text(row.get("title")),
        doi=doi,
        journal=_find_journal(row),
        citations=json_values.count(row.get("citationCount")),
        tldr=summary,
    )


def _find_journal(row: dict[str, Any]) -> str:
    """Return where the work was published; empty where that is only a preprint server."""
    publication_venue = as_dict(row.get("publicationVenue"))
    journal = as_dict(row.get("journal"))
    for value in (publication_venue.get("name"), row.get("venue"), journal.get("name")):
        name = text(value)
        if name and not is_preprint_server(name):
            return name
    return ""
