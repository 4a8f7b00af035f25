"""Records of arXiv's own of papers that others named: ``GET /api/query?id_list=`` of the export API.

Copies of an abstract elsewhere have often lost its LaTeX; here it is as the authors wrote it, with
categories, comments, versions and the reason of a withdrawal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from broadsheet.errors import BroadsheetError, Refused, SourceError, WebError
from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import arxiv_oai
from broadsheet.fetching.enrichers.chunks import read_in_chunks
from broadsheet.fetching.sources.arxiv import POLITENESS
from broadsheet.fetching.sources.arxiv_atom import parse
from broadsheet.model.ids import arxiv_id
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


class _ExportApi:
    """Export API, which is asked until it refuses.

    ``left`` are the papers that it refused to tell of, or was not asked for any more; ``refusal`` are
    its words.
    """

    def __init__(self, web: Web, url: str) -> None:
        self._web = web
        self._url = url
        self.left: list[Paper] = []
        self.refusal = ""

    def read(self, papers: Sequence[Paper]) -> Iterator[Paper]:
        """Yield the records of a chunk of papers, unless it refuses, or did so before."""
        if self.refusal:
            self.left.extend(papers)
            return
        spellings = [paper.arxiv for paper in papers]
        try:
            yield from _read_records(self._web, self._url, spellings)
        except Refused as refusal:
            self.refusal = str(refusal)
            self.left.extend(papers)


def enrich(web: Web, config: EnricherConfig, papers: Sequence[Paper], today: date) -> Iterator[Paper]:
    """Yield arXiv's own record of each paper that is there; one it does not have is left out.

    Where the export API refuses, it is asked no more, and papers that arXiv has not described yet are
    looked up at its second door. SourceError at the end if any request failed, with the first reason.
    """
    wanted = {paper.arxiv: paper for paper in papers if paper.arxiv}
    api = _ExportApi(web, config.url)
    failure: SourceError | None = None
    try:
        yield from read_in_chunks(tuple(wanted.values()), CHUNK_SIZE, api.read)
    except SourceError as error:
        failure = error
    if api.refusal:
        undescribed = [paper for paper in api.left if paper.described_by != KIND.name]
        try:
            yield from arxiv_oai.read_records(web, config.url, undescribed, today)
        except BroadsheetError as error:
            raise SourceError(f"{api.refusal}; at its second door: {error}") from error
    if failure:
        raise failure


def _read_records(web: Web, url: str, chunk: Sequence[str]) -> Iterator[Paper]:
    params = {"id_list": ",".join(chunk), "max_results": str(len(chunk))}
    try:
        answer = web.get(f"{url}/api/query", params, parse)
    except (SourceError, WebError) as error:
        refused_id = _find_refused_id(error)
        if refused_id not in chunk:
            raise
        # One id that arXiv cannot read spoils the answer for all others.
        others = [spelling for spelling in chunk if spelling != refused_id]
        if others:
            yield from _read_records(web, url, others)
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
