"""A folder of things that are slow to make, each under a key that says all it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from broadsheet.cache.manifest import digest_of
from broadsheet.disk.files import write_file


class BlobCache:
    """What was made before and is still good. Without its folder nothing changes but time.

    Nothing is believed that is not as it was left: a file that was damaged counts as not there.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def take(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes under ``key``, made now if they were not there."""
        kept = self.look(key)
        if kept is not None:
            return kept
        data = make()
        self.put(key, data)
        return data

    def look(self, key: str) -> bytes | None:
        """The bytes under ``key``, if they are there and whole."""
        try:
            kept = (self._folder / key).read_bytes()
        except FileNotFoundError:
            return None
        digest, _, data = kept.partition(b"\n")
        return data if digest_of(data).encode() == digest else None

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``, in the place of what was there."""
        write_file(self._folder / key, digest_of(data).encode() + b"\n" + data, self._scratch)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Throw away whatever lies under another key."""
        wanted = set(keys)
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                path.unlink()
