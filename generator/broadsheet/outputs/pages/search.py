"""The search page, and the files that its script reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from broadsheet.cache.blobs import BlobCache
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


class SearchIndex(NamedTuple):
    """Files of the index, and a sentence on what had to be made for them."""

    files: tuple[OutFile, ...]
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
        blobs = workspace.blobs("search")
        index = make_index(workspace.records, library.topics, blobs, workspace.stands, workspace.file_sizes)
        workspace.tell("search", index.report)
        workspace.index = tuple(index.files)
    return workspace.index


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
        remake = partial(index_files, records, topics, index_cache, sizes)
        return SearchIndex(_unchanged_files(last_files, remake), f"index of {papers} kept")
    files = tuple(index_files(records, topics, index_cache, sizes))
    last_files = index_cache.last_files()
    changed = 0
    for file in files:
        if file.path not in last_files and not stands(file.path):
            changed += 1
    index_cache.save(made_from, files)
    months = with_noun(index_cache.month_count, "month")
    months_read = f"{index_cache.months_read:,} of {months} read anew"
    files_changed = f"{changed:,} of {with_noun(len(files), 'file')} changed"
    return SearchIndex(files, f"index of {papers}: {months_read}, {files_changed}")


def _unchanged_files(
    keys_by_path: Mapping[str, str], remake: Callable[[], Iterable[OutFile]]
) -> tuple[OutFile, ...]:
    """Return files that are there already; all are made once more if the bytes of one are asked for."""

    @cache
    def files_by_path() -> Mapping[str, OutFile]:
        return {file.path: file for file in remake()}

    def read(path: str) -> bytes:
        return files_by_path()[path].data

    files = []
    for path, key in keys_by_path.items():
        files.append(OutFile(path, partial(read, path), key))
    return tuple(files)
