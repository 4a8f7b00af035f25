"""People's files, parted into those that are published and those in review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from broadsheet.model.curation import Introduction, Note, OwnPage


class OwnWords(NamedTuple):
    """What people wrote and publish: notes by paper, introductions, and the words of pages by name.

    ``drafts`` are the files in review, by their names below ``content/`` without an ending.
    """

    notes: dict[str, Note]
    introductions: tuple[Introduction, ...]
    pages: dict[str, str]
    drafts: frozenset[str]


def part_drafts(
    notes: Iterable[Note], introductions: Iterable[Introduction], pages: Iterable[OwnPage]
) -> OwnWords:
    """Return what is published of people's files, and which are not."""
    drafts: set[str] = set()
    published_notes: dict[str, Note] = {}
    for note in notes:
        if note.in_review:
            drafts.add(f"notes/{note.paper}")
        else:
            published_notes[note.paper] = note
    published_introductions: list[Introduction] = []
    for introduction in introductions:
        if introduction.in_review:
            drafts.add(f"digests/{introduction.slug}")
        else:
            published_introductions.append(introduction)
    published_pages: dict[str, str] = {}
    for page in pages:
        if page.in_review:
            drafts.add(f"pages/{page.name}")
        else:
            published_pages[page.name] = page.words
    return OwnWords(published_notes, tuple(published_introductions), published_pages, frozenset(drafts))
