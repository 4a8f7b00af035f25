"""Writing files: one at a time without halves, or a whole tree of which only changes are written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.errors import BuildError
from generator.standing import Standing
from generator.workers import made


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
    scratch.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)  # mkstemp makes files that only their owner may read
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def write_tree(
    files: Iterable[OutFile], folder: Path, scratch: Path, standing: Standing | None = None
) -> Written:
    """Make ``folder`` hold exactly ``files``: write what changed, remove what is no longer there.

    A file with a key that is ``standing`` in the folder is not made at all. BuildError where two
    writers want one path, before the second is written, or where a path leaves the folder. What is
    stale is removed last, when every file could be made.
    """
    paths: set[str] = set()
    folders: set[str] = set()
    waiting: list[OutFile] = []
    written = 0
    for file in files:
        _claim(file.path, paths, folders)
        if not callable(file.content):
            written += _write_at(folder, file.path, file.content, scratch)
        elif not (standing and file.key and standing.holds(file.path, file.key, folder / file.path)):
            waiting.append(file)
    written += _make(waiting, folder, scratch, standing)
    return Written(written, len(paths) - written, remove_all_but(paths, folder))


def _make(files: list[OutFile], folder: Path, scratch: Path, standing: Standing | None) -> int:
    """Write the files that have to be made; how many were not there already."""
    written = 0
    makes = [file.content for file in files if callable(file.content)]
    try:
        for file, data in zip(files, made(makes), strict=True):
            written += _write_at(folder, file.path, data, scratch)
            if standing and file.key:
                standing.note(file.path, file.key, data, folder / file.path)
    finally:  # what was made before a run was cut short need not be made again
        if standing:
            write_file(standing.place, standing.rows(), scratch)
    return written


def _claim(path: str, paths: set[str], folders: set[str]) -> None:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.name or parts.as_posix() != path:
        raise BuildError(f"{path}: leaves the output folder, or is spelt oddly; this is no path for a page")
    if path in paths:
        raise BuildError(f"{path}: two writers want this page; rename one of them")
    above = {parent.as_posix() for parent in parts.parents[:-1]}
    if path in folders or above & paths:
        raise BuildError(f"{path}: a page and a folder want this place; rename one of them")
    paths.add(path)
    folders |= above


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
            above.unlink()


def remove_all_but(paths: Collection[str], folder: Path) -> int:
    """Remove every file below ``folder`` that is not in ``paths``, and folders left empty; how many files."""
    removed = 0
    for here, _, names in os.walk(folder, topdown=False):
        base = Path(here)
        inside = "" if base == folder else f"{base.relative_to(folder).as_posix()}/"
        for name in names:
            if inside + name not in paths:
                (base / name).unlink()
                removed += 1
        _remove_if_empty(base, folder)
    return removed


def _remove_if_empty(here: Path, folder: Path) -> None:
    if here != folder and not any(here.iterdir()):
        here.rmdir()
