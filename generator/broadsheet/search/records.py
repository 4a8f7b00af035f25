"""What the search knows of a paper: plain words, in the order of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.records import RecordCache
from broadsheet.model.curation import Entry
from broadsheet.text import latex


class RecordRow(NamedTuple):
    """Parts of a record that are slow to make: the texts without TeX, and the names of the record.

    A text is None where the source wrote it without TeX.
    """

    title: str | None
    abstract: str | None
    name: str
    said: str

    @classmethod
    def from_json(cls, values: Any) -> RecordRow:
        """Return the row of which ``to_json`` made these values."""
        return cls(*values)

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A paper as it is searched and shown as a result; texts without TeX, topics by slug.

    ``also`` are other ids under which it is known; ``elsewhere`` is where it can be read if it has no
    page of ours. Two records with the same ``name`` are equal; with the same ``said`` they have the same
    id, day and ``texts``. Whoever knows these two from an earlier run gives them as ``names``.
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
    name: str = field(init=False, compare=False, repr=False)
    said: str = field(init=False, compare=False, repr=False)
    names: InitVar[tuple[str, str] | None] = None

    def __post_init__(self, names: tuple[str, str] | None) -> None:
        name, said = names or _names(self)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "said", said)

    @property
    def texts(self) -> tuple[str, ...]:
        """Title, abstract and keywords: what sources say of it.

        An editor's takeaway stands in for a missing abstract only: it may come years later, and then
        should not move every other paper.
        """
        return (self.title, self.abstract or self.takeaway, *self.keywords)


def _names(record: Record) -> tuple[str, str]:
    of = Fingerprints().of
    return of(repr(record)), of(record.id, record.day, record.texts)


def records_of(entries: Iterable[Entry], cache: RecordCache[RecordRow] | None = None) -> tuple[Record, ...]:
    """The entries as records, oldest day first: a new day then leaves the numbers of others alone.

    Texts and names of entries that are as they were are taken from the ``cache``.
    """
    records = [_cached_or_made(entry, cache) if cache else _made(entry) for entry in entries]
    if cache:
        cache.save()
    return tuple(sorted(records, key=attrgetter("day", "id")))


def _cached_or_made(entry: Entry, cache: RecordCache[RecordRow]) -> Record:
    paper = entry.paper
    month, key = paper.day.isoformat()[:7], cache.names.name(entry)
    row = cache.get(month, key)
    if row:
        title, abstract, name, said = row
        record = _record(
            entry,
            paper.title if title is None else title,
            paper.abstract if abstract is None else abstract,
            (name, said),
        )
    else:
        record = _made(entry)
        title = None if record.title == paper.title else record.title
        abstract = None if record.abstract == paper.abstract else record.abstract
        row = RecordRow(title, abstract, record.name, record.said)
    cache.put(month, key, row)
    return record


def _made(entry: Entry) -> Record:
    return _record(entry, latex.to_text(entry.paper.title), latex.to_text(entry.paper.abstract))


def _record(entry: Entry, title: str, abstract: str, names: tuple[str, str] | None = None) -> Record:
    paper = entry.paper
    return Record(
        id=paper.id,
        title=title,
        day=paper.day,
        authors=paper.authors,
        organisation=paper.organisation,
        abstract=abstract,
        takeaway=entry.note.takeaway,
        keywords=paper.keywords,
        topics=tuple([topic.slug for topic in entry.topics]),
        votes=paper.votes,
        code=bool(paper.code),
        also=paper.other_ids,
        elsewhere="" if entry.page else paper.external_url,
        names=names,
    )
