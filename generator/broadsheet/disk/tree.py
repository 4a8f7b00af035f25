"""Trees of files: a file to be written, the listing of a folder, and the folders above a path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OutFile:
    """File to be written: its path under the output folder, with slashes, and its bytes.

    ``content`` is the bytes, or a pure function that makes them, which may run in another process;
    ``key`` then names everything they are made from, so that a file that stands already is not made again.
    """

    path: str
    content: bytes | Callable[[], bytes]
    key: str = ""

    @property
    def data(self) -> bytes:
        """Bytes of the file, made anew at each call where they have to be made."""
        if callable(self.content):
            return self.content()
        return self.content


@dataclass(frozen=True, slots=True)
class TreeListing:
    """Listing of everything below a folder: files by their paths, and folders, outer ones first."""

    files: dict[str, os.DirEntry[str]]
    folders: list[str]


def list_tree(folder: Path) -> TreeListing:
    """Return everything below ``folder``, by paths with slashes; nothing where there is no such folder."""
    files: dict[str, os.DirEntry[str]] = {}
    folders: list[str] = []
    prefixes = [""] if folder.is_dir() else []
    for prefix in prefixes:  # grows while folders are found
        with os.scandir(f"{folder}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                    prefixes.append(f"{path}/")
                else:
                    files[path] = entry
    return TreeListing(files, folders)


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that a path with slashes is in, the inner ones first."""
    parent = path.rpartition("/")[0]
    while parent:
        yield parent
        parent = parent.rpartition("/")[0]
