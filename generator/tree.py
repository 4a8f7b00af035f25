"""Writing files: one at a time without halves, or a whole tree of which only changes are written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from generator.errors import BuildError
from generator.standing import Standing, state_of
from generator.workers import made

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_numbers = count()  # of the files that this process has written


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file to be written: its path under the output folder, with slashes, and its bytes.

    ``content`` is the bytes, or a pure function that makes them, which may run in another process;
    ``key`` then names all that they are made from, so that what stands already is not made again.
    """

    path: str
    content: bytes | Callable[[], bytes]
    key: str = ""

    @property
    def data(self) -> bytes:
        """The bytes, made anew at each call where they have to be made."""
        return self.content() if callable(self.content) else self.content


@dataclass(frozen=True, slots=True)
class Written:
    """What ``write_tree`` did, in numbers of files."""

    written: int
    kept: int
    removed: int

    def and_also(self, other: Written) -> Written:
        """Both together."""
        return Written(self.written + other.written, self.kept + other.kept, self.removed + other.removed)


def write_file(path: Path, data: bytes, scratch: Path) -> bool:
    """Put ``data`` at ``path``, whole or not at all; False where it stood there already.

    The half-written file lives in ``scratch``, which must be on the same file system: a run
    that is killed leaves nothing beside the good files.
    """
    if _holds(path, data):
        return False
    half = _half_written(data, scratch)
    try:
        _put(half, path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    return True


def _half_written(data: bytes, scratch: Path) -> str:
    """A file of its own in ``scratch`` with ``data``, which every user may read."""
    name = f"{scratch}/{os.getpid()}-{next(_numbers)}"
    try:
        handle = os.open(name, _NEW, 0o644)
    except FileNotFoundError:
        scratch.mkdir(parents=True, exist_ok=True)
        return _half_written(data, scratch)
    except FileExistsError:  # of a run that was killed, or of one beside us
        return _half_written(data, scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)  # whatever the umask
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def _put(half: str, path: Path) -> None:
    try:
        Path(half).replace(path)
    except FileNotFoundError:  # its folder is new
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(half).replace(path)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def write_tree(
    files: Iterable[OutFile],
    folder: Path,
    scratch: Path,
    standing: Standing | None = None,
    ready: Callable[[], object] = tuple,
) -> Written:
    """Make ``folder`` hold exactly ``files``: write what changed, remove what is no longer there.

    A file with a key that is ``standing`` in the folder is not made at all; ``ready`` is called before
    many others are. BuildError where two writers want one path, before the second is written, or where
    a path leaves the folder. What is stale is removed last, when every file could be made.
    """
    found = found_in(folder)  # once for all: to ask for each of 160,000 files takes twice as long
    paths: set[str] = set()
    folders: set[str] = set()
    waiting: list[OutFile] = []
    written = 0
    for file in files:
        _claim(file.path, paths, folders)
        if not callable(file.content):
            written += _write_at(folder, file.path, file.content, scratch)
        elif not (standing and file.key and standing.holds(file.path, file.key, found.files.get(file.path))):
            waiting.append(file)
    makes = [partial(_make_at, folder, file, scratch) for file in waiting]
    written += _noted(zip(waiting, made(makes, ready=ready), strict=True), scratch, standing)
    return Written(written, len(paths) - written, _remove_stale(found, paths, folders, folder))


def _make_at(folder: Path, file: OutFile, scratch: Path) -> bytes:
    """Make a file and write it, in whichever process: all of its bytes would take long on their way to
    another, and much room before it. Says, as JSON, whether it was not there already, and how it stands."""
    data = file.data
    fresh = _write_at(folder, file.path, data, scratch)
    return json.dumps([fresh, state_of(data, folder / file.path)]).encode()


def _noted(files: Iterable[tuple[OutFile, bytes]], scratch: Path, standing: Standing | None) -> int:
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


def _write_at(folder: Path, path: str, data: bytes, scratch: Path) -> bool:
    target = folder / path
    try:
        return write_file(target, data, scratch)
    except (IsADirectoryError, NotADirectoryError, FileExistsError):
        make_way(folder, target)
        return write_file(target, data, scratch)


def make_way(folder: Path, target: Path) -> None:
    """Remove what an earlier tree had in the place of ``target``: a folder, or a file above it."""
    if target.is_dir():
        shutil.rmtree(target)
    for above in target.parents:
        if above != folder and folder in above.parents and above.is_file():
            above.unlink(missing_ok=True)  # another process may be at it


@dataclass(frozen=True, slots=True)
class Found:
    """What is below a folder: its files, each as the system listed it, and its folders, outer ones first."""

    files: dict[str, os.DirEntry[str]]
    folders: list[str]


def found_in(folder: Path) -> Found:
    """Everything below ``folder``, paths with slashes; nothing if it is not there."""
    files: dict[str, os.DirEntry[str]] = {}
    folders: list[str] = []
    waiting = [""] if folder.is_dir() else []
    for inside in waiting:
        with os.scandir(f"{folder}/{inside}") as entries:
            for entry in entries:
                path = inside + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                    waiting.append(f"{path}/")
                else:
                    files[path] = entry
    return Found(files, folders)


def _remove_stale(found: Found, paths: Collection[str], folders: set[str], folder: Path) -> int:
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
