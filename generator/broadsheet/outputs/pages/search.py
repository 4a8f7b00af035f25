"""The search page, and the files that its script reads."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.disk.parallel import MIN_PARALLEL, made_beside
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.changes import find_changes
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.language.words import gettext as _
from broadsheet.outputs.pages.trends import compared_months, months_before
from broadsheet.outputs.templating import sheet
from broadsheet.outputs.workspace import Workspace
from broadsheet.search.index import index_files
from broadsheet.search.index.file_sizes import USUAL, FileSizes
from broadsheet.search.index.incremental import IndexCache, key_of
from broadsheet.search.records import Record
from broadsheet.text.plain import with_noun

RISING_WORDS = 10
# Papers of which facets are open from the start where the page is wide. Their file has 1.5 bytes a paper: of
# more papers than this it weighs more than all else that a first answer needs.
_MOST_WITH_OPEN_FACETS = 60_000


class IndexedFile(NamedTuple):
    """File of the index; ``data`` is None where it is as the last build made it."""

    path: str
    key: str
    data: bytes | None


class SearchIndex(NamedTuple):
    """Files of the index, and a sentence on what had to be made for them."""

    files: tuple[IndexedFile, ...]
    report: str


def search(library: Library) -> Iterator[OutFile]:
    """Yield the page alone; what it searches are the files of ``search_index`` and of ``meaning``."""
    head = {
        "title": _("Search"),
        "description": _("Find any paper of %(site)s by title, author or subject.", site=library.site.name),
        "kind": "search",
    }
    address = library.site.url.partition("://")[2]
    now, before = compared_months(library)
    yield sheet(
        library,
        "search.md.j2",
        urls.SEARCH,
        head,
        read=None,
        more=partial(_rising_words, now, months_before(library, now)),
        now=now,
        before=before,
        topics=library.topics,
        facets_wait=len(library.shown) > _MOST_WITH_OPEN_FACETS,
        where=address.rstrip("/"),
    )


def _rising_words(now: Digest | None, before: tuple[Digest, ...]) -> dict[str, Any]:
    """Return the words that rise this month, for whoever has nothing in mind to ask for."""
    if not now or not before:
        return {"words": ()}
    changes = find_changes(now, before, (), RISING_WORDS)
    rising = (*changes.appeared, *changes.rose)
    return {"words": rising[:RISING_WORDS]}


def search_index(library: Library, workspace: Workspace) -> Iterable[OutFile]:
    """Return what the page searches by words; it is made once, since it takes long."""
    if workspace.index is None:
        _take_index(_make_index_of(library, workspace), library, workspace)
    return workspace.index or ()


@contextmanager
def indexing_beside(library: Library, workspace: Workspace) -> Iterator[None]:
    """Make what the page searches by words in a process beside this one, and wait for it at the end.

    It needs nothing of what is learnt from papers, and takes as long. Where it is made already, or of few
    papers, no process is started.
    """
    if workspace.index is not None or len(workspace.records) < MIN_PARALLEL:
        yield
        return
    with made_beside(partial(_pack_index, library, workspace)) as wait:
        yield
        packed = wait()
    if packed:
        files, report = pickle.loads(packed)  # which our own process sent
        _take_index(SearchIndex(files, report), library, workspace)


def _pack_index(library: Library, workspace: Workspace) -> bytes:
    index = _make_index_of(library, workspace)
    files = [tuple(file) for file in index.files]
    return pickle.dumps((files, index.report))


def _make_index_of(library: Library, workspace: Workspace) -> SearchIndex:
    blobs = workspace.blobs("search")
    return make_index(workspace.records, library.topics, blobs, workspace.stands, workspace.file_sizes)


def _take_index(index: SearchIndex, library: Library, workspace: Workspace) -> None:
    workspace.tell("search", index.report)
    remake = partial(_remake_index, library.topics, workspace)
    workspace.index = tuple(_out_files(index.files, remake))


def _remake_index(topics: Sequence[Topic], workspace: Workspace) -> Iterable[OutFile]:
    index_cache = IndexCache(workspace.blobs("search"))
    return index_files(workspace.records, topics, index_cache, workspace.file_sizes)


def meaning(library: Library, workspace: Workspace) -> Iterable[OutFile]:
    """Return what the page searches by meaning, as it was learnt for the related papers."""
    return workspace.learnt.files


def make_index(
    records: Sequence[Record],
    topics: Sequence[Topic],
    blobs: BlobCache,
    stands: Callable[[str], bool],
    sizes: FileSizes = USUAL,
) -> SearchIndex:
    """Return the index of ``records``, made of what ``blobs`` hold of the last one as far as that goes.

    The report names how many months had to be read, and how many
    files are other than those of which ``stands`` says that they are there.
    """
    made_from = key_of([record.digest for record in records], topics, sizes)
    index_cache = IndexCache(blobs)
    papers = with_noun(len(records), "paper")
    last_files = index_cache.last_files(made_from)
    if last_files and all(map(stands, last_files)):
        files = [IndexedFile(path, key, None) for path, key in last_files.items()]
        return SearchIndex(tuple(files), f"index of {papers} kept")
    out_files = tuple(index_files(records, topics, index_cache, sizes))
    index_cache.save(made_from, out_files)
    last_files = index_cache.last_files()
    files = []
    changed = 0
    for file in out_files:
        is_as_it_was = last_files.get(file.path) == file.key
        data = None if is_as_it_was else file.data
        files.append(IndexedFile(file.path, file.key, data))
        if file.path not in last_files and not stands(file.path):
            changed += 1
    months = with_noun(index_cache.month_count, "month")
    months_read = f"{index_cache.months_read:,} of {months} read anew"
    files_changed = f"{changed:,} of {with_noun(len(files), 'file')} changed"
    return SearchIndex(tuple(files), f"index of {papers}: {months_read}, {files_changed}")


def _out_files(files: Iterable[IndexedFile], remake: Callable[[], Iterable[OutFile]]) -> Iterator[OutFile]:
    """Yield the files to be written; all are made once more if the bytes are asked for of one that stands."""

    @cache
    def files_by_path() -> Mapping[str, OutFile]:
        return {file.path: file for file in remake()}

    def read(path: str) -> bytes:
        return files_by_path()[path].data

    for path, key, data in files:
        content = partial(read, path) if data is None else partial(bytes, data)
        yield OutFile(path, content, key)
