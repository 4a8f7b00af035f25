"""Admission of batches: each paper is made to fit the limits of ``content/``, or dropped with a reason."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.fetching.sources.batches import reject
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Paper
from broadsheet.store.gate import fit, reason_to_refuse


def admit(batch: Batch) -> Batch:
    """Return a batch of papers within the limits; those that cannot be are among its drops."""
    papers: list[Paper] = []
    drops = list(batch.drops)
    for paper in batch.papers:
        admitted = fit(paper)
        reason = reason_to_refuse(admitted)
        if reason:
            drops.append(reject(paper.id, admitted.title, reason))
        else:
            papers.append(admitted)
    return replace(batch, papers=tuple(papers), drops=tuple(drops))
