"""Trees of files: a file to be written, and what stands in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


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
