"""Trending: the papers of the last fortnight by their score there; pure.

The parts of the score, and the reasons for them, stand in ``curation.score``.
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


def trending(entries: Iterable[Entry], newest: date, limit: int) -> tuple[TrendingPaper, ...]:
    """Return the best ``limit`` of the fourteen days that end with ``newest``, best first.

    Papers without a score above zero are not trending, however few there are. Pins have no
    effect: they say what an edition opens with, not what readers like.
    """
    trending_papers: list[TrendingPaper] = []
    for entry in entries:
        age = (newest - entry.paper.day).days
        if not 0 <= age < FORTNIGHT:
            continue
        score = trending_score(entry, age)
        if score.points > 0:
            trending_papers.append(TrendingPaper(entry, age, score))
    trending_papers.sort(key=_most_points_first)
    return tuple(trending_papers[:limit])


def _most_points_first(paper: TrendingPaper) -> tuple[float, int, str]:
    return (-paper.score.points, paper.age, paper.entry.paper.id)
