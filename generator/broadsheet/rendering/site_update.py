"""Update of the site that readers have, with what MkDocs made and with what it need not or must not see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.file_state import TICK, safe_mtime
from broadsheet.cache.owned_files import NO_DIGEST, OwnedFiles
from broadsheet.cache.snapshots import name_of_states, state_of
from broadsheet.cache.written_tree import Written
from broadsheet.rendering.accelerate.report import MATERIALS, REFERRING, Report, loads_bundle
from broadsheet.rendering.site_size import Size, measure_site
from broadsheet.rendering.static_files import find_static_files, lay_in_static_files, refuse_taken_paths
from broadsheet.rendering.sync import (
    FileIdentity,
    Files,
    files_in,
    identify_file,
    identify_files,
    merge,
    same_bytes,
)

_DOCS = "docs"  # folders of ``build``: the tree that MkDocs renders, and what goes into the site beside it
_TWINS = "twins"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What changed in the site, in numbers of files, its size, and the messages of the plugin.

    ``site`` are the identities of its files, and ``docs`` is a name for the states of all that it was made
    from in ``build``, as it was when MkDocs read it.
    """

    files: Written
    size: Size
    messages: tuple[str, ...]
    site: Files
    docs: str


class _Source(NamedTuple):
    """File that goes into the site as it is: where it stands, its identity, and its digest."""

    file: str
    identity: FileIdentity
    digest: str


class SiteUpdate:
    """Update of the site in ``site_dir`` from ``root/build``; BuildError where that folder is not ours.

    Create it before MkDocs is started. What needs nothing of that is known by ``look_around``, which is
    called while it is at work.
    """

    def __init__(self, root: Path, site_dir: Path, scratch: Path) -> None:
        self._folder = site_dir
        self._began = safe_mtime(scratch) + TICK  # by the clock of the disk
        self._build = (root / "build").absolute()
        self._owned = OwnedFiles.read(site_dir)
        self._static_files = find_static_files(root)
        self._present: dict[str, FileIdentity] = {}
        self._build_files: Files = {}
        self._docs_name = ""
        self._docs_digests: dict[str, str] = {}
        self._twins_digests: dict[str, str] = {}

    def look_around(self) -> None:
        """Take the states of all files of ours in the site, and of all that it is made from."""
        self._present = identify_files(self._folder, self._owned.digests)
        self._build_files = files_in(self._build)
        states: list[str] = []
        for path, identity in self._build_files.items():
            states.append(state_of(path, identity.size, identity.written))
        self._docs_name = name_of_states(states)
        self._docs_digests = OwnedFiles.read(self._build / _DOCS).digests
        self._twins_digests = OwnedFiles.read(self._build / _TWINS).digests

    def bring_in(self, fresh: Path, report: Report) -> Rendered:
        """Bring the site up to date with what MkDocs made in ``fresh``, what it left to us, and our twins.

        ``fresh`` holds nothing after that.
        """
        new = files_in(fresh)
        _leave_out_unused(fresh, new, report)
        kept: dict[str, FileIdentity] = {}
        for path in report.kept:
            if path in self._present:
                kept[path] = self._as_kept(self._present[path])
        sources = self._find_sources(report)
        for path, state in self._lay_in(sources, fresh).items():
            if self._present.get(path) == state:
                kept[path] = state
            if path not in kept:
                new[path] = state
        if self._static_files:
            self._add_static_files(fresh, new, kept)
        self._present |= identify_files(self._folder, [path for path in new if path not in self._present])
        digests = {path: source.digest for path, source in sources.items()}
        files = merge(fresh, self._owned, new, self._present, kept, digests)
        # What was to the byte what stood there stayed as it was, with the time that it had.
        for path in new:
            kept[path] = identify_file(os.stat(f"{self._folder}/{path}"))  # noqa: PTH116 (40,000 times)
        sizes: dict[str, int] = {}
        for path, state in kept.items():
            sizes[path] = state.size
        return Rendered(files, measure_site(sizes), report.messages, kept, self._docs_name)

    def _as_kept(self, page: FileIdentity) -> FileIdentity:
        """Return the identity of a page that MkDocs kept; one that no page has where it was written since.

        MkDocs looked at it while the docs were still made. So the next build finds that it changed.
        """
        if page.written > self._began:
            return page._replace(written=0)
        return page

    def _find_sources(self, report: Report) -> dict[str, _Source]:
        """Return the twins, and the files of ``docs`` that the plugin left to us, by path in the site."""
        sources: dict[str, _Source] = {}
        for path, digest in self._twins_digests.items():
            sources[path] = self._find_source(_TWINS, path, digest)
        for path in report.left:
            digest = self._docs_digests.get(path, NO_DIGEST)
            sources[path] = self._find_source(_DOCS, path, digest)
        return sources

    def _find_source(self, folder: str, path: str, digest: str) -> _Source:
        file = f"{self._build}/{folder}/{path}"
        if digest != NO_DIGEST:  # ours, and so no link to another file
            identity = self._build_files.get(f"{folder}/{path}")
            if identity:
                return _Source(file, identity, digest)
        return _Source(file, identify_file(os.stat(file)), digest)  # noqa: PTH116

    def _lay_in(self, sources: Mapping[str, _Source], fresh: Path) -> dict[str, FileIdentity]:
        """Bring files into the fresh site that MkDocs need not or must not see, unless the site has them.

        Return their states by path. They are linked and not copied where the system can: two names of one
        file need no comparing.
        """
        states: dict[str, FileIdentity] = {}
        made_folders: set[str] = set()
        for path, source in sources.items():
            states[path] = source.identity
            if self._present.get(path) == source.identity:
                continue
            folder = path.rpartition("/")[0]
            if folder not in made_folders:
                (fresh / folder).mkdir(parents=True, exist_ok=True)
                made_folders.add(folder)
            fresh_path = fresh / path
            fresh_path.unlink(missing_ok=True)
            try:
                os.link(source.file, fresh_path)
            except OSError:
                if path in self._present and same_bytes(Path(source.file), self._folder / path):
                    states[path] = self._present[path]
                else:
                    shutil.copyfile(source.file, fresh_path)
        return states

    def _add_static_files(
        self, fresh: Path, new: dict[str, FileIdentity], kept: dict[str, FileIdentity]
    ) -> None:
        """Add people's own files to the ``new`` and the ``kept`` ones; BuildError where one is in the way."""
        refuse_taken_paths(self._static_files, chain(new, kept))
        new.update(lay_in_static_files(self._static_files, fresh, self._folder, self._present))
        for path in self._static_files:
            if path not in new:
                kept[path] = self._present[path]


