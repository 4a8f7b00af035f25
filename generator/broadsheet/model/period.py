"""Periods of the calendar: days, ISO weeks and months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

# Votes, comments and stars are read again while a paper is this young (days); afterwards the
# file never changes for them, so that an old digest stays as its readers saw it.
YOUNG_DAYS = 7

# Up to the year 9998: the last weeks of 9999 end beyond what a date can be.
_PERIOD = re.compile(r"(?!9999)[0-9]{4}-(?:W[0-9]{2}|[0-9]{2}(?:-[0-9]{2})?)", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
        """How the period is called in a heading, in English whatever the locale."""
        if self.kind == "day":
            return long_date(self.start)
        if self.kind == "month":
            return f"{_MONTHS[self.start.month - 1]} {self.start.year}"
        return f"Week {int(self.slug[-2:])}, {short_date(self.start)} to {short_date(self.end)}"


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


def is_working_day(day: date) -> bool:
    """Whether ``day`` is from Monday to Friday; holidays are working days here."""
    return day.weekday() < _SATURDAY


def is_holiday(day: date, holidays: frozenset[str]) -> bool:
    """Whether ``day`` is one of a site's holidays, which name a date or a day of every year."""
    return day.isoformat() in holidays or day.isoformat()[5:] in holidays


def long_date(day: date) -> str:
    """``Monday, 18 May 2026``."""
    return f"{_WEEKDAYS[day.weekday()]}, {short_date(day)}"


def short_date(day: date) -> str:
    """``18 May 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
