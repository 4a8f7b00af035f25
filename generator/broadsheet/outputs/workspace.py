"""What outputs need of a build beside its library."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.records import RecordCache
from broadsheet.disk.parallel import MIN_PARALLEL, made_beside, map_parallel
from broadsheet.disk.tree import OutFile
from broadsheet.library.library import Library
from broadsheet.model.curation import RelatedPaper
from broadsheet.model.maps import Places
from broadsheet.search.index.file_sizes import FileSizes, file_sizes
from broadsheet.search.records import Record, RecordRow, make_records

if TYPE_CHECKING:
    from broadsheet.search.semantic.archive import Archive, Work

Tell = Callable[[str, str], object]
_FEWEST_MAPS = 8  # fewer are laid out, in a tenth of a second each, sooner than processes are started


class Learnt(NamedTuple):
    """What was learnt of the meaning of papers: those that are alike, maps, and files for browsers."""

    related: Mapping[str, tuple[RelatedPaper, ...]]
    maps: Mapping[str, Places]
    files: tuple[OutFile, ...]


class Workspace:
    """What is kept between builds, what stands already, and what several outputs are made from.

    ``tell`` is told of a stage, by its name, in words what had to be made anew of what is kept.
    """

    def __init__(self, library: Library, root: Path, tell: Tell) -> None:
        self._library = library
        self.root = root
        self.build = root / "build"
        self.cache = root / ".cache"
        self.scratch = self.cache / "writing"
        self.tell = tell
        self.index: tuple[OutFile, ...] | None = None  # files of the search by words, once they are made
        self._done_ahead: Counter[Work] = Counter()  # by other processes

    def blobs(self, name: str) -> BlobCache:
        """Return the cache of that name, which is one output's own."""
        return BlobCache(self.cache / name, self.scratch)

    def stands(self, path: str) -> bool:
        """Return true where a page or file of an earlier build is still there."""
        return (self.build / "docs" / path).exists()

    @cached_property
    def records(self) -> Sequence[Record]:
        """The records of all papers that lists show, as the search reads them."""
        cache = RecordCache(self.cache / "records", RecordRow, self._library.fingerprints)
        return make_records(self._library.shown, cache)

    @cached_property
    def file_sizes(self) -> FileSizes:
        """How large the files of the search are."""
        counts_files = self._library.site.packs_exports
        return file_sizes(len(self._library.shown), counts_files=counts_files)

    @contextmanager
    def learning_beside(self) -> Iterator[bool]:
        """Learn the meaning of papers beside this process, where all of it has to be learnt anew.

        Yield whether it is so: then there is time for whatever names no related papers.
        """
        is_known = any(self.cache.glob("meaning/space-*"))
        if is_known or len(self.records) < MIN_PARALLEL:
            yield False
            return
        with made_beside(self._learn_beside) as wait:
            yield True
            work = wait()
        if work:
            self._done_ahead.update(pickle.loads(work))  # which our own process sent

    def _learn_beside(self) -> bytes:
        """Put into the cache what has to be learnt of all papers together; return what was done."""
        from broadsheet.maps.places import find_year_places
        from broadsheet.search.semantic.related import find_related

        archive = self._archive()
        find_related(archive)
        find_year_places(archive)
        _ = archive.lexicon
        return pickle.dumps(archive.work)

    def lay_out_maps(self) -> None:
        """Put into the cache the maps of weeks and months, for which little is read but their own papers."""
        from broadsheet.maps.places import layouts

        makes = layouts(self._archive())
        mapped = [int(done) for done in map_parallel(makes, fewest=_FEWEST_MAPS)]
        self._done_ahead["mapped"] += sum(mapped)

    @cached_property
    def learnt(self) -> Learnt:
        """What was learnt from the words of papers, now or by an earlier build.

        All else that learning needs is forgotten at once, before any page is written: at 40,000 papers
        it takes more room than they do.
        """
        # Here, and not above: a fetch learns nothing from papers, and numpy takes a while to load.
        from broadsheet.maps.places import find_places
        from broadsheet.search.semantic.files import semantic_files
        from broadsheet.search.semantic.places import place_files
        from broadsheet.search.semantic.related import find_related

        archive = self._archive()
        archive.work.update(self._done_ahead)
        related = find_related(archive)
        maps = find_places(archive)
        files = (*semantic_files(archive, self.file_sizes.meanings), *place_files(archive))
        self.blobs("meaning").prune(archive.used_keys)
        archive.forget_words()
        self.tell("meaning", archive.report)
        return Learnt(related, maps, files)

    def _archive(self) -> Archive:
        from broadsheet.search.semantic.archive import Archive

        return Archive(self.records, self.blobs("meaning"))
