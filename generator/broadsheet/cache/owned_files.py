"""Record of the files that Broadsheet wrote into a folder: no other file there is replaced or removed."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from broadsheet.cache.digests import digest_of
from broadsheet.disk.failures import naming
from broadsheet.disk.files import write_file
from broadsheet.disk.tree import folders_above, list_tree
from broadsheet.errors import BuildError

RECORD = ".broadsheet-files"
NO_DIGEST = "-"  # of a file that was announced, and may not have been written


class OwnedFiles:
    """Record of the files of one folder that are ours: digests by paths with slashes.

    It lies in the folder itself, as text, and so goes where the folder goes. Each line is a digest, a check
    sum of the line, and a path; a line that does not agree with its check sum counts as not there. Paths are
    added at the end before their files are written, so that also what a killed run left is known as ours.
    """

    def __init__(self, folder: Path, digests: dict[str, str]) -> None:
        self.folder = folder
        self.digests = digests

    @classmethod
    def read(cls, folder: Path) -> OwnedFiles:
        """Read the record of ``folder``; an empty one where there is no such folder, or nothing in it.

        Files whose names begin with a dot do not count: a work tree of Git holds ``.git``. Raise
        BuildError where the folder holds other files and no record: they are somebody else's.
        """
        if os.path.lexists(folder) and not folder.is_dir():
            raise BuildError(f"{folder}: is no folder, and one is needed there; move it away")
        try:
            text = (folder / RECORD).read_bytes()
        except FileNotFoundError:
            _refuse_foreign_folder(folder)
            return cls(folder, {})
        return cls(folder, _parse(text))

    def __contains__(self, path: str) -> bool:
        """Return True if the file at ``path`` is ours."""
        return path in self.digests

    def announce(self, paths: Iterable[str]) -> None:
        """Enter, on the disk too, that the files at ``paths`` are ours; call this before they are written."""
        new_paths = [path for path in paths if path not in self.digests]
        if not new_paths:
            return
        for path in new_paths:
            self.digests[path] = NO_DIGEST
        self.folder.mkdir(parents=True, exist_ok=True)
        record = self.folder / RECORD
        with naming(record), record.open("ab") as file:
            file.write(_lines({path: NO_DIGEST for path in new_paths}))

    def save(self, digests: Mapping[str, str], scratch: Path) -> None:
        """Write the record anew: the files with these ``digests`` are ours, and no others."""
        self.digests = dict(sorted(digests.items()))
        if self.folder.is_dir():
            write_file(self.folder / RECORD, _lines(self.digests), scratch)

    def remove(self, paths: Iterable[str]) -> int:
        """Remove those of the files at ``paths`` that are ours, and the folders that this leaves empty.

        Nothing is removed through a link to another folder. Return the number of removed files.
        """
        removed = 0
        parents: set[str] = set()
        own_parents: dict[str, bool] = {"": True}
        for path in paths:
            parent = path.rpartition("/")[0]
            if path not in self.digests or not is_own_folder(self.folder, parent, own_parents):
                continue
            removed += _remove_file(f"{self.folder}/{path}")
            parents.update(folders_above(path))
        for parent in sorted(parents, key=len, reverse=True):  # the deepest first
            if is_own_folder(self.folder, parent, own_parents):
                with suppress(OSError):  # it is not empty
                    (self.folder / parent).rmdir()
        return removed

    def make_way(self, path: str) -> None:
        """Free the place of the file at ``path``, where an earlier tree had a folder, or a file above it.

        Raise BuildError where somebody else's file would have to go.
        """
        for parent in folders_above(path):
            if (self.folder / parent).is_symlink() or (self.folder / parent).is_file():
                self._free_file(parent)
        target = self.folder / path
        if target.is_dir() and not target.is_symlink():
            self._free_folder(path)

    def _free_file(self, path: str) -> None:
        if path not in self.digests:
            raise BuildError(
                f"{self.folder / path}: Broadsheet did not write it, and needs the place; move it away"
            )
        (self.folder / path).unlink(missing_ok=True)  # another process may be at it

    def _free_folder(self, path: str) -> None:
        inside = f"{path}/"
        self.remove([owned for owned in self.digests if owned.startswith(inside)])
        target = self.folder / path
        left_files = list_tree(target).files
        if left_files:
            file = target / min(left_files)
            raise BuildError(
                f"{file}: Broadsheet did not write it, and makes a file of its folder; move it away"
            )
        for folder in reversed(list_tree(target).folders):
            (target / folder).rmdir()
        with suppress(FileNotFoundError):
            target.rmdir()


def foreign_file(path: Path) -> BuildError:
    """Return the error that a file stands where one of ours has to go."""
    return BuildError(f"{path}: Broadsheet did not write it, and makes a file of that name; move it away")


def _refuse_foreign_folder(folder: Path) -> None:
    if not folder.is_dir():
        return
    foreign = [name for name in os.listdir(folder) if not name.startswith(".")]  # noqa: PTH208
    if foreign:
        raise BuildError(
            f"{folder}: holds files, such as {min(foreign)}, and no list of which of them Broadsheet wrote "
            f"({RECORD}); name an empty folder, or empty this one if nothing in it is needed"
        )


def _lines(digests: Mapping[str, str]) -> bytes:
    lines: list[str] = []
    for path, digest in digests.items():
        lines.append(f"{digest} {_check_sum(digest, path)} {path}\n")
    return _encode("".join(lines))


def _check_sum(digest: str, path: str) -> str:
    """Return eight hexadecimal digits by which a damaged line is known."""
    return f"{zlib.crc32(_encode(digest + path)):08x}"


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _parse(record: bytes) -> dict[str, str]:
    """Return the digests of the files that a record lists, by their paths."""
    digests: dict[str, str] = {}
    # The last line lacks its end where its writer was killed, and had not written the file yet.
    *lines, _ = record.decode("utf-8", "surrogateescape").split("\n")
    for line in lines:
        digest, _, rest = line.partition(" ")
        check_sum, _, path = rest.partition(" ")
        if is_inside(path) and check_sum == _check_sum(digest, path):
            digests[path] = digest
    return digests


def is_inside(path: str) -> bool:
    """Return True if a path with slashes leads to a file inside its folder, and can stand in one line."""
    return {"", ".", ".."}.isdisjoint(path.split("/")) and path.isprintable()


def has_digest(path: Path, digest: str) -> bool:
    """Return True if the file holds the bytes of that digest; False where it cannot be read."""
    try:
        return digest_of(path.read_bytes()) == digest
    except (OSError, ValueError):  # a damaged path may hold a NUL
        return False


def is_own_folder(folder: Path, parent: str, known: dict[str, bool]) -> bool:
    """Return True if the way from ``folder`` to ``parent`` leads through no link to another folder."""
    if parent not in known:
        above = parent.rpartition("/")[0]
        known[parent] = is_own_folder(folder, above, known) and not os.path.islink(f"{folder}/{parent}")  # noqa: PTH114 (45,000 times)
    return known[parent]


def _remove_file(path: str) -> bool:
    """Remove a file; return False where there is none, or a new folder has taken its place."""
    try:
        os.unlink(path)  # noqa: PTH108
    except OSError:
        if os.path.isfile(path):  # noqa: PTH113
            raise
        return False
    return True
