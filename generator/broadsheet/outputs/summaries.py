"""Summaries that a model wrote: kept and shown only where the owner asked for them, and labelled as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.model.paper import Paper


class Summary(NamedTuple):
    """A summary of a paper, and the words that tell a reader who wrote it and where it is from."""

    label: str
    words: str


def summaries_of(paper: Paper) -> Iterator[Summary]:
    """Yield the summaries of a paper that models wrote, the shortest first."""
    if paper.tldr:
        yield Summary("One-sentence summary by a model, from Semantic Scholar", paper.tldr)
    if paper.ai_summary:
        yield Summary("Summary by a model, from Hugging Face", paper.ai_summary)
