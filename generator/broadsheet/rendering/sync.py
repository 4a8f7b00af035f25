"""Synchronisation of a folder with a fresh one, so that no reader meets a link without its page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.written_tree import Written
from broadsheet.disk.tree import list_tree, make_way


class FileIdentity(NamedTuple):
    """Identity of a file: its size in bytes, its number, and the number of its file system."""

    size: int
    inode: int
    device: int


Files = Mapping[str, FileIdentity]


def files_in(folder: Path) -> dict[str, FileIdentity]:
    """Return the identity of every file below ``folder`` by its path with slashes; none without a folder."""
    states: dict[str, FileIdentity] = {}
    for path, entry in list_tree(folder).files.items():
        states[path] = identify_file(entry.stat(follow_symlinks=False))
    return states


def identify_file(status: os.stat_result) -> FileIdentity:
    """Return the identity of the file of which the system gave this status."""
    return FileIdentity(status.st_size, status.st_ino, status.st_dev)


def merge(fresh: Path, folder: Path, new: Files, present: Files, kept: Collection[str]) -> Written:
    """Move the ``new`` files of ``fresh`` into ``folder``, and remove from it every ``present`` file that
    is neither new nor ``kept``.

    A file that is in the folder already, to the byte, stays as it is. New files come first, then changed
    ones, and stale ones go last; each file is replaced as a whole. A run that is killed leaves some pages
    of the last build among those of this one, and the next run goes on from there.
    """
    if not folder.exists() and not kept:
        fresh.rename(folder)
        return Written(len(new), 0, 0)
    added: list[str] = []
    changed: list[str] = []
    same: list[str] = []
    for path, state in new.items():
        if path not in present:
            added.append(path)
        elif state.size == present[path].size and same_bytes(fresh / path, folder / path):
            same.append(path)
        else:
            changed.append(path)
    for path in sorted(added) + sorted(changed):
        _move(f"{fresh}/{path}", folder, f"{folder}/{path}")
    for path in same:
        linked_to_source = (fresh / path).stat().st_nlink > 1
        if linked_to_source:  # the next build knows it by its number, and need not compare it
            (fresh / path).replace(folder / path)
    shutil.rmtree(fresh, ignore_errors=True)
    stale = present.keys() - new.keys() - set(kept)
    removed = _remove(stale, folder)
    return Written(len(added) + len(changed), len(kept) + len(same), removed)


def same_bytes(first: Path, second: Path) -> bool:
    """Return True if two files have the same content; False where one of them cannot be read."""
    try:
        return first.read_bytes() == second.read_bytes()
    except OSError:
        return False


# Paths are texts from here on, since a site has 160,000 of them and making a Path of each takes seconds.
def _move(source: str, folder: Path, target: str) -> None:
    """Move a file to ``target`` below ``folder``, in place of whatever stands in its way."""
    try:
        _replace(source, target)
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        make_way(folder, Path(target))
        _replace(source, target)


def _replace(source: str, target: str) -> None:
    parent = os.path.dirname(target)  # noqa: PTH120
    os.makedirs(parent, exist_ok=True)  # noqa: PTH103
    os.replace(source, target)  # noqa: PTH105


def _remove(paths: Collection[str], folder: Path) -> int:
    """Remove files, and folders that are empty without them; return the number of files."""
    removed = 0
    parents: set[str] = set()
    for path in paths:
        removed += _remove_file(f"{folder}/{path}")
        parents.update(_folders_above(path))
    for parent in sorted(parents, key=len, reverse=True):  # the deepest first
        with suppress(OSError):  # it is not empty
            (folder / parent).rmdir()
    return removed


def _folders_above(path: str) -> Iterator[str]:
    parent = path.rpartition("/")[0]
    while parent:
        yield parent
        parent = parent.rpartition("/")[0]


def _remove_file(path: str) -> bool:
    """Remove a file; return False where a new file has taken its place, or that of a folder above it."""
    try:
        os.unlink(path)  # noqa: PTH108
    except OSError:
        if os.path.isfile(path):  # noqa: PTH113
            raise
        return False
    return True
