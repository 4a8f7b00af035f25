"""Other papers that the page of a paper shows: related ones as rows, and those beside it in its edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar, NamedTuple, Self

from markupsafe import Markup

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.contributors import ContributorLink
from broadsheet.model.curation import Entry, Topic, Watch
from broadsheet.model.language.words import catalogue_version
from broadsheet.model.tallies import Tally
from broadsheet.outputs.templating import render_part

# Stands in a row for the reason; no text of a paper holds this sign.
_REASON = Markup("\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyEntry:
    """Facts of an entry that a row of the small size shows, without its counts.

    A page that names other papers must not change with their votes and stars. Templates take it for
    an entry, for that entry's paper and for its note.
    """

    votes: ClassVar[int] = 0
    stars: ClassVar[None] = None
    page: ClassVar[bool] = True
    watched: ClassVar[tuple[Watch, ...]] = ()
    tallies: ClassVar[tuple[Tally, ...]] = ()
    watched_names: ClassVar[frozenset[str]] = frozenset()

    id: str
    title: str
    day: date
    shared_at: str
    is_tex: bool
    claim: str
    authors: tuple[str, ...]
    more_authors: bool
    organisation: str
    withdrawn: str
    arxiv: str
    doi: str
    listing_url: str
    discussion: str
    code: str
    takeaway: str
    topics: tuple[Topic, ...]
    contributors: tuple[ContributorLink, ...]

    def __hash__(self) -> int:
        # All fields would tell no more papers apart, and these are keys of a cache.
        return hash(self.id)

    @property
    def abstract(self) -> str:
        """The abstract's claim in its place: a row of the small size only asks if there is an abstract."""
        return self.claim

    @property
    def paper(self) -> Self:
        """Facts of the paper alone."""
        return self

    @property
    def note(self) -> Self:
        """Facts of the note alone."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class ListedPaper:
    """A paper that has a page, as pages of other papers name it; known to fingerprints by its facts alone."""

    entry: Entry

    @property
    def facts(self) -> SteadyEntry:
        """Facts that those pages show, gathered at each call."""
        return without_counts(self.entry)


ListedPapers = Mapping[str, ListedPaper]  # by their ids


class RelatedPapers(NamedTuple):
    """Papers that are like one, and the words that each has in common with it."""

    papers: tuple[ListedPaper, ...]
    words: tuple[tuple[str, ...], ...]


class RowParts(NamedTuple):
    """The row of a paper: what comes before the reason why it is in a list, and what comes after it."""

    head: Markup
    foot: Markup


class RelatedRow(NamedTuple):
    """A related paper with the names of the topics, and the words, that both papers have; and its row."""

    entry: SteadyEntry
    topics: tuple[str, ...]
    words: tuple[str, ...]
    row: RowParts


def listed_papers(library: Library) -> ListedPapers:
    """Return what pages of other papers name: all papers that are listed.

    The facts of most are as they were in the last build, and are gathered only where a page is rendered.
    """
    names = library.fingerprints
    papers: dict[str, ListedPaper] = {}
    for entry in library.listed:
        paper = ListedPaper(entry)
        names.know(paper, names.of_derived(entry, without_counts))
        papers[entry.paper.id] = paper
    return papers


def without_counts(entry: Entry) -> SteadyEntry:
    """Return what other papers' pages show of an entry."""
    paper = entry.paper
    arxiv = paper.arxiv
    return SteadyEntry(
        id=paper.id,
        title=paper.title,
        day=paper.day,
        shared_at=entry.shared_at,
        is_tex=bool(arxiv),
        claim=entry.claim,
        authors=paper.authors[:2],  # a row names the first, and says if there are others
        more_authors=paper.more_authors,
        organisation=paper.organisation,
        withdrawn=paper.withdrawn,
        arxiv=arxiv,
        doi=paper.doi,
        listing_url=paper.listing_url,
        discussion=paper.discussion,
        code=paper.code,
        takeaway=entry.note.takeaway,
        topics=entry.topics,
        contributors=_makers(entry),
    )


def _makers(entry: Entry) -> tuple[ContributorLink, ...]:
    """Return those of an entry's contributors whom a row names: its organisation, else its first author."""
    paper = entry.paper
    maker = paper.organisation or "".join(paper.authors[:1])
    return tuple([link for link in entry.contributors if link.printed == maker])


def related_papers(library: Library, entry: Entry, listed: ListedPapers) -> RelatedPapers:
    """Return the papers like this one that have a page, nearest first."""
    papers = []
    words = []
    for related in library.related.get(entry.paper.id, ()):
        other = listed.get(related.id)
        if other:
            papers.append(other)
            words.append(related.words)
    return RelatedPapers(tuple(papers), tuple(words))


def related_rows(entry: Entry, related: RelatedPapers) -> Iterator[RelatedRow]:
    """Yield the related papers of an entry, each with what it has in common with it."""
    for paper, words in zip(related.papers, related.words, strict=True):
        other = paper.facts
        topics = common_topics(entry, other)
        yield RelatedRow(other, topics, words, _row_parts(other, catalogue_version()))


def common_topics(entry: Entry, other: SteadyEntry) -> tuple[str, ...]:
    """Return the names of the topics that both papers have."""
    own_topics = {topic.slug for topic in entry.topics}
    return tuple([topic.name for topic in other.topics if topic.slug in own_topics])


@lru_cache(maxsize=1 << 14)  # a paper is related to some five others, whose pages are often made at one time
def _row_parts(entry: SteadyEntry, _words: str) -> RowParts:
    """Return the row of a paper, in the words in use, on the pages of those to which it is related.

    All of these are at one depth, so that its links are the same on each.
    """
    at = urls.paper(entry.id)
    row = render_part("related.md.j2", at=at, hues={}, entry=entry, reason=_REASON)
    head, _, foot = row.partition(_REASON)
    return RowParts(Markup(head), Markup(foot))
