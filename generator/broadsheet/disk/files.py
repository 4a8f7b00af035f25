"""Writing one file, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from itertools import count
from pathlib import Path

from broadsheet.disk.failures import naming

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_numbers = count()  # of the files that this process has written


def write_file(path: Path, data: bytes, scratch: Path) -> bool:
    """Put ``data`` at ``path``, whole or not at all; return False where it stood there already.

    The half-written file lies in ``scratch``: where that is on the same file system, a run that is
    killed leaves nothing beside the good files. An OSError names ``path``, or the folder that is in its way.
    """
    if has_bytes(path, data):
        return False
    with naming(path):
        half_written = _write_scratch_file(data, scratch)
    try:
        _move(half_written, path)
    except BaseException:
        Path(half_written).unlink(missing_ok=True)
        raise
    return True


def has_bytes(path: Path, data: bytes) -> bool:
    """Return True if there is a file at ``path`` that can be read, and holds ``data`` and nothing else."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write_scratch_file(data: bytes, scratch: Path) -> str:
    """Write ``data`` to a new file in ``scratch`` that every user may read; return its path."""
    name = f"{scratch}/{os.getpid()}-{next(_numbers)}"
    try:
        handle = os.open(name, _CREATE, 0o644)
    except FileNotFoundError:
        scratch.mkdir(parents=True, exist_ok=True)
        return _write_scratch_file(data, scratch)
    except FileExistsError:  # of a run that was killed, or of one beside us
        return _write_scratch_file(data, scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)  # whatever the umask
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def _move(half_written: str, path: Path) -> None:
    try:
        replace_file(half_written, path)
    except FileNotFoundError:  # its folder is new
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(half_written, path)


def replace_file(source: str | Path, target: str | Path) -> None:
    """Move a file into the place of ``target``, whole or not at all.

    From another file system it is copied beside the target first, under a name that begins with a dot.
    """
    try:
        os.replace(source, target)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_into_place(Path(source), Path(target))


def _copy_into_place(source: Path, target: Path) -> None:
    copy = target.with_name(f".broadsheet-part-{os.getpid()}")
    try:
        with naming(target):
            shutil.copy2(source, copy)
        copy.replace(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    source.unlink()
