"""Records: papers as the search knows them, in plain text and in the order of days."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.records import RecordCache
from broadsheet.disk.parallel import Make, map_parallel
from broadsheet.library import urls
from broadsheet.model.curation import Entry
from broadsheet.model.licences import licence_name
from broadsheet.model.once import list_once
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


class _PlainTexts(NamedTuple):
    """Texts of an entry without TeX."""

    title: str
    abstract: str
    claim: str


def make_records(entries: Iterable[Entry], cache: RecordCache[RecordRow] | None = None) -> tuple[Record, ...]:
    """Return the entries as records, oldest day first: a new day then leaves the numbers of others alone.

    Texts and digests of entries that are as they were are taken from the ``cache``. Many others are read on
    all processors.
    """
    records = []
    new_entries = []
    for entry in entries:
        record = _record_from_cache(entry, cache) if cache else None
        if record:
            records.append(record)
        else:
            new_entries.append(entry)
    reads: list[Make] = [partial(_read_texts, entry) for entry in new_entries]
    for entry, data in zip(new_entries, map_parallel(reads), strict=True):
        record = _record_of(entry, _texts_of(entry, *json.loads(data)))
        if cache:
            _put_record(entry, record, cache)
        records.append(record)
    if cache:
        cache.save()
    records.sort(key=attrgetter("day", "id"))
    return tuple(records)


def _read_texts(entry: Entry) -> bytes:
    """Return as JSON the texts of an entry without TeX, null in place of those that were so before."""
    paper = entry.paper
    texts = (
        _unless_as(paper.title, plain_title(paper)),
        _unless_as(paper.abstract, plain_abstract(paper)),
        _unless_as(entry.claim, to_text(entry.claim, is_tex=paper.is_tex)),
    )
    return json.dumps(texts).encode()


def _unless_as(text: str, plain_text: str) -> str | None:
    return None if plain_text == text else plain_text


def _texts_of(entry: Entry, title: str | None, abstract: str | None, claim: str | None) -> _PlainTexts:
    """Return the texts of an entry; those that are None, or as the entry has them, are its own.

    So they are in memory once: abstracts are half of all that is there of a paper.
    """
    paper = entry.paper
    return _PlainTexts(
        title=paper.title if title is None else title,
        abstract=paper.abstract if abstract is None else abstract,
        claim=entry.claim if claim is None or claim == entry.claim else claim,
    )


def _record_from_cache(entry: Entry, cache: RecordCache[RecordRow]) -> Record | None:
    """Return the record of an entry that is as it was; None where there is none."""
    month = _month_of(entry)
    key = cache.names.name(entry)
    row = cache.get(month, key)
    if row is None:
        return None
    cache.put(month, key, row)
    texts = _texts_of(entry, row.title, row.abstract, row.claim)
    return _record_of(entry, texts, Digests(row.digest, row.text_digest))


def _put_record(entry: Entry, record: Record, cache: RecordCache[RecordRow]) -> None:
    """Keep what is slow to make of the record of an entry."""
    paper = entry.paper
    row = RecordRow(
        title=_unless_as(paper.title, record.title),
        abstract=_unless_as(paper.abstract, record.abstract),
        claim=record.claim,
        digest=record.digest,
        text_digest=record.text_digest,
    )
    cache.put(_month_of(entry), cache.names.name(entry), row)


def _month_of(entry: Entry) -> str:
    return entry.paper.day.isoformat()[:7]


def _elsewhere(entry: Entry) -> str:
    """Return where an entry is read that has no page for itself; empty for one that has."""
    if entry.page and not entry.shared_at:
        return ""
    return urls.place(entry, root="")


def _record_of(entry: Entry, texts: _PlainTexts, digests: Digests | None = None) -> Record:
    paper = entry.paper
    return Record(
        id=paper.id,
        title=texts.title,
        day=paper.day,
        authors=paper.authors,
        organisation=paper.organisation,
        licence=licence_name(paper.licence),
        abstract=texts.abstract,
        takeaway=entry.note.takeaway,
        claim=texts.claim,
        keywords=paper.keywords,
        topics=list_once([topic.slug for topic in entry.topics]),
        votes=paper.votes,
        code=paper.code,
        other_ids=paper.other_ids,
        elsewhere=_elsewhere(entry),
        digests=digests,
    )
