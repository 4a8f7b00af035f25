"""Kept names: those that fingerprints gave to what is made of other values, from one build to the next."""

from __future__ import annotations

import json

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.cache.fingerprints import DerivedNames
from broadsheet.model.language.words import catalogue_version

_KEY = "derived"


def read_names(blobs: BlobCache) -> DerivedNames:
    """Return the names that an earlier build kept; none of another version, or of another language."""
    made_by, _, text = (blobs.get(_KEY) or b"").partition(b"\n")
    if made_by != _made_by():
        return {}
    names: DerivedNames = json.loads(text)
    return names


def write_names(blobs: BlobCache, names: DerivedNames) -> None:
    """Keep names for the next build, and no others."""
    text = json.dumps(names, separators=(",", ":"))
    blobs.put(_KEY, _made_by() + b"\n" + text.encode())


def _made_by() -> bytes:
    return f"{code_version()} {catalogue_version()}".encode()
