"""Merging of two records of one work: which of them speaks for each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from broadsheet.model.doi_versions import split_version
from broadsheet.model.fields import Declaration, FieldKind
from broadsheet.model.notices import find_ending, join_notices
from broadsheet.model.owners import UNORDERED, Giver, Rank, SourceOrder, last_days
from broadsheet.model.paper import GIVEN_FIELDS, Paper, Sighting, Version
from broadsheet.model.period import is_young
from broadsheet.model.provenance import UNKNOWN, Givers, givers_of, givers_of_reading, with_givers
from broadsheet.model.venues import journal_doi

T = TypeVar("T")
_NOBODY = Giver("")
_AUTHORS = "authors"
_DOI = "doi"


class _Record(NamedTuple):
    """What one record says of a work, and who gave each field of it."""

    paper: Paper
    givers: Givers

    @property
    def speaker(self) -> Giver:
        """Who describes the work: the giver of its title."""
        return self.givers.get("title", _NOBODY)


class _Fact(NamedTuple):
    """The value of a field, and who gave it; ``partial`` is a list that leaves some out, as "et al." does."""

    value: Any
    giver: Giver
    partial: bool = False


def merge_papers(
    known: Paper, read: Paper, today: date, order: SourceOrder = UNORDERED, by: str = ""
) -> Paper:
    """Return what two records say of one work; ``known`` came first, and gives the id.

    Each field is that of whoever comes first in the order of those that gave it, never of who was
    asked last; of one giver the later reading counts. An empty value erases none, but a ``vouched``
    field goes where a source turns up that comes before the one that gave it. No id, version or
    sighting is lost. Votes, comments and stars are refreshed only while their sighting is young.
    ``by`` is the source or look-up of which ``read`` was just had; a record of a file says it itself.
    """
    known_record = _Record(known, givers_of(known, order))
    read_record = _Record(read, givers_of_reading(read, by) if by else givers_of(read, order))
    sightings = _merge_sightings(known.sightings, read.sightings, today)
    first_source = order.first_of(last_days(sightings))
    choice = _Choice(order, first_source, today)
    facts = choice.facts(known_record, read_record)
    values: dict[str, Any] = {"title": known.title}
    givers: dict[str, Giver] = {}
    for name, fact in facts.items():
        values[name] = fact.value
        givers[name] = fact.giver
    # Of equals the one that was read later describes the work.
    described, other = sorted((read_record, known_record), key=choice.rank_of_speaker)
    values |= _join_records(known, read)
    # A version after a withdrawal stands again, but what its publisher retracted does not.
    values["withdrawn"] = values.get("withdrawn") or find_ending(values["notices"])
    merged = Paper(
        **values,
        more_authors=_AUTHORS in facts and facts[_AUTHORS].partial,
        described_by=described.paper.described_by or other.paper.described_by,
        former_titles=_former_titles(described, other),
        sightings=sightings,
    )
    # An older file does not say who gave what, and stays as it is where nothing is new.
    if merged == known and givers == known_record.givers:
        return known
    return with_givers(merged, givers)


def _join_records(known: Paper, read: Paper) -> dict[str, Any]:
    """Return the fields that are put together of both records, whoever describes the work."""
    return {
        "id": known.id,
        "other_ids": _merge_ids(known, read),
        "cite_key": known.cite_key or read.cite_key,
        "versions": _merge_versions(known.versions, read.versions),
        "notices": join_notices(known.notices, read.notices),
        "citations": _most_citations(known, read),
        "said_by": known.said_by,
    }


@dataclass(frozen=True, slots=True)
class _Choice:
    """Choice of the fact that counts, by the order of the sources.

    ``first_source`` is the first that lists the paper.
    """

    order: SourceOrder
    first_source: str
    today: date

    def rank_of_speaker(self, record: _Record) -> Rank:
        """Return the rank of who describes the work in a record."""
        return self.order.rank(record.speaker)

    def facts(self, known: _Record, read: _Record) -> dict[str, _Fact]:
        """Return the fact that counts of each field, by the names of the fields."""
        facts: dict[str, _Fact] = {}
        for field in GIVEN_FIELDS:
            candidates: list[_Fact] = []
            for record in (read, known):
                candidates.extend(self._candidates(field, record))
            if candidates:
                chosen = self._choose(field, candidates)
                facts[field.name] = chosen
        if self._stands_again(facts):
            del facts["withdrawn"]
        return facts

    def _candidates(self, field: Declaration, record: _Record) -> Iterator[_Fact]:
        """Yield the fact of a record, if it has one that may count."""
        value = getattr(record.paper, field.name)
        if value in UNKNOWN:
            return
        giver = record.givers[field.name]
        is_partial = field.name == _AUTHORS and record.paper.more_authors
        is_vouched = self.order.is_vouched(giver, self.first_source)
        if is_vouched or not field.vouched:
            yield _Fact(value, giver, is_partial)

    def _choose(self, field: Declaration, candidates: list[_Fact]) -> _Fact:
        """Return the fact that counts; of equals the first, but of an old count the last."""

        def rank(fact: _Fact) -> tuple[bool, Rank]:
            return _is_lesser(field, fact), self.order.rank(fact.giver, vouched=field.vouched)

        chosen = min(_of_latest_version(field, candidates), key=rank)
        known = candidates[-1]
        is_count = field.kind is FieldKind.COUNT
        is_read_again = chosen.giver == known.giver
        if is_count and is_read_again and self._is_old(known.giver):
            return known
        return chosen

    def _is_old(self, giver: Giver) -> bool:
        if giver.day is None:
            return False
        return not is_young(giver.day, self.today)

    def _stands_again(self, facts: dict[str, _Fact]) -> bool:
        """Return True where the server's own record stands in a version after the withdrawn one."""
        if "withdrawn" not in facts:
            return False
        speaker = facts["title"].giver
        withdrawn = facts["withdrawn"].giver
        if not speaker.server:
            return False
        if speaker.server != withdrawn.server:
            return self.order.rank(speaker) < self.order.rank(withdrawn)
        return speaker.version > withdrawn.version


