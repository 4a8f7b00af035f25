"""The search page, and the files that its script reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from broadsheet.cache.blobs import BlobCache
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.outputs.templating import sheet
from broadsheet.outputs.workspace import Workspace
from broadsheet.search.index import index_files
from broadsheet.search.index.incremental import IndexCache, key_of
from broadsheet.search.records import Record
from broadsheet.text.plain import with_noun


def search(library: Library) -> Iterator[OutFile]:
    """The page alone; what it searches are the files of ``search_index`` and of ``meaning``."""
    head = {
        "title": "Search",
        "description": f"Find any paper of {library.site.name}: by words, by topic, by what it is about.",
        "kind": "search",
    }
    where = library.site.url.partition("://")[2].rstrip("/")
    yield sheet(library, "search.md.j2", urls.SEARCH, head, read=None, topics=library.topics, where=where)


def search_index(library: Library, workspace: Workspace) -> Iterable[OutFile]:
    """What the page searches by words."""
    cache = workspace.blobs("search")
    files, report = index(workspace.records, library.topics, cache, workspace.stands)
    workspace.tell("search", report)
    return files


def meaning(library: Library, workspace: Workspace) -> Iterable[OutFile]:
    """What the page searches by meaning, as it was learnt for the related papers."""
    return workspace.learnt.files


def index(
    records: Sequence[Record],
    topics: Sequence[Topic],
    shelf: BlobCache,
    stands: Callable[[str], bool],
) -> tuple[tuple[OutFile, ...], str]:
    """The files of the index of ``records``, made of what the shelf kept as far as that goes, and in
    words what had to be made: how many months had to be read, and how many are other files than those
    of which ``stands`` says that they are there.
    """
    made_from = key_of([record.digest for record in records], topics)
    index_cache = IndexCache(shelf)
    papers = with_noun(len(records), "paper")
    before = index_cache.last_files(made_from)
    if before and all(map(stands, before)):
        again = cache(lambda: {file.path: file for file in index_files(records, topics, index_cache)})
        kept = (OutFile(path, partial(_found, again, path), key) for path, key in before.items())
        return tuple(kept), f"index of {papers} kept"
    files = tuple(index_files(records, topics, index_cache))
    before = index_cache.last_files()
    fresh = sum(file.path not in before and not stands(file.path) for file in files)
    index_cache.save(made_from, files)
    read = f"{index_cache.months_read:,} of {with_noun(index_cache.month_count, 'month')} read anew"
    return files, f"index of {papers}: {read}, {fresh:,} of {with_noun(len(files), 'file')} changed"


def _found(files: Callable[[], Mapping[str, OutFile]], path: str) -> bytes:
    return files()[path].data
