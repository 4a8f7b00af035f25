"""Records of arXiv's own of papers that others named: ``GET /api/query?id_list=`` of the export API.

Copies of an abstract elsewhere have often lost its LaTeX; here it is as the authors wrote it, with
categories, comments, versions and the reason of a withdrawal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers.chunks import read_in_chunks
from broadsheet.fetching.sources.arxiv import POLITENESS
from broadsheet.fetching.sources.arxiv_atom import parse
from broadsheet.model.ids import arxiv_id, arxiv_spelling
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.settings.source_kinds import EnricherKind

KIND = EnricherKind(
    name="arxiv",
    title="arXiv",
    url="https://export.arxiv.org",
    describes=True,
    politeness=POLITENESS,
)
CHUNK_SIZE = 100  # ids in one request, so that its address stays short
_REFUSED_ID = re.compile(r"incorrect id format for (\S+?)(?:,|$)")


def enrich(web: Web, config: EnricherConfig, papers: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield arXiv's own record of each paper that is there; one it does not have is left out.

    SourceError at the end if any request failed, with the first reason.
    """
    wanted = _find_arxiv_ids(papers)
    yield from read_in_chunks(wanted, CHUNK_SIZE, lambda chunk: _read_records(web, config, chunk))


def _find_arxiv_ids(papers: Sequence[Paper]) -> list[str]:
    """Return the ids of those that are at arXiv, as arXiv writes them, each once and without a version."""
    spellings: dict[str, None] = {}
    for paper in papers:
        bare_id = arxiv_id(paper.arxiv)
        if bare_id:
            spellings[arxiv_spelling(bare_id)] = None
    return list(spellings)


def _read_records(web: Web, config: EnricherConfig, chunk: Sequence[str]) -> Iterator[Paper]:
    params = {"id_list": ",".join(chunk), "max_results": str(len(chunk))}
    try:
        answer = web.get(f"{config.url}/api/query", params, parse)
    except (SourceError, WebError) as error:
        refused_id = _find_refused_id(error)
        if refused_id not in chunk:
            raise
        # One id that arXiv cannot read spoils the answer for all others.
        others = [spelling for spelling in chunk if spelling != refused_id]
        if others:
            yield from _read_records(web, config, others)
        return
    wanted_ids = {arxiv_id(spelling) for spelling in chunk}
    for record in answer.records:
        # By id, never by place: ids that arXiv does not have are missing without a word.
        if isinstance(record.item, Paper) and record.item.id in wanted_ids:
            yield record.item


def _find_refused_id(error: Exception) -> str:
    """Return the id that arXiv says it cannot read; empty where it was something else."""
    match = _REFUSED_ID.search(str(error))
    if match is None:
        return ""
    return match[1]
