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
CREATE TABLE IF NOT EXISTS parts (key BLOB PRIMARY KEY, html BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS made
  (path TEXT PRIMARY KEY, key BLOB, shell BLOB, body BLOB, source_size INTEGER, source_changed INTEGER,
   size INTEGER, changed INTEGER, loads INTEGER);
CREATE TABLE IF NOT EXISTS shells (number BLOB PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_PATIENCE = 5.0  # seconds that a build waits for another one that is writing


@dataclass(frozen=True, slots=True)
class Known:
    """A page that was made: a hash of all it was made from, the shell and the body among it.

    ``source_size``, ``source_changed``: of its Markdown file, bytes and ns; the time is 0 where the
    file was so new that a change right after it was read would not show. ``size`` and ``changed``: of
    the page. ``loads``: it mentions the folders of Material's bundle.
    """

    key: bytes
    shell: bytes
    body: bytes
    source_size: int
    source_changed: int
    size: int
    changed: int
    loads: bool


class Memory:
    """The file at ``path``; every question to a broken one has the answer 'nothing'."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._absent = not path.is_file()
        self._reading: sqlite3.Connection | None = None
        self._read: dict[str, Known] = {}

    def body(self, key: bytes) -> str | None:
        """The HTML that is remembered under ``key``."""
        if self._absent:
            return None
        try:
            if self._reading is None:
                self._reading = self._opened()
            row = self._reading.execute("SELECT html FROM parts WHERE key = ?", (key,)).fetchone()
            return zlib.decompress(row[0]).decode() if row else None
        except (sqlite3.Error, zlib.error, UnicodeDecodeError, TypeError):
            return None

    def let_go(self) -> None:
        """Close the file until the next question, since processes that are forked must not share it."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def pages(self, site: Path) -> dict[str, Known]:
        """What is remembered of the pages of the site in the folder ``site``, by path within it."""
        try:
            with closing(self._opened()) as asked:
                if _site(asked) != str(site):
                    return {}
                rows = asked.execute("SELECT * FROM made")
                self._read = {row[0]: Known(*row[1:]) for row in rows}
                return self._read
        except (sqlite3.Error, TypeError):
            return {}

    def shells(self) -> dict[bytes, str]:
        """The shells of those pages: of what kind each was, by its number."""
        try:
            with closing(self._opened()) as asked:
                return dict(asked.execute("SELECT number, kind FROM shells"))
        except sqlite3.Error:
            return {}

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)

    def keep(
        self,
        site: Path | None,
        pages: Mapping[str, Known],
        shells: Mapping[bytes, str],
        fresh: Mapping[bytes, bytes],
        used: set[bytes] | None,
    ) -> None:
        """Remember ``fresh`` HTML and, of ``site``, ``pages`` and their ``shells``.

        HTML that is not ``used``, if that is given, is forgotten, and so is every other page. Only
        what is other than it was read is written.
        """
        for _ in range(2):  # the second time in place of a broken one
            try:
                self._write(site, pages, shells, fresh, used)
                return
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    return  # another build is writing; it remembers as much
                self._path.unlink(missing_ok=True)

    def _write(
        self,
        site: Path | None,
        pages: Mapping[str, Known],
        shells: Mapping[bytes, str],
        fresh: Mapping[bytes, bytes],
        used: set[bytes] | None,
    ) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as base, base:
            base.executescript(_TABLES)
            base.execute("BEGIN IMMEDIATE")
            base.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?)", fresh.items())
            if used is not None:
                stale = {key for (key,) in base.execute("SELECT key FROM parts")} - used
                base.executemany("DELETE FROM parts WHERE key = ?", ((key,) for key in stale))
            if site is not None:
                self._write_site(base, site, pages, shells)

    def _write_site(
        self, base: sqlite3.Connection, site: Path, pages: Mapping[str, Known], shells: Mapping[bytes, str]
    ) -> None:
        before = self._read
        if not before or _site(base) != str(site):
            before = {}
            base.execute("DELETE FROM made")
            base.execute("INSERT OR REPLACE INTO facts VALUES ('site', ?)", (str(site),))
        gone = before.keys() - pages.keys()
        base.executemany("DELETE FROM made WHERE path = ?", ((path,) for path in gone))
        new = ((path, known) for path, known in pages.items() if before.get(path) is not known)
        rows = (
            (path, k.key, k.shell, k.body, k.source_size, k.source_changed, k.size, k.changed, k.loads)
            for path, k in new
        )
        base.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        base.execute("DELETE FROM shells")
        base.executemany("INSERT INTO shells VALUES (?, ?)", shells.items())


def _site(base: sqlite3.Connection) -> str:
    row = base.execute("SELECT value FROM facts WHERE name = 'site'").fetchone()
    return row[0] if row else ""


def packed(html: str) -> bytes:
    """``html`` as it is kept; unpacking notices where it was damaged."""
    return zlib.compress(html.encode(), 1)
