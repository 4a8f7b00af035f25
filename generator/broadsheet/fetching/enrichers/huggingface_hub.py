"""The Hugging Face Hub: ``GET /api/papers/{arXiv id}`` (Hub API), for models, datasets and Spaces of a paper.

It knows a paper that somebody submitted or that a repository names, and answers 404 to any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from operator import attrgetter
from typing import Any

from broadsheet.errors import NotFound, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers.chunks import read_in_chunks
from broadsheet.fetching.enrichers.titles import is_same_work
from broadsheet.fetching.json_values import as_dict, count, message, parse_json, records, text
from broadsheet.fetching.sources.huggingface import KIND as DAILY_PAPERS
from broadsheet.model.hub import HUB, KINDS, is_repository
from broadsheet.model.limits import MOST_REPOSITORIES
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.settings.source_kinds import EnricherKind

KIND = EnricherKind(
    name="huggingface-hub",
    title="Hugging Face Hub",
    url=HUB,
    politeness=DAILY_PAPERS.politeness,
)
# Each paper is a request, and the server takes 500 in five minutes from all of a run.
MOST_ASKED = 200


def enrich(web: Web, config: EnricherConfig, papers: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield a record of each paper that repositories name; it asks about the newest ``MOST_ASKED`` at most.

    SourceError at the end if any request failed, with the first reason.
    """
    wanted = [paper for paper in papers if paper.arxiv]
    wanted.sort(key=attrgetter("last_seen"), reverse=True)
    yield from read_in_chunks(wanted[:MOST_ASKED], 1, lambda chunk: _read_papers(web, config, chunk))


def _read_papers(web: Web, config: EnricherConfig, papers: Iterable[Paper]) -> Iterator[Paper]:
    for paper in papers:
        with suppress(NotFound):
            yield from _read_paper(web, config, paper)


def _read_paper(web: Web, config: EnricherConfig, paper: Paper) -> tuple[Paper, ...]:
    url = f"{config.url}/api/papers/{paper.arxiv}"
    return web.get(url, {}, lambda body: parse(body, paper))


def parse(body: bytes, paper: Paper) -> tuple[Paper, ...]:
    """Return what an answer adds to a paper, if anything; SourceError where it is no such answer.

    An answer with another title is of another work, and is refused.
    """
    row = as_dict(parse_json(body))
    reason = message(row.get("error"))
    if reason:
        raise SourceError(f"answered an error: {reason}")
    if not text(row.get("id")):
        raise SourceError("answered JSON without the id of a paper")
    found = _make_paper(paper, row)
    has_any = found.models or found.datasets or found.spaces
    if not has_any or not is_same_work(paper, text(row.get("title"))):
        return ()
    return (found,)


def _make_paper(paper: Paper, row: dict[str, Any]) -> Paper:
    facts: dict[str, Any] = {}
    for kind in KINDS:
        name = kind.named.capitalize()  # as keys of the answer end
        ids = _read_ids(row.get(f"linked{name}"))
        facts[kind.named] = ids[:MOST_REPOSITORIES]
        facts[kind.counted] = _count_all(row.get(f"numTotal{name}"), ids)
    return Paper(id=paper.id, title=paper.title, **facts)


def _read_ids(values: object) -> tuple[str, ...]:
    """Return the ids of the repositories in a list that everybody may see, each once."""
    ids: dict[str, None] = {}
    for repository in records(values):
        name = repository.get("id")
        is_private = repository.get("private") is True
        if isinstance(name, str) and is_repository(name) and not is_private:
            ids[name] = None
    return tuple(ids)


def _count_all(total: object, ids: Sequence[str]) -> int | None:
    """Return how many repositories there are; None without any, and never fewer than the ``ids`` named."""
    return max(count(total) or 0, len(ids)) or None
