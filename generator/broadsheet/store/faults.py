"""Faults of papers: values that exceed the limits of their fields, and what is wrong with each.

The limits are declared in ``model/paper.py`` and ``model/limits.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from broadsheet.model.fields import Declaration, FieldKind
from broadsheet.model.hub import is_repository
from broadsheet.model.ids import is_safe_id
from broadsheet.model.limits import PAPER
from broadsheet.model.paper import FIELDS, Paper, Sighting, Version
from broadsheet.model.partial_dates import PublicationDate, first_day_of
from broadsheet.store.cite_keys import CITE_KEY
from broadsheet.text.plain import clean, is_web_address

_SAFE_ID = "letters, digits, '.', '-' and '_', and no name that is reserved"


class Fault(NamedTuple):
    """A value that exceeds a limit: its place in the paper's file, and what is wrong with it."""

    place: str
    what: str


def find_faults(paper: Paper) -> Iterator[Fault]:
    """Yield every value of a paper that exceeds a limit."""
    last_day = last_day_of(paper.sightings)
    for field in FIELDS:
        value = getattr(paper, field.name)
        yield from _faults_of_value(field, value, last_day)
    yield from _faults_of_ids(paper)
    if paper.cite_key and not CITE_KEY.fullmatch(paper.cite_key):
        yield Fault("cite_key", "must be letters, digits, '.', ':', '-' and '_'")


def last_day_of(sightings: Iterable[Sighting]) -> date:
    """Return the last day that a date of a paper with these sightings may name."""
    days = [sighting.day for sighting in sightings]
    latest = max(days, default=PAPER.last_day)
    if latest > PAPER.last_day - PAPER.days_ahead:
        return PAPER.last_day
    return latest + PAPER.days_ahead


def is_day(day: date) -> bool:
    """Return True for a day that a digest can have."""
    return PAPER.first_day <= day <= PAPER.last_day


def fault_of_size(size: int) -> str:
    """Return what is wrong with a paper's file of ``size`` bytes; empty where nothing is."""
    if size <= PAPER.file_bytes:
        return ""
    return f"has {size:,} bytes, and a paper has at most {PAPER.file_bytes:,}"


def _faults_of_value(field: Declaration, value: Any, last_day: date) -> Iterator[Fault]:
    what = ""
    match field.kind:
        case FieldKind.TEXT:
            what = fault_of_text(value, field.longest)
        case FieldKind.TEXTS:
            what = _fault_of_list(field, value, [fault_of_text(text, field.longest) for text in value])
        case FieldKind.ADDRESS:
            what = fault_of_address(value)
        case FieldKind.ADDRESSES | FieldKind.REPOSITORIES:
            what = _fault_of_list(field, value, map(_FAULTS_OF_MEMBERS[field.kind], value))
        case FieldKind.COUNT:
            what = fault_of_count(value)
        case FieldKind.DAY:
            what = fault_of_publication_date(value, last_day)
        case FieldKind.VERSIONS:
            what = _fault_of_list(field, value, ())
            yield from _faults_of_versions(field.key, value, last_day)
        case FieldKind.SIGHTINGS:
            what = _fault_of_list(field, value, ())
            yield from _faults_of_sightings(field.key, value)
    if what:
        yield Fault(field.key, what)


def fault_of_text(text: str, longest: int) -> str:
    """Return what is wrong with a text; empty where nothing is."""
    if len(text) > longest:
        return f"has {len(text):,} characters, and may have {longest:,}"
    if clean(text) != text:
        return "must be one line without control characters and doubled spaces, in Unicode's form NFC"
    return ""


def _fault_of_list(field: Declaration, values: tuple[object, ...], faults: Iterable[str]) -> str:
    """Return what is wrong with a list, or else the first of the ``faults`` of its members."""
    if len(values) > field.most:
        return f"has {len(values):,} members, and may have {field.most:,}"
    return next(filter(None, faults), "")


def fault_of_address(address: str) -> str:
    """Return what is wrong with an address; empty where nothing is, or where there is none."""
    if len(address) > PAPER.address:
        return f"has {len(address):,} characters, and an address may have {PAPER.address:,}"
    if address and not is_web_address(address):
        return "must be an http(s) address"
    return ""


def _fault_of_repository(name: str) -> str:
    return "" if is_repository(name) else "must be ids of repositories, like owner/name"


_FAULTS_OF_MEMBERS: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.ADDRESSES: fault_of_address,
    FieldKind.REPOSITORIES: _fault_of_repository,
}


def fault_of_count(count: int | None) -> str:
    """Return what is wrong with a number of votes, say; empty where nothing is."""
    if count is None or 0 <= count <= PAPER.highest_count:
        return ""
    return f"must be a whole number from 0 to {PAPER.highest_count:,}"


def fault_of_number(number: int) -> str:
    """Return what is wrong with the number of a version; empty where nothing is."""
    if 1 <= number <= PAPER.highest_count:
        return ""
    return f"must be a whole number from 1 to {PAPER.highest_count:,}"


def fault_of_day(day: date | None, last_day: date) -> str:
    """Return what is wrong with a day of a paper; empty where nothing is."""
    if day is None or PAPER.first_day <= day <= last_day:
        return ""
    return f"must be from {PAPER.first_day} to {last_day}, a year after the last sighting, not {day}"


def fault_of_publication_date(published: PublicationDate | None, last_day: date) -> str:
    """Return what is wrong with a date, whole or partial; empty where nothing is."""
    if published is None:
        return ""
    return fault_of_day(first_day_of(published), last_day)


def _faults_of_versions(key: str, versions: Iterable[Version], last_day: date) -> Iterator[Fault]:
    for number, version in enumerate(versions):
        faults = {"number": fault_of_number(version.number), "day": fault_of_day(version.day, last_day)}
        yield from _place_faults(f"{key}[{number}]", faults)


def _faults_of_sightings(key: str, sightings: Iterable[Sighting]) -> Iterator[Fault]:
    for number, sighting in enumerate(sightings):
        faults = {
            "source": fault_of_text(sighting.source, PAPER.source_name),
            "day": "",
            "url": fault_of_address(sighting.url),
            "votes": fault_of_count(sighting.votes),
            "comments": fault_of_count(sighting.comments),
        }
        if not is_day(sighting.day):
            faults["day"] = f"must be from {PAPER.first_day} to {PAPER.last_day}, not {sighting.day}"
        yield from _place_faults(f"{key}[{number}]", faults)


def _place_faults(place: str, faults: dict[str, str]) -> Iterator[Fault]:
    for key, what in faults.items():
        if what:
            yield Fault(f"{place}.{key}", what)


def _faults_of_ids(paper: Paper) -> Iterator[Fault]:
    if paper.id and not is_safe_id(paper.id):
        yield Fault("id", f"must be {_SAFE_ID}")
    for other in paper.other_ids:
        if other == paper.id or not is_safe_id(other):
            yield Fault("also", f"must be other ids, of {_SAFE_ID}")
            break
