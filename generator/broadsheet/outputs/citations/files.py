"""Citations to take along: BibTeX, RIS and CSL-JSON of each paper, edition and topic, beside its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Entries
from broadsheet.library.exports import with_own_files
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period
from broadsheet.outputs.citations import formats
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.pages.topics import TOPIC_MOST, TOPIC_NEWEST


class CitationFormat(NamedTuple):
    """Format of citations: its name, the file it is in, and the function that writes it."""

    name: str
    file_name: str
    write: Callable[[Iterable[Paper]], str]


FORMATS = (
    CitationFormat("BibTeX", urls.BIBTEX_FILE, formats.bibtex),
    CitationFormat("RIS", "cite.ris", formats.ris),
    CitationFormat("CSL-JSON", "cite.json", formats.csl),
)


def citations(library: Library) -> Iterator[OutFile]:
    """Yield the files of every page that lists papers, next to it; packs are those of months and topics."""
    for entry in with_own_files(library, library.listed):
        yield from _citation_files(library, urls.paper(entry.paper.id), [entry.paper])
    digests = library.months
    if not library.site.packs_exports:
        digests = (*library.editions, *library.weeks, *library.months)
    for digest in library.exported_of(digests):
        if digest.entries:
            papers = [entry.paper for entry in digest.entries]
            yield from _citation_files(library, urls.digest(digest.period), papers)
    for topic in library.topics:
        entries = library.topic_entries[topic.slug]
        if entries:
            yield from _topic_files(library, topic, entries)


def _topic_files(library: Library, topic: Topic, entries: Entries) -> Iterator[OutFile]:
    """Yield the files of a topic; a long topic has its newest papers, and files of each month."""
    page = urls.topic(topic.slug)
    most = len(entries) if len(entries) <= TOPIC_MOST else TOPIC_NEWEST
    yield from _citation_files(library, page, [entry.paper for entry in entries[:most]])
    if most == len(entries):
        return
    papers = [entry.paper for entry in with_own_files(library, entries)]
    for month, papers_of_month in groupby(papers, key=_month_of):
        month_page = urls.topic(topic.slug, month.slug)
        yield from _citation_files(library, month_page, papers_of_month)


def _month_of(paper: Paper) -> Period:
    return Period.of_month(paper.day)


def _citation_files(library: Library, page: str, papers: Iterable[Paper]) -> Iterator[OutFile]:
    papers = tuple(papers)
    for citation_format in FORMATS:
        path = page + citation_format.file_name
        yield lazy_file(library, path, _write_citations, citation_format.write, papers)


def _write_citations(write: Callable[[Iterable[Paper]], str], papers: tuple[Paper, ...]) -> str:
    return write(map(_without_abstract, papers))


@lru_cache(maxsize=1 << 13)
def _without_abstract(paper: Paper) -> Paper:
    # A paper is cited in some fifteen files: with its abstract they would take more room than all pages.
    return replace(paper, abstract="")
