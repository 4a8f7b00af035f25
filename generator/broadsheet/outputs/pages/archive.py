"""The archive: a calendar of every edition."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.period import Period
from broadsheet.outputs.templating import sheet

SHADES = 5

Week = list[date | None]


# The archive


def archive_pages(library: Library) -> Iterator[OutFile]:
    """The newest year, which leads to the others, and a page for each of these."""
    sizes = sorted(len(day.entries) for day in library.editions)
    bounds = [sizes[len(sizes) * n // SHADES] for n in range(1, SHADES)] if sizes else []
    calendars = _years(library)
    years = [year for year, _ in calendars]
    for year, months in calendars or [(0, [])]:
        newest = not years or year == years[0]
        name = library.site.name
        head = {
            "title": "Archive" if newest else f"Archive, {year}",
            "description": f"Every edition of {name}{', day by day' if newest else f' in {year}'}.",
            "kind": "archive",
        }
        days = [day for day in library.days if day.period.start.year == year]
        yield sheet(
            library,
            "archive.md.j2",
            urls.ARCHIVE if newest else urls.archive(year),
            head,
            read=library.last_read if newest else library.last_read_of(day.period.start for day in days),
            year=year,
            calendars=months,
            years=years if newest else (),
            shades={day.period.start: bisect_right(bounds, len(day.entries)) + 1 for day in days},
            first=library.days[0].period.start if library.days else None,
            **_numbers(library, year, days),
        )


def _numbers(library: Library, year: int, days: Iterable[Digest]) -> dict[str, Any]:
    """What a calendar shows of a year, and no more, or each vote would make old years anew."""
    of_year = [month for month in library.months if month.period.start.year == year]
    return {
        "days": {day.period.start: (day.period, day.state, len(day.entries)) for day in days},
        "weeks": frozenset(Period.of_week(day.period.start).slug for day in days) & library.by_slug.keys(),
        "months": {month.period.slug: len(month.entries) for month in of_year},
        "editions": sum(bool(day.entries) for day in days),
        "week_of": Period.of_week,
    }


def _years(library: Library) -> list[tuple[int, list[tuple[Period, list[Week]]]]]:
    """Years and their months, newest first; a month is its weeks from Monday, None outside it."""
    known = set(library.calendar())
    months = sorted({Period.of_month(day) for day in known}, reverse=True)
    calendars = [(month, _weeks(month, known)) for month in months]
    by_year = groupby(calendars, key=lambda item: item[0].start.year)
    return [(year, list(group)) for year, group in by_year]


def _weeks(month: Period, known: set[date]) -> list[Week]:
    monday = month.start - timedelta(days=month.start.weekday())
    weeks = []
    while monday <= month.end:
        week = [monday + timedelta(days=n) for n in range(7)]
        weeks.append([day if month.start <= day <= month.end and day in known else None for day in week])
        monday += timedelta(days=7)
    return [week for week in weeks if any(week)]
