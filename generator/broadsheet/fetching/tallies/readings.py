"""Readings of a place where readers vote: what it has now, and of what it said nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from broadsheet.model.tallies import Subject, Tally


class Announced(NamedTuple):
    """A post that announced an edition, as the ledger of announcing has it.

    One that ``is_old`` is not asked for any more, and keeps its numbers.
    """

    edition: str
    url: str
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class TallyReading:
    """What a place has now of each subject. Of the ``kept`` ones it said nothing: they stay as they were.

    What is neither is gone there. ``problems`` name what could not be read.
    """

    tallies: dict[Subject, Tally] = field(default_factory=dict)
    kept: frozenset[Subject] = frozenset()
    problems: tuple[str, ...] = ()


def choose_most(found: Iterable[tuple[Subject, Tally]]) -> dict[Subject, Tally]:
    """Return one tally a subject: of several the one with the most votes, else the first.

    So nobody gains by opening a second discussion of a paper.
    """
    chosen: dict[Subject, Tally] = {}
    for subject, tally in found:
        before = chosen.get(subject)
        if before is None or tally.votes > before.votes:
            chosen[subject] = tally
    return chosen
