"""Kept value: one large value of JSON that one version of our code made, from one build to the next."""

from __future__ import annotations

import json
from typing import Any

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.model.language.words import catalogue_version


class KeptValue:
    """A value under a key of a blob cache. What another version or in another language made is not there."""

    def __init__(self, blobs: BlobCache, key: str) -> None:
        self._blobs = blobs
        self._key = key
        self._made_by = f"{code_version()} {catalogue_version()}".encode()

    def read(self) -> Any:
        """Return the value that an earlier build kept; None where it kept none."""
        made_by, _, text = (self._blobs.get(self._key) or b"").partition(b"\n")
        if made_by != self._made_by:
            return None
        return json.loads(text)

    def write(self, value: object) -> None:
        """Keep a value for the next build, in place of the one before."""
        text = json.dumps(value, separators=(",", ":"))
        self._blobs.put(self._key, self._made_by + b"\n" + text.encode())
