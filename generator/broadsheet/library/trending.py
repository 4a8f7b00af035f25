"""What is trending: the papers of the last fortnight by their score there; pure.

What the score is made of, and why, stands in ``broadsheet.curation.score``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broadsheet.curation.score import TrendingScore, trending_score
from broadsheet.model.curation import Entry

FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class TrendingPaper:
    """An entry with its age in days and the score that places it."""

    entry: Entry
    age: int
    score: TrendingScore


def trending(entries: Iterable[Entry], newest: date, most: int) -> tuple[TrendingPaper, ...]:
    """The best ``most`` of the fourteen days that end with ``newest``, best first.

    Papers without a score above zero are not trending, however few there are. Pins have no
    effect: they say what an edition opens with, not what readers like.
    """
    found: list[TrendingPaper] = []
    for entry in entries:
        age = (newest - entry.paper.day).days
        if 0 <= age < FORTNIGHT:
            trend = TrendingPaper(entry, age, trending_score(entry, age))
            if trend.score.points > 0:
                found.append(trend)
    found.sort(key=lambda trend: (-trend.score.points, trend.age, trend.entry.paper.id))
    return tuple(found[:most])
