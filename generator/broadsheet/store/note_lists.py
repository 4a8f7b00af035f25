"""Proposals and corrections that a command writes into notes, which are people's: all else stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from broadsheet.errors import ContentError
from broadsheet.model.corrections import Correction, find_replaced
from broadsheet.model.curation import Note, Proposal
from broadsheet.store.contributions import CORRECTIONS, PROPOSED, correction_lines, proposal_lines
from broadsheet.store.files import parse_text
from broadsheet.store.list_edits import with_item
from broadsheet.store.note_edits import find_newline, split_mark, split_note
from broadsheet.store.notes import parse_note

Contribution = Proposal | Correction
T = TypeVar("T")


def with_contribution(place: str, paper: str, data: bytes, new: Contribution) -> bytes:
    """Return the bytes of the note on a paper with a proposal or a correction, once.

    ``data`` is the note as it is, empty where there is none. What came from the same address before is
    replaced; of corrections the last one of the field. ContentError where the note is broken, or written so
    that it cannot be edited.
    """
    before = _parse(place, paper, data)
    if isinstance(new, Proposal):
        key, lines = PROPOSED, proposal_lines(new)
        number = _find_proposal(before.proposals, new)
        wanted = replace(before, proposals=_with(before.proposals, new, number))
    else:
        key, lines = CORRECTIONS, correction_lines(new)
        number = find_replaced(before.corrections, new.field, new.source)
        wanted = replace(before, corrections=_with(before.corrections, new, number))
    if wanted == before:
        return data
    mark, text = split_mark(data)
    after = mark + _with_item_in_head(place, text, key, lines, number).encode()
    if _parse(place, paper, after) != wanted:
        raise ContentError(
            f"{place}: cannot be added to as it is written; add to its {key} by hand: {'; '.join(lines)}"
        )
    return after


def _find_proposal(known: Sequence[Proposal], new: Proposal) -> int | None:
    """Return the number of the proposal that came from the same address; None where none did."""
    for number, one in enumerate(known):
        if new.source and one.source == new.source:
            return number
    return None


def _with(known: tuple[T, ...], new: T, number: int | None) -> tuple[T, ...]:
    """Return what is known with one more, or with another in the place of the one of that number."""
    if number is None:
        return (*known, new)
    return (*known[:number], new, *known[number + 1 :])


def _parse(place: str, paper: str, data: bytes) -> Note:
    problems: list[str] = []
    note = parse_note(place, paper, parse_text(place, data, problems), problems)
    if problems:
        raise ContentError(*problems)
    return note


def _with_item_in_head(place: str, text: str, key: str, lines: Sequence[str], number: int | None) -> str:
    newline = find_newline(text)
    parts = split_note(text)
    if parts is None:
        head = with_item(place, "", key, lines).replace("\n", newline)
        space = newline if text else ""
        return f"---{newline}{head}---{newline}{space}{text}"
    return parts.opening + with_item(place, parts.head, key, lines, number) + parts.rest
