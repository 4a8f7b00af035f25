"""The status pages and ``status.json``: what was read, what was kept, what was not and why.

The overview stays small however long a site runs; each month has its days and everything that no
list shows on pages of its own. ``docs/status.md`` gives the shape of ``status.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.library import audit, urls
from broadsheet.library.audit import Omission, Reasons, SourceState, Tally
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.period import Period
from broadsheet.outputs.templating import Head, sheet
from broadsheet.store.identity import PossibleDuplicate, possible_duplicates

# So many lines stand in a list of what no list shows before another page begins.
LOSSES_MOST = 500
# So many days, pairs and reasons does the overview name; the months' pages and ``doctor`` have all.
DAYS_MOST = 60
PAIRS_MOST = 50
REASONS_MOST = 6
RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Sum:
    """Several rows in one line, whose numbers add up as theirs do."""

    fetched: int
    kept: int
    dropped: Reasons
    days: int
    failed: int

    @classmethod
    def of(cls, rows: Sequence[Tally]) -> Sum:
        """The sum of ``rows``; a day that several sources were read for counts once."""
        return cls(
            fetched=sum(row.fetched for row in rows),
            kept=sum(row.kept for row in rows),
            dropped=audit.counted_reasons(loss for row in rows for loss in row.losses),
            days=len({row.reading.day for row in rows if row.reading.read}),
            failed=sum(bool(row.reading.failed) for row in rows),
        )


def status(library: Library) -> Iterator[OutFile]:
    """The overview, a page or more for each month, and ``status.json``."""
    rows = audit.tallies(library)
    pairs = possible_duplicates(entry.paper for entry in library.entries)
    losses = _losses(library, rows)
    months = sorted({Period.of_month(day) for day in (*losses, *(r.reading.day for r in rows))}, reverse=True)
    yield _overview(library, rows, months, pairs)
    for month in months:
        yield from _month(library, month, _of_month(rows, month), losses)
    yield OutFile(urls.STATUS_FILE, _json(library, rows, pairs))


def _losses(library: Library, rows: Iterable[Tally]) -> dict[date, list[Omission]]:
    by_day: dict[date, list[Omission]] = {}
    for loss in (*(loss for row in rows for loss in row.losses), *audit.unread_omissions(library)):
        by_day.setdefault(loss.day, []).append(loss)
    return by_day


def _of_month(rows: Iterable[Tally], month: Period) -> list[Tally]:
    return [row for row in rows if month.start <= row.reading.day <= month.end]


def _overview(
    library: Library, rows: tuple[Tally, ...], months: Sequence[Period], pairs: Sequence[PossibleDuplicate]
) -> OutFile:
    head = {
        "title": "Status",
        "description": f"When the sources of {library.site.name} were read, and what was left out.",
        "kind": "status",
    }
    recent = sorted({row.reading.day for row in rows}, reverse=True)[:RECENT_DAYS]
    newest_first = rows[::-1]
    return sheet(
        library,
        "status.md.j2",
        urls.STATUS,
        head,
        read=library.last_read,
        last_read=library.last_read,
        newest=library.newest,
        content_of=audit.content_of(library),
        failing=audit.failing_sources(library),
        sources=_sources(library, rows),
        failures=[row.reading for row in newest_first if row.reading.failed],
        gaps=audit.gaps(library),
        stale=[row for row in newest_first if row.stale],
        caps=[row.reading for row in newest_first if row.reading.cap],
        pairs=pairs,
        with_page={entry.paper.id for entry in library.with_page},
        months=[(month, Sum.of(_of_month(rows, month))) for month in months],
        rows=[row for row in newest_first if row.reading.day in recent],
        days_most=DAYS_MOST,
        pairs_most=PAIRS_MOST,
        **_words(library, library.days),
    )


def _words(library: Library, days: Iterable[Digest]) -> dict[str, Any]:
    return {
        "source_titles": library.source_titles,
        "pages": {day.period.start: urls.digest(day.period) for day in days},
        "reasons_most": REASONS_MOST,
    }


def _sources(library: Library, rows: Iterable[Tally]) -> list[tuple[SourceState, Sum]]:
    states = audit.source_states(library)
    return [(state, Sum.of([row for row in rows if row.reading.source == state.name])) for state in states]


def _month(
    library: Library, month: Period, rows: Sequence[Tally], losses: dict[date, list[Omission]]
) -> Iterator[OutFile]:
    """The month's days, and what no list shows of them, on as many pages as that needs."""
    lost = [
        loss
        for day in sorted(losses, reverse=True)
        if month.start <= day <= month.end
        for loss in losses[day]
    ]
    parts = [lost[at : at + LOSSES_MOST] for at in range(0, len(lost), LOSSES_MOST)] or [[]]
    # The days of this month alone: with each new day all months would be made anew.
    words = _words(library, (day for day in library.days if month.start <= day.period.start <= month.end))
    for number, part in enumerate(parts, 1):
        head: Head = {
            "title": f"Status, {month.label}" + (f", part {number}" if number > 1 else ""),
            "description": f"What was read in {month.label}, and what was not shown and why.",
            "kind": "status",
        }
        yield sheet(
            library,
            "status_month.md.j2",
            urls.status(month, number),
            head,
            read=library.last_read_of(row.reading.day for row in rows),
            month=month,
            rows=rows[::-1] if number == 1 else (),
            losses=part,
            lost=len(lost),
            part=number,
            parts=len(parts),
            **words,
        )


def _json(library: Library, rows: Iterable[Tally], pairs: Iterable[PossibleDuplicate]) -> bytes:
    newest = library.newest
    values = {
        "content_of": _day(audit.content_of(library)),
        "last_good_fetch": _day(library.last_read),
        "newest_paper": _day(newest.period.start) if newest else None,
        "sources": [_source_out(state) for state in audit.source_states(library)],
        "gaps": [{"day": _day(gap.day), "why": gap.why} for gap in audit.gaps(library)],
        "probable_duplicates": [{"ids": [pair.first, pair.second], "why": pair.why} for pair in pairs],
        "rows": [_row_out(row) for row in rows],
    }
    return (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _source_out(state: SourceState) -> dict[str, object]:
    return {
        "name": state.name,
        "title": state.title,
        "last_good_fetch": _day(state.last_good),
        "last_try": _day(state.last_try),
        "failing": bool(state.failing),
        "message": state.failing.failed if state.failing else "",
    }


def _row_out(row: Tally) -> dict[str, object]:
    reading = row.reading
    return {
        "source": reading.source,
        "day": _day(reading.day),
        "read": _day(reading.read),
        "fetched": row.fetched,
        "kept": row.kept,
        "dropped": dict(row.dropped),
        "failed": reading.failed,
        "cap": reading.cap,
        "stale": row.stale,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
