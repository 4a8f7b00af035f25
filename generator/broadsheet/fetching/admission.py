"""Admission of batches: each paper is made to fit the limits of ``content/``, or dropped with a reason."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.fetching.sources.batches import reject_paper
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import agree_with_arxiv_id
from broadsheet.store.gate import fit, reason_to_refuse


def admit(batch: Batch) -> Batch:
    """Return a batch of papers within the limits; those that cannot be are among its drops."""
    papers: list[Paper] = []
    drops = list(batch.drops)
    for paper in batch.papers:
        admitted = _agree_on_date(fit(paper))
        reason = reason_to_refuse(admitted)
        if reason:
            drops.append(reject_paper(admitted, reason, paper.id))
        else:
            papers.append(admitted)
    return replace(batch, papers=tuple(papers), drops=tuple(drops))


def _agree_on_date(paper: Paper) -> Paper:
    """Return a paper whose date does not contradict its arXiv id, unless it is of arXiv's own record."""
    if paper.published is None or paper.described_by:
        return paper
    return replace(paper, published=agree_with_arxiv_id(paper.published, paper.id))
