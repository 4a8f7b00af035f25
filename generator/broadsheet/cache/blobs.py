"""Blob cache: bytes that are slow to make, each under a key that names everything they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.digests import digest_of
from broadsheet.disk.files import write_file


class Blob(NamedTuple):
    """Bytes as they were put, and the digest of them."""

    digest: str
    data: bytes


class BlobCache:
    """Cache of bytes in the files of one folder. Without the folder nothing changes but time.

    A key is the name of a file. Each file begins with a digest of the rest: one that was damaged or
    cannot be read counts as not there, and what cannot be written or removed is left as it is. The
    folder ``scratch``, on the same file system, holds what is half written.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes under ``key``; where there are none they are made and put there."""
        data = self.get(key)
        if data is None:
            data = make()
            self.put(key, data)
        return data

    def get(self, key: str) -> bytes | None:
        """Return the bytes under ``key``; None where they are not there, or not as they were put."""
        blob = self.find(key)
        return blob.data if blob else None

    def find(self, key: str) -> Blob | None:
        """Return the bytes under ``key`` with their digest; None where ``get`` returns none."""
        try:
            file = (self._folder / key).read_bytes()
        except OSError:
            return None
        written_digest, _, data = file.partition(b"\n")
        digest = digest_of(data)
        if digest.encode() != written_digest:
            return None
        return Blob(digest, data)

    def put(self, key: str, data: bytes) -> None:
        """Put ``data`` under ``key``, in place of what was there."""
        file = digest_of(data).encode() + b"\n" + data
        with suppress(OSError):
            write_file(self._folder / key, file, self._scratch)

    def prune(self, keys: Iterable[str]) -> None:
        """Remove everything but the bytes under ``keys``."""
        current = set(keys)
        for path in _list_folder(self._folder):
            if path.name not in current:
                with suppress(OSError):
                    path.unlink()


def _list_folder(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
