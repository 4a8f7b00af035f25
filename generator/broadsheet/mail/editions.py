"""Which edition is mailed: the newest that is over, unless it is old news; pure."""

from __future__ import annotations

from datetime import date

from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.text.plain import with_noun

# How many days after its end an edition is still news: a day's over a long weekend, a week's for a week.
NEWS = {"day": 4, "week": 8}


def named_edition(library: Library, slug: str) -> Digest | str:
    """The day or the week called ``slug``, or why nothing of it is sent."""
    digest = library.by_slug.get(slug)
    if not digest or digest.period.kind not in NEWS or not digest.entries:
        return f"{slug}: there is no edition with papers of that name; nothing is sent"
    return digest


def newest_edition(library: Library, kind: str, today: date) -> Digest | str:
    """The newest ``day`` or ``week`` with papers that is over, or why nothing is sent."""
    filling = [day.period.start for day in library.days if any(r.filling for r in day.readings)]
    rows = library.editions if kind == "day" else library.weeks
    over = [d for d in rows if d.entries and d.period.end < today and not _holds(d, filling)]
    if not over:
        return f"no {kind} with papers is over; nothing is sent"
    newest, age = over[-1], (today - over[-1].period.end).days
    if age > NEWS[kind]:
        return (
            f"no papers since {newest.period.slug}, which ended {with_noun(age, 'day')} ago; "
            f"nothing is sent; "
            f"to send that all the same, give --edition {newest.period.slug}"
        )
    return newest


def _holds(digest: Digest, days: list[date]) -> bool:
    return any(digest.period.start <= day <= digest.period.end for day in days)
