"""JSON Schemas of the API's documents; that of a paper follows from the declarations of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from operator import attrgetter
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.model.fields import FieldKind
from broadsheet.model.paper import FIELDS

Shape = dict[str, Any]

_DAY_SHAPE: Shape = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_PUBLICATION_DATE_SHAPE: Shape = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_ADDRESS_SHAPE: Shape = {"type": "string", "format": "uri", "pattern": "^https?://"}
_REPOSITORY_SHAPE: Shape = {"type": "string", "pattern": r"^\w[\w.-]*/\w[\w.-]*$"}
_COUNT_SHAPE: Shape = {"type": "integer", "minimum": 0}
_VERSION_SHAPE: Shape = {
    "type": "object",
    "properties": {
        "number": {"type": "integer", "minimum": 1, "description": "Counted from 1."},
        "day": {"type": "string", "description": "Its date.", **_DAY_SHAPE},
    },
    "required": ["number"],
    "additionalProperties": False,
}
_SIGHTING_SHAPE: Shape = {
    "type": "object",
    "properties": {
        "source": {"type": "string", "description": "The name of the source in the site's configuration."},
        "day": {"type": "string", "description": "The day of the list.", **_DAY_SHAPE},
        "url": {
            "type": "string",
            "description": "The paper's page at the source.",
            **_ADDRESS_SHAPE,
        },
        "votes": {**_COUNT_SHAPE, "description": "Votes there."},
        "comments": {**_COUNT_SHAPE, "description": "Comments there."},
    },
    "required": ["source", "day"],
    "additionalProperties": False,
}
# What the values of each kind of field look like, in JSON Schema (2020-12).
_SHAPES: dict[FieldKind, Shape] = {
    FieldKind.ID: {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
    FieldKind.TEXT: {"type": "string"},
    FieldKind.TEXTS: {"type": "array", "items": {"type": "string"}},
    FieldKind.ADDRESS: _ADDRESS_SHAPE,
    FieldKind.ADDRESSES: {"type": "array", "items": _ADDRESS_SHAPE},
    FieldKind.REPOSITORIES: {"type": "array", "items": _REPOSITORY_SHAPE},
    FieldKind.COUNT: _COUNT_SHAPE,
    FieldKind.DAY: _PUBLICATION_DATE_SHAPE,
    FieldKind.FLAG: {"const": True},
    FieldKind.VERSIONS: {"type": "array", "items": _VERSION_SHAPE},
    FieldKind.SIGHTINGS: {"type": "array", "minItems": 1, "items": _SIGHTING_SHAPE},
}


def schema_files(folder: str) -> Iterator[OutFile]:
    """Yield the schema of each kind of document, in ``folder``."""
    schemas = files("broadsheet") / "schemas"
    for schema in sorted(schemas.iterdir(), key=attrgetter("name")):
        if not schema.name.endswith(".json"):
            continue
        data = schema.read_bytes()
        if schema.name == "paper.json":
            data = _paper_schema(data)
        yield OutFile(folder + schema.name, data)


def _paper_schema(derived: bytes) -> bytes:
    """Return the schema of a paper: what its fields declare, then what is ``derived`` from them."""
    schema = json.loads(derived)
    properties: Shape = {}
    for field in FIELDS:
        if field.in_api:
            properties[field.key] = {**_SHAPES[field.kind], "description": field.about}
    schema["properties"] = properties | schema["properties"]
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
