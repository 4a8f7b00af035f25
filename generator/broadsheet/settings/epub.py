"""Which days and weeks are also books for e-readers."""

from __future__ import annotations

from typing import NamedTuple

from broadsheet.model.hosts import Host
from broadsheet.settings.fields import Fields

_DAYS = 7
_WEEKS = 8
_COUNTED_DAYS = 1  # where a host limits files
_COUNTED_WEEKS = 4
_MOST = 60  # days or weeks
_ABOUT = "days and weeks that e-readers can load as books; `false` for none"
_DAYS_ABOUT = "the newest days that are books; 7 unless said, 1 where the host limits files"
_WEEKS_ABOUT = "the newest weeks that are books; 8 unless said, 4 where the host limits files"


class Books(NamedTuple):
    """How many of the newest days and weeks are books."""

    days: int
    weeks: int


def read_books(ours: Fields, host: Host) -> Books:
    """Return what the owner says of ``epub``."""
    usual = Books(_COUNTED_DAYS, _COUNTED_WEEKS) if host.limits_files else Books(_DAYS, _WEEKS)
    if isinstance(ours.either("epub", "true or false", about=_ABOUT), bool):
        return usual if ours.flag("epub") else Books(0, 0)
    books = ours.inside("epub")
    days = _count(books, "days", usual.days, _DAYS_ABOUT)
    weeks = _count(books, "weeks", usual.weeks, _WEEKS_ABOUT)
    books.close()
    return Books(days, weeks)


def _count(books: Fields, key: str, usual: int, about: str) -> int:
    count = books.count_or(key, usual, about=about)
    if count > _MOST:
        books.wrong(f"must be at most {_MOST}, not {count:,}", key)
        return usual
    return count
