"""Markdown of the page of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.curation.score import score_for_readers
from broadsheet.model.curation import Entry
from broadsheet.model.hub import paper_page, repositories_of
from broadsheet.model.paper import Paper, labelled_addresses, labelled_facts
from broadsheet.model.period import short_date
from broadsheet.model.tallies import votes_apart
from broadsheet.outputs.citations import keys
from broadsheet.outputs.corrections import describe_correction
from broadsheet.outputs.summaries import summaries_of
from broadsheet.text.latex import to_text
from broadsheet.text.paper_words import plain_abstract, plain_title
from broadsheet.text.plain import author_list, markdown, with_noun


def write_paper(entry: Entry, words: str, level: int = 1) -> Iterator[str]:
    """Yield the blocks of the page of a paper; ``words`` are people's own about it, in Markdown.

    ``level`` is that of its heading.
    """
    paper = entry.paper
    title = plain_title(paper)
    heading = "#" * level
    yield f"{heading} {markdown(title)}"
    if paper.withdrawn:
        explanation = markdown(paper.withdrawn)
        yield f"**Withdrawn:** {explanation}"
    for notice in paper.notices:
        yield f"**Notice:** {markdown(notice)}"
    names = author_list(paper.authors, len(paper.authors), are_more=paper.more_authors)
    yield markdown(names)
    takeaway = markdown(entry.note.takeaway)
    if takeaway:
        yield f"> {takeaway}"
    yield words
    for quote in entry.note.quotes:
        by = f" ({markdown(quote.by)})" if quote.by else ""
        yield f"> {markdown(quote.text)}{by}"
    if paper.abstract:
        abstract = plain_abstract(paper)
        yield f"{heading}# Abstract"
        yield markdown(abstract)
    for summary in summaries_of(paper):
        summary_text = to_text(summary.words)
        yield markdown(f"{summary.label}: {summary_text}")
    if entry.note.corrections:
        yield f"{heading}# Corrections"
        yield _list_corrections(entry)
    yield _list_facts(entry)
    yield _list_addresses(paper)
    yield _list_repositories(paper)
    yield f"{heading}# Why it is here"
    yield _list_reasons(entry)


def _list_corrections(entry: Entry) -> str:
    items = []
    for correction in reversed(entry.note.corrections):
        when = f"{short_date(correction.day)}: " if correction.day else ""
        items.append(markdown(f"{when}{describe_correction(correction)}"))
    return join_items(items)


def _list_facts(entry: Entry) -> str:
    paper = entry.paper
    topics = [topic.name for topic in entry.topics]
    facts = [
        ("Digest day", short_date(paper.day)),
        ("Topics", ", ".join(topics)),
        *labelled_facts(paper),
        ("arXiv", paper.arxiv),
        ("DOI", keys.doi(paper)),
        ("Votes", votes_apart(entry.tallies) or (str(paper.votes) if paper.votes else "")),
    ]
    items = []
    for label, value in facts:
        if value:
            text = markdown(value)
            items.append(f"{label}: {text}")
    return join_items(items)


def _list_addresses(paper: Paper) -> str:
    addresses = [
        ("Paper", paper.abstract_page),
        ("PDF", keys.pdf(paper)),
        ("HTML", keys.html(paper)),
        *labelled_addresses(paper),
    ]
    items = []
    for label, url in addresses:
        if url:
            items.append(f"{label}: <{url}>")
    return join_items(items)


def _list_repositories(paper: Paper) -> str:
    """Return how many models, datasets and Spaces name the paper, with those that are known by name."""
    items = []
    for kind in repositories_of(paper):
        number = with_noun(kind.total, kind.noun)
        addresses = [f"<{one.address}>" for one in kind.named]
        if kind.unnamed:
            addresses.append(f"all at <{paper_page(paper.arxiv)}>")
        items.append(f"{number}: {', '.join(addresses)}")
    return join_items(items)


def _list_reasons(entry: Entry) -> str:
    items = []
    for reason in (*entry.reasons, score_for_readers(entry)):
        if reason:
            item = markdown(reason)
            items.append(item)
    return join_items(items)


def join_items(items: Iterable[str]) -> str:
    """Return a list in Markdown, an item a line."""
    lines = [f"- {item}" for item in items]
    return "\n".join(lines)
