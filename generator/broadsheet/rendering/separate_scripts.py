"""Scripts published one by one, where one of an owner's cannot be joined with others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from posixpath import basename, dirname, join, normpath

from broadsheet.rendering.hashed_names import Asset, hashed_path

# What a script imports at once or later, and the worker that it starts.
_REFERENCE = re.compile(r"""((?:\bfrom|\bimport|\bnew URL\()\s*\(?\s*["'])([^"'\n]+)(?=["'])""")


class SeparatePublisher:
    """Publisher of sources by their names, each after all that it imports.

    ``in_circles`` are those that import one another, as an owner's own may: they are named plainly there.
    """

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources
        self._begun: set[str] = set()
        self.done: dict[str, Asset] = {}
        self.in_circles: set[str] = set()

    def publish(self, name: str) -> None:
        """Publish a source, unless it was."""
        if name in self._begun:
            return
        self._begun.add(name)
        data = self._sources[name]
        if name.endswith(".js"):
            text = data.decode("utf-8", "surrogateescape")
            rename = partial(self._rename, name)
            text = _REFERENCE.sub(rename, text)
            data = text.encode("utf-8", "surrogateescape")
        self.done[name] = Asset(hashed_path(name, data), data)

    def _rename(self, importer: str, reference: re.Match[str]) -> str:
        """Return a reference with the name that the other script is published by."""
        before, address = reference.groups()
        folder = dirname(importer)
        name = normpath(join(folder, address))
        if name not in self._sources:
            return reference[0]
        self.publish(name)
        if name not in self.done:
            self.in_circles.add(name)
            return reference[0]
        published = basename(self.done[name].path)
        new_address = join(dirname(address), published)
        return before + new_address
