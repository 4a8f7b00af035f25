"""Small lines drawn at build time, each with its numbers in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.model.period import Period, is_working_day, short_date

WIDTH, HEIGHT, MARGIN = 100, 20, 2


@dataclass(frozen=True, slots=True)
class Line:
    """Points for two SVG polylines (``going`` leads to a month not yet over) and what they say."""

    points: str
    going: str
    label: str
    first: str
    last: str


def line(months: Sequence[Period], counts: Mapping[str, int], until: date) -> Line | None:
    """The papers a month as a line; None for less than two months, which are no line.

    ``until`` is the last day that is counted. Where it leaves working days of the last month,
    the way to that month is drawn apart: its number will still grow.
    """
    if len(months) < 2:
        return None
    numbers = tuple(counts.get(month.slug, 0) for month in months)
    points = _points(numbers)
    open_month = _has_working_day(until + timedelta(days=1), months[-1].end)
    words = ", ".join(f"{n:,}" for n in numbers)
    so_far = f" so far, up to {short_date(until)}" if open_month else ""
    return Line(
        points=" ".join(points[:-1] if open_month else points),
        going=" ".join(points[-2:]) if open_month else "",
        label=f"Papers a month, {months[0].label} to {months[-1].label}{so_far}: {words}",
        first=months[0].label,
        last=months[-1].label,
    )


def _points(numbers: tuple[int, ...]) -> list[str]:
    most = max(numbers) or 1
    step = WIDTH / (len(numbers) - 1)
    tall = HEIGHT - 2 * MARGIN
    return [f"{i * step:.0f},{HEIGHT - MARGIN - tall * n / most:.0f}" for i, n in enumerate(numbers)]


def _has_working_day(first: date, last: date) -> bool:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return any(is_working_day(day) for day in days)
