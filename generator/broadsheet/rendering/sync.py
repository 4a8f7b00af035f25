"""Synchronisation of a folder with a fresh one, so that no reader meets a link without its page."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.digests import digest_of
from broadsheet.cache.owned_files import NO_DIGEST, RECORD, OwnedFiles, foreign_file, is_own_folder
from broadsheet.cache.written_tree import Written
from broadsheet.disk.files import replace_file
from broadsheet.disk.tree import list_tree


class FileIdentity(NamedTuple):
    """Identity of a file: its size in bytes, its number, that of its file system, and when it was written.

    The time is in ns since 1970. Two names of one file have the same identity.
    """

    size: int
    inode: int
    device: int
    written: int


Files = Mapping[str, FileIdentity]


def files_in(folder: Path) -> dict[str, FileIdentity]:
    """Return the identity of every file below ``folder`` by its path with slashes; none without a folder."""
    states: dict[str, FileIdentity] = {}
    for path, entry in list_tree(folder).files.items():
        states[path] = identify_file(entry.stat(follow_symlinks=False))
    return states


def identify_files(folder: Path, paths: Iterable[str]) -> dict[str, FileIdentity]:
    """Return the identities of those files at ``paths`` that stand in ``folder``, by path.

    To ask for each takes half as long as to list a folder in which nearly every page has one of its own. What
    lies beyond a link to another folder does not stand in this one.
    """
    identities: dict[str, FileIdentity] = {}
    own_folders: dict[str, bool] = {"": True}
    for path in paths:
        parent = path.rpartition("/")[0]
        if not is_own_folder(folder, parent, own_folders):
            continue
        try:
            status = os.lstat(f"{folder}/{path}")
        except OSError:
            continue
        if not stat.S_ISDIR(status.st_mode):
            identities[path] = identify_file(status)
    return identities


def identify_file(status: os.stat_result) -> FileIdentity:
    """Return the identity of the file of which the system gave this status."""
    return FileIdentity(status.st_size, status.st_ino, status.st_dev, status.st_mtime_ns)


def merge(
    fresh: Path,
    owned: OwnedFiles,
    new: Files,
    present: Files,
    kept: Collection[str],
    known_digests: Mapping[str, str],
) -> Written:
    """Move the ``new`` files of ``fresh`` into the folder of ``owned``, and remove from it every file of
    ours that is neither new nor ``kept``. ``present`` is what the folder holds now.

    A file that is in the folder already, to the byte, stays as it is. New files come first, then changed
    ones, and stale ones go last; each file is replaced as a whole. A run that is killed leaves some pages
    of the last build among those of this one, and the next run goes on from there. Digests of new files
    are taken from ``known_digests`` where they are there. BuildError where a file that is not ours is in
    the way; it stays.
    """
    folder = owned.folder
    digests = _digests_of(new, fresh, known_digests)
    if not folder.exists() and not kept and _move_whole(fresh, folder, digests):
        return Written(len(new), 0, 0)
    changes = _compare(fresh, owned, new, present)
    digests |= _digests_of(kept, folder, owned.digests)
    owned.announce(digests)
    for path in changes.to_move:
        _move(f"{fresh}/{path}", owned, path)
    for path in changes.same:
        linked_to_source = (fresh / path).stat().st_nlink > 1
        if linked_to_source:  # the next build knows it by its number, and need not compare it
            replace_file(fresh / path, folder / path)
    shutil.rmtree(fresh, ignore_errors=True)
    removed = owned.remove([path for path in owned.digests if path not in digests])
    owned.save(digests, fresh.parent)
    return Written(len(changes.to_move), len(kept) + len(changes.same), removed)


class _Changes(NamedTuple):
    """Paths of new files: ``to_move`` in this order, and those that the folder has already, to the byte."""

    to_move: list[str]
    same: list[str]


def _compare(fresh: Path, owned: OwnedFiles, new: Files, present: Files) -> _Changes:
    """Return what has to be moved; BuildError where a file would take the place of one that is not ours."""
    added: list[str] = []
    changed: list[str] = []
    same: list[str] = []
    for path, state in new.items():
        if path not in present:
            added.append(path)
        elif state.size == present[path].size and same_bytes(fresh / path, owned.folder / path):
            same.append(path)
        elif path in owned:
            changed.append(path)
        else:
            raise foreign_file(owned.folder / path)
    return _Changes(sorted(added) + sorted(changed), same)


def _move_whole(fresh: Path, folder: Path, digests: Mapping[str, str]) -> bool:
    """Make the fresh folder the one that readers see; return False where it is on another file system."""
    OwnedFiles(fresh, {}).save(digests, fresh.parent)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        fresh.rename(folder)
    except OSError:
        (fresh / RECORD).unlink()
        return False
    return True


def _digests_of(paths: Iterable[str], folder: Path, known_digests: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of the files at ``paths`` in ``folder``, which are read unless they are known."""
    digests: dict[str, str] = {}
    for path in paths:
        digest = known_digests.get(path, NO_DIGEST)
        if digest == NO_DIGEST:
            digest = digest_of((folder / path).read_bytes())
        digests[path] = digest
    return digests


def same_bytes(first: Path, second: Path) -> bool:
    """Return True if two files have the same content; False where one of them cannot be read."""
    try:
        return first.read_bytes() == second.read_bytes()
    except OSError:
        return False


# Paths are texts from here on, since a site has 160,000 of them and making a Path of each takes seconds.
def _move(source: str, owned: OwnedFiles, path: str) -> None:
    """Move a file to ``path`` in the folder of ``owned``, in place of what an earlier build had there."""
    target = f"{owned.folder}/{path}"
    try:
        _replace(source, target)
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        owned.make_way(path)
        _replace(source, target)


def _replace(source: str, target: str) -> None:
    parent = os.path.dirname(target)  # noqa: PTH120
    os.makedirs(parent, exist_ok=True)  # noqa: PTH103
    replace_file(source, target)
