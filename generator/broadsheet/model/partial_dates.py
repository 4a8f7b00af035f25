"""Dates of which only the month or the year is known, as many journals give them (ISO 8601, 5.2.1)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.period import Period, short_date

_PARTIAL = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_WHOLE_LENGTH = len("2026-05-18")
# How far the day on which a preprint was handed in may lie from the month in which arXiv announced it.
_NEAR = timedelta(days=31)
# Ids of two digits for the year began in 1991, and those of 2091 are not given out yet.
_FIRST_YEAR = 1991


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A month of a year, or a year alone; its day is not known."""

    year: int
    month: int | None = None

    def isoformat(self) -> str:
        """Return it as ISO 8601 does: ``2026-05``, or ``2026``."""
        if self.month is None:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        """The earliest day that it may mean."""
        return date(self.year, self.month or 1, 1)

    @property
    def last_day(self) -> date:
        """The latest day that it may mean."""
        month = self.month or 12
        _, days = monthrange(self.year, month)
        return date(self.year, month, days)

    @property
    def label(self) -> str:
        """How readers write it: ``May 2026``, or ``2026``."""
        if self.month is None:
            return str(self.year)
        return Period.of_month(self.first_day).label


PublicationDate = date | PartialDate


@lru_cache(maxsize=1 << 13)  # dates of thirty years: papers of a day hold one and the same
def parse_publication_date(text: str) -> PublicationDate:
    """Return the date that ``isoformat`` wrote, whole or partial; ValueError where it is none."""
    if len(text) == _WHOLE_LENGTH:  # as nearly all have
        return date.fromisoformat(text)
    partial = _PARTIAL.fullmatch(text)
    if partial is None:
        raise ValueError(f"{text!r} is not a date")
    year, month = partial.groups()
    if year == "0000":
        raise ValueError(f"{text!r} is not a year")
    return PartialDate(int(year), int(month) if month else None)


def with_slashes(published: PublicationDate) -> str:
    """Return a date as RIS and Highwire's tags write it: ``2026/05/18``, or as much of it as is known."""
    return published.isoformat().replace("-", "/")


def first_day_of(published: PublicationDate) -> date:
    """Return the earliest day that a date may mean."""
    return published.first_day if isinstance(published, PartialDate) else published


def last_day_of(published: PublicationDate) -> date:
    """Return the latest day that a date may mean."""
    return published.last_day if isinstance(published, PartialDate) else published


def label_of(published: PublicationDate) -> str:
    """Return a date as readers write it: ``18 May 2026``, ``May 2026`` or ``2026``."""
    return published.label if isinstance(published, PartialDate) else short_date(published)


def month_of_arxiv_id(paper_id: str) -> PartialDate | None:
    """Return the month in which arXiv announced a paper, by its id; None for what is no arXiv id.

    ``2605.01234`` and ``hep-th/0605012`` are both of May 2006 or 2026, as their year says.
    """
    spelling = arxiv_spelling(paper_id)
    if not spelling:
        return None
    digits = spelling.rpartition("/")[2][:4]
    year = 1900 + int(digits[:2])
    if year < _FIRST_YEAR:
        year += 100
    month = int(digits[2:])
    if not 1 <= month <= 12:
        return None
    return PartialDate(year, month)


def agree_with_arxiv_id(published: PublicationDate, paper_id: str) -> PublicationDate:
    """Return a date, or the month of an arXiv id where the date is more than a month off that month."""
    announced = month_of_arxiv_id(paper_id)
    if announced is None:
        return published
    is_too_early = last_day_of(published) < announced.first_day - _NEAR
    is_too_late = first_day_of(published) > announced.last_day + _NEAR
    if is_too_early or is_too_late:
        return announced
    return published
