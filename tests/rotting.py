"""Rot of files: what a bad disk does to what was written."""

from __future__ import annotations

import os
from pathlib import Path

from broadsheet.cache.owned_files import RECORD


def rot(file: Path, place: int) -> None:
    """Change one bit of a file and keep its size, its time and its number."""
    state = file.stat()
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= 1 << place % 8
    with file.open("r+b") as opened:
        opened.write(data)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def files_to_rot(folder: Path) -> list[Path]:
    """Every file of a folder that holds something, but for our list of what we wrote there.

    A file that rots together with its line in the list would pass for somebody else's.
    """
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return sorted(path for path in files if path.stat().st_size)
