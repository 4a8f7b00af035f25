"""What a build made of unchanged content, for the next one: values in groups, each under a key of a shelf.

Nothing in them is believed that was written by another version of Broadsheet. Without them everything is
made again, which takes time and no more.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.manifest import TICK, clock


class RecordCache:
    """Values that were made of content, under keys that name what of it; ``folder`` is its own.

    A value is what JSON can say, and comes back as that: tuples as lists.
    ``made_by`` names what all of them were made by beside Broadsheet itself: rules, say. ``names``
    are the fingerprints of this run, for whoever makes keys and values. Where ``folder`` cannot be read
    or written, nothing is kept.
    """

    def __init__(self, folder: Path, names: Fingerprints, made_by: str = "") -> None:
        self.names = names
        self._scratch = folder.parent / "writing"
        self._shelf = BlobCache(folder, self._scratch)
        self._made_by = f"{code_version()} {made_by}".encode()
        self._before: dict[str, dict[str, Any]] = {}
        self._now: dict[str, dict[str, Any]] = defaultdict(dict)

    def find(self, group: str, key: str) -> Any:
        """What an earlier run put there; None where there is nothing."""
        rows = self._before.get(group)
        if rows is None:
            rows = self._before[group] = self._read(group)
        return rows.get(key)

    def put(self, group: str, key: str, value: object) -> None:
        """Keep a value for the next run."""
        self._now[group][key] = value

    def save(self) -> None:
        """Write what was put in this run; all else is forgotten."""
        with suppress(OSError):
            for group, rows in self._now.items():
                if rows != self._before.get(group):
                    said = json.dumps(rows, separators=(",", ":")).encode()
                    self._shelf.put(group, self._made_by + b"\n" + said)
            self._shelf.prune(self._now)

    def settled(self) -> int:
        """What was last written before this time (ns since 1970) has another time once it is written again.

        The time is that of a file which is written now, so of the clock that all files have theirs
        from; 0 where none can be written.
        """
        with suppress(OSError):
            self._scratch.mkdir(parents=True, exist_ok=True)
        now = clock(self._scratch)
        return now - TICK if now else 0

    def _read(self, group: str) -> dict[str, Any]:
        with suppress(OSError):
            made_by, _, said = (self._shelf.get(group) or b"").partition(b"\n")
            if made_by == self._made_by:
                rows: dict[str, Any] = json.loads(said)
                return rows
        return {}


def file_state(file: os.DirEntry[str]) -> list[int]:
    """What shows that a file was written: its size, and the times (ns) of its bytes and of itself."""
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
