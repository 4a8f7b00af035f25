"""Snapshots: the states of many files under one name, by which it is known that none of them changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.digests import digest_of, digest_of_text
from broadsheet.cache.file_state import content_state
from broadsheet.cache.owned_files import has_digest
from broadsheet.disk.tree import list_tree


class Snapshot(NamedTuple):
    """States of files that a build reads: the name of all of them, and what they do not tell.

    ``fresh`` are digests, by path, of files so new that they could change and keep their states.
    """

    name: str
    fresh: Mapping[str, str]

    def still_holds(self, now: Snapshot) -> bool:
        """Return True if no file changed from this snapshot to the one that was taken ``now``."""
        if self.name != now.name:
            return False
        return all(has_digest(Path(path), digest) for path, digest in self.fresh.items())


def take_snapshot(places: Iterable[Path], safe_mtime: int) -> Snapshot | None:
    """Return the snapshot of files, and of folders with all that is below them; a missing one counts too.

    None where that would not tell of every change: for a link, say, which leads to what is not looked at.
    ``safe_mtime``: see ``file_state``.
    """
    lines: list[str] = []
    fresh: dict[str, str] = {}
    try:
        for place in places:
            for path, status in _statuses_below(place):
                if not stat.S_ISREG(status.st_mode):
                    return None
                state = content_state(status)
                lines.append(f"{state.size} {state.written} {state.changed} {path}")
                if not state.is_safe(safe_mtime):
                    fresh[path] = digest_of(Path(path).read_bytes())
    except OSError:
        return None
    return Snapshot(name_of_states(lines), fresh)


def name_of_tree(folder: Path) -> str:
    """Return a name for the states of all files below a folder that a build filled."""
    return name_of_states(states_below(folder))


def states_below(folder: Path) -> list[str]:
    """Return the states of all files below a folder that a build filled."""
    states: list[str] = []
    for path, entry in list_tree(folder).files.items():
        status = entry.stat(follow_symlinks=False)
        states.append(state_of(path, status.st_size, status.st_mtime_ns))
    return states


def state_of(path: str, size: int, written: int) -> str:
    """Return the state of a file in words; ``size`` is in bytes, ``written`` in ns since 1970."""
    return f"{size} {written} {path}"


def _statuses_below(place: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield paths and statuses of a file, or of all below a folder; of links, not of where they lead."""
    if not place.is_dir():
        if place.exists():
            yield str(place), place.stat()
        return
    for entry in list_tree(place).files.values():
        yield entry.path, entry.stat(follow_symlinks=False)


def name_of_states(states: list[str]) -> str:
    """Return a name for the states of many files, in whatever order they are."""
    return digest_of_text("\0".join(sorted(states)))
