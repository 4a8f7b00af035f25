"""Splitting of a paper that two works were taken for."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.model.addresses import arxiv_in
from broadsheet.model.ids import arxiv_id, doi_id
from broadsheet.model.owners import SourceOrder
from broadsheet.model.paper import Paper
from broadsheet.model.provenance import UNKNOWN, givers_of, with_givers


def without_name(paper: Paper, name: str, order: SourceOrder) -> Paper:
    """Return a paper that no longer goes by another id, nor by the DOI that is this id.

    With the DOI goes the journal, which came with it. What else the other work gave cannot be told apart.
    """
    others = tuple([other for other in paper.other_ids if other != name])
    split = replace(paper, other_ids=others)
    preprint = arxiv_in(paper.doi)
    if paper.doi and name in (doi_id(paper.doi), arxiv_id(preprint or "")):
        split = replace(split, doi="", journal="")
    givers = {}
    for field, giver in givers_of(paper, order).items():
        if getattr(split, field) not in UNKNOWN:
            givers[field] = giver
    return with_givers(split, givers)
