"""Papers in lists as reference managers find them: COinS, OpenURL ContextObjects in spans (Z39.88-2004).

Zotero shows a folder for a page with several, and saves those that its reader ticks. It looks up by
DOI whatever comes without authors.
"""

from __future__ import annotations

from urllib.parse import quote_plus

from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper
from broadsheet.model.publication import parse_publication
from broadsheet.outputs.citations import authors, containers, keys
from broadsheet.text.paper_words import plain_title

_BOOK = "info:ofi/fmt:kev:mtx:book"
_JOURNAL = "info:ofi/fmt:kev:mtx:journal"
_DUBLIN_CORE = "info:ofi/fmt:kev:mtx:dc"
# Signs that mean nothing in a query or in HTML: those of addresses, where no strangers' words stand.
_UNESCAPED = {"rft_val_fmt": "/:", "rft_id": "/:"}


def context_object(paper: Paper, most_authors: int = AUTHORS.in_list_data) -> str:
    """Return a paper as a query of keys and values, which is safe in a quoted attribute of HTML.

    More than ``most_authors`` are left to be looked up by the DOI, where there is one.
    """
    pairs = [("ctx_ver", "Z39.88-2004"), *_of_kind(paper)]
    pairs.append(("rft.date", containers.cited_date(paper)))
    doi = keys.doi(paper)
    if doi:
        pairs.append(("rft_id", f"info:doi/{doi}"))
    if paper.abstract_page:
        pairs.append(("rft_id", paper.abstract_page))
    if len(paper.authors) <= most_authors or not doi:
        pairs.extend(authors.coins(paper, AUTHORS.in_head))
    written = []
    for key, value in pairs:
        escaped = quote_plus(value, safe=_UNESCAPED.get(key, ","))
        written.append(f"{key}={escaped}")
    return "&amp;".join(written)


def _of_kind(paper: Paper) -> list[tuple[str, str]]:
    """Return the format, and the title in its words: Zotero takes its own types in Dublin Core."""
    title = plain_title(paper)
    publication = parse_publication(paper.journal)
    if not publication.name:
        return [("rft_val_fmt", _DUBLIN_CORE), ("rft.type", "preprint"), ("rft.title", title)]
    kind = [("rft_val_fmt", _JOURNAL), ("rft.genre", "article")]
    if publication.is_conference:
        kind = [("rft_val_fmt", _BOOK), ("rft.genre", "proceeding")]
    return [*kind, ("rft.atitle", title), *containers.coins_container(paper)]
