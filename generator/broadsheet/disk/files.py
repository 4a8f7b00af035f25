"""Writing one file, whole or not at all."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_numbers = count()  # of the files that this process has written


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