def _of_latest_version(field: Declaration, candidates: list[_Fact]) -> list[_Fact]:
    """Return the candidates without DOIs of earlier versions, where all are versions of one DOI."""
    if field.name != _DOI:
        return candidates
    dois = [split_version(fact.value) for fact in candidates]
    if len({doi.doi for doi in dois}) > 1:
        return candidates
    latest = max(doi.version for doi in dois)
    return [fact for fact, doi in zip(candidates, dois, strict=True) if doi.version == latest]


def _is_lesser(field: Declaration, fact: _Fact) -> bool:
    """Return True for a fact that comes after others: a preprint's DOI, or a copy's partial list."""
    if field.name == _DOI:
        return not journal_doi(fact.value)
    # A server's own record needs no help with its authors.
    return fact.partial and not fact.giver.server


def _key(sighting: Sighting) -> tuple[date, str]:
    """Return what no two sightings of a paper share."""
    return sighting.day, sighting.source


def _known_value(value: T, fallback: T) -> T:
    if value in UNKNOWN:
        return fallback
    return value


def _merge_ids(known: Paper, read: Paper) -> tuple[str, ...]:
    names = {read.id, *known.other_ids, *read.other_ids}
    names.discard(known.id)
    return tuple(sorted(names))


def _former_titles(described: _Record, other: _Record) -> tuple[str, ...]:
    """Return the titles of earlier versions in the same server's record, oldest first.

    How somebody's copy spelt the title makes no former title.
    """
    titles = list(other.paper.former_titles)
    now, before = described.speaker, other.speaker
    if now.server and now.server == before.server and before.version < now.version:
        titles.append(other.paper.title)
    titles.extend(described.paper.former_titles)
    current = described.paper.title.casefold()
    former: list[str] = []
    for title in titles:
        if title not in former and title.casefold() != current:
            former.append(title)
    return tuple(former)


def _merge_versions(known: Iterable[Version], read: Iterable[Version]) -> tuple[Version, ...]:
    """Return the versions of both; of two days that one is said to have, the earlier."""
    days: dict[int, date | None] = {}
    for version in (*known, *read):
        day = days.get(version.number)
        if day and version.day:
            day = min(day, version.day)
        days[version.number] = day or version.day
    return tuple([Version(number, days[number]) for number in sorted(days)])


def _most_citations(known: Paper, read: Paper) -> int | None:
    if known.citations is None:
        return read.citations
    if read.citations is None:
        return known.citations
    return max(known.citations, read.citations)


def _merge_sightings(
    known: Iterable[Sighting], read: Iterable[Sighting], today: date
) -> tuple[Sighting, ...]:
    merged: dict[tuple[date, str], Sighting] = {}
    for sighting in known:
        merged[_key(sighting)] = sighting
    for sighting in read:
        key = _key(sighting)
        before = merged.get(key)
        if before is None:
            merged[key] = sighting
        elif is_young(sighting.day, today):
            merged[key] = _refresh(before, sighting)
    return tuple([merged[key] for key in sorted(merged)])


def _refresh(before: Sighting, after: Sighting) -> Sighting:
    """Return the later of two records of one sighting, its gaps filled from the earlier."""
    return replace(
        after,
        url=after.url or before.url,
        votes=_known_value(after.votes, before.votes),
        comments=_known_value(after.comments, before.comments),
    )
