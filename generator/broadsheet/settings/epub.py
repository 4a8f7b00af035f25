"""Which days and weeks are also books for e-readers."""

from __future__ import annotations

from broadsheet.model.hosts import Host
from broadsheet.model.site import BookCounts
from broadsheet.settings.fields import Fields

_USUAL = BookCounts()
_WHERE_FILES_COUNT = BookCounts(days=1, weeks=4)
_MOST = 60  # days or weeks
_ABOUT = "days and weeks that e-readers can load as books; `false` for none"
_DAYS_ABOUT = "the newest days that are books; 7 unless said, 1 where the host limits files"
_WEEKS_ABOUT = "the newest weeks that are books; 8 unless said, 4 where the host limits files"


def read_books(ours: Fields, host: Host) -> BookCounts:
    """Return what the owner says of ``epub``."""
    usual = _WHERE_FILES_COUNT if host.limits_files else _USUAL
    if isinstance(ours.either("epub", "true or false", about=_ABOUT), bool):
        return usual if ours.flag("epub") else BookCounts(0, 0)
    books = ours.inside("epub")
    days = _count(books, "days", usual.days, _DAYS_ABOUT)
    weeks = _count(books, "weeks", usual.weeks, _WEEKS_ABOUT)
    books.close()
    return BookCounts(days, weeks)


def _count(books: Fields, key: str, usual: int, about: str) -> int:
    count = books.count_or(key, usual, about=about)
    if count > _MOST:
        books.wrong(f"must be at most {_MOST}, not {count:,}", key)
        return usual
    return count
