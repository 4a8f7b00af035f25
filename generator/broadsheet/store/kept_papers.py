"""Papers for a build: those whose files are as they were from the cache, others read on all processors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.digests import digest_of
from broadsheet.cache.file_state import FileState, content_state
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.records import RecordCache
from broadsheet.disk.parallel import Make, map_parallel
from broadsheet.disk.regular_files import list_files_in_folders
from broadsheet.model.paper import Paper
from broadsheet.store.cite_keys import complete, make_key
from broadsheet.store.files import read_json_bytes
from broadsheet.store.paper_rows import PaperRow
from broadsheet.store.papers import parse_paper

FOLDER = "content/papers"


class _ChangedFile(NamedTuple):
    """File of a paper that may have changed: its state, and the row that was kept of it, if any.

    ``listed`` is how many problems the listing of the folders had noted before it.
    """

    folder: str
    name: str
    state: FileState
    before: PaperRow | None
    listed: int


def read_papers(root: Path, cache: RecordCache[PaperRow], problems: list[str]) -> Iterator[Paper]:
    """Return the papers of the site at ``root`` in the order of their files, each with a key to be cited by.

    Files that have problems, which are noted, give none.
    """
    rows = tuple(_read_rows(root, cache, problems))
    papers = [row.paper for row in rows]
    without_key = {row.paper.id for row in rows if not row.has_key}
    return complete(papers, without_key, cache.names) if without_key else iter(papers)


def _read_rows(root: Path, cache: RecordCache[PaperRow], problems: list[str]) -> Iterator[PaperRow]:
    """Yield the rows, and note the problems, in the order of their files."""
    safe_mtime = cache.safe_mtime()
    listing_problems: list[str] = []
    found = tuple(_list_papers(root, cache, listing_problems))
    makes: list[Make] = []
    for one in found:
        if isinstance(one, _ChangedFile):
            makes.append(partial(_read_file, root, one))
    readings = map_parallel(makes)
    noted = 0
    for one in found:
        if isinstance(one, PaperRow):
            cache.names.know(one.paper, one.name)
            yield one
            continue
        problems.extend(listing_problems[noted : one.listed])
        noted = one.listed
        row = _take_row(next(readings), one, problems)
        if row:
            safe_state = one.state if one.state.is_safe(safe_mtime) else None
            row = row._replace(state=safe_state)
            cache.names.know(row.paper, row.name)
            cache.put(one.folder, one.name, row)
            yield row
    tuple(readings)  # none is left: the processes end
    problems.extend(listing_problems[noted:])
    cache.save()


def _list_papers(
    root: Path, cache: RecordCache[PaperRow], problems: list[str]
) -> Iterator[PaperRow | _ChangedFile]:
    """Yield for each file its row, where that still holds, and else the file."""
    for folder, file in list_files_in_folders(FOLDER, root / FOLDER, ".json", problems):
        row = cache.get(folder, file.name)
        # The state is older than the bytes: a write between the two is noticed by the next run.
        state = content_state(file.stat())
        if row is None or row.state != state:
            yield _ChangedFile(folder, file.name, state, row, len(problems))
        else:
            cache.put(folder, file.name, row)
            yield row


def _read_file(root: Path, file: _ChangedFile) -> bytes:
    """Return as JSON the row of a file and its problems; no row where it is as it was, or has some."""
    place = f"{FOLDER}/{file.folder}/{file.name}"
    problems: list[str] = []
    row = _read_row(place, root / place, file.before, problems)
    values = None if row is None or row is file.before else row.to_json()
    return json.dumps((values, problems)).encode()


def _take_row(data: bytes, file: _ChangedFile, problems: list[str]) -> PaperRow | None:
    """Return the row of which ``_read_file`` made these bytes; None, with its problems noted, if any."""
    values, found_problems = json.loads(data)
    problems.extend(found_problems)
    if found_problems:
        return None
    return PaperRow.from_json(values) if values else file.before


def _read_row(place: str, path: Path, before: PaperRow | None, problems: list[str]) -> PaperRow | None:
    """Return the row of a file that may have changed, without its state; None where it has problems."""
    data = read_json_bytes(place, path, problems)
    if data is None:
        return None
    digest = digest_of(data)
    if before and before.digest == digest:
        return before
    paper = parse_paper(place, path, data, problems)
    if problems:
        return None
    has_key = bool(paper.cite_key)
    if not has_key:
        paper = replace(paper, cite_key=make_key(paper))
    return PaperRow(None, digest, Fingerprints().name(paper), paper, has_key)
