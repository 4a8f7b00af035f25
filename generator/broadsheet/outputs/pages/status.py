"""The status pages and ``status.json``: what was read, what was kept, what was not and why.

The overview stays small however long a site runs; each month has its days and everything that no
list shows on pages of its own. ``docs/status.md`` gives the shape of ``status.json``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from broadsheet.cache.kept_values import KeptValue
from broadsheet.disk.tree import OutFile
from broadsheet.library import audit, urls
from broadsheet.library.audit import Omission, Reasons, SourceState, Tally
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period
from broadsheet.outputs.templating import Head, sheet
from broadsheet.store.duplicates import PossibleDuplicate, possible_duplicates
from broadsheet.store.near_titles import NO_TITLES, NearTitles, find_near_titles

# So many lines stand in a list of what no list shows before another page begins.
LOSSES_MOST = 500
# So many days, pairs and reasons does the overview name; the months' pages and ``doctor`` have all.
DAYS_MOST = 60
PAIRS_MOST = 50
REASONS_MOST = 6
RECENT_DAYS = 7


class Totals(NamedTuple):
    """Several tallies in one line, whose numbers add up as theirs do."""

    fetched: int
    kept: int
    dropped: Reasons
    days: int
    failed: int


def status(library: Library, near_titles: KeptValue | None = None) -> Iterator[OutFile]:
    """Yield the overview, a page or more for each month, and ``status.json``.

    ``near_titles`` is what was kept of papers' titles, of which few are new.
    """
    tallies = audit.tallies(library)
    pairs = _find_duplicates(library, near_titles)
    omissions = _omissions_by_month(library, tallies)
    tallies_by_month = _tallies_by_month(tallies)
    months = sorted(omissions.keys() | tallies_by_month.keys(), reverse=True)
    month_totals = []
    for month in months:
        month_totals.append((month, _add_up(tallies_by_month[month])))
    yield _overview(library, tallies, month_totals, pairs)
    for month in months:
        yield from _month_pages(library, month, tallies_by_month[month], omissions[month])
    yield OutFile(urls.STATUS_FILE, _status_file(library, tallies, pairs))


def _find_duplicates(library: Library, kept: KeptValue | None) -> tuple[PossibleDuplicate, ...]:
    """Return the possible duplicates, and keep for the next build which titles are near."""
    papers = [entry.paper for entry in library.entries]
    before = kept.read() if kept else None
    near = find_near_titles(papers, NearTitles(*before) if before else NO_TITLES)
    if kept:
        kept.write(near)
    return possible_duplicates(papers, library.removals, near)


def _add_up(tallies: Iterable[Tally]) -> Totals:
    """Return the totals of ``tallies``; a day that several sources were read for counts once."""
    fetched = 0
    kept = 0
    failed = 0
    days: set[date] = set()
    omissions: list[Omission] = []
    for tally in tallies:
        fetched += tally.fetched
        kept += tally.kept
        omissions += tally.losses
        if tally.reading.read:
            days.add(tally.reading.day)
        if tally.reading.failed:
            failed += 1
    dropped = audit.counted_reasons(omissions)
    return Totals(fetched, kept, dropped, len(days), failed)


def _tallies_by_month(tallies: Iterable[Tally]) -> defaultdict[Period, list[Tally]]:
    by_month: defaultdict[Period, list[Tally]] = defaultdict(list)
    for tally in tallies:
        month = Period.of_month(tally.reading.day)
        by_month[month].append(tally)
    return by_month


def _omissions_by_month(library: Library, tallies: Iterable[Tally]) -> defaultdict[Period, list[Omission]]:
    """Return everything that no list shows by its month, the newest day first."""
    omissions: list[Omission] = []
    for tally in tallies:
        omissions += tally.losses
    omissions += audit.unread_omissions(library)
    omissions.sort(key=_day_of, reverse=True)
    by_month: defaultdict[Period, list[Omission]] = defaultdict(list)
    for omission in omissions:
        month = Period.of_month(omission.day)
        by_month[month].append(omission)
    return by_month


def _day_of(omission: Omission) -> date:
    return omission.day


# The overview


def _overview(
    library: Library,
    tallies: Sequence[Tally],
    month_totals: Sequence[tuple[Period, Totals]],
    pairs: Sequence[PossibleDuplicate],
) -> OutFile:
    head = {
        "title": _("Status"),
        "description": _(
            "When the sources of %(site)s were read, and what was left out.", site=library.site.name
        ),
        "kind": "status",
    }
    newest_first = tallies[::-1]
    days = {tally.reading.day for tally in tallies}
    recent_days = sorted(days, reverse=True)[:RECENT_DAYS]
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
        sources=_source_totals(library, tallies),
        failures=[tally.reading for tally in newest_first if tally.reading.failed],
        gaps=audit.gaps(library),
        stale=[tally for tally in newest_first if tally.stale],
        caps=[tally.reading for tally in newest_first if tally.reading.cap],
        pairs=pairs,
        addresses_of=_paper_addresses(library, pairs),
        months=month_totals,
        rows=[tally for tally in newest_first if tally.reading.day in recent_days],
        days_most=DAYS_MOST,
        pairs_most=PAIRS_MOST,
        **_words_for_readings(library, library.days),
    )


def _paper_addresses(library: Library, pairs: Iterable[PossibleDuplicate]) -> Mapping[str, str]:
    """Return where the papers of pairs are, by their ids, of those that have a page."""
    addresses: dict[str, str] = {}
    for pair in pairs:
        for paper_id in (pair.first, pair.second):
            entry = library.by_id.get(paper_id)
            if entry and entry.page and entry.paper.id == paper_id:
                addresses[paper_id] = urls.words(paper_id, entry.shared_at)
    return addresses


def _source_totals(library: Library, tallies: Iterable[Tally]) -> list[tuple[SourceState, Totals]]:
    """Return the state of each source with the totals of all its readings."""
    by_source: defaultdict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_source[tally.reading.source].append(tally)
    totals = []
    for state in audit.source_states(library):
        totals.append((state, _add_up(by_source[state.name])))
    return totals


def _words_for_readings(library: Library, days: Iterable[Digest]) -> dict[str, Any]:
    """Return titles of the sources and addresses of ``days``, by which the templates name readings."""
    return {
        "source_titles": library.source_titles,
        "pages": {day.period.start: urls.digest(day.period) for day in days},
        "reasons_most": REASONS_MOST,
    }


# Months


def _month_pages(
    library: Library, month: Period, tallies: Sequence[Tally], omissions: Sequence[Omission]
) -> Iterator[OutFile]:
    """Yield the month's days, and what no list shows of them, on as many pages as that needs."""
    parts = []
    for start in range(0, len(omissions), LOSSES_MOST):
        parts.append(omissions[start : start + LOSSES_MOST])
    if not parts:
        parts.append([])
    # The days of this month alone: with each new day all months would be made anew.
    days = [day for day in library.days if month.start <= day.period.start <= month.end]
    words = _words_for_readings(library, days)
    for number, part in enumerate(parts, 1):
        is_first = number == 1
        yield sheet(
            library,
            "status_month.md.j2",
            urls.status(month, number),
            _month_head(month, number),
            read=library.last_read_of(tally.reading.day for tally in tallies),
            month=month,
            rows=tallies[::-1] if is_first else (),
            losses=part,
            lost=len(omissions),
            part=number,
            parts=len(parts),
            **words,
        )


