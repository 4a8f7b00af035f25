"""What is remembered of the last build's index, so that the next one makes only what is new."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile
from broadsheet.search.index.binary import FOLDER, content_hash, zipped
from broadsheet.search.index.months import Month, joined, months, read
from broadsheet.search.records import Record

_FRESH = 2  # the last months, whose papers sources still change, if only their votes
_MANY = 2000  # fewer files than this are compressed, at 0.3 ms each, sooner than processes are started


def key_of(*parts: object) -> str:
    """40 hexadecimal digits for what is made from ``parts``, of which repr() must say all."""
    told = repr((code_version(), zlib.ZLIB_RUNTIME_VERSION, parts))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """A file that has no whole name yet: how that begins, a key for what its frame is made from, and how."""

    name: str
    key: str
    frame: Callable[[], bytes]

    @classmethod
    def of(cls, name: str, frame: bytes) -> Part:
        """A part whose frame is there already, not gzipped."""
        return cls(name, key_of(hashlib.sha256(frame).hexdigest()), partial(bytes, frame))

    def data(self) -> bytes:
        """The file's bytes."""
        return zipped(self.frame())

    def file(self, mark: str, data: bytes | None = None) -> OutFile:
        """The file, with ``mark`` in its name; ``data`` are its bytes where they are known."""
        content = self.data if data is None else partial(bytes, data)
        return OutFile(f"{FOLDER}{self.name}{mark}.bin", content, self.key)


class Memory:
    """The papers as they were read and the names that files got, as a shelf kept them, if there is one.

    ``months`` says how many months the papers are of, and ``fresh`` how many of them had to be read.
    """

    def __init__(self, shelf: BlobCache | None = None) -> None:
        self._shelf = shelf
        self._last = f"last-{key_of()}"
        kept = shelf.get(self._last) if shelf else None
        self._made_from, self._files, self._known = json.loads(kept) if kept else ("", {}, {})
        self._marks: dict[str, str] = {}
        self._keys: list[str] = []
        self.months = self.fresh = 0

    def files(self, made_from: str | None = None) -> dict[str, str]:
        """The last build's files, each with its key; none if they were not ``made_from`` this."""
        files: dict[str, str] = self._files if made_from in (None, self._made_from) else {}
        return files

    def archive(self, records: Sequence[Record], names: Sequence[str]) -> Month:
        """All months in one; those are not read again of whose records the ``names`` are as they were.

        All but the last are kept in one piece as well, so that a new day has little to join.
        """
        runs = list(months(records))
        self.months, settled = len(runs), max(len(runs) - _FRESH, 0)
        keys = [f"month-{key_of(names[run])}" for run in runs]
        whole = f"settled-{key_of(keys[:settled])}"
        self._keys = [whole, *keys]

        def month(place: int) -> Month:
            return self._kept(keys[place], lambda: self._read(records[runs[place]]))

        before = self._kept(whole, lambda: joined([month(place) for place in range(settled)]))
        return joined([before, *map(month, range(settled, len(runs)))])

    def _read(self, records: Sequence[Record]) -> Month:
        self.fresh += 1
        return read(records)

    def _kept(self, key: str, make: Callable[[], Month]) -> Month:
        if not self._shelf:
            return make()
        return Month.unpacked(self._shelf.get_or_make(key, lambda: make().packed()))

    def named(
        self, plan: Mapping[str, Sequence[Sequence[Part]]]
    ) -> tuple[dict[str, list[str]], list[OutFile]]:
        """The marks of the groups of each kind, and all files.

        A group's mark is a hash of its files' bytes, and stands in their names. A group that the last
        build had is not made for that.
        """
        groups = [(kind, _key(group), group) for kind, several in plan.items() for group in several]
        fresh = [part for _, key, group in groups if key not in self._known for part in group]
        data = dict(zip((part.key for part in fresh), _data(fresh), strict=True))
        marks: dict[str, list[str]] = {kind: [] for kind in plan}
        files: list[OutFile] = []
        for kind, key, group in groups:
            mark = self._known.get(key) or content_hash(b"".join(data[part.key] for part in group))
            self._marks[key] = mark
            marks[kind].append(mark)
            files += (part.file(f"-{mark}", data.get(part.key)) for part in group)
        return marks, files

    def keep(self, made_from: str, files: Sequence[OutFile]) -> None:
        """Remember all this for the next build, and that ``files`` were ``made_from`` this."""
        if self._shelf:
            last = (made_from, {file.path: file.key for file in files}, self._marks)
            self._shelf.put(self._last, json.dumps(last).encode())
            self._shelf.prune([self._last, *self._keys])


def _key(group: Sequence[Part]) -> str:
    return group[0].key if len(group) == 1 else key_of([part.key for part in group])


def _data(parts: Sequence[Part]) -> Iterator[bytes]:
    """The bytes of ``parts``; of many by all processors."""
    return (
        map_parallel([part.data for part in parts]) if len(parts) > _MANY else (part.data() for part in parts)
    )
