"""The last build: what it read and made, so that a build of nothing new is known before anything is read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import installation_version
from broadsheet.cache.digests import digest_of_text
from broadsheet.cache.file_state import safe_mtime
from broadsheet.cache.owned_files import RECORD
from broadsheet.cache.snapshots import Snapshot, name_of_tree, state_of, states_below, take_snapshot
from broadsheet.errors import ConfigError
from broadsheet.rendering.site_update import Rendered
from broadsheet.rendering.sync import identify_file
from broadsheet.settings.mkdocs import find_plain_theme_folder
from broadsheet.settings.yaml import parse_yaml

_KEY = "build"
_WORD = re.compile(r"\w+")


class BuildSummary(NamedTuple):
    """Summary of a build: its warnings, and in words the size of the site and where it is."""

    warnings: tuple[str, ...]
    site: str


class LastBuild:
    """The last build of the site at ``root`` into one folder, and what it was made from.

    Create it before anything is read: a file that changes after that is noticed by the next build. Of a site
    for which MkDocs may read or run what we do not know, nothing is kept, and nothing ever found current.
    """

    def __init__(self, root: Path, site_dir: Path | None) -> None:
        self._root = root
        scratch = root / ".cache" / "writing"
        self._blobs = BlobCache(root / ".cache" / "last-build", scratch)
        self._inputs = _take_inputs(root, safe_mtime(scratch))
        self._facts = ""
        if self._inputs:
            target = site_dir.absolute() if site_dir else None
            facts = [installation_version(), str(root.absolute()), str(target), *_environment(root)]
            self._facts = digest_of_text(repr(facts))

    def find_current(self) -> BuildSummary | None:
        """Return the summary of the last build, if one now would make the same, and all it made still stands.

        Files of others in the site are not looked at; in ``build``, which MkDocs reads, they are.
        """
        if not self._inputs:
            return None
        data = self._blobs.get(_KEY)
        if not data:
            return None
        facts, name, *rest = data.decode("utf-8", "surrogateescape").split("\0", 4)
        if facts != self._facts or name != self._inputs.name:
            return None
        docs, text, states = rest
        header = json.loads(text)
        inputs = Snapshot(name, header["fresh"])
        if not inputs.still_holds(self._inputs) or docs != name_of_tree(self._root / "build"):
            return None
        if not set(states_below(Path(header["folder"]))).issuperset(states.split("\0")):
            return None
        return BuildSummary(tuple(header["warnings"]), header["site"])

    def keep(self, folder: Path, rendered: Rendered, summary: BuildSummary) -> None:
        """Keep for the next build what this one made in ``folder``, the site, and its summary."""
        if not self._inputs:
            return
        header = {
            "fresh": self._inputs.fresh,
            "folder": str(folder),
            "warnings": summary.warnings,
            "site": summary.site,
        }
        record = identify_file((folder / RECORD).stat())
        states = [state_of(RECORD, record.size, record.written)]
        for path, identity in rendered.site.items():
            states.append(state_of(path, identity.size, identity.written))
        parts = [self._facts, self._inputs.name, rendered.docs, json.dumps(header), *states]
        self._blobs.put(_KEY, "\0".join(parts).encode("utf-8", "surrogateescape"))


def _take_inputs(root: Path, safe: int) -> Snapshot | None:
    """Return the states of all files that a build reads; None where it may read others."""
    settings = root / "mkdocs.yml"
    try:
        values = parse_yaml("mkdocs.yml", settings.read_text("utf-8"), tolerant=True)
    except (OSError, ValueError, ConfigError):
        return None
    theme_folder = find_plain_theme_folder(values)
    if theme_folder is None:
        return None
    places = [settings, root / "content"]
    if theme_folder:
        places.append(root / theme_folder)
    return take_snapshot(places, safe)


def _environment(root: Path) -> Iterator[str]:
    """Yield the variables of the environment that ``mkdocs.yml`` may name, with their values."""
    text = (root / "mkdocs.yml").read_text("utf-8", errors="replace")
    for name in sorted(set(_WORD.findall(text))):
        if name in os.environ:
            yield f"{name}={os.environ[name]}"
