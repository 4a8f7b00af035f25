"""Citations to take along: BibTeX, RIS and CSL-JSON of each paper, edition and topic, beside its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period
from broadsheet.outputs.citations import formats
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.pages.topics import TOPIC_MOST, TOPIC_NEWEST

# What each format is called, the file it is in, and who writes it.
FORMATS = (
    ("BibTeX", "cite.bib", formats.bibtex),
    ("RIS", "cite.ris", formats.ris),
    ("CSL-JSON", "cite.json", formats.csl),
)


def citations(library: Library) -> Iterator[OutFile]:
    """The files of every page that lists papers, next to it."""
    for entry in library.with_page:
        if library.exported(entry.paper.day):
            yield from _beside(library, urls.paper(entry.paper.id), [entry.paper])
    for digest in library.exported_of((*library.editions, *library.weeks, *library.months)):
        if digest.entries:
            yield from _beside(library, urls.digest(digest.period), [e.paper for e in digest.entries])
    for topic in library.topics:
        papers = [entry.paper for entry in library.topic_entries[topic.slug]]
        if not papers:
            continue
        split = len(papers) > TOPIC_MOST
        yield from _beside(library, urls.topic(topic.slug), papers[:TOPIC_NEWEST] if split else papers)
        for month, group in groupby(papers if split else (), key=lambda paper: Period.of_month(paper.day)):
            if library.exported(month.start):
                yield from _beside(library, urls.topic(topic.slug, month.slug), group)


def _beside(library: Library, at: str, papers: Iterable[Paper]) -> Iterator[OutFile]:
    papers = tuple(papers)
    for _, name, write in FORMATS:
        yield lazy_file(library, at + name, _cited, write, papers)


def _cited(write: Callable[[Iterable[Paper]], str], papers: tuple[Paper, ...]) -> str:
    return write(map(_without_abstract, papers))


@lru_cache(maxsize=1 << 13)
def _without_abstract(paper: Paper) -> Paper:
    # A paper is cited in some fifteen files: with its abstract they would take more room than all pages.
    return replace(paper, abstract="")
