"""Writing a tree of files of which only the changes are made and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from broadsheet.cache.manifest import Manifest, state_of
from broadsheet.disk.files import write_file
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile, TreeListing, list_tree, make_way
from broadsheet.errors import BuildError


@dataclass(frozen=True, slots=True)
class Written:
    """What ``write_tree`` did, in numbers of files."""

    written: int
    kept: int
    removed: int

    def and_also(self, other: Written) -> Written:
        """Both together."""
        return Written(self.written + other.written, self.kept + other.kept, self.removed + other.removed)


def write_tree(
    files: Iterable[OutFile],
    folder: Path,
    scratch: Path,
    standing: Manifest | None = None,
    ready: Callable[[], object] = tuple,
) -> Written:
    """Make ``folder`` hold exactly ``files``: write what changed, remove what is no longer there.

    A file with a key that is ``standing`` in the folder is not made at all; ``ready`` is called before
    many others are. BuildError where two writers want one path, before the second is written, or where
    a path leaves the folder. What is stale is removed last, when every file could be made.
    """
    found = list_tree(folder)  # once for all: to ask for each of 160,000 files takes twice as long
    paths: set[str] = set()
    folders: set[str] = set()
    waiting: list[OutFile] = []
    written = 0
    for file in files:
        _claim(file.path, paths, folders)
        if not callable(file.content):
            written += write_at(folder, file.path, file.content, scratch)
        elif not (standing and file.key and standing.holds(file.path, file.key, found.files.get(file.path))):
            waiting.append(file)
    makes = [partial(_make_at, folder, file, scratch) for file in waiting]
    written += _noted(zip(waiting, map_parallel(makes, ready=ready), strict=True), scratch, standing)
    return Written(written, len(paths) - written, _remove_stale(found, paths, folders, folder))


def _make_at(folder: Path, file: OutFile, scratch: Path) -> bytes:
    """Make a file and write it, in whichever process: all of its bytes would take long on their way to
    another, and much room before it. Says, as JSON, whether it was not there already, and how it stands."""
    data = file.data
    fresh = write_at(folder, file.path, data, scratch)
    return json.dumps([fresh, state_of(data, folder / file.path)]).encode()


def _noted(files: Iterable[tuple[OutFile, bytes]], scratch: Path, standing: Manifest | None) -> int:
    """Note files as they are written; how many were not there already."""
    written = 0
    try:
        for file, said in files:
            fresh, state = json.loads(said)
            written += fresh
            if standing and file.key:
                standing.note(file.path, file.key, state)
    finally:  # what was made before a run was cut short need not be made again
        if standing:
            write_file(standing.place, standing.rows(), scratch)
    return written


def _claim(path: str, paths: set[str], folders: set[str]) -> None:
    if not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise BuildError(f"{path}: leaves the output folder, or is spelt oddly; this is no path for a page")
    if path in paths:
        raise BuildError(f"{path}: two writers want this page; rename one of them")
    if path in folders or not paths.isdisjoint(_enter(path, folders)):
        raise BuildError(f"{path}: a page and a folder want this place; rename one of them")
    paths.add(path)


def _enter(path: str, folders: set[str]) -> list[str]:
    """Add the folders that a file is in to ``folders``, and say which were not among them."""
    new = []
    above = path.rpartition("/")[0]
    while above and above not in folders:
        folders.add(above)
        new.append(above)
        above = above.rpartition("/")[0]
    return new


def write_at(folder: Path, path: str, data: bytes, scratch: Path) -> bool:
    """Write ``data`` at ``path`` below ``folder``, in the place of whatever an earlier tree had there."""
    target = folder / path
    try:
        return write_file(target, data, scratch)
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        make_way(folder, target)
        return write_file(target, data, scratch)


def _remove_stale(found: TreeListing, paths: Collection[str], folders: set[str], folder: Path) -> int:
    """Remove what was found and is neither in ``paths`` nor one of the ``folders`` they are in."""
    removed = 0
    for path in found.files.keys() - paths - folders:
        with suppress(FileNotFoundError, NotADirectoryError):  # where it made way
            (folder / path).unlink()
            removed += 1
    for path in reversed(found.folders):
        if path not in folders and path not in paths:
            with suppress(OSError):  # where somebody put something there meanwhile, it stays
                (folder / path).rmdir()
    return removed
