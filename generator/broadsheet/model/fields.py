"""Declarations of a paper's fields, from which its file, its schema and its copies follow."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any

_DECLARATION = "declaration"


class FieldKind(StrEnum):
    """The kinds of value that a field of a paper may have; a closed set."""

    ID = "id"
    TEXT = "text"
    TEXTS = "texts"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    REPOSITORIES = "repositories"
    COUNT = "count"
    FLAG = "flag"
    DAY = "day"
    VERSIONS = "versions"
    SIGHTINGS = "sightings"


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that the house knows of one field of a paper.

    ``about`` describes it to readers of the API. ``key`` is what it is called in JSON. ``label``
    is what a list of facts calls it; without one, no such list has it. A field that is not
    ``in_api`` stays in ``content/``. A ``joined`` field is put together of all records of a work;
    any other has one giver (``model/provenance.py``), which for a ``describing`` one is usually the
    server's own record. A ``vouched`` field is taken from nobody but a server's own record, a look-up
    and the first source that lists the paper: who only names a work cannot lead its readers elsewhere.
    A text, or each text of a list, has at most ``longest`` characters, a list at most ``most``
    members; a longer text is cut, unless only the ``whole`` of it is right. Limits of addresses,
    counts and days are the same for all fields (``model/limits.py``).
    """

    name: str
    key: str
    kind: FieldKind
    about: str
    label: str = ""
    required: bool = False
    in_api: bool = True
    joined: bool = False
    describing: bool = False
    vouched: bool = False
    longest: int = 1000
    most: int = 100
    whole: bool = False


# The value of a field that is not known, by its kind.
_EMPTY: dict[FieldKind, object] = {
    FieldKind.ID: "",
    FieldKind.TEXT: "",
    FieldKind.TEXTS: (),
    FieldKind.ADDRESS: "",
    FieldKind.ADDRESSES: (),
    FieldKind.REPOSITORIES: (),
    FieldKind.COUNT: None,
    FieldKind.FLAG: False,
    FieldKind.DAY: None,
    FieldKind.VERSIONS: (),
    FieldKind.SIGHTINGS: (),
}


def declare(kind: FieldKind, about: str, *, required: bool = False, **facts: Any) -> Any:
    """Return the dataclass field that a declaration describes; ``facts`` are those of ``Declaration``."""
    default = MISSING if required and kind is not FieldKind.SIGHTINGS else _EMPTY[kind]
    declaration = {"kind": kind, "about": about, "required": required, **facts}
    return field(default=default, metadata={_DECLARATION: declaration})


def declarations(model: type) -> tuple[Declaration, ...]:
    """Return the declarations of a dataclass, in the order of its fields."""
    declared = []
    for one in fields(model):
        facts = one.metadata[_DECLARATION]
        key = facts.get("key", one.name)
        declared.append(Declaration(**{**facts, "name": one.name, "key": key}))
    return tuple(declared)
