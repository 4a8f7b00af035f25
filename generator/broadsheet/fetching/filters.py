"""The authors and words by which the owner of a site narrows a source, of whatever kind."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.fetching.sources.batches import reject_paper
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig
from broadsheet.text.phrases import PhraseMatcher


def select(batch: Batch, source: SourceConfig) -> Batch:
    """Return a batch without the papers that a source's own ``authors`` and ``words`` leave out, which
    are among its drops.

    A paper needs one of either: a name as it is written, in whatever case, or a phrase in its title,
    abstract or keywords (see ``broadsheet.text.phrases``).
    """
    if not source.authors and not source.words:
        return batch
    names = frozenset(name.casefold() for name in source.authors)
    phrases = PhraseMatcher(source.words)
    papers: list[Paper] = []
    drops = list(batch.drops)
    for paper in batch.papers:
        if _is_by(paper, names) or _says(paper, phrases):
            papers.append(paper)
        else:
            drops.append(reject_paper(paper, _reason(source)))
    return replace(batch, papers=tuple(papers), drops=tuple(drops))


def _is_by(paper: Paper, names: frozenset[str]) -> bool:
    return any(author.casefold() in names for author in paper.authors)


def _says(paper: Paper, phrases: PhraseMatcher) -> bool:
    about = " \n ".join((paper.title, paper.abstract, *paper.keywords))
    return bool(phrases.find_phrases(about))


def _reason(source: SourceConfig) -> str:
    sought = [kind for kind in ("authors", "words") if getattr(source, kind)]
    return f"has none of the {' or '.join(sought)} that source '{source.name}' looks for"
