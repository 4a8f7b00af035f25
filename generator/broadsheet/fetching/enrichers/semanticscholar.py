"""Semantic Scholar: ``POST /graph/v1/paper/batch`` (Academic Graph API), for venue and citations.

An ornament: without a key it refuses most of the time, and nothing depends on it. The short
summary (TLDR) is written by a model of theirs, and taken only where the owner asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.model.ids import arxiv_in, arxiv_spelling, bare_doi, doi_id
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.settings.source_kinds import EnricherKind, Politeness, Setting, SettingType
from broadsheet.text.plain import with_noun

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
CHUNK = 500  # the most ids that the API takes at once
_FIELDS = "title,externalIds,venue,publicationVenue,journal,citationCount"
_DOI_HEAD = "doi-"


def enrich(web: Web, config: EnricherConfig, ids: Sequence[str], today: date) -> Iterator[Paper]:
    """What is known of the papers with these ids; of others than arXiv's and those with a DOI, nothing.

    SourceError at the end if any request failed, with the first reason.
    """
    names = {paper_id: name for paper_id in ids if (name := _name(paper_id))}
    asked = tuple(names)
    chunks = [asked[at : at + CHUNK] for at in range(0, len(asked), CHUNK)]
    problems = []
    for chunk in chunks:
        try:
            yield from _read(web, config, {paper_id: names[paper_id] for paper_id in chunk})
        except (SourceError, WebError) as error:
            problems.append(str(error))
    if problems:
        told = with_noun(len(chunks), "request")
        raise SourceError(f"{len(problems)} of {told} failed, the first with {problems[0]}")


def _read(web: Web, config: EnricherConfig, names: dict[str, str]) -> tuple[Paper, ...]:
    params = {"fields": f"{_FIELDS},tldr" if config.flag("tldr") else _FIELDS}
    address = f"{config.url}/graph/v1/paper/batch"
    asked = {"ids": list(names.values())}
    return web.post(address, params, asked, lambda body: parse(body, config, tuple(names)))


def _name(paper_id: str) -> str:
    """The paper's name there: ``ARXIV:2405.14906``, ``DOI:10.1101/2026.01.01``, or empty."""
    if arxiv := arxiv_spelling(paper_id):
        return f"ARXIV:{arxiv}"
    doi = paper_id.removeprefix(_DOI_HEAD).replace("-", "/", 1)
    # Where an id holds a hash, its DOI cannot be read from it.
    return f"DOI:{doi}" if bare_doi(doi) == doi and doi_id(doi) == paper_id else ""


def parse(body: bytes, config: EnricherConfig, asked: Sequence[str]) -> tuple[Paper, ...]:
    """What one answer says of the papers ``asked`` for, in their order; SourceError where it is none.

    The API answers by place, with ``null`` for what it does not know.
    """
    rows = json_values.parse_json(body)
    if not isinstance(rows, list):
        value = json_values.as_dict(rows)
        words = json_values.message(value.get("error")) or json_values.message(value.get("message"))
        raise SourceError(f"answered an error: {words}" if words else "answered JSON that is not a list")
    if len(rows) != len(asked):
        raise SourceError(f"answered {len(rows)} records for {len(asked)} ids")
    pairs = zip(asked, rows, strict=True)
    return tuple(_paper(paper_id, row, config) for paper_id, row in pairs if isinstance(row, dict))


def _paper(paper_id: str, row: dict[str, Any], config: EnricherConfig) -> Paper:
    doi = json_values.text(json_values.as_dict(row.get("externalIds")).get("DOI"))
    return Paper(
        id=paper_id,
        title=json_values.text(row.get("title")),
        doi="" if arxiv_in(doi) else bare_doi(doi),
        journal=_journal(row),
        citations=json_values.count(row.get("citationCount")),
        tldr=json_values.text(json_values.as_dict(row.get("tldr")).get("text"))
        if config.flag("tldr")
        else "",
    )


def _journal(row: dict[str, Any]) -> str:
    """Where the work was published; empty where that is only a preprint server."""
    names = (
        json_values.text(json_values.as_dict(row.get("publicationVenue")).get("name")),
        json_values.text(row.get("venue")),
        json_values.text(json_values.as_dict(row.get("journal")).get("name")),
    )
    return next((name for name in names if name and not _is_preprint_server(name)), "")


def _is_preprint_server(name: str) -> bool:
    return any(server in name.casefold() for server in ("arxiv", "biorxiv", "medrxiv", "preprint"))
