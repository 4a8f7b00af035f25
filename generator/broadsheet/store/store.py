"""The papers, ledger, notes, digests and pages of ``content/``, to and from the model.

Robots' files are JSON in a fixed key order, so that a fetch makes the smallest possible diff;
people's are Markdown with front matter, and nothing here ever writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from broadsheet.cache.records import RecordCache
from broadsheet.disk.files import write_file
from broadsheet.disk.regular_files import list_files, list_files_in_folders, scan_folder
from broadsheet.errors import ContentError, RefusedPaper, WriteError
from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.merging import merge_papers
from broadsheet.model.owners import UNORDERED, SourceOrder
from broadsheet.model.paper import Paper
from broadsheet.model.provenance import givers_of_reading, with_givers
from broadsheet.model.removals import Removal, Removals
from broadsheet.store.alike import ids_alike, keys_alike
from broadsheet.store.cite_keys import CiteKeys
from broadsheet.store.content import Content
from broadsheet.store.duplicates import PossibleDuplicate, possible_duplicates
from broadsheet.store.faults import fault_of_size
from broadsheet.store.files import json_bytes, read_json_bytes
from broadsheet.store.gate import fit, reason_to_refuse
from broadsheet.store.history import History, histories_by_source
from broadsheet.store.identity import Works, ids_of, plain_title, work_key
from broadsheet.store.kept_papers import read_papers
from broadsheet.store.ledger import entry_to_json, read_entries
from broadsheet.store.notes import read_introduction, read_note, read_page
from broadsheet.store.paper_rows import PaperRow
from broadsheet.store.papers import paper_path, paper_to_json, read_paper
from broadsheet.store.published import part_drafts
from broadsheet.store.removals import FILE as REMOVALS_FILE
from broadsheet.store.removals import read_removals
from broadsheet.store.static_files import list_static_files
from broadsheet.store.tallies import FOLDER as TALLIES_FOLDER
from broadsheet.store.tallies import read_tallies


@dataclass(frozen=True, slots=True)
class Added:
    """Where a paper was kept, its page's id, and what that did: ``new``, ``changed`` or ``same``."""

    page: str
    change: str


