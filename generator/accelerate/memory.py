"""What rendering remembers from build to build: HTML by what it was made from, pages by what they hold.

One SQLite file under ``.cache/``. Without it, or with a broken one, nothing changes but time.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS bodies (key BLOB PRIMARY KEY, html BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pages
  (path TEXT PRIMARY KEY, key BLOB NOT NULL, size INTEGER, changed INTEGER, loads INTEGER);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_PATIENCE = 5.0  # seconds that a build waits for another one that is writing


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was written: a hash of all it was made from, its size, its time of change in ns.

    ``loads``: it mentions the folders of Material's bundle.
    """

    key: bytes
    size: int
    changed: int
    loads: bool


class Memory:
    """The file at ``path``; every question to a broken one has the answer 'nothing'."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._absent = not path.is_file()
        self._reading: sqlite3.Connection | None = None

    def body(self, key: bytes) -> str | None:
        """The HTML that is remembered under ``key``."""
        if self._absent:
            return None
        try:
            if self._reading is None:
                self._reading = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)
            row = self._reading.execute("SELECT html FROM bodies WHERE key = ?", (key,)).fetchone()
            return zlib.decompress(row[0]).decode() if row else None
        except (sqlite3.Error, zlib.error, UnicodeDecodeError, TypeError):
            return None

    def pages(self, site: Path) -> dict[str, Known]:
        """What is remembered of the files of the site in the folder ``site``, by path within it."""
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as asked:
                row = asked.execute("SELECT value FROM facts WHERE name = 'site'").fetchone()
                if not row or row[0] != str(site):
                    return {}
                rows = asked.execute("SELECT path, key, size, changed, loads FROM pages")
                return {path: Known(key, size, at, bool(loads)) for path, key, size, at, loads in rows}
        except sqlite3.Error:
            return {}

    def keep(
        self,
        site: Path | None,
        pages: Mapping[str, Known],
        fresh: Mapping[bytes, bytes],
        used: set[bytes] | None,
    ) -> None:
        """Remember ``fresh`` HTML and, of ``site``, ``pages``; forget HTML that is not ``used``, if given."""
        try:
            self._write(site, pages, fresh, used)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return  # another build is writing; it remembers as much
            self._path.unlink(missing_ok=True)

    def _write(
        self,
        site: Path | None,
        pages: Mapping[str, Known],
        fresh: Mapping[bytes, bytes],
        used: set[bytes] | None,
    ) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as base, base:
            base.executescript(_TABLES)
            if used is not None:
                stale = {key for (key,) in base.execute("SELECT key FROM bodies")} - used
                base.executemany("DELETE FROM bodies WHERE key = ?", ((key,) for key in stale))
            base.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?)", fresh.items())
            if site is not None:
                base.execute("DELETE FROM pages")
                rows = ((path, k.key, k.size, k.changed, k.loads) for path, k in pages.items())
                base.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", rows)
                base.execute("INSERT OR REPLACE INTO facts VALUES ('site', ?)", (str(site),))


def packed(html: str) -> bytes:
    """``html`` as it is kept; unpacking notices where it was damaged."""
    return zlib.compress(html.encode(), 1)
