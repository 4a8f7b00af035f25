"""Manifest: which files of a folder that we write are current, and need not be made again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.digests import digest_of
from broadsheet.cache.owned_files import has_digest

_FORMAT = 1  # another number makes every manifest that was written before count as not there


class FileRow(NamedTuple):
    """File as it was written: the name of what it was made from, and the digest, the size and the time.

    The size is in bytes, the time that of its writing in ns since 1970.
    """

    key: str
    digest: str
    size: int
    written: int


class Manifest:
    """Manifest of the files of one folder, kept in the file ``path`` from one run to the next.

    A file is known by the digest of its bytes, so one that was edited, cut short or restored from
    elsewhere is noticed; size and time of writing only save reading it. Without the manifest, or
    with a broken one, everything is made again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = _read_rows(path)
        self._now: dict[str, FileRow] = {}

    def find_current(self, path: str, key: str, entry: os.DirEntry[str] | None) -> FileRow | None:
        """Return the row of the file called ``path`` if it is as it was left, made from what ``key`` names.

        ``entry`` is the file that stands there now, if there is any. None where it must be made again.
        """
        row = self._before.get(path)
        if row is None or row.key != key or entry is None:
            return None
        stat = entry.stat(follow_symlinks=False)
        if stat.st_size != row.size:
            return None
        if stat.st_mtime_ns != row.written:
            if not entry.is_file(follow_symlinks=False):
                return None
            if not has_digest(Path(entry.path), row.digest):
                return None
            row = row._replace(written=stat.st_mtime_ns)
        self._now[path] = row
        return row

    def record(self, path: str, row: FileRow) -> None:
        """Enter the file called ``path`` as it was written; see ``written_row``."""
        self._now[path] = row

    def dump(self) -> bytes:
        """Return the manifest for the next run; files neither found current nor recorded are forgotten."""
        manifest = {"format": _FORMAT, "files": self._now}
        return json.dumps(manifest, separators=(",", ":")).encode()


def written_row(key: str, data: bytes, target: Path) -> FileRow:
    """Return the row of the file ``target``, which was made from what ``key`` names and holds ``data``."""
    stat = target.stat()
    return FileRow(key, digest_of(data), stat.st_size, stat.st_mtime_ns)


def _read_rows(path: Path) -> dict[str, FileRow]:
    try:
        manifest = json.loads(path.read_bytes())
        if manifest["format"] != _FORMAT:
            return {}
        rows: dict[str, FileRow] = {}
        for name, values in manifest["files"].items():
            rows[name] = FileRow(*values)
        return rows
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
