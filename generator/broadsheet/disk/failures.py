"""Failures of a disk and of a file system, in a sentence that says what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.errors import WriteError

_MAKE_ROOM = "make room"
_GIVE_LEAVE = "give leave to read and write there"
_MOVE_AWAY = "a file or folder of another kind is in the way, move it away"
REMEDIES = {  # by the numbers of errors that a person can act on
    errno.ENOSPC: _MAKE_ROOM,
    errno.EDQUOT: _MAKE_ROOM,
    errno.EFBIG: _MAKE_ROOM,
    errno.EACCES: _GIVE_LEAVE,
    errno.EPERM: _GIVE_LEAVE,
    errno.EROFS: _GIVE_LEAVE,
    errno.EEXIST: _MOVE_AWAY,
    errno.ENOTDIR: _MOVE_AWAY,
    errno.EISDIR: _MOVE_AWAY,
    errno.ENOTEMPTY: _MOVE_AWAY,
    errno.ENAMETOOLONG: "move the site to a folder with a shorter path",
    errno.ELOOP: "a link leads back to itself, remove it",
}


def describe_failure(error: OSError) -> WriteError:
    """Return the failure as an error that a person can act on: place, reason, remedy."""
    # A move has two places; the second is where the file should have gone.
    place = error.filename2 or error.filename or "the disk"
    return write_failure(os.fsdecode(place), error.errno, error.strerror)


def write_failure(place: str, number: int | None, reason: str | None) -> WriteError:
    """Return the error that ``place`` cannot be used; ``number`` and ``reason`` are the system's."""
    remedy = REMEDIES.get(number or 0, "mend that")
    return WriteError(f"{place}: cannot be read or written ({reason}); {remedy}, then run again")


@contextmanager
def naming(path: str | Path) -> Iterator[None]:
    """Name ``path`` in an OSError of the system that names no file, as one of a write to an open file."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = os.fspath(path)
        raise