def _leave_out_unused(site: Path, files: dict[str, FileIdentity], report: Report) -> None:
    """Remove files that MkDocs copied out of Material unless some file of the site refers to them.

    An override that loads Material's bundle keeps all of it: what loads what in there is Material's
    own affair. Only files that are Material's to the byte go; a person's at the same path stay.
    """
    if report.loads:
        return
    copied = _copied_from_material(site, files)
    skipped = copied.union(report.made)  # the plugin looked into the pages that it made
    for path in files:
        if path.endswith(REFERRING) and path not in skipped and loads_bundle((site / path).read_bytes()):
            return
    assets = site / "assets"
    folders: set[Path] = set()
    for path in copied:
        (site / path).unlink()
        del files[path]
        folders.update((site / path).parents)
    for folder in sorted(folders, reverse=True):  # each before the one above it
        if folder.is_relative_to(assets) and not any(folder.iterdir()):
            folder.rmdir()


def _copied_from_material(site: Path, files: Files) -> set[str]:
    """Return the paths of the files that are Material's, to the byte; none where it is not installed."""
    material = find_spec("material")
    if material is None or material.origin is None:
        return set()
    templates = Path(material.origin).parent / "templates"
    copied: set[str] = set()
    for name in MATERIALS:
        for inner_path in files_in(templates / "assets" / name):
            path = f"assets/{name}/{inner_path}"
            if path in files and same_bytes(templates / path, site / path):
                copied.add(path)
    return copied
