"""Merging of two records of one work: which of them speaks for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from broadsheet.model.paper import FIELDS, Paper, Sighting, Version
from broadsheet.model.period import is_young

T = TypeVar("T")


def merge_papers(known: Paper, read: Paper, today: date) -> Paper:
    """Return what two records say of one work; ``known`` came first, and gives the id.

    The record with the later sighting speaks for the paper, the other fills its gaps; but of
    what describes it (title, abstract, authors and the like) a server's own record speaks
    before any copy, a later version before an earlier, and of one version what was looked up
    last. An empty value never erases one, and no id, version or sighting is lost. Counts that
    readers watch (votes, comments, stars) are refreshed only while their sighting is young.
    """
    newer, older = _in_order(known, read, _last_sighting)
    described, other = _in_order(known, read, _authority)
    merged: dict[str, Any] = {}
    for field in FIELDS:
        name = field.name
        first, second = newer, older
        if field.describing:
            first, second = described, other
        merged[name] = _known_value(getattr(first, name), getattr(second, name))
    merged["id"] = known.id
    merged["other_ids"] = _merge_ids(known, read)
    merged["former_titles"] = _former_titles(described, other)
    merged["versions"] = _merge_versions(other.versions, described.versions)
    is_later_version = described.latest_version > other.latest_version
    if described.described_by and is_later_version:
        # A version after a withdrawal stands again.
        merged["withdrawn"] = described.withdrawn
    merged["citations"] = _most_citations(known, read)
    merged["sightings"] = _merge_sightings(known.sightings, read.sightings, today)
    last_sighting = _last_sighting(known)
    last_day, _ = last_sighting
    if _last_sighting(read) == last_sighting and not is_young(last_day, today):
        merged["stars"] = _known_value(known.stars, read.stars)
    return Paper(**merged)


def _in_order(known: Paper, read: Paper, rank: Callable[[Paper], Any]) -> tuple[Paper, Paper]:
    """Return both records, the higher rank first; of equals the one that was read later."""
    if rank(read) >= rank(known):
        return read, known
    return known, read


def _last_sighting(paper: Paper) -> tuple[date, str]:
    last = (date.min, "")
    for sighting in paper.sightings:
        last = max(last, _key(sighting))
    return last


def _key(sighting: Sighting) -> tuple[date, str]:
    """Return what no two sightings of a paper share."""
    return sighting.day, sighting.source


def _authority(paper: Paper) -> tuple[bool, int, tuple[date, str]]:
    """Return how well a record describes its work, for comparison."""
    is_own_record = bool(paper.described_by)
    when = _last_sighting(paper)
    if is_own_record and not paper.sightings:
        # An enricher looked it up just now.
        when = (date.max, "")
    return is_own_record, paper.latest_version, when


def _known_value(value: T, fallback: T) -> T:
    if value in (None, "", ()):
        return fallback
    return value


def _merge_ids(known: Paper, read: Paper) -> tuple[str, ...]:
    names = {read.id, *known.other_ids, *read.other_ids}
    names.discard(known.id)
    return tuple(sorted(names))


def _former_titles(described: Paper, other: Paper) -> tuple[str, ...]:
    """Return the titles of earlier versions in the same server's record, oldest first.

    How somebody's copy spelt the title makes no former title.
    """
    titles = list(other.former_titles)
    server = described.described_by
    is_same_server = bool(server) and server == other.described_by
    if is_same_server and other.latest_version < described.latest_version:
        titles.append(other.title)
    titles.extend(described.former_titles)
    current = described.title.casefold()
    former: list[str] = []
    for title in titles:
        if title not in former and title.casefold() != current:
            former.append(title)
    return tuple(former)


def _merge_versions(known: Iterable[Version], read: Iterable[Version]) -> tuple[Version, ...]:
    versions: dict[int, Version] = {}
    for version in (*known, *read):
        number = version.number
        if version.day or number not in versions:
            versions[number] = version
    return tuple([versions[number] for number in sorted(versions)])


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
