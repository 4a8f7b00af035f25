"""What the last build knew of the index, so that the next one makes only what is new."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator.fingerprint import edition
from generator.search.frames import FOLDER, content_hash, zipped
from generator.search.months import Month, joined, months, read
from generator.search.records import Record
from generator.shelf import Shelf
from generator.tree import OutFile
from generator.workers import made

_STATE = "index"
_FRESH = 2  # the last months, in which papers still change with the votes they get
_MANY = 2000  # fewer files than this are compressed (0.3 ms each) sooner than processes are started


def key_of(*parts: object) -> str:
    """40 hexadecimal digits for what is made from ``parts``, of which repr() must say all."""
    told = repr((edition(), zlib.ZLIB_RUNTIME_VERSION, parts))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """A file before it has its whole name: how that begins, what its frame is made from, and how."""

    name: str
    key: str
    frame: Callable[[], bytes]

    @classmethod
    def of(cls, name: str, whole: bytes) -> Part:
        """A part whose frame, not gzipped, is ``whole``."""
        return cls(name, key_of(whole), partial(bytes, whole))

    def data(self) -> bytes:
        """The file's bytes."""
        return zipped(self.frame())


class Kept:
    """The months that were read and the names that files were given, as a shelf kept them."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf
        self._before = _state(shelf)
        self._marks: dict[str, str] = {}
        self._keys: list[str] = []
        self.months = 0
        self.read = 0

    def files(self, key: str) -> list[tuple[str, str]] | None:
        """Path and key of each file of the last build, if that was made from what ``key`` names."""
        return [(path, made_from) for path, made_from in self._before["files"]] if self._before["key"] == key else None

    def archive(self, records: Sequence[Record], names: Sequence[str]) -> Month:
        """All the months in one. A month was read before if ``names``, of what its records say, are the same.

        All but the last are kept in one as well: sources have done with them.
        """
        runs = list(months(records))
        keys = [f"month-{key_of(names[run])}" for run in runs]
        settled = f"settled-{key_of(keys[:-_FRESH])}"
        self._keys = [settled, *keys]
        self.months = len(runs)

        def month(place: int) -> Month:
            return Month.unpacked(self._take(keys[place], lambda: self._read(records[runs[place]])))

        def old() -> bytes:
            return joined([month(place) for place in range(len(runs) - _FRESH)]).packed()

        before = [Month.unpacked(self._take(settled, old))] if len(runs) > _FRESH else []
        return joined([*before, *map(month, range(max(len(runs) - _FRESH, 0), len(runs)))])

    def _read(self, records: Sequence[Record]) -> bytes:
        self.read += 1
        return read(records).packed()

    def _take(self, key: str, make: Callable[[], bytes]) -> bytes:
        return self._shelf.take(key, make) if self._shelf else make()

    def named(self, groups: Sequence[Sequence[Part]]) -> Iterator[tuple[str, list[OutFile]]]:
        """Of each group the hash of its files' bytes, which is part of their names, and the files.

        A group that the last build had is not made for that.
        """
        known: Mapping[str, str] = self._before["marks"]
        keys = [key_of(*(part.key for part in group)) for group in groups]
        fresh = [part for group, key in zip(groups, keys, strict=True) if key not in known for part in group]
        data = dict(zip((part.key for part in fresh), _data(fresh), strict=True))
        for group, key in zip(groups, keys, strict=True):
            mark = known.get(key) or content_hash(b"".join(data[part.key] for part in group))
            self._marks[key] = mark
            yield mark, [
                OutFile(
                    f"{FOLDER}{part.name}-{mark}.bin",
                    partial(bytes, data[part.key]) if part.key in data else part.data,
                    part.key,
                )
                for part in group
            ]

    def keep(self, key: str, files: Sequence[OutFile]) -> None:
        """Keep all this for the next build, and that what ``key`` names made ``files``."""
        if self._shelf:
            state = {"key": key, "files": [(file.path, file.key) for file in files], "marks": self._marks}
            self._shelf.put(_STATE, json.dumps(state).encode())
            self._shelf.keep_only([_STATE, *self._keys])


def _data(parts: Sequence[Part]) -> Iterator[bytes]:
    """The bytes of all of ``parts``; of many by all processors."""
    return made([part.data for part in parts]) if len(parts) > _MANY else (part.data() for part in parts)


def _state(shelf: Shelf | None) -> dict[str, Any]:
    kept = shelf.look(_STATE) if shelf else None
    state: dict[str, Any] = json.loads(kept) if kept else {"key": "", "files": [], "marks": {}}
    return state
