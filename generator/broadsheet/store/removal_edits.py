"""Lines that a command adds to ``content/removed.yaml``, which is people's: all that stands there stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from broadsheet.errors import ContentError
from broadsheet.model.removals import NO_REMOVALS, Pair, Removal, Removals
from broadsheet.settings.yaml import quote
from broadsheet.store.files import read_text
from broadsheet.store.removals import parse_removals

_ITEM = re.compile(r"( *)- ")
_EMPTY_LIST = re.compile(r"\s*\[\s*\]\s*(#.*)?")


def with_removal(place: str, path: Path, removal: Removal) -> str:
    """Return the file's text with one more paper that was taken away; ContentError where it is broken."""
    lines = [f"id: {quote(removal.id)}", f"why: {quote(removal.why)}"]
    if removal.when:
        lines.append(f"when: {removal.when}")
    if removal.other_ids:
        lines.append(f"also: {quote(removal.other_ids)}")
    before, known = _read(place, path)
    wanted = Removals((removal, *known.papers), known.apart)
    return _with_item(place, before, "removed", lines, wanted)


def with_pair(place: str, path: Path, pair: Pair) -> str:
    """Return the file's text with one more pair that stays apart; ContentError where it is broken."""
    before, known = _read(place, path)
    wanted = Removals(known.papers, known.apart | {pair})
    return _with_item(place, before, "apart", [f"ids: {quote(sorted(pair))}"], wanted)


def _read(place: str, path: Path) -> tuple[str, Removals]:
    if not path.exists():
        return "", NO_REMOVALS
    problems: list[str] = []
    text = read_text(place, path, problems)
    removals = parse_removals(place, text, problems)
    if problems:
        raise ContentError(*problems)
    return text, removals


def _with_item(place: str, text: str, key: str, lines: Sequence[str], wanted: Removals) -> str:
    """Return a text with a new first item in the list of a key; ContentError where it would not say that."""
    rows = text.splitlines()
    number = _find_key(rows, key)
    if number is None:
        rows.append(f"{key}:")
        number = len(rows) - 1
    rest = rows[number].partition(":")[2]
    if _EMPTY_LIST.fullmatch(rest):
        rows[number] = f"{key}:"
    indent = _find_indent(rows[number + 1 :])
    first, *others = lines
    item = [f"{indent}- {first}"]
    for line in others:
        item.append(f"{indent}  {line}")
    rows[number + 1 : number + 1] = item
    after = "\n".join(rows) + "\n"
    problems: list[str] = []
    if parse_removals(place, after, problems) != wanted or problems:
        raise ContentError(
            f"{place}: cannot be added to as it is written; add this by hand: {', '.join(lines)}"
        )
    return after


def _find_key(rows: Sequence[str], key: str) -> int | None:
    for number, row in enumerate(rows):
        if row.partition(":")[0] == key and ":" in row:
            return number
    return None


def _find_indent(rows: Sequence[str]) -> str:
    """Return how far the items of a list are indented; not at all where there are none yet."""
    for row in rows:
        if row.strip() and not row.lstrip().startswith("#"):
            item = _ITEM.match(row)
            return item[1] if item else ""
    return ""
