"""Record cache: typed rows about unchanged content, so that the next build need not make them again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

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

_CHANGES = "+"  # behind a group's name: the file of its rows that changed since all of it was written
_CHANGES_SHARE = 4  # all of a group is written again when more than one row in so many is among these


class _Group(NamedTuple, Generic[RowT]):
    """Rows of a group as an earlier run left them.

    ``base`` is the digest of the file of the whole group, empty where there is none; ``changed`` are the keys
    of the rows that came, changed or went since that was written.
    """

    rows: Rows[RowT]
    base: str = ""
    changed: frozenset[str] = frozenset()

    def changed_by(self, rows: Rows[RowT]) -> frozenset[str]:
        """Return the keys of all rows that came, changed or went since the file, if they are these now."""
        changed = set(self.changed)
        for key, row in rows.items():
            if row != self.rows.get(key):
                changed.add(key)
        gone = self.rows.keys() - rows.keys()
        changed |= gone
        return frozenset(changed)


class RecordCache(Generic[RowT]):
    """Cache of rows in ``folder``, in groups; within a group each row has a key.

    A group is a file, and beside it, where a later run changed few of its rows, a file of these: a day
    changes 50 of 40,000 papers, and to describe the others took longer than to read them. A row has to say
    what it was made of: where the second file is lost, those that it replaced are there again.

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
        self._before: dict[str, _Group[RowT]] = {}
        self._now: dict[str, Rows[RowT]] = defaultdict(dict)

    def get(self, group: str, key: str) -> RowT | None:
        """Return the row that an earlier run put there; None where it put none."""
        return self.get_group(group).get(key)

    def get_group(self, group: str) -> Rows[RowT]:
        """Return the rows that an earlier run put into a group, by their keys."""
        before = self._before.get(group)
        if before is None:
            before = self._read(group)
            self._before[group] = before
        return before.rows

    def put(self, group: str, key: str, row: RowT) -> None:
        """Keep a row for the next run."""
        self._now[group][key] = row

    def save(self) -> None:
        """Write the rows that were put in this run; all others are forgotten."""
        names: list[str] = []
        for group, rows in self._now.items():
            before = self._before.get(group) or _Group({})
            names.append(group)
            changed = before.changed
            if rows != before.rows:
                changed = self._write(group, rows, before)
            if changed:
                names.append(group + _CHANGES)
        self._blobs.prune(names)

    def safe_mtime(self) -> int:
        """Return the time, in ns since 1970, of two seconds ago; see ``file_state``."""
        return file_state.safe_mtime(self._scratch)

    def _read(self, group: str) -> _Group[RowT]:
        base, values = self._read_values(group, self._made_by)
        if not values:
            return _Group({})
        _, changes = self._read_values(group + _CHANGES, self._made_by_with(base))
        values |= changes
        rows: Rows[RowT] = {}
        for key, row_values in values.items():
            if row_values is not None:
                rows[key] = self._row_type.from_json(row_values)
        return _Group(rows, base, frozenset(changes))

    def _read_values(self, name: str, made_by: bytes) -> tuple[str, dict[str, Any]]:
        """Return the digest of a file, and its values by the keys of their rows; none of another make."""
        blob = self._blobs.find(name)
        if blob:
            first_line, _, text = blob.data.partition(b"\n")
            if first_line == made_by:
                return blob.digest, json.loads(text)
        return "", {}

    def _write(self, group: str, rows: Rows[RowT], before: _Group[RowT]) -> frozenset[str]:
        """Write a group, or what changed of it; return the keys of the rows in the file of changes."""
        changed = before.changed_by(rows)
        if not before.base or len(changed) * _CHANGES_SHARE > len(rows):
            values: dict[str, object] = {}
            for key, row in rows.items():
                values[key] = row.to_json()
            self._put(group, self._made_by, values)
            return frozenset()
        changes: dict[str, object] = dict.fromkeys(sorted(changed))
        for key in changed & rows.keys():
            changes[key] = rows[key].to_json()
        self._put(group + _CHANGES, self._made_by_with(before.base), changes)
        return changed

    def _made_by_with(self, base: str) -> bytes:
        """Return the first line of changes to a file with the digest ``base``."""
        return self._made_by + b" " + base.encode()

    def _put(self, name: str, made_by: bytes, values: Mapping[str, object]) -> None:
        text = json.dumps(values, separators=(",", ":"))
        self._blobs.put(name, made_by + b"\n" + text.encode())
