"""Editions that are sent out, as mail or as posts: the one that is named, or the newest that is over."""

from __future__ import annotations

from datetime import date

from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.period import Period
from broadsheet.text.plain import with_noun

# Days after its end for which an edition is still news: a day's over a long weekend, a week's for a week.
NEWS_DAYS = {"day": 4, "week": 8}


def choose_edition(library: Library, slug: str | None, kind: str, today: date) -> Digest | str:
    """Return the edition that is named, or else the newest of its ``kind`` that is over.

    Where there is none to send, return the sentence that says why.
    """
    if slug:
        return _find_edition(library, slug)
    return _find_newest_edition(library, kind, today)


def _find_edition(library: Library, slug: str) -> Digest | str:
    """Return the day or the week called ``slug``, or the sentence that says why nothing of it is sent."""
    digest = library.by_slug.get(slug)
    if not digest or digest.period.kind not in NEWS_DAYS or not digest.entries:
        return f"{slug}: there is no edition with papers of that name; nothing is sent"
    return digest


def _find_newest_edition(library: Library, kind: str, today: date) -> Digest | str:
    """Return the newest ``day`` or ``week`` with papers that is over.

    Where there is none, or it is old news, return the sentence that says why nothing is sent.
    """
    newest = _newest_complete(library, kind, today)
    if not newest:
        return f"no {kind} with papers is over; nothing is sent"
    slug = newest.period.slug
    age = (today - newest.period.end).days
    if age > NEWS_DAYS[kind]:
        return (
            f"no papers since {slug}, which ended {with_noun(age, 'day')} ago; "
            f"nothing is sent; "
            f"to send that all the same, give --edition {slug}"
        )
    return newest


def _newest_complete(library: Library, kind: str, today: date) -> Digest | None:
    filling_days = []
    for day in library.days:
        if any(reading.filling for reading in day.readings):
            filling_days.append(day.period.start)
    digests = library.editions if kind == "day" else library.weeks
    for digest in reversed(digests):
        is_over = digest.period.end < today
        if is_over and digest.entries and not _contains_any(digest.period, filling_days):
            return digest
    return None


def _contains_any(period: Period, days: list[date]) -> bool:
    return any(period.start <= day <= period.end for day in days)
