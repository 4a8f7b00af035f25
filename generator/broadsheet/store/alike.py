"""Papers that have the id or the citation key of another, which no file and no bibliography can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.model.paper import Paper
from broadsheet.store.papers import paper_path


def ids_alike(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a problem for each paper whose id an earlier one has but for case."""
    ids: dict[str, str] = {}
    for paper in papers:
        other = ids.setdefault(paper.id.lower(), paper.id)
        if other != paper.id:
            place = f"content/{paper_path(paper.id)}"
            yield f"{place}: id: is that of {other!r} but for case, one file on some systems; delete either"


def keys_alike(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a problem for each paper whose key an earlier one has, but perhaps for case."""
    ids: dict[str, str] = {}
    for paper in papers:
        if not paper.cite_key:
            continue
        other = ids.setdefault(paper.cite_key.lower(), paper.id)
        if other != paper.id:
            place = f"content/{paper_path(paper.id)}"
            what_to_do = "take the line out, and the next fetch gives another"
            yield f"{place}: cite_key: is that of {other!r}; {what_to_do}"
