"""The search page, and the index that its script reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from generator import addresses
from generator.library import Library
from generator.model import Topic
from generator.outputs.render import sheet
from generator.search import index_files, name_of
from generator.search.memory import Memory, key_of
from generator.search.records import Record
from generator.shelf import Shelf
from generator.text import counted
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
    name: Callable[[Record], str] = name_of,
) -> Iterator[OutFile]:
    """The files of the index of ``records``, made of what the shelf kept as far as that goes.

    ``name`` gives a name for all that a record says. When not everything is as it was, ``say`` is
    told how many months had to be read, and how many are other files than those of which ``stands``
    says that they are there.
    """
    names = [name(record) for record in records]
    made_from = key_of(names, topics)
    memory = Memory(shelf)
    before = memory.files(made_from)
    if before and all(map(stands, before)):
        again = cache(lambda: {file.path: file for file in index_files(records, topics, names, memory)})
        yield from (OutFile(path, partial(_found, again, path), key) for path, key in before.items())
        return
    files = tuple(index_files(records, topics, names, memory))
    before = memory.files()
    fresh = sum(file.path not in before and not stands(file.path) for file in files)
    read = f"{memory.fresh:,} of {counted(memory.months, 'month')} read anew"
    changed = f"{fresh:,} of {counted(len(files), 'file')} changed"
    say(f"search index of {counted(len(records), 'paper')}: {read}, {changed}")
    memory.keep(made_from, files)
    yield from files


def _found(files: Callable[[], Mapping[str, OutFile]], path: str) -> bytes:
    return files()[path].data