class Store:
    """The content of the site at ``root``. ``write`` is how a file is written: whole or not at all.

    ``order`` is that in which sources are believed.
    """

    def __init__(
        self,
        root: Path,
        write: Callable[[Path, bytes, Path], object] = write_file,
        order: SourceOrder = UNORDERED,
    ) -> None:
        self._write_file = write
        self._order = order
        self._works: Works | None = None
        self._removals: Removals | None = None
        self._histories: Mapping[str, History] | None = None
        self._cite_keys = CiteKeys()
        self._root = root
        self._content = root / "content"
        self._scratch = root / ".cache" / "writing"

    # -- what people took away -----------------------------------------------------------

    def removals(self) -> Removals:
        """Return what was removed or is to stay apart; ContentError where the file that says so is broken."""
        if self._removals is None:
            self._removals = self._read_or_refuse(read_removals, self._content / REMOVALS_FILE)
        return self._removals

    def removal_of(self, paper: Paper) -> Removal | None:
        """Return the removal of an offered paper, under whatever id; None where it was not removed."""
        return self.removals().find(ids_of(paper))

    # -- what robots write ---------------------------------------------------------------

    def page_of(self, paper: Paper) -> str | None:
        """Return the id of the page that has this work already, under whatever id; None where none has."""
        if (self._content / paper_path(paper.id)).exists():
            return paper.id
        return self._known_works().page_of(work_key(paper))

    def possible_duplicates(self, paper: Paper) -> tuple[PossibleDuplicate, ...]:
        """Return the pairs of a paper that is here with others that may be the same work."""
        papers = [paper]
        for page in self._known_works().pages_with_near_title(plain_title(paper.title)):
            if page != paper.id:
                papers.append(self.paper(page))
        pairs = possible_duplicates(papers, self.removals())
        return tuple([pair for pair in pairs if paper.id in (pair.first, pair.second)])

    def add(self, paper: Paper, today: date, by: str = "") -> Added:
        """Keep what was read of a paper, on the page of its work, merged with what was known.

        ``by`` is the source or look-up that gave it; without, the paper is as a file has it.
        ContentError where that page's file is broken, or a paper without sightings has none;
        RefusedPaper where it is beyond what ``content/`` holds.
        """
        paper = fit(paper)
        page = self.page_of(paper)
        if page is None:
            if not paper.sightings:
                raise ContentError(
                    f"{paper.id}: there is no such paper to add to; fetch it from a source first"
                )
            self._refuse_other_case(paper.id)
            if by:
                paper = with_givers(paper, givers_of_reading(paper, by))
            _bytes_of(paper)  # what is refused takes no key
            self._write_paper(self._cite_keys.give(paper))
            return Added(paper.id, "new")
        known = self.paper(page)
        merged = fit(merge_papers(known, paper, today, self._order, by))
        merged = self._keep_cite_key(merged, known.cite_key)
        if merged == known:
            return Added(page, "same")
        self._write_paper(merged)
        return Added(page, "changed")

    def replace(self, paper: Paper) -> None:
        """Write a paper in the place of the one on its page; RefusedPaper where it is beyond the limits."""
        self._write_paper(fit(paper))

    def _keep_cite_key(self, paper: Paper, key: str) -> Paper:
        """Return a paper with the key that it was known by; one that had none gets one."""
        if key:
            return replace(paper, cite_key=key)
        self._known_works()
        return self._cite_keys.give(replace(paper, cite_key=""))

    def _write_paper(self, paper: Paper) -> None:
        path = self._content / paper_path(paper.id)
        self._write(path, _bytes_of(paper))
        if self._works:
            self._works.add(work_key(paper))

    def _refuse_other_case(self, paper_id: str) -> None:
        """Raise RefusedPaper where another page has the same id but for case: one file on some systems."""
        page = self._known_works().page_like(paper_id)
        if page and page != paper_id:
            raise RefusedPaper(f"id: is that of {page} but for case")

    def paper(self, page: str) -> Paper:
        """Return the paper on a page that is there; ContentError where its file is broken."""
        paper: Paper = self._read_or_refuse(read_paper, self._content / paper_path(page))
        return paper

    def pages(self) -> Iterator[str]:
        """Yield the ids of all pages, in the order of their files."""
        ignored_problems: list[str] = []  # the check of all content names them
        for _, file in self._paper_files(ignored_problems):
            yield Path(file.path).stem

    def undescribed(self) -> Iterator[str]:
        """Yield the pages of preprints that arXiv has not described, the latest ids first."""
        ignored_problems: list[str] = []  # the check of all content names them
        for _, file in sorted(self._paper_files(ignored_problems), key=_folder_and_name, reverse=True):
            path = Path(file.path)
            if not arxiv_spelling(path.stem):
                continue
            data = read_json_bytes(self._place(path), path, ignored_problems)
            if data is not None and b'"described_by"' not in data:
                yield path.stem

    def give_cite_keys(self) -> None:
        """Write a key into each paper that was written without one."""
        ignored_problems: list[str] = []  # the check of all content names them
        has_all_keys = True
        for _, file in self._paper_files(ignored_problems):
            path = Path(file.path)
            data = read_json_bytes(self._place(path), path, ignored_problems)
            has_all_keys = has_all_keys and (data is None or b'"cite_key"' in data)
        if has_all_keys:
            return
        self._known_works()
        for page in self._cite_keys.waiting():
            paper = self.paper(page)
            if not paper.cite_key:
                with suppress(RefusedPaper):  # the check of all content says so too
                    self._write_paper(self._cite_keys.give(paper))

    def _known_works(self) -> Works:
        # Built when the first paper comes that has no file under its own id: 3 s for 40,000 files.
        if self._works is None:
            self._works = Works((), self.removals())
            # A broken file is named when it is needed, and by the check of all.
            ignored_problems: list[str] = []
            for paper in self._read_all_papers(ignored_problems):
                self._works.add(work_key(paper))
                self._cite_keys.add(paper)
        return self._works

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self._write_file(path, data, self._scratch)
        except OSError as error:
            raise WriteError(
                f"{self._place(path)}: cannot be written ({error.strerror}); "
                "make room or give leave to write, then run again: what was read before is kept"
            ) from error

    def reading(self, source: str, day: date) -> LedgerEntry | None:
        """Return the ledger's entry for a source on a day; None where there is none."""
        for entry in self._read_ledger(day):
            if entry.source == source:
                return entry
        return None

    def readings(self) -> Iterator[LedgerEntry]:
        """Yield all entries of the ledger, of every day whose file is sound."""
        for entries in self._read_each("ledger", ".json", read_entries, []):
            yield from entries

    def history(self, source: str) -> History:
        """Return what became of all that a source offered, as the ledger had it when first asked for that."""
        if self._histories is None:
            self._histories = histories_by_source(self.readings())
        return self._histories[source]

    def record(self, reading: LedgerEntry) -> None:
        """Enter a reading in its day's ledger, joined with the earlier one of the same source."""
        entries: dict[str, LedgerEntry] = {}
        for entry in self._read_ledger(reading.day):
            entries[entry.source] = entry
        before = entries.get(reading.source)
        if before:
            reading = before.followed_by(reading)
        entries[reading.source] = reading
        sources: dict[str, object] = {}
        for name in sorted(entries):
            sources[name] = entry_to_json(entries[name])
        ledger = {"day": reading.day.isoformat(), "sources": sources}
        self._write(self._ledger_path(reading.day), json_bytes(ledger))

    def _ledger_path(self, day: date) -> Path:
        return self._content / "ledger" / f"{day.isoformat()}.json"

    def _read_ledger(self, day: date) -> tuple[LedgerEntry, ...]:
        path = self._ledger_path(day)
        if not path.exists():
            return ()
        entries: tuple[LedgerEntry, ...] = self._read_or_refuse(read_entries, path)
        return entries

    def _read_or_refuse(self, reader: Any, path: Path) -> Any:
        """Return what ``reader`` makes of a file; ContentError with all its problems where it has any."""
        problems: list[str] = []
        value = reader(self._place(path), path, problems)
        if problems:
            raise ContentError(*problems)
        return value

    # -- all of it, for a build ------------------------------------------------------------

    def load(self, cache: RecordCache[PaperRow] | None = None) -> Content:
        """Return everything there is; ContentError with every problem in every file.

        Papers whose files are as they were are taken from the ``cache``.
        """
        content, problems = self.survey(cache)
        if problems:
            raise ContentError(*problems)
        return content

    def survey(self, cache: RecordCache[PaperRow] | None = None) -> tuple[Content, tuple[str, ...]]:
        """Return everything that can be read, and every problem of the files that cannot."""
        problems: list[str] = []
        scan_folder("content", self._content, problems)
        if problems:
            return Content(), tuple(problems)
        found = read_papers(self._root, cache, problems) if cache else self._read_all_papers(problems)
        papers = tuple(found)
        problems.extend(ids_alike(papers))
        problems.extend(keys_alike(papers))
        own_words = part_drafts(
            notes=self._read_each("notes", ".md", read_note, problems),
            introductions=self._read_each("digests", ".md", read_introduction, problems),
            pages=self._read_each("pages", ".md", read_page, problems),
        )
        readings: list[LedgerEntry] = []
        for entries in self._read_each("ledger", ".json", read_entries, problems):
            readings.extend(entries)
        removals_file = self._content / REMOVALS_FILE
        removals = read_removals(self._place(removals_file), removals_file, problems)
        list_static_files(self._content, problems)
        tallies = tuple(self._read_each(TALLIES_FOLDER, ".json", read_tallies, problems))
        content = Content(
            papers=papers,
            notes=own_words.notes,
            introductions=own_words.introductions,
            readings=tuple(readings),
            pages=own_words.pages,
            removals=removals,
            drafts=own_words.drafts,
            tallies=tallies,
        )
        return content, tuple(problems)

    def _read_each(self, folder: str, suffix: str, reader: Any, problems: list[str]) -> Iterator[Any]:
        """Yield what ``reader`` makes of each file that has no problems; those of the others are noted."""
        for file in list_files(f"content/{folder}", self._content / folder, suffix, problems):
            path = Path(file.path)
            before = len(problems)
            value = reader(self._place(path), path, problems)
            if len(problems) == before:
                yield value

    def _read_all_papers(self, problems: list[str]) -> Iterator[Paper]:
        """Yield the papers whose files have no problems, in the order of their files."""
        for _, file in self._paper_files(problems):
            path = Path(file.path)
            before = len(problems)
            paper = read_paper(self._place(path), path, problems)
            if len(problems) == before:
                yield paper

    def _paper_files(self, problems: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Yield the files of papers by their names, each with the name of its folder."""
        return list_files_in_folders("content/papers", self._content / "papers", ".json", problems)

    def _place(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _bytes_of(paper: Paper) -> bytes:
    """Return a paper as its file has it; RefusedPaper where it is beyond what ``content/`` holds."""
    data = json_bytes(paper_to_json(paper))
    reason = reason_to_refuse(paper) or fault_of_size(len(data))
    if reason:
        raise RefusedPaper(reason)
    return data


def _folder_and_name(paper_file: tuple[str, os.DirEntry[str]]) -> tuple[str, str]:
    folder, file = paper_file
    return folder, file.name
