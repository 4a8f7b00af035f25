"""Records: papers as the search knows them, in plain text and in the order of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.records import RecordCache
from broadsheet.library import urls
from broadsheet.model.curation import Entry
from broadsheet.model.licences import licence_name
from broadsheet.text.latex import to_text
from broadsheet.text.paper_words import plain_abstract, plain_title


class Digests(NamedTuple):
    """Digests of a record: of all of it, and of its id, day and texts alone."""

    whole: str
    text: str


class RecordRow(NamedTuple):
    """Parts of a record that are slow to make: the texts without TeX, and the digests.

    A text is None where the source wrote it without TeX.
    """

    title: str | None
    abstract: str | None
    claim: str
    digest: str
    text_digest: str

    @classmethod
    def from_json(cls, values: Any) -> RecordRow:
        """Return the row of which ``to_json`` made these values."""
        return cls(*values)

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Paper as it is searched and shown as a result; texts without TeX, topics by slug.

    ``claim`` is the sentence of its abstract that says what was done. ``other_ids`` are other ids under which
    it is known; ``elsewhere`` is where it can be read if it has no page for itself: a whole address, or one
    of ours from the site's root. Two records with the same ``digest`` are equal; with the same
    ``text_digest`` they have the same id, day and ``texts``. Whoever knows these two from an earlier run
    gives them as ``digests``.
    """

    id: str
    title: str
    day: date
    authors: tuple[str, ...] = ()
    organisation: str = ""
    licence: str = ""
    abstract: str = ""
    takeaway: str = ""
    claim: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    votes: int = 0
    code: str = ""
    other_ids: tuple[str, ...] = ()
    elsewhere: str = ""
    digest: str = field(init=False, compare=False, repr=False)
    text_digest: str = field(init=False, compare=False, repr=False)
    digests: InitVar[Digests | None] = None

    def __post_init__(self, digests: Digests | None) -> None:
        if digests is None:
            digests = _digests_of(self)
        object.__setattr__(self, "digest", digests.whole)
        object.__setattr__(self, "text_digest", digests.text)

    @property
    def texts(self) -> tuple[str, ...]:
        """Title, abstract and keywords, as sources give them.

        An editor's takeaway stands in for a missing abstract only: it may come years later, and then
        should not move every other paper.
        """
        return (self.title, self.abstract or self.takeaway, *self.keywords)


def _digests_of(record: Record) -> Digests:
    fingerprints = Fingerprints()
    whole = fingerprints.of(repr(record))
    text = fingerprints.of(record.id, record.day, record.texts)
    return Digests(whole, text)


def make_records(entries: Iterable[Entry], cache: RecordCache[RecordRow] | None = None) -> tuple[Record, ...]:
    """Return the entries as records, oldest day first: a new day then leaves the numbers of others alone.

    Texts and digests of entries that are as they were are taken from the ``cache``.
    """
    records = []
    for entry in entries:
        if cache is None:
            records.append(_make_record(entry))
        else:
            records.append(_get_or_make_record(entry, cache))
    if cache is not None:
        cache.save()
    records.sort(key=attrgetter("day", "id"))
    return tuple(records)


def _get_or_make_record(entry: Entry, cache: RecordCache[RecordRow]) -> Record:
    paper = entry.paper
    month = paper.day.isoformat()[:7]
    key = cache.names.name(entry)
    row = cache.get(month, key)
    if row is None:
        record = _make_record(entry)
        row = RecordRow(
            title=None if record.title == paper.title else record.title,
            abstract=None if record.abstract == paper.abstract else record.abstract,
            claim=record.claim,
            digest=record.digest,
            text_digest=record.text_digest,
        )
    else:
        title = paper.title if row.title is None else row.title
        abstract = paper.abstract if row.abstract is None else row.abstract
        digests = Digests(row.digest, row.text_digest)
        record = _record_of(entry, title, abstract, row.claim, digests)
    cache.put(month, key, row)
    return record


def _make_record(entry: Entry) -> Record:
    title = plain_title(entry.paper)
    abstract = plain_abstract(entry.paper)
    claim = to_text(entry.claim, is_tex=entry.paper.is_tex)
    return _record_of(entry, title, abstract, claim)


def _elsewhere(entry: Entry) -> str:
    """Return where an entry is read that has no page for itself; empty for one that has."""
    if entry.page and not entry.shared_at:
        return ""
    return urls.place(entry, root="")


def _record_of(entry: Entry, title: str, abstract: str, claim: str, digests: Digests | None = None) -> Record:
    paper = entry.paper
    return Record(
        id=paper.id,
        title=title,
        day=paper.day,
        authors=paper.authors,
        organisation=paper.organisation,
        licence=licence_name(paper.licence),
        abstract=abstract,
        takeaway=entry.note.takeaway,
        claim=claim,
        keywords=paper.keywords,
        topics=tuple([topic.slug for topic in entry.topics]),
        votes=paper.votes,
        code=paper.code,
        other_ids=paper.other_ids,
        elsewhere=_elsewhere(entry),
        digests=digests,
    )
