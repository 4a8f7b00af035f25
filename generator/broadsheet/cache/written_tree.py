"""Writing a tree of files of which only the changed ones are made and written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from broadsheet.cache.digests import digest_of
from broadsheet.cache.manifest import FileRow, Manifest, written_row
from broadsheet.cache.owned_files import OwnedFiles, foreign_file, is_inside
from broadsheet.disk.files import has_bytes, write_file
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile, TreeListing, folders_above, list_tree
from broadsheet.errors import BuildError


@dataclass(frozen=True, slots=True)
class Written:
    """Numbers of files that ``write_tree`` wrote, left as they were and removed."""

    written: int
    kept: int
    removed: int

    def and_also(self, other: Written) -> Written:
        """Return the sums of both."""
        return Written(
            written=self.written + other.written,
            kept=self.kept + other.kept,
            removed=self.removed + other.removed,
        )


def write_tree(
    files: Iterable[OutFile],
    folder: Path,
    scratch: Path,
    manifest: Manifest | None = None,
    ready: Callable[[], object] = tuple,
) -> Written:
    """Make ``folder`` hold ``files``, and of all that Broadsheet ever wrote there nothing else.

    What changed is written, and what is no longer there removed; files that somebody else put there
    stay. A file that is current by the ``manifest`` is not made at all; ``ready`` is called before many
    files are made. BuildError where two writers want one path, before the second is written, where a
    path leaves the folder, or where somebody else's file is in the way. Stale files are removed last,
    when every file could be made.
    """
    owned = OwnedFiles.read(folder)
    listing = list_tree(folder)  # once for all: to ask for each of 160,000 files takes twice as long
    tree = _Tree(folder, scratch, owned, listing)
    lazy_files: list[OutFile] = []
    for file in files:
        tree.claim(file.path)
        if not callable(file.content):
            tree.write(file.path, file.content)
        elif not tree.has_current(file, manifest):
            lazy_files.append(file)
    _write_lazy(lazy_files, tree, manifest, ready)
    stale = [path for path in owned.digests if path not in tree.digests]
    removed = owned.remove(stale)
    owned.save(tree.digests, scratch)
    return Written(tree.written, len(tree.digests) - tree.written, removed)


class _Tree:
    """Tree that is being written: the paths that are claimed, and the digests of the files that are right."""

    def __init__(self, folder: Path, scratch: Path, owned: OwnedFiles, listing: TreeListing) -> None:
        self.folder = folder
        self.scratch = scratch
        self.owned = owned
        self.digests: dict[str, str] = {}
        self.written = 0
        self._present = listing.files
        self._present_folders = set(listing.folders)
        self._paths: set[str] = set()
        self._folders: set[str] = set()

    def claim(self, path: str) -> None:
        """Enter that there will be a file at ``path``, and free its place; BuildError where it is taken."""
        if not is_inside(path):
            raise BuildError(
                f"{path}: leaves the output folder, or is spelt oddly; this is no path for a page"
            )
        if path in self._paths:
            raise BuildError(f"{path}: two writers want this page; rename one of them")
        new_folders = self._add_folders(path)
        if path in self._folders or not self._paths.isdisjoint(new_folders):
            raise BuildError(f"{path}: a page and a folder want this place; rename one of them")
        self._paths.add(path)
        is_blocked = not self._present.keys().isdisjoint(new_folders)
        if is_blocked or path in self._present_folders:
            self.owned.make_way(path)

    def _add_folders(self, path: str) -> list[str]:
        """Add the folders that a file is in; return those that were not among them."""
        new_folders = []
        for folder in folders_above(path):
            if folder in self._folders:
                break  # and so are those above it
            self._folders.add(folder)
            new_folders.append(folder)
        return new_folders

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` at ``path``; BuildError where somebody else's file stands there."""
        is_ours = path in self.owned
        self.owned.announce([path])
        self.written += write_at(self.folder, path, data, self.scratch, is_ours)
        self.digests[path] = digest_of(data)

    def has_current(self, file: OutFile, manifest: Manifest | None) -> bool:
        """Return True if the file stands there as it would be made, by the manifest."""
        if manifest is None or not file.key or file.path not in self.owned:
            return False
        row = manifest.find_current(file.path, file.key, self._present.get(file.path))
        if row is None:
            return False
        self.digests[file.path] = row.digest
        return True


def _write_lazy(
    files: Sequence[OutFile],
    tree: _Tree,
    manifest: Manifest | None,
    ready: Callable[[], object],
) -> None:
    """Make and write files, many of them by all processors."""
    makes = []
    for file in files:
        is_ours = file.path in tree.owned
        makes.append(partial(_make_at, tree.folder, file, tree.scratch, is_ours))
    tree.owned.announce([file.path for file in files])
    try:
        for file, reply in zip(files, map_parallel(makes, ready=ready), strict=True):
            is_new, *values = json.loads(reply)
            row = FileRow(*values)
            tree.written += is_new
            tree.digests[file.path] = row.digest
            if manifest and file.key:
                manifest.record(file.path, row)
    finally:  # what was made before a run was cut short need not be made again
        if manifest:
            with suppress(OSError):  # without it more is made next time
                write_file(manifest.path, manifest.dump(), tree.scratch)


def _make_at(folder: Path, file: OutFile, scratch: Path, is_ours: bool) -> bytes:
    """Make a file and write it; return as JSON if it was not there already, and its row of the manifest.

    This may run in another process: only these few bytes are sent from there, not the file's own.
    """
    data = file.data
    is_new = write_at(folder, file.path, data, scratch, is_ours)
    row = written_row(file.key, data, folder / file.path)
    return json.dumps([is_new, *row]).encode()


def write_at(folder: Path, path: str, data: bytes, scratch: Path, is_ours: bool) -> bool:
    """Write ``data`` at ``path`` below ``folder``; return False where it stood there already.

    BuildError where another file stands there that is not ours.
    """
    target = folder / path
    if not is_ours and os.path.lexists(target):
        if not has_bytes(target, data):
            raise foreign_file(target)
        return False
    return write_file(target, data, scratch)
