"""States of files: by size and times a file is known to be unchanged, without reading it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

# Within one tick of a file system's clock, which may last two seconds (here in ns), a file can be
# written, read and written again without another time.
TICK = 2_000_000_000


class FileState(NamedTuple):
    """Size of a file in bytes, and in ns since 1970 the times of its last writing and of its last change.

    ``changed``, which also moves when a file is renamed or its time is set, is 0 where it was not asked for.
    """

    size: int
    written: int
    changed: int = 0

    def is_safe(self, safe_mtime: int) -> bool:
        """Return True if a file that is changed after this state was taken cannot have the same state."""
        return max(self.written, self.changed) < safe_mtime


def content_state(stat: os.stat_result) -> FileState:
    """Return the state of a file of ``content/``, in which also a write that sets the old time shows."""
    return FileState(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def output_state(stat: os.stat_result) -> FileState:
    """Return the state of a file that a build wrote: to link or to move it after that is no change."""
    return FileState(stat.st_size, stat.st_mtime_ns)


def safe_mtime(folder: Path) -> int:
    """Return the time, in ns since 1970, of two seconds ago.

    A file that was last written before it gets another time when it is written again. The time is
    taken from a file that is written now in ``folder``, so from the clock that all files have
    theirs from; it is 0 where none can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            now = os.fstat(file.fileno()).st_mtime_ns
    except OSError:
        return 0
    return now - TICK
