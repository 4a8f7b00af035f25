"""The file ``content/removed.yaml``, in which people say what was taken away, and what is no one work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from broadsheet.errors import BroadsheetError
from broadsheet.model.ids import is_safe_id
from broadsheet.model.removals import NO_REMOVALS, Pair, Removal, Removals
from broadsheet.settings.fields import Fields
from broadsheet.settings.yaml import parse_yaml
from broadsheet.store.files import read_text
from broadsheet.text.plain import clean

FILE = "removed.yaml"
_NO_ID = "must be the id of a paper, as its file is named: '2405.14906' or 'doi-10.1101-2026.03.01'"


def read_removals(place: str, path: Path, problems: list[str]) -> Removals:
    """Return what a file says was removed or is to stay apart; its problems are noted.

    A file that is not there says nothing.
    """
    if not path.exists() and not path.is_symlink():
        return NO_REMOVALS
    before = len(problems)
    text = read_text(place, path, problems)
    if len(problems) > before:
        return NO_REMOVALS
    return parse_removals(place, text, problems)


def parse_removals(place: str, text: str, problems: list[str]) -> Removals:
    """Return what the text of such a file says; its problems are noted."""
    try:
        return parse_fields(Fields(place, parse_yaml(place, text), problems))
    except BroadsheetError as error:
        problems.extend(error.problems)
        return NO_REMOVALS


def parse_fields(file: Fields) -> Removals:
    """Return what the keys of such a file say; its problems are noted."""
    papers = [_read_removal(item) for item in file.each("removed", about="papers that no fetch brings back")]
    _refuse_twice(file, papers)
    pairs = [_read_pair(item) for item in file.each("apart", about="works that no fetch joins")]
    file.close()
    return Removals(tuple(papers), frozenset(pairs))


def _read_removal(item: Fields) -> Removal:
    removal = Removal(
        id=item.text("id", required=True, about="the paper's id, as its file was named; in quotes"),
        why=clean(item.text("why", required=True, about="the reason that its page gives")),
        when=item.day("when", about="the day on which it was removed"),
        other_ids=item.texts("also", about="other ids under which a source may offer it"),
    )
    _refuse_other_than_ids(item, "id", (removal.id,))
    _refuse_other_than_ids(item, "also", removal.other_ids)
    item.close()
    return removal


def _read_pair(item: Fields) -> Pair:
    """Return the two ids of works that are to stay apart."""
    ids = item.texts("ids", about="the two ids; in quotes")
    if len(set(ids)) != 2:
        item.wrong("must be two ids of papers that are not one work", "ids")
    _refuse_other_than_ids(item, "ids", ids)
    item.text("why", about="the reason, for you alone")
    item.close()
    return frozenset(ids)


def _refuse_other_than_ids(item: Fields, key: str, ids: Iterable[str]) -> None:
    for paper_id in ids:
        if paper_id and not is_safe_id(paper_id):
            item.wrong(f"{_NO_ID}, not {paper_id!r}", key)


def _refuse_twice(file: Fields, papers: Iterable[Removal]) -> None:
    seen: set[str] = set()
    for removal in papers:
        if removal.id and removal.id in seen:
            file.wrong(f"{removal.id!r} is listed twice; leave it in one place", "removed")
        seen.add(removal.id)
