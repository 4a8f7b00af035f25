"""Writing a tree of files of which only the changed ones are made and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from broadsheet.cache.manifest import FileRow, Manifest, written_row
from broadsheet.disk.files import write_file
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile, TreeListing, list_tree, make_way
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
    """Make ``folder`` hold exactly ``files``: write what changed, remove what is no longer there.

    A file that is current by the ``manifest`` is not made at all; ``ready`` is called before many
    files are made. BuildError where two writers want one path, before the second is written, or
    where a path leaves the folder. Stale files are removed last, when every file could be made.
    """
    listing = list_tree(folder)  # once for all: to ask for each of 160,000 files takes twice as long
    paths: set[str] = set()
    folders: set[str] = set()
    lazy_files: list[OutFile] = []
    written = 0
    for file in files:
        _claim_path(file.path, paths, folders)
        if not callable(file.content):
            written += write_at(folder, file.path, file.content, scratch)
            continue
        entry = listing.files.get(file.path)
        if manifest and file.key and manifest.is_current(file.path, file.key, entry):
            continue
        lazy_files.append(file)
    written += _write_lazy(lazy_files, folder, scratch, manifest, ready)
    removed = _remove_stale(listing, paths, folders, folder)
    return Written(written, len(paths) - written, removed)


def _write_lazy(
    files: Sequence[OutFile],
    folder: Path,
    scratch: Path,
    manifest: Manifest | None,
    ready: Callable[[], object],
) -> int:
    """Make and write files, many of them by all processors; return how many were not there already."""
    makes = [partial(_make_at, folder, file, scratch) for file in files]
    written = 0
    try:
        for file, reply in zip(files, map_parallel(makes, ready=ready), strict=True):
            is_new, *row = json.loads(reply)
            written += is_new
            if manifest and file.key:
                manifest.record(file.path, FileRow(*row))
    finally:  # what was made before a run was cut short need not be made again
        if manifest:
            write_file(manifest.path, manifest.dump(), scratch)
    return written


def _make_at(folder: Path, file: OutFile, scratch: Path) -> bytes:
    """Make a file and write it; return as JSON if it was not there already, and its row of the manifest.

    This may run in another process: only these few bytes are sent from there, not the file's own.
    """
    data = file.data
    is_new = write_at(folder, file.path, data, scratch)
    row = written_row(file.key, data, folder / file.path)
    return json.dumps([is_new, *row]).encode()


def _claim_path(path: str, paths: set[str], folders: set[str]) -> None:
    """Add a path to ``paths``, and the folders it is in to ``folders``; BuildError where it is not free."""
    if not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise BuildError(f"{path}: leaves the output folder, or is spelt oddly; this is no path for a page")
    if path in paths:
        raise BuildError(f"{path}: two writers want this page; rename one of them")
    if path in folders or not paths.isdisjoint(_add_folders(path, folders)):
        raise BuildError(f"{path}: a page and a folder want this place; rename one of them")
    paths.add(path)


def _add_folders(path: str, folders: set[str]) -> list[str]:
    """Add the folders that a file is in to ``folders``; return those that were not among them."""
    new_folders = []
    parent = path.rpartition("/")[0]
    while parent and parent not in folders:
        folders.add(parent)
        new_folders.append(parent)
        parent = parent.rpartition("/")[0]
    return new_folders


def write_at(folder: Path, path: str, data: bytes, scratch: Path) -> bool:
    """Write ``data`` at ``path`` below ``folder``, in place of whatever an earlier tree had there.

    Return False where it stood there already.
    """
    target = folder / path
    try:
        return write_file(target, data, scratch)
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        make_way(folder, target)
        return write_file(target, data, scratch)


def _remove_stale(listing: TreeListing, paths: Collection[str], folders: set[str], folder: Path) -> int:
    """Remove the listed files and folders that the new tree does not have; return the number of files."""
    removed = 0
    for path in listing.files.keys() - paths - folders:
        with suppress(FileNotFoundError, NotADirectoryError):  # where it made way
            (folder / path).unlink()
            removed += 1
    for path in reversed(listing.folders):
        if path not in folders and path not in paths:
            with suppress(OSError):  # where somebody put something there meanwhile, it stays
                (folder / path).rmdir()
    return removed