def _month_head(month: Period, part: int) -> Head:
    title = _("Status, %(month)s", month=month.label)
    if part > 1:
        title = _("Status, %(month)s, part %(number)s", month=month.label, number=part)
    return {
        "title": title,
        "description": _("What was read in %(month)s, what was not shown, and why.", month=month.label),
        "kind": "status",
    }


# status.json


def _status_file(library: Library, tallies: Iterable[Tally], pairs: Iterable[PossibleDuplicate]) -> bytes:
    newest = library.newest
    gaps = []
    for gap in audit.gaps(library):
        gaps.append({"day": _iso_date(gap.day), "why": gap.why})
    duplicates = []
    for pair in pairs:
        duplicates.append({"ids": [pair.first, pair.second], "why": pair.why})
    values = {
        "content_of": _iso_date(audit.content_of(library)),
        "last_good_fetch": _iso_date(library.last_read),
        "newest_paper": _iso_date(newest.period.start) if newest else None,
        "sources": [_source_values(state) for state in audit.source_states(library)],
        "gaps": gaps,
        "probable_duplicates": duplicates,
        "rows": [_tally_values(tally) for tally in tallies],
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def _source_values(state: SourceState) -> dict[str, object]:
    failing = state.failing
    return {
        "name": state.name,
        "title": state.title,
        "last_good_fetch": _iso_date(state.last_good),
        "last_try": _iso_date(state.last_try),
        "failing": bool(failing),
        "message": failing.failed if failing else "",
    }


def _tally_values(tally: Tally) -> dict[str, object]:
    reading = tally.reading
    return {
        "source": reading.source,
        "day": _iso_date(reading.day),
        "read": _iso_date(reading.read),
        "fetched": tally.fetched,
        "kept": tally.kept,
        "dropped": dict(tally.dropped),
        "failed": reading.failed,
        "cap": reading.cap,
        "stale": tally.stale,
    }


def _iso_date(day: date | None) -> str | None:
    if day is None:
        return None
    return day.isoformat()
