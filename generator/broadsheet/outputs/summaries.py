"""Summaries of a paper: its one sentence, and those that a model wrote where the owner asked for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.model.curation import Entry
from broadsheet.model.language.words import gettext as _
from broadsheet.model.paper import Paper
from broadsheet.text.latex import to_html, to_text
from broadsheet.text.plain import clean


class Summary(NamedTuple):
    """A summary of a paper, and the words that tell a reader who wrote it and where it is from."""

    label: str
    words: str


def sentence_of(entry: Entry) -> str:
    """Return what a list says of a paper in one sentence of plain words.

    It is the editor's takeaway, else the claim of the paper's abstract; empty where there is neither.
    """
    return clean(entry.note.takeaway) or plain_claim(entry)


def plain_claim(entry: Entry) -> str:
    """Return the claim of a paper's abstract as plain Unicode."""
    return to_text(entry.claim, is_tex=entry.paper.is_tex)


def claim_markup(entry: Entry) -> str:
    """Return the claim of a paper's abstract as safe markup."""
    return to_html(entry.claim, is_tex=entry.paper.is_tex)


def summaries_of(paper: Paper) -> Iterator[Summary]:
    """Yield the summaries of a paper that models wrote, the shortest first."""
    if paper.tldr:
        yield Summary(_("One-sentence summary by a model, from Semantic Scholar"), paper.tldr)
    if paper.ai_summary:
        yield Summary(_("Summary by a model, from Hugging Face"), paper.ai_summary)
