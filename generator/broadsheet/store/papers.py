"""Papers as JSON files, in a fixed order of keys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from broadsheet.model.fields import Declaration, FieldKind
from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.limits import PAPER
from broadsheet.model.once import list_once, text_once, texts_once
from broadsheet.model.paper import FIELDS, Paper, Sighting, Version
from broadsheet.model.partial_dates import PublicationDate, parse_publication_date
from broadsheet.settings.fields import Fields
from broadsheet.store.faults import fault_of_size, find_faults
from broadsheet.store.files import parse_json, read_json_bytes
from broadsheet.text.plain import shorten

_NAMES = {field.key: field.name for field in FIELDS}
_LISTS_OF_OBJECTS = frozenset(("versions", "sightings"))
# These are alike from paper to paper, texts and lists as a whole.
_OFTEN_ALIKE = frozenset(("organisation", "journal", "licence", "described_by", "categories"))


def paper_path(paper_id: str) -> str:
    """Return the place of a paper's file below ``content/``: a function of its id alone.

    Preprints are together by the month of their arXiv id, other works by a part of a hash.
    """
    archive, _, number = paper_id.rpartition("-")
    if arxiv_id(paper_id):
        folder = paper_id[:4]
    elif arxiv_id(f"{archive}/{number}"):  # an id of before 2007: hep-th-9901001
        folder = number[:4]
    else:
        folder = hashlib.sha256(paper_id.encode()).hexdigest()[:2]
    return f"papers/{folder}/{paper_id}.json"


def paper_to_json(paper: Paper) -> dict[str, object]:
    """Return a paper as its file has it, in the order of its fields, without what is not known."""
    values: dict[str, object] = {}
    for field in FIELDS:
        known = getattr(paper, field.name)
        # Two of three fields of a paper are empty; a count of 0 is none of them.
        if not known and type(known) is not int:
            continue
        values[field.key] = field_to_json(field, paper)
    return values


def field_to_json(field: Declaration, paper: Paper) -> object:
    """Return the value of one field as JSON has it: dates as text, versions and sightings as objects."""
    value = getattr(paper, field.name)
    if field.kind is FieldKind.DAY and value:
        return value.isoformat()
    if field.kind is FieldKind.FLAG:
        return value or None
    if field.kind is FieldKind.VERSIONS:
        return [_version_to_json(version) for version in value]
    if field.kind is FieldKind.SIGHTINGS:
        return [_sighting_to_json(sighting) for sighting in value]
    return value


def _version_to_json(version: Version) -> dict[str, object]:
    values: dict[str, object] = {"number": version.number}
    if version.day:
        values["day"] = version.day.isoformat()
    return values


def _sighting_to_json(sighting: Sighting) -> dict[str, object]:
    values: dict[str, object] = {
        "source": sighting.source,
        "day": sighting.day.isoformat(),
        "url": sighting.url or None,
        "votes": sighting.votes,
        "comments": sighting.comments,
    }
    return {key: value for key, value in values.items() if value is not None}


def read_paper(place: str, path: Path, problems: list[str]) -> Paper:
    """Return the paper in a file; its problems are noted."""
    data = read_json_bytes(place, path, problems)
    if data is None:
        return Paper(id="", title="")
    return parse_paper(place, path, data, problems)


def parse_paper(place: str, path: Path, data: bytes, problems: list[str]) -> Paper:
    """Return the paper in the bytes of a file; its problems are noted."""
    before = len(problems)
    too_large = fault_of_size(len(data))
    if too_large:
        problems.append(f"{place}: {too_large}; restore it from Git, or delete it and fetch again")
        return Paper(id="", title="")
    raw = parse_json(place, data, problems)
    if len(problems) > before:
        return Paper(id="", title="")
    file = Fields(place, raw, problems)
    if len(problems) > before:
        return Paper(id="", title="")
    values: dict[str, Any] = {}
    for field in FIELDS:
        values[field.name] = _read_field(file, field)
    paper = Paper(**values)
    file.close()
    _check_paper(file, paper, path)
    return paper


def _read_field(file: Fields, field: Declaration) -> object:
    """Return the value that a paper's file has for a field, of the field's kind; problems are noted."""
    match field.kind:
        case FieldKind.ID | FieldKind.TEXT:
            text = file.text(field.key, required=field.required)
            return text_once(text) if field.key in _OFTEN_ALIKE else text
        case FieldKind.TEXTS | FieldKind.REPOSITORIES:
            return _hold_once(field.key, file.texts(field.key))
        case FieldKind.ADDRESS:
            return file.address(field.key)
        case FieldKind.ADDRESSES:
            return file.addresses(field.key)
        case FieldKind.COUNT:
            return file.count(field.key)
        case FieldKind.FLAG:
            return file.flag(field.key)
        case FieldKind.DAY:
            return _read_publication_date(file, field.key)
        case FieldKind.VERSIONS:
            return tuple([_read_version(item) for item in file.each(field.key)])
        case FieldKind.SIGHTINGS:
            items = file.each(field.key, required=field.required)
            return tuple([_read_sighting(item) for item in items])


def _read_publication_date(file: Fields, key: str) -> PublicationDate | None:
    text = file.text(key)
    if not text:
        return None
    try:
        return parse_publication_date(text)
    except ValueError:
        file.wrong(f"must be a date like 2026-05-18, 2026-05 or 2026, not {shorten(repr(text), 60)}", key)
        return None


def paper_from_json(values: Mapping[str, Any]) -> Paper:
    """Return the paper of which ``paper_to_json`` made these values, unchecked: it is kept for builds."""
    arguments: dict[str, Any] = {}
    for key, value in values.items():
        # Most values are texts and lists of them; this runs for every paper of a build.
        if type(value) is list and key not in _LISTS_OF_OBJECTS:
            value = _hold_once(key, value)
        elif key in _OFTEN_ALIKE:
            value = text_once(value)
        arguments[_NAMES[key]] = value
    if "published" in values:
        arguments["published"] = parse_publication_date(values["published"])
    if "versions" in values:
        arguments["versions"] = tuple([Version(**_with_date(version)) for version in values["versions"]])
    sightings: list[Sighting] = []
    for sighting in values["sightings"]:
        source = text_once(sighting["source"])
        sightings.append(Sighting(**{**_with_date(sighting), "source": source}))
    arguments["sightings"] = tuple(sightings)
    return Paper(**arguments)


def _hold_once(key: str, texts: Sequence[str]) -> tuple[str, ...]:
    return list_once(texts) if key in _OFTEN_ALIKE else texts_once(texts)


def _with_date(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values of a version or a sighting with its day, if it has one, as a date."""
    if "day" not in values:
        return values
    return {**values, "day": parse_publication_date(values["day"])}


def _read_version(item: Fields) -> Version:
    version = Version(number=item.count("number") or 0, day=item.day("day"))
    if version.number < 1:
        item.wrong("must be a whole number from 1", "number")
    item.close()
    return version


def _read_sighting(item: Fields) -> Sighting:
    sighting = Sighting(
        source=text_once(item.text("source", required=True)),
        day=item.day("day", required=True) or PAPER.first_day,
        url=item.address("url"),
        votes=item.count("votes"),
        comments=item.count("comments"),
    )
    item.close()
    return sighting


def _check_paper(file: Fields, paper: Paper, path: Path) -> None:
    if not paper.id:
        return
    right_path = paper_path(paper.id)
    if is_safe_id(paper.id) and not path.as_posix().endswith(right_path):
        file.wrong(f"{paper.id!r} belongs in content/{right_path}; move the file", "id")
    for fault in find_faults(paper):
        file.wrong(fault.what, fault.place)
    numbers = [version.number for version in paper.versions]
    if numbers != sorted(set(numbers)):
        file.wrong("must be by number, each once", "versions")
    order = [(sighting.day, sighting.source) for sighting in paper.sightings]
    if order != sorted(set(order)):
        file.wrong("must be by day, each source once a day", "sightings")
