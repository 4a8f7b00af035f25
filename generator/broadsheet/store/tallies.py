"""Tallies as JSON files, one for each place where readers vote: ``content/tallies/<place>.json``.

They stand beside the papers and not in them: numbers that change with every reading change one file, and
what is gone at the place goes here with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from broadsheet.disk.failures import write_failure
from broadsheet.disk.files import write_file
from broadsheet.errors import ContentError
from broadsheet.model.tallies import EDITION, PAPER, Subject, Tally, parse_subject
from broadsheet.settings.fields import Fields
from broadsheet.store.files import json_bytes, parse_json, read_json_bytes
from broadsheet.store.papers import paper_path
from broadsheet.text.plain import slug

FOLDER = "tallies"
_MOST = 10**9  # votes that anybody has
_KEYS = {PAPER: "papers", EDITION: "editions"}


class PlaceTallies(NamedTuple):
    """What a place has of each subject; ``source`` is its name in settings."""

    source: str
    tallies: Mapping[Subject, Tally]


class TallyFiles:
    """The files of the site at ``root``; ``write`` is how one is written: whole or not at all."""

    def __init__(self, root: Path, write: Callable[[Path, bytes, Path], object] = write_file) -> None:
        self._root = root
        self._write = write

    def has_paper(self, paper_id: str) -> bool:
        """Return true where a paper is kept under this id."""
        return (self._root / "content" / paper_path(paper_id)).exists()

    def read(self, source: str) -> PlaceTallies:
        """Return what was last read of a place; ContentError where its file is broken."""
        path = self._path(source)
        if not path.exists():
            return PlaceTallies(source, {})
        problems: list[str] = []
        place = read_tallies(path.relative_to(self._root).as_posix(), path, problems)
        if problems:
            raise ContentError(*problems)
        return place

    def record(self, place: PlaceTallies) -> None:
        """Write what a place has now, in the place of what it had."""
        path = self._path(place.source)
        try:
            self._write(path, json_bytes(tallies_to_json(place)), self._root / ".cache" / "writing")
        except OSError as error:
            name = path.relative_to(self._root).as_posix()
            raise write_failure(name, error.errno, error.strerror) from error

    def _path(self, source: str) -> Path:
        return self._root / "content" / FOLDER / f"{source}.json"


def tallies_to_json(place: PlaceTallies) -> dict[str, object]:
    """Return what a place has as its file has it."""
    values: dict[str, object] = {}
    for kind, key in _KEYS.items():
        rows: dict[str, object] = {}
        for subject in sorted(place.tallies):
            if subject.kind == kind:
                tally = place.tallies[subject]
                rows[subject.name] = {"url": tally.url, "votes": tally.votes, "comments": tally.comments}
        values[key] = rows
    return values


def read_tallies(place: str, path: Path, problems: list[str]) -> PlaceTallies:
    """Return what a file has; nothing, with problems noted, where it is broken."""
    source = path.stem
    empty = PlaceTallies(source, {})
    data = read_json_bytes(place, path, problems)
    before = len(problems)
    raw = None if data is None else parse_json(place, data, problems)
    if data is None or len(problems) > before:
        return empty
    file = Fields(place, raw, problems)
    if source != slug(source):
        file.wrong("must be called as a place under 'votes' of sources.yaml; rename or delete it")
    tallies: dict[Subject, Tally] = {}
    for kind, key in _KEYS.items():
        rows = file.inside(key)
        for name in rows.names():
            subject = parse_subject(kind, name)
            if subject is None or subject.name != name:
                rows.wrong(f"is no {kind}; delete it", name)
                continue
            tallies[subject] = _read_row(rows.inside(name), source)
    file.close()
    return PlaceTallies(source, tallies)


def _read_row(row: Fields, source: str) -> Tally:
    url = row.address("url", required=True)
    votes, comments = _read_count(row, "votes"), _read_count(row, "comments")
    tally = Tally(source, url, votes, comments)
    row.close()
    return tally


def _read_count(row: Fields, key: str) -> int:
    number = row.count_or(key, 0)
    if number > _MOST:
        row.wrong("is more than anybody has", key)
    return number
