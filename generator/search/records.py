"""What the search knows of a paper: plain words, in the order of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from generator import tex
from generator.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A paper as it is searched and shown as a result; texts without TeX, topics by slug.

    ``also`` are other ids under which it is known; ``elsewhere`` is where it can be read if it has no
    page of ours.
    """

    id: str
    title: str
    day: date
    authors: tuple[str, ...] = ()
    organisation: str = ""
    abstract: str = ""
    takeaway: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    votes: int = 0
    code: bool = False
    also: tuple[str, ...] = ()
    elsewhere: str = ""


def records_of(entries: Iterable[Entry]) -> tuple[Record, ...]:
    """The entries as records, oldest day first: a new day then leaves the numbers of others alone."""
    return tuple(sorted(map(_record, entries), key=lambda record: (record.day, record.id)))


def _record(entry: Entry) -> Record:
    paper = entry.paper
    return Record(
        id=paper.id,
        title=tex.to_text(paper.title),
        day=paper.day,
        authors=paper.authors,
        organisation=paper.organisation,
        abstract=tex.to_text(paper.abstract),
        takeaway=entry.note.takeaway,
        keywords=paper.keywords,
        topics=tuple(topic.slug for topic in entry.topics),
        votes=paper.votes,
        code=bool(paper.code),
        also=paper.also,
        elsewhere="" if entry.page else paper.elsewhere,
    )
