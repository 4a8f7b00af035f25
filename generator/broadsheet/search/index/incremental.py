"""Index cache: the parts of the last build's index, so that the next build makes only what is new."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.cache.digests import digest_of
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile
from broadsheet.search.index.binary import FOLDER, compress_frame, content_hash
from broadsheet.search.index.months import Month, join_months, month_spans, read_records
from broadsheet.search.index.postings import Settled, settle_month
from broadsheet.search.index.segments import Texts
from broadsheet.search.records import Record

_OPEN_MONTHS = 2  # the last ones, whose papers sources still change, if only their votes
_MIN_PARALLEL = 4000  # fewer files are compressed, at 0.3 ms each, while other processors have other work


def key_of(*parts: object) -> str:
    """Return 40 hexadecimal digits for what this version of the index makes from ``parts``."""
    return Fingerprints().of(code_version(), zlib.ZLIB_RUNTIME_VERSION, *parts)


class IndexFile(NamedTuple):
    """File of the index that has no whole name yet.

    ``name`` is how its name begins, ``key`` names everything that its frame is made from, and
    ``frame`` makes the frame, which is the file's bytes before they are compressed.
    """

    name: str
    key: str
    frame: Callable[[], bytes]

    @classmethod
    def of(cls, name: str, frame: bytes) -> IndexFile:
        """Return the file of a frame that is there already."""
        return cls(name, key_of(digest_of(frame)), partial(bytes, frame))

    def data(self) -> bytes:
        """Make the file's bytes."""
        return compress_frame(self.frame())

    def out_file(self, mark: str, data: bytes | None = None) -> OutFile:
        """Return the file with ``mark`` in its name; ``data`` are its bytes where they are known."""
        path = f"{FOLDER}{self.name}{mark}.bin"
        if data is None:
            return OutFile(path, self.data, self.key)
        return OutFile(path, partial(bytes, data), self.key)


# Files that share a hash, by which a browser asks for them, in groups.
Groups = Sequence[Sequence[IndexFile]]


class LastIndex(NamedTuple):
    """Index of the last build: a name of everything it was made from, its files, and the marks of its groups.

    Files are their keys by their paths, marks are by the keys of groups.
    """

    made_from: str = ""
    files: Mapping[str, str] = {}
    marks: Mapping[str, str] = {}


class IndexCache:
    """Cache of the words of each month and of the names that files got, in ``blobs`` if there are any.

    ``month_count`` is the number of months that the papers are of, and ``months_read`` the number of
    those that had to be read word by word.
    """

    def __init__(self, blobs: BlobCache | None = None) -> None:
        self._blobs = blobs
        self._last_key = f"last-{key_of()}"
        self._last = LastIndex()
        last = blobs.get(self._last_key) if blobs else None
        if last is not None:
            self._last = LastIndex(*json.loads(last))
        self._marks: dict[str, str] = {}
        self._month_keys: list[str] = []
        self.month_count = 0
        self.months_read = 0

    def last_files(self, made_from: str | None = None) -> Mapping[str, str]:
        """Return the keys of the last build's files, by path; none if it was not ``made_from`` this."""
        if made_from in (None, self._last.made_from):
            return self._last.files
        return {}

    def read_months(self, records: Sequence[Record], names: Sequence[str]) -> tuple[Settled, Month]:
        """Return the words of all months: the settled ones, and those of the last ones in one.

        A month is not read again whose records have the ``names`` they had. All but the last months are kept
        as postings as well, so that a new day has little to count.
        """
        spans = list(month_spans(records))
        settled_count = max(len(spans) - _OPEN_MONTHS, 0)
        keys = ["month-" + key_of(names[span]) for span in spans]
        self.month_count = len(spans)
        self._month_keys = keys

        def read_each(numbers: Iterable[int]) -> list[Month]:
            return [self._get_or_read(keys[number], records[spans[number]]) for number in numbers]

        def settle() -> Settled:
            return settle_month(join_months(read_each(range(settled_count))))

        settled = self._get_or_settle(key_of(keys[:settled_count]), settle)
        open_months = read_each(range(settled_count, len(spans)))
        return settled, join_months(open_months)

    def _get_or_settle(self, key: str, settle: Callable[[], Settled]) -> Settled:
        """Return the settled papers; their texts, which are seldom needed, are kept apart."""
        if not self._blobs:
            return settle()
        words_key = f"segment-{key}"
        texts_key = f"texts-{key}"
        self._month_keys += [words_key, texts_key]
        words = self._blobs.get(words_key)
        texts = self._blobs.get(texts_key)
        if words is None or texts is None:
            settled = settle()
            self._blobs.put(words_key, settled.to_bytes())
            self._blobs.put(texts_key, settled.read_texts().to_bytes())
            return settled
        return Settled.from_bytes(words, partial(Texts.from_bytes, texts))

    def _get_or_read(self, key: str, records: Sequence[Record]) -> Month:
        def read_month() -> Month:
            self.months_read += 1
            return read_records(records)

        return self._get_or_make(key, read_month)

    def _get_or_make(self, key: str, make: Callable[[], Month]) -> Month:
        if not self._blobs:
            return make()
        data = self._blobs.get_or_make(key, lambda: make().to_bytes())
        return Month.from_bytes(data)

    def name_files(self, groups_by_kind: Mapping[str, Groups]) -> tuple[dict[str, list[str]], list[OutFile]]:
        """Return the marks of the groups of each kind, and all files.

        A group's mark is a hash of its files' bytes, and stands in their names. A group that the last
        build had is not made for that.
        """
        new_data = self._make_new(groups_by_kind)
        marks: dict[str, list[str]] = {}
        files: list[OutFile] = []
        for kind, groups in groups_by_kind.items():
            marks[kind] = []
            for group in groups:
                key = _group_key(group)
                mark = self._last.marks.get(key)
                if mark is None:
                    parts = [new_data[file.key] for file in group]
                    mark = content_hash(b"".join(parts))
                self._marks[key] = mark
                marks[kind].append(mark)
                for file in group:
                    files.append(file.out_file(f"-{mark}", new_data.get(file.key)))
        return marks, files

    def _make_new(self, groups_by_kind: Mapping[str, Groups]) -> dict[str, bytes]:
        """Return the bytes of the files in groups that the last build did not have, by their keys."""
        new_files: list[IndexFile] = []
        for groups in groups_by_kind.values():
            for group in groups:
                if _group_key(group) not in self._last.marks:
                    new_files += group
        keys = [file.key for file in new_files]
        return dict(zip(keys, _make_all(new_files), strict=True))

    def save(self, made_from: str, files: Sequence[OutFile]) -> None:
        """Keep all this for the next build, and that ``files`` were ``made_from`` this."""
        if not self._blobs:
            return
        keys_by_path = {file.path: file.key for file in files}
        last = LastIndex(made_from, keys_by_path, self._marks)
        self._blobs.put(self._last_key, json.dumps(last).encode())
        self._blobs.prune([self._last_key, *self._month_keys])


def _group_key(group: Sequence[IndexFile]) -> str:
    if len(group) == 1:
        return group[0].key
    return key_of([file.key for file in group])


def _make_all(files: Sequence[IndexFile]) -> Iterator[bytes]:
    """Yield the bytes of ``files``; many are made by all processors."""
    makes = [file.data for file in files]
    if len(makes) > _MIN_PARALLEL:
        return map_parallel(makes)
    return (make() for make in makes)
