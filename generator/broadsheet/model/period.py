"""Periods of the calendar: days, ISO weeks and months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from broadsheet.model.language.words import N_, gettext

# Votes, comments and stars are read again while a paper is this young (days); afterwards the
# file never changes for them, so that an old digest stays as its readers saw it.
YOUNG_DAYS = 7

# Up to the year 9998: the last weeks of 9999 end beyond what a date can be.
_PERIOD = re.compile(r"(?!9999)[0-9]{4}-(?:W[0-9]{2}|[0-9]{2}(?:-[0-9]{2})?)", re.ASCII)
# Whole, since languages put dates together in their own ways.
_DATES = (
    N_("%(day)s January %(year)s"),
    N_("%(day)s February %(year)s"),
    N_("%(day)s March %(year)s"),
    N_("%(day)s April %(year)s"),
    N_("%(day)s May %(year)s"),
    N_("%(day)s June %(year)s"),
    N_("%(day)s July %(year)s"),
    N_("%(day)s August %(year)s"),
    N_("%(day)s September %(year)s"),
    N_("%(day)s October %(year)s"),
    N_("%(day)s November %(year)s"),
    N_("%(day)s December %(year)s"),
)
_MONTHS = (
    N_("January %(year)s"),
    N_("February %(year)s"),
    N_("March %(year)s"),
    N_("April %(year)s"),
    N_("May %(year)s"),
    N_("June %(year)s"),
    N_("July %(year)s"),
    N_("August %(year)s"),
    N_("September %(year)s"),
    N_("October %(year)s"),
    N_("November %(year)s"),
    N_("December %(year)s"),
)
_SHORT_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = (
    N_("Monday, %(date)s"),
    N_("Tuesday, %(date)s"),
    N_("Wednesday, %(date)s"),
    N_("Thursday, %(date)s"),
    N_("Friday, %(date)s"),
    N_("Saturday, %(date)s"),
    N_("Sunday, %(date)s"),
)
_SHORT_WEEKDAYS = (
    N_("Mon"),
    N_("Tue"),
    N_("Wed"),
    N_("Thu"),
    N_("Fri"),
    N_("Sat"),
    N_("Sun"),
)


def is_young(day: date, today: date) -> bool:
    """Return whether the counts of a paper of ``day`` still move ``today``."""
    return today - day <= timedelta(days=YOUNG_DAYS)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day, an ISO 8601 week or a month, from ``start`` to ``end``, both included."""

    start: date
    end: date
    slug: str

    @classmethod
    def of_day(cls, day: date) -> Period:
        """Return the period of one day; slug ``2026-05-18``."""
        return _day(day)

    @classmethod
    def of_week(cls, day: date) -> Period:
        """Return the ISO week that ``day`` is in, Monday to Sunday; slug ``2026-W21``."""
        return _week(day)

    @classmethod
    def of_month(cls, day: date) -> Period:
        """Return the calendar month that ``day`` is in; slug ``2026-05``."""
        return _month(day)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period a slug names; ValueError where it names none."""
        if not _PERIOD.fullmatch(text):
            raise ValueError(f"{text!r} is not a period")
        if "W" in text:
            return cls.of_week(date.fromisocalendar(int(text[:4]), int(text[-2:]), 1))
        if len(text) == len("2026-05"):
            return cls.of_month(date.fromisoformat(f"{text}-01"))
        return cls.of_day(date.fromisoformat(text))

    @property
    def kind(self) -> str:
        """``day``, ``week`` or ``month``."""
        if self.start == self.end:
            return "day"
        return "week" if "W" in self.slug else "month"

    @property
    def label(self) -> str:
        """How the period is called in a heading."""
        if self.kind == "day":
            return long_date(self.start)
        if self.kind == "month":
            return gettext(_MONTHS[self.start.month - 1], year=self.start.year)
        return gettext(
            "Week %(number)s, %(first)s to %(last)s",
            number=self._week_number,
            first=short_date(self.start),
            last=short_date(self.end),
        )

    @property
    def short_label(self) -> str:
        """How it is called in a line: ``18 May 2026``, ``Week 21`` or ``May 2026``."""
        if self.kind == "day":
            return short_date(self.start)
        if self.kind == "month":
            return self.label
        return gettext("Week %(number)s", number=self._week_number)

    @property
    def shortest_label(self) -> str:
        """How it is called beside its neighbours: ``Mon``, ``Week 21`` or ``May``."""
        if self.kind == "day":
            return gettext(_SHORT_WEEKDAYS[self.start.weekday()])
        if self.kind == "month":
            return gettext(_SHORT_MONTHS[self.start.month - 1])
        return self.short_label

    @property
    def _week_number(self) -> int:
        return int(self.slug[-2:])


# Kept, since each paper asks for the periods of its day, and many papers have the same.


@cache
def _day(day: date) -> Period:
    return Period(day, day, day.isoformat())


@cache
def _week(day: date) -> Period:
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(monday, monday + timedelta(days=6), f"{year:04d}-W{week:02d}")


@cache
def _month(day: date) -> Period:
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(start, end, f"{day.year:04d}-{day.month:02d}")


def months_up_to(day: date, limit: int, oldest: date) -> tuple[Period, ...]:
    """Return the last ``limit`` months up to that of ``day`` without a gap, none before ``oldest``."""
    first_day = Period.of_month(oldest).start
    months: list[Period] = []
    while day >= first_day and len(months) < limit:
        month = Period.of_month(day)
        months.append(month)
        day = month.start - _ONE_DAY
    months.reverse()
    return tuple(months)


def first_of_months(newest: date, number: int, oldest: date) -> date:
    """Return the first day of so many months up to that of ``newest``; after all days if there are none."""
    months = months_up_to(newest, number, oldest)
    return months[0].start if months else date.max


def is_working_day(day: date) -> bool:
    """Whether ``day`` is from Monday to Friday; holidays are working days here."""
    return day.weekday() < _SATURDAY


def is_holiday(day: date, holidays: frozenset[str]) -> bool:
    """Whether ``day`` is one of a site's holidays, which name a date or a day of every year."""
    return day.isoformat() in holidays or day.isoformat()[5:] in holidays


def long_date(day: date) -> str:
    """``Monday, 18 May 2026``."""
    return gettext(_WEEKDAYS[day.weekday()], date=short_date(day))


def short_date(day: date) -> str:
    """``18 May 2026``."""
    return gettext(_DATES[day.month - 1], day=day.day, year=day.year)
