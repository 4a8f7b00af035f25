"""The gate between strangers and ``content/``: a paper is within the limits of its fields, or is not kept.

Fetch makes every paper ``fit`` and refuses what has ``faults`` all the same; ``check`` looks for the
same faults in every file. So what fetch accepts, check calls sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from broadsheet.model.fields import Declaration, FieldKind
from broadsheet.model.hub import is_repository
from broadsheet.model.ids import is_safe_id
from broadsheet.model.limits import PAPER
from broadsheet.model.paper import FIELDS, MOST_SIGHTINGS, Paper, Sighting, Version
from broadsheet.model.partial_dates import PublicationDate
from broadsheet.store.cite_keys import CITE_KEY
from broadsheet.store.faults import (
    fault_of_address,
    fault_of_count,
    fault_of_day,
    fault_of_number,
    fault_of_publication_date,
    find_faults,
    last_day_of,
)
from broadsheet.text.plain import clean, shorten


def fit(paper: Paper) -> Paper:
    """Return a paper with what exceeds a limit cut or left out, where the paper stays right without it."""
    sightings = [_fit_sighting(sighting) for sighting in paper.sightings[:MOST_SIGHTINGS]]
    last_day = last_day_of(sightings)
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(paper, field.name)
        values[field.name] = _fit_value(field, value, last_day)
    values["sightings"] = tuple(sightings)
    values["other_ids"] = _fit_ids(paper.id, values["other_ids"])
    if not CITE_KEY.fullmatch(values["cite_key"]):
        values["cite_key"] = ""
    return Paper(**values)


def reason_to_refuse(paper: Paper) -> str:
    """Return why a paper, after all that could be made to fit, cannot be kept; empty where it can."""
    if not paper.title:
        return "no title"
    for fault in find_faults(paper):
        return f"{fault.place}: {fault.what}"
    return ""


def fit_ledger_text(text: str) -> str:
    """Return a text for the ledger: one clean line, not too long."""
    return shorten(clean(text), PAPER.ledger_text)


def _fit_value(field: Declaration, value: Any, last_day: date) -> object:
    match field.kind:
        case FieldKind.TEXT:
            return _fit_text(field, value)
        case FieldKind.TEXTS:
            return _fit_texts(field, value)
        case FieldKind.ADDRESS:
            return _fit_address(value)
        case FieldKind.ADDRESSES:
            addresses = [_fit_address(address) for address in value]
            return tuple(filter(None, addresses))[: field.most]
        case FieldKind.REPOSITORIES:
            return tuple(filter(is_repository, value))[: field.most]
        case FieldKind.COUNT:
            return _fit_count(value)
        case FieldKind.DAY:
            return _fit_publication_date(value, last_day)
        case FieldKind.VERSIONS:
            return tuple(_fit_versions(value, last_day))[: field.most]
    return value


def _fit_text(field: Declaration, text: str) -> str:
    line = clean(text)
    if len(line) <= field.longest:
        return line
    # Half of a name would be another name.
    return "" if field.whole else shorten(line, field.longest)


def _fit_texts(field: Declaration, texts: Iterable[str]) -> tuple[str, ...]:
    lines = [_fit_text(field, text) for text in texts]
    return tuple(filter(None, lines))[: field.most]


def _fit_address(address: str) -> str:
    return "" if fault_of_address(address) else address


def _fit_count(count: int | None) -> int | None:
    if count is None or fault_of_count(count):
        return None
    return count


def _fit_day(day: date | None, last_day: date) -> date | None:
    if day is None or fault_of_day(day, last_day):
        return None
    return day


def _fit_publication_date(published: PublicationDate | None, last_day: date) -> PublicationDate | None:
    if published is None or fault_of_publication_date(published, last_day):
        return None
    return published


def _fit_versions(versions: Iterable[Version], last_day: date) -> Iterator[Version]:
    for version in versions:
        if not fault_of_number(version.number):
            yield replace(version, day=_fit_day(version.day, last_day))


def _fit_sighting(sighting: Sighting) -> Sighting:
    """Return a sighting with what fits; its source and its day are its own, and stay."""
    return replace(
        sighting,
        url=_fit_address(sighting.url),
        votes=_fit_count(sighting.votes),
        comments=_fit_count(sighting.comments),
    )


def _fit_ids(paper_id: str, other_ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of the other ids that are ids, and others."""
    ids = [other for other in other_ids if is_safe_id(other) and other != paper_id]
    return tuple(ids)
