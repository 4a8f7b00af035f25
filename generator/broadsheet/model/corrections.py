"""Corrections of facts by people: an entry in a note, which overrides what robots read, now and later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from broadsheet.model.fields import FieldKind
from broadsheet.model.ids import bare_doi
from broadsheet.model.owners import BY_HAND, Giver
from broadsheet.model.paper import FIELDS, Paper
from broadsheet.model.partial_dates import parse_publication_date
from broadsheet.model.provenance import givers_of, with_givers

WITHDRAWN = "withdrawn"
# Facts that people may correct, by the names of their fields.
CORRECTABLE = (
    "title",
    "authors",
    "published",
    "journal",
    "doi",
    "organisation",
    "code",
    "project",
    WITHDRAWN,
)
# No paper stands without these.
NEVER_EMPTY = ("title", "authors")
AND = "; "  # between the names of a list
_KINDS = {field.name: field.kind for field in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Correction of one fact: what it ``was``, what it ``should_be``, and why.

    Both are as text: of authors their names with a semicolon between, of a date ``2026-05``; empty where
    there was none, or should be none. ``by`` is who wants to be named, ``source`` the address of what it
    came from.
    """

    field: str
    was: str
    should_be: str
    why: str
    day: date | None = None
    by: str = ""
    source: str = ""


def fact_as_text(paper: Paper, field: str) -> str:
    """Return what a paper says in a field, as text; empty where it says nothing."""
    value = getattr(paper, field)
    match _KINDS[field]:
        case FieldKind.TEXTS:
            return AND.join(value)
        case FieldKind.DAY:
            return value.isoformat() if value else ""
    return str(value)


def read_fact(field: str, text: str) -> Any:
    """Return the value of a field that a text says; ValueError, with what it must be, where it says none."""
    if not text:
        if field in NEVER_EMPTY:
            raise ValueError("must not be empty")
        return None if _KINDS[field] is FieldKind.DAY else ""
    if field == "doi":
        doi = bare_doi(text)
        if not doi:
            raise ValueError("must be a DOI such as 10.1000/182")
        return doi
    match _KINDS[field]:
        case FieldKind.TEXTS:
            names = [name.strip() for name in text.split(AND.strip())]
            return tuple(filter(None, names))
        case FieldKind.DAY:
            try:
                return parse_publication_date(text)
            except ValueError:
                raise ValueError("must be a date like 2026-05-18, 2026-05 or 2026") from None
    return text


def find_replaced(known: Sequence[Correction], field: str, source: str) -> int | None:
    """Return the number of the correction in whose place a new one of a field, from an address, is put.

    That is the last one of the field, if it came from the same address. None where there is none: what
    others corrected since stays, and the new one stands behind it, since the last one counts.
    """
    numbers = [number for number, one in enumerate(known) if one.field == field]
    if not numbers or not source or known[numbers[-1]].source != source:
        return None
    return numbers[-1]


def with_corrections(paper: Paper, corrections: Iterable[Correction]) -> Paper:
    """Return a paper that says what people corrected, the last correction of a field counting.

    Corrected facts are given by people; who gave the others stays.
    """
    values: dict[str, Any] = {}
    for correction in corrections:
        values[correction.field] = read_fact(correction.field, correction.should_be)
    if not values:
        return paper
    if "authors" in values:
        values["more_authors"] = False
    if "code" in values:
        values["stars"] = None  # they were another repository's
    givers = dict(givers_of(paper))
    for field, value in values.items():
        givers.pop(field, None)
        if value:
            givers[field] = Giver(BY_HAND)
    return with_givers(replace(paper, **values), _in_order(givers))


def _in_order(givers: Mapping[str, Giver]) -> Mapping[str, Giver]:
    """Return the givers in the order of the fields."""
    ordered: dict[str, Giver] = {}
    for field in FIELDS:
        if field.name in givers:
            ordered[field.name] = givers[field.name]
    return ordered
