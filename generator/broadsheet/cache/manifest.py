"""What stands in a folder that we wrote, and what each file was made from."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from broadsheet.cache.digests import digest_of

_FORMAT = 1
# Within one tick of a file system's clock, which may last two seconds (here in ns), a file can be
# written, read and written again without another time.
TICK = 2_000_000_000

State = tuple[str, int, int]


class Manifest:
    """Which files need not be made again: those made from the same things that are as we left them.

    It is kept in one file, ``place``. A file is known by the digest of its bytes, so one that was
    edited, cut short or restored from elsewhere is found out; size and time of writing only save
    reading what is as it was. Without ``place``, or with a broken one, everything is made again.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._before = _read(place)
        self._now: dict[str, list[object]] = {}

    def holds(self, path: str, key: str, found: os.DirEntry[str] | None) -> bool:
        """Whether the file called ``path`` was made from what ``key`` names, and is as it was left.

        ``found`` is what stands in its place now, if anything does.
        """
        row = self._before.get(path)
        if not row or row[0] != key or not found:
            return False
        state = found.stat(follow_symlinks=False)
        if state.st_mtime_ns != row[3] or state.st_size != row[2]:
            same = state.st_size == row[2] and found.is_file(follow_symlinks=False)
            if not same or digest_of(Path(found.path).read_bytes()) != row[1]:
                return False
            row = [*row[:2], state.st_size, state.st_mtime_ns]
        self._now[path] = row
        return True

    def note(self, path: str, key: str, state: State) -> None:
        """Remember how the file called ``path``, made from what ``key`` names, stands; see ``state_of``."""
        self._now[path] = [key, *state]

    def rows(self) -> bytes:
        """All this for the next run, for ``place``; what was neither held nor noted is forgotten."""
        return json.dumps({"format": _FORMAT, "files": self._now}, separators=(",", ":")).encode()


def state_of(data: bytes, target: Path) -> State:
    """How ``target``, which holds ``data``, stands: their digest, its size, and its time of writing in ns."""
    state = target.stat()
    return digest_of(data), state.st_size, state.st_mtime_ns


def _read(place: Path) -> dict[str, list[object]]:
    try:
        kept = json.loads(place.read_bytes())
        rows: dict[str, list[object]] = kept["files"] if kept["format"] == _FORMAT else {}
        return {path: row for path, row in rows.items() if len(row) == 4}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def clock(folder: Path) -> int:
    """The time of a file that is written now in ``folder``, in ns since 1970: so of the clock that all
    files have theirs from; 0 where none can be written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            return os.fstat(file.fileno()).st_mtime_ns
    except OSError:
        return 0
