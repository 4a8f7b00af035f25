"""What is trending: the votes of the last fortnight's papers, weighed against their age; pure.

The score of a paper is

    (votes + points of rules + comments / 2) / (age in days + 2)

A comment is more work than a vote but often an answer to another one, so two count as one vote.
The age is counted to the newest edition, never to a clock, so that the same content gives the
same list. The 2 keeps a paper of today from being infinitely young.

Why a plain division and no steeper power of the age: over 28 working days of real votes, a power
of 1 spread the thirty papers evenly over today, the two days before, the rest of the week and the
week before it (9, 8, 7 and 6 of them; 5, 8, 9 and 8 with the few votes papers have on their first
days). At 1.5 two thirds were from the last three days, which the day's own pages show anyway; at
0.8 papers of the week before outnumber those of today while today's votes are still coming in. And
a division can be checked by a reader, and rounds alike on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from generator.model import Entry

FORTNIGHT = 14
YOUNGEST = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """An entry with its age in days and the score that places it."""

    entry: Entry
    age: int
    score: float


def trending(entries: Iterable[Entry], newest: date, most: int) -> tuple[Trend, ...]:
    """The best ``most`` of the fourteen days that end with ``newest``, best first.

    Papers without a score above zero are not trending, however few there are. Pins have no
    effect: they say what an edition opens with, not what readers like.
    """
    aged = ((entry, (newest - entry.paper.day).days) for entry in entries)
    scored = (Trend(e, age, score_of(e, age)) for e, age in aged if 0 <= age < FORTNIGHT)
    liked = (trend for trend in scored if trend.score > 0)
    return tuple(sorted(liked, key=lambda t: (-t.score, t.age, t.entry.paper.id))[:most])


def score_of(entry: Entry, age: int) -> float:
    """The score of an entry that is ``age`` days old; an entry's own score is votes and points."""
    return (entry.score + entry.paper.comments / 2) / (age + YOUNGEST)
