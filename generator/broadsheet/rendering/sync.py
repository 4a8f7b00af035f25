"""Bringing a folder up to date with a fresh one, so that no reader meets a link without its page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from broadsheet.cache.tree import Written
from broadsheet.disk.tree import list_tree, make_way

# Bytes of a file, and what no two files share: its number, and that of its file system.
Seen = tuple[int, int, int]
Files = Mapping[str, Seen]


def files_in(folder: Path) -> dict[str, Seen]:
    """Every file below ``folder``, by its path with slashes; none where there is no such folder."""
    found = list_tree(folder).files
    return {path: seen(entry.stat(follow_symlinks=False)) for path, entry in found.items()}


def seen(state: os.stat_result) -> Seen:
    """What is kept of all that the system says of a file."""
    return state.st_size, state.st_ino, state.st_dev


def merge(fresh: Path, folder: Path, new: Files, there: Files, kept: Collection[str]) -> Written:
    """Move ``new``, the files of ``fresh``, into ``folder``, and remove from it what was ``there`` but
    is neither new nor ``kept``.

    A file that stands there already, to the byte, stays as it is. What is new comes first, then what
    changed, and what is stale goes last; each file is replaced as a whole. A run that is killed
    leaves some pages of the last build among those of this one, and the next run goes on from there.
    """
    if not folder.exists() and not kept:
        fresh.rename(folder)
        return Written(len(new), 0, 0)
    same = {path for path in new.keys() & there.keys() if _same(fresh, folder, path, new, there)}
    for path in sorted(new.keys() - same, key=lambda path: (path in there, path)):
        _move(f"{fresh}/{path}", folder, f"{folder}/{path}")
    for path in same:
        if (fresh / path).stat().st_nlink > 1:  # it is its source, so that next time nobody need compare them
            (fresh / path).replace(folder / path)
    shutil.rmtree(fresh, ignore_errors=True)
    removed = _remove(there.keys() - new.keys() - set(kept), folder)
    return Written(len(new) - len(same), len(kept) + len(same), removed)


def _same(fresh: Path, folder: Path, path: str, new: Files, there: Files) -> bool:
    return new[path][0] == there[path][0] and same_bytes(fresh / path, folder / path)


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same; False where one is none."""
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


# Paths are texts here, for a site has 160,000.
def _move(source: str, folder: Path, target: str) -> None:
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        os.replace(source, target)  # noqa: PTH105
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        make_way(folder, Path(target))
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        os.replace(source, target)  # noqa: PTH105


def _remove(paths: Collection[str], folder: Path) -> int:
    """Remove files, and folders that are empty without them; how many files."""
    removed = sum(_removed(f"{folder}/{path}") for path in paths)
    above = {parent for path in paths for parent in _folders_above(path)}
    for parent in sorted(above, key=len, reverse=True):
        with suppress(OSError):  # not empty
            (folder / parent).rmdir()
    return removed


def _folders_above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _removed(path: str) -> bool:
    """Remove a file; False where something new has taken its place, or that of a folder above it."""
    try:
        os.unlink(path)  # noqa: PTH108
    except OSError:
        if os.path.isfile(path):  # noqa: PTH113
            raise
        return False
    return True
