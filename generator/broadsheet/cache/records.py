"""Record cache: typed rows about unchanged content, so that the next build need not make them again."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

from broadsheet.cache import file_state
from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.cache.fingerprints import Fingerprints


class Row(Protocol):
    """Row of a record cache: a NamedTuple that says of itself how it is written as JSON."""

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """Return the row of which ``to_json`` made these values; JSON gives tuples back as lists."""

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""


RowT = TypeVar("RowT", bound=Row)
Rows = dict[str, RowT]


class RecordCache(Generic[RowT]):
    """Cache of rows in ``folder``, in groups of a file each; within a group each row has a key.

    Nothing is taken from it that was written by another version of Broadsheet, or with another
    ``made_by``, which names everything else that the rows were made by: rules, say. Where the
    folder cannot be read or written, nothing is cached. ``names`` are the fingerprints of this run,
    for those who make keys and rows.
    """

    def __init__(
        self, folder: Path, row_type: type[RowT], names: Fingerprints | None = None, made_by: str = ""
    ) -> None:
        self.names = names or Fingerprints()
        self._row_type = row_type
        self._scratch = folder.parent / "writing"
        self._blobs = BlobCache(folder, self._scratch)
        self._made_by = f"{code_version()} {made_by}".encode()
        self._before: dict[str, Rows[RowT]] = {}
        self._now: dict[str, Rows[RowT]] = defaultdict(dict)

    def get(self, group: str, key: str) -> RowT | None:
        """Return the row that an earlier run put there; None where it put none."""
        return self.get_group(group).get(key)

    def get_group(self, group: str) -> Rows[RowT]:
        """Return the rows that an earlier run put into a group, by their keys."""
        rows = self._before.get(group)
        if rows is None:
            rows = self._read(group)
            self._before[group] = rows
        return rows

    def put(self, group: str, key: str, row: RowT) -> None:
        """Keep a row for the next run."""
        self._now[group][key] = row

    def save(self) -> None:
        """Write the rows that were put in this run; all others are forgotten."""
        for group, rows in self._now.items():
            if rows != self._before.get(group):
                self._write(group, rows)
        self._blobs.prune(self._now)

    def safe_mtime(self) -> int:
        """Return the time, in ns since 1970, of two seconds ago; see ``file_state``."""
        return file_state.safe_mtime(self._scratch)

    def _read(self, group: str) -> Rows[RowT]:
        data = self._blobs.get(group) or b""
        made_by, _, text = data.partition(b"\n")
        if made_by != self._made_by:
            return {}
        rows: Rows[RowT] = {}
        for key, values in json.loads(text).items():
            rows[key] = self._row_type.from_json(values)
        return rows

    def _write(self, group: str, rows: Rows[RowT]) -> None:
        values: dict[str, object] = {}
        for key, row in rows.items():
            values[key] = row.to_json()
        text = json.dumps(values, separators=(",", ":"))
        self._blobs.put(group, self._made_by + b"\n" + text.encode())
