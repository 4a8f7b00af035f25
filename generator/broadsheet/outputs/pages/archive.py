"""The archive: a calendar of every edition."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.exports import pack_of
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period
from broadsheet.outputs.templating import sheet

SHADES = 5
_ONE_DAY = timedelta(days=1)

Week = list[date | None]


class MonthCalendar(NamedTuple):
    """A month and its weeks from Monday; None for a day outside the month or the archive."""

    month: Period
    weeks: list[Week]


class DayCell(NamedTuple):
    """A day as the calendar shows it: its period, its state and its number of papers."""

    period: Period
    state: str
    papers: int


def archive_pages(library: Library) -> Iterator[OutFile]:
    """Yield the page of the newest year, which leads to the others, and one for each of these."""
    bounds = _shade_bounds(library.editions)
    calendars = _calendars_by_year(library)
    if not calendars:
        yield _newest_page(library, 0, [], (), bounds)
    years = tuple(calendars)
    for year, months in calendars.items():
        if year == years[0]:
            yield _newest_page(library, year, months, years, bounds)
        else:
            yield _older_page(library, year, months, bounds)


def _newest_page(
    library: Library,
    year: int,
    months: Sequence[MonthCalendar],
    years: tuple[int, ...],
    bounds: Sequence[int],
) -> OutFile:
    """Return the page of the newest year, or of none, at the archive's own address."""
    head = {
        "title": _("Archive"),
        "description": _("Every edition of %(site)s, day by day.", site=library.site.name),
        "kind": "archive",
    }
    return sheet(
        library,
        "archive.md.j2",
        urls.ARCHIVE,
        head,
        read=library.last_read,
        calendars=months,
        years=years,
        packs_since=_packs_since(library),
        **_year_values(library, year, bounds),
    )


def _older_page(
    library: Library, year: int, months: Sequence[MonthCalendar], bounds: Sequence[int]
) -> OutFile:
    head = {
        "title": _("Archive, %(year)s", year=year),
        "description": _("Every edition of %(site)s in %(year)s.", site=library.site.name, year=year),
        "kind": "archive",
    }
    days = _days_of(library, year)
    return sheet(
        library,
        "archive.md.j2",
        urls.archive(year),
        head,
        read=library.last_read_of(day.period.start for day in days),
        calendars=months,
        years=(),
        packs_since=None,
        **_year_values(library, year, bounds),
    )


def _packs_since(library: Library) -> Period | None:
    """Return the first month that has files to take along, where older months have none on such a site."""
    packed = [month.period for month in library.months if pack_of(library, month.period.start)]
    return packed[0] if packed and len(packed) < len(library.months) else None


def _year_values(library: Library, year: int, bounds: Sequence[int]) -> dict[str, Any]:
    """Return what a calendar shows of a year, and no more, or each vote would make old years anew."""
    cells: dict[date, DayCell] = {}
    shades: dict[date, int] = {}
    weeks: set[str] = set()
    editions = 0
    for day in _days_of(library, year):
        start = day.period.start
        papers = len(day.entries)
        cells[start] = DayCell(day.period, day.state, papers)
        shades[start] = bisect_right(bounds, papers) + 1
        week = Period.of_week(start)
        if week.slug in library.by_slug:
            weeks.add(week.slug)
        if papers:
            editions += 1
    months: dict[str, int] = {}
    for month in library.months:
        if month.period.start.year == year:
            months[month.period.slug] = len(month.entries)
    return {
        "year": year,
        "first": library.days[0].period.start if library.days else None,
        "days": cells,
        "shades": shades,
        "weeks": frozenset(weeks),
        "months": months,
        "editions": editions,
        "week_of": Period.of_week,
    }


def _days_of(library: Library, year: int) -> list[Digest]:
    return [day for day in library.days if day.period.start.year == year]


def _shade_bounds(editions: Sequence[Digest]) -> list[int]:
    """Return the numbers of papers from which a day has the next shade: each shade has as many days."""
    if not editions:
        return []
    sizes = sorted(len(edition.entries) for edition in editions)
    bounds = []
    for shade in range(1, SHADES):
        place = len(sizes) * shade // SHADES
        bounds.append(sizes[place])
    return bounds


def _calendars_by_year(library: Library) -> Mapping[int, list[MonthCalendar]]:
    """Return the months of each year, newest first, as are the years."""
    days = frozenset(library.calendar())
    months = {Period.of_month(day) for day in days}
    calendars: dict[int, list[MonthCalendar]] = {}
    for month in sorted(months, reverse=True):
        calendar = MonthCalendar(month, _weeks(month, days))
        calendars.setdefault(month.start.year, []).append(calendar)
    return calendars


def _weeks(month: Period, days: Collection[date]) -> list[Week]:
    """Return the weeks of a month that have any of ``days``."""
    day = month.start - timedelta(days=month.start.weekday())
    weeks = []
    while day <= month.end:
        week: Week = []
        for _weekday in range(7):
            is_shown = month.start <= day <= month.end and day in days
            week.append(day if is_shown else None)
            day += _ONE_DAY
        if any(week):
            weeks.append(week)
    return weeks
