"""Regular files in folders that people write in too: a link, a pipe or a folder among them is a problem.

A link can lead to what is not the site's to publish, and a pipe or a device to no end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

# Not blocking: opening a pipe would wait for somebody at its other end.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
# Endings by which people, editors and other systems call a file that is read under another one.
_OTHER_SUFFIXES = {
    ".md": frozenset((".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown")),
    ".json": frozenset((".json",)),
    ".yaml": frozenset((".yaml", ".yml")),
}


class UnreadableFileError(Exception):
    """A file is none that is read here; the message says what it is and what to do."""


def read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file of at most ``limit`` bytes.

    UnreadableFileError where it is something else, larger, or cannot be read; FileNotFoundError where
    there is nothing.
    """
    try:
        _refuse_other_kinds(os.lstat(path).st_mode)
        handle = os.open(path, _OPEN)
        with os.fdopen(handle, "rb") as file:
            _refuse_other_kinds(os.fstat(handle).st_mode)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}); mend that first") from error
    if len(data) > limit:
        raise UnreadableFileError(f"is larger than {limit:,} bytes; shorten it, or take it away")
    return data


def _refuse_other_kinds(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISLNK(mode):
        raise UnreadableFileError("is a link; put the file itself in its place")
    if stat.S_ISDIR(mode):
        raise UnreadableFileError("is a folder where a file belongs; move it away")
    raise UnreadableFileError("is a pipe, a socket or a device, and no file; remove it")


def scan_folder(place: str, folder: Path | str, problems: list[str]) -> list[os.DirEntry[str]]:
    """Return what is in a folder, or a link to one, by name; nothing where there is none.

    A problem is noted where something else is in its place, or where it cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=attrgetter("name"))
    except FileNotFoundError:
        if os.path.lexists(folder):
            problems.append(f"{place}: is a link that leads nowhere; mend or remove it")
    except NotADirectoryError:
        problems.append(f"{place}: is no folder, and one belongs there; move it away")
    except OSError as error:
        problems.append(f"{place}: cannot be read ({error.strerror}); mend that first")
    return []


def list_files(place: str, folder: Path, suffix: str, problems: list[str]) -> Iterator[os.DirEntry[str]]:
    """Yield the files of a folder whose names end in ``suffix``, by name; ``place`` is how people call it.

    Names that begin with a dot are skipped: editors and systems leave such. Whatever is no regular file
    is noted as a problem, and so is a file that misses ``suffix`` only by its spelling.
    """
    for entry in scan_folder(place, folder, problems):
        if entry.name.startswith("."):
            continue
        is_right_name = entry.name.endswith(suffix) and entry.name.isprintable()
        if is_right_name and entry.is_file(follow_symlinks=False):
            yield entry
            continue
        problem = find_other_kind(entry) or _find_fault_of_name(entry.name, suffix)
        if problem:
            problems.append(f"{place}/{printable(entry.name)}: {problem}")


def list_files_in_folders(
    place: str, folder: Path, suffix: str, problems: list[str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files of all folders of a folder, each with the folder's name; see ``list_files``."""
    for entry in scan_folder(place, folder, problems):
        if entry.name.startswith("."):
            continue
        inner_place = f"{place}/{printable(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            for file in list_files(inner_place, Path(entry.path), suffix, problems):
                yield entry.name, file
        elif entry.is_symlink():
            problems.append(f"{inner_place}: is a link; put the folder itself in its place")
        elif entry.name.endswith(suffix):
            problems.append(f"{inner_place}: is not read, for it lies in no folder; move it into its own")


def _find_fault_of_name(name: str, suffix: str) -> str:
    """Return the reason why a file that is meant to be read is not, by its name; empty for other files."""
    stem, dot, ending = name.rpartition(".")
    if ending.lower() == "txt" and stem.endswith(suffix):  # Windows adds it, and hides it
        return f"is not read, for its ending; rename it to {printable(stem)}"
    if f".{ending.lower()}" not in _OTHER_SUFFIXES[suffix] or not dot:
        return ""
    if f".{ending}" == suffix:
        return "the name holds signs that cannot be shown; rename it"
    return f"is not read, for its ending; rename it to {printable(stem)}{suffix}"


def find_other_kind(entry: os.DirEntry[str]) -> str:
    """Return what is wrong with an entry that is no regular file; empty where it is one."""
    if entry.is_file(follow_symlinks=False):
        return ""
    try:
        _refuse_other_kinds(entry.stat(follow_symlinks=False).st_mode)
    except UnreadableFileError as error:
        return str(error)
    except OSError:  # it is gone already
        pass
    return ""


def printable(name: str) -> str:
    """Return a name of a file so that any console can show it."""
    if name.isprintable():
        return name
    return ascii(name)[1:-1]
