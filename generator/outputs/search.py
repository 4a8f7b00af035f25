"""The search page, and the index that its script reads."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from generator import addresses
from generator.fingerprint import edition
from generator.library import Library
from generator.model import Topic
from generator.outputs.render import sheet
from generator.search import index_files
from generator.search.records import Record
from generator.shelf import Shelf
from generator.tree import OutFile


def search(library: Library) -> Iterator[OutFile]:
    """The page alone; what it searches is the ``index``."""
    head = {
        "title": "Search",
        "description": f"Find any paper of {library.site.name}: by words, by topic, by what it is about.",
        "kind": "search",
    }
    where = library.site.url.partition("://")[2].rstrip("/")
    yield sheet(
        library, "search.md.j2", addresses.SEARCH, head, read=None, topics=library.topics, where=where
    )


def index(
    records: Sequence[Record],
    topics: Sequence[Topic],
    shelf: Shelf,
    stands: Callable[[str], bool],
    say: Callable[[str], object],
) -> Iterator[OutFile]:
    """The files of the index of ``records``, as the shelf kept them or made now.

    They are kept as a whole: their names follow from their bytes, so that none can be told to be
    good before all are known. When they were made, ``say`` is told how many are other files than
    those of which ``stands`` says that they are there.
    """
    made_from = repr((edition(), zlib.ZLIB_RUNTIME_VERSION, records, topics))
    key = hashlib.sha256(made_from.encode("utf-8", "surrogatepass")).hexdigest()[:40]

    def make() -> bytes:
        files = tuple(index_files(records, topics))
        fresh = sum(not stands(file.path) for file in files)
        say(f"search index of {len(records):,} papers made anew: {fresh:,} of {len(files):,} files changed")
        return _packed(files)

    kept = shelf.take(key, make)
    shelf.keep_only([key])
    yield from _unpacked(kept)


def _packed(files: Iterable[OutFile]) -> bytes:
    """A line of JSON with paths and lengths, and then the bytes of all files."""
    known = [(file.path, file.data) for file in files]
    line = json.dumps([(path, len(data)) for path, data in known])
    return b"".join((line.encode(), b"\n", *(data for _, data in known)))


def _unpacked(kept: bytes) -> Iterator[OutFile]:
    at = kept.index(b"\n") + 1
    for path, length in json.loads(kept[:at]):
        yield OutFile(path, kept[at : at + length])
        at += length
