"""A folder of things that are slow to make, each under a key that says all it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from generator.tree import write_file


class Shelf:
    """What was made before and is still good. Without its folder nothing changes but time."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def take(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes under ``key``, made now if they were not there."""
        path = self._folder / key
        try:
            return path.read_bytes()
        except FileNotFoundError:
            data = make()
            write_file(path, data, self._scratch)
            return data

    def keep_only(self, keys: Iterable[str]) -> None:
        """Throw away whatever lies under another key."""
        wanted = set(keys)
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                path.unlink()
