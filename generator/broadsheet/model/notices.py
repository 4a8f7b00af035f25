"""Notices that a publisher put to a paper later: retractions, corrections, expressions of concern.

A paper has each as a line, ``Correction, 2026-05-18, doi:10.1000/stones.2``: what it is, its day, its DOI,
as far as they are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from broadsheet.model.language.words import N_, gettext

# What readers call an update that Crossref knows, by its type there; others are no news of a paper.
LABELS = {
    "addendum": N_("Addendum"),
    "clarification": N_("Clarification"),
    "correction": N_("Correction"),
    "corrigendum": N_("Correction"),
    "erratum": N_("Correction"),
    "expression_of_concern": N_("Expression of concern"),
    "partial_retraction": N_("Partial retraction"),
    "removal": N_("Removal"),
    "retraction": N_("Retraction"),
    "withdrawal": N_("Withdrawal"),
}
_KNOWN = frozenset(LABELS.values())
# After these a paper does not stand any more.
_ENDINGS = frozenset(("Removal", "Retraction", "Withdrawal"))
_LINE = re.compile(
    r"(?P<label>[^,]+)(?:, (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}))?(?:, doi:(?P<doi>\S+))?", re.ASCII
)


class Notice(NamedTuple):
    """Notice of a publisher's; the day is None, the DOI empty where they are not known."""

    label: str
    day: date | None = None
    doi: str = ""

    @property
    def words(self) -> str:
        """What readers call it, in the language of the site; a label of others is told as it is."""
        return gettext(self.label) if self.label in _KNOWN else self.label

    def __str__(self) -> str:
        """Return it as a line of a paper."""
        parts = [self.label]
        if self.day:
            parts.append(self.day.isoformat())
        if self.doi:
            parts.append(f"doi:{self.doi}")
        return ", ".join(parts)


def parse_notice(line: str) -> Notice:
    """Return the notice that a line of a paper tells; any other words are its label."""
    match = _LINE.fullmatch(line)
    if match is None:
        return Notice(line)
    day = None
    with suppress(ValueError):
        day = date.fromisoformat(match["day"] or "")
    return Notice(match["label"], day, match["doi"] or "")


def find_ending(lines: Iterable[str]) -> str:
    """Return the notice after which a paper does not stand any more; empty where there is none."""
    for line in lines:
        if parse_notice(line).label in _ENDINGS:
            return line
    return ""


def join_notices(known: Iterable[str], read: Iterable[str]) -> tuple[str, ...]:
    """Return all notices, each once, as they were read last: by what they are and their DOI."""
    joined: dict[tuple[str, str], str] = {}
    for line in (*known, *read):
        notice = parse_notice(line)
        joined[notice.label, notice.doi] = line
    return tuple(joined.values())
