"""Small lines drawn at build time, each with its numbers in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.model.language.words import N_
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period, is_working_day, short_date

WIDTH = 100
HEIGHT = 20
MARGIN = 2
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """Points for two SVG polylines (``going`` leads to a month not yet over) and what they say."""

    points: str
    going: str
    label: str
    first: str
    last: str


def draw_line(months: Sequence[Period], counts: Mapping[str, int], until: date) -> Line | None:
    """Return the papers a month as a line; None for less than two months, which are no line.

    ``counts`` are by the slugs of months. ``until`` is the last day that is counted. Where it
    leaves working days of the last month, the way to that month is drawn apart: its number will
    still grow.
    """
    if len(months) < 2:
        return None
    first = months[0]
    last = months[-1]
    numbers = [counts.get(month.slug, 0) for month in months]
    points = _points(numbers)
    going: list[str] = []
    sentence = N_("Papers a month, %(first)s to %(last)s: %(numbers)s")
    if _has_working_day(until + _ONE_DAY, last.end):
        going = points[-2:]
        points = points[:-1]
        sentence = N_("Papers a month, %(first)s to %(last)s so far, up to %(day)s: %(numbers)s")
    words = ", ".join(f"{number:,}" for number in numbers)
    return Line(
        points=" ".join(points),
        going=" ".join(going),
        label=_(sentence, first=first.label, last=last.label, day=short_date(until), numbers=words),
        first=first.label,
        last=last.label,
    )


def _points(numbers: Sequence[int]) -> list[str]:
    highest = max(numbers) or 1
    step = WIDTH / (len(numbers) - 1)
    height = HEIGHT - 2 * MARGIN
    points = []
    for place, number in enumerate(numbers):
        x = place * step
        y = HEIGHT - MARGIN - height * number / highest
        points.append(f"{x:.0f},{y:.0f}")
    return points


def _has_working_day(first: date, last: date) -> bool:
    """Return True where a day from ``first`` to ``last`` is a working day."""
    day = first
    while day <= last:
        if is_working_day(day):
            return True
        day += _ONE_DAY
    return False
