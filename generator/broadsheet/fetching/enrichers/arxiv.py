"""arXiv's own records of papers that others named: ``GET /api/query?id_list=`` of the export API.

Copies of an abstract elsewhere have often lost its LaTeX; here it is as the authors wrote it, with
categories, comments, versions and the reason of a withdrawal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from broadsheet.errors import BroadsheetError, NotAsked, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.sources.arxiv import POLITENESS
from broadsheet.fetching.sources.arxiv_atom import Answer, parse
from broadsheet.model.ids import arxiv_id, arxiv_spelling
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.settings.source_kinds import EnricherKind
from broadsheet.text.plain import with_noun

KIND = EnricherKind(
    name="arxiv",
    title="arXiv",
    url="https://export.arxiv.org",
    describes=True,
    politeness=POLITENESS,
)
CHUNK = 100  # ids in one request, so that its address stays short
_REFUSED = re.compile(r"incorrect id format for (\S+?)(?:,|$)")


def enrich(web: Web, config: EnricherConfig, ids: Sequence[str], today: date) -> Iterator[Paper]:
    """What arXiv says of each of ``ids`` that is an arXiv id; one it does not have is left out.

    SourceError at the end if any request failed, with the first reason.
    """
    known = {paper_id: arxiv_spelling(paper_id) for given in ids if (paper_id := arxiv_id(given) or given)}
    wanted = [spelling for spelling in known.values() if spelling]
    chunks = [wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK)]
    problems = []
    for chunk in chunks:
        try:
            yield from _read(web, config, chunk)
        except NotAsked:
            raise
        except BroadsheetError as error:
            problems.append(str(error))
    if problems:
        asked = with_noun(len(chunks), "request")
        raise SourceError(f"{len(problems)} of {asked} failed, the first with {problems[0]}")


def _read(web: Web, config: EnricherConfig, chunk: Sequence[str]) -> Iterator[Paper]:
    params = {"id_list": ",".join(chunk), "max_results": str(len(chunk))}
    wanted = {arxiv_id(spelling) for spelling in chunk}
    try:
        answer: Answer = web.get(f"{config.url}/api/query", params, parse)
    except BroadsheetError as error:
        refused = _REFUSED.search(str(error))
        if not refused or refused[1] not in chunk:
            raise
        # One id that arXiv cannot read spoils the answer for all others.
        rest = [spelling for spelling in chunk if spelling != refused[1]]
        yield from _read(web, config, rest) if rest else ()
        return
    for record in answer.records:
        # By id, never by place: ids that arXiv does not have are missing without a word.
        if isinstance(record.item, Paper) and record.item.id in wanted:
            yield record.item
