"""The pages of what moves: Trending (papers of the last fortnight) and Trends (of the month)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from broadsheet.curation.score import TRENDING_IN_WORDS
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.library.trending import FORTNIGHT, trending
from broadsheet.library.trends import ENOUGH_PAPERS, Trend, topic_trends, word_trends
from broadsheet.model.curation import Topic
from broadsheet.model.period import Period
from broadsheet.outputs.pages.sparkline import Line, draw_line
from broadsheet.outputs.templating import sheet

TRENDING_MOST = 30
WORDS_MOST = 20
MONTHS = 12
RAIL_MOST = 8


def trends(library: Library) -> Iterator[OutFile]:
    """Both pages; they stand, and say why they are empty, before there is anything to compare."""
    yield _trending(library)
    yield _trends(library)


def topic_line(library: Library, topic: Topic, *, own: bool = False) -> Line | None:
    """A topic's papers a month: up to the newest day of all, or of its ``own``.

    On a topic's own page nothing may change because another topic had papers.
    """
    entries = library.topic_entries[topic.slug] if own else library.shown
    if not entries:
        return None
    until = entries[0].paper.day
    months = library.months_up_to(until, MONTHS)
    return draw_line(months, library.topic_months[topic.slug], until)


def _trending(library: Library) -> OutFile:
    newest = library.newest.period.start if library.newest else None
    found = trending(library.shown, newest, TRENDING_MOST) if newest else ()
    head = {
        "title": "Trending",
        "description": "The papers of the last fortnight that readers like most, weighed against their age.",
        "kind": "trending",
    }
    return sheet(
        library,
        "trending.md.j2",
        urls.TRENDING,
        head,
        read=library.last_read,
        found=found,
        formula=TRENDING_IN_WORDS,
        first=newest - timedelta(days=FORTNIGHT - 1) if newest else None,
        last=newest,
        siblings=_siblings(library),
        day_of=Period.of_day,
        month=library.months[-1].period if library.months else None,
        rising=_rising(library),
    )


def _siblings(library: Library) -> tuple[tuple[str, Period], ...]:
    """The newest day, week and month, for the period switch of a page that is none of them."""
    newest = library.newest
    if not newest:
        return ()
    day = newest.period.start
    return (("Day", newest.period), ("Week", Period.of_week(day)), ("Month", Period.of_month(day)))


def _trends(library: Library) -> OutFile:
    now, before = _months(library)
    head = {
        "title": "Trends",
        "description": f"Which topics and words of {library.site.name} rise this month, against the last.",
        "kind": "trends",
    }
    lines = {topic.slug: topic_line(library, topic) for topic in library.topics}
    return sheet(
        library,
        "trends.md.j2",
        urls.TRENDS,
        head,
        read=library.last_read,
        more=partial(_rises, now, before, library.topics, lines),
        now=now,
        before=before,
        until=library.shown[0].paper.day if library.shown else None,
        enough=ENOUGH_PAPERS,
    )


def _rises(
    now: Digest | None, before: Digest | None, topics: tuple[Topic, ...], lines: Mapping[str, Line | None]
) -> dict[str, Any]:
    both = (now.entries, before.entries) if now and before else ((), ())
    rises = topic_trends(*both, topics)
    by_slug = {topic.slug: topic for topic in topics}
    return {
        "topics": [(by_slug[rise.name], rise, lines[rise.name]) for rise in rises],
        "widest": max((max(r.now_share, r.before_share) for r in rises), default=0) or 1,
        "words": word_trends(*both, WORDS_MOST),
    }


def _months(library: Library) -> tuple[Digest | None, Digest | None]:
    """The newest month and the calendar month before it, where they have papers."""
    now = library.months[-1] if library.months else None
    return now, library.month_of(now.period.start - timedelta(days=1)) if now else None


def _rising(library: Library) -> list[tuple[Topic, Trend]]:
    now, before = _months(library)
    if not now or not before:
        return []
    by_slug = {topic.slug: topic for topic in library.topics}
    rises = topic_trends(now.entries, before.entries, library.topics)[:RAIL_MOST]
    return [(by_slug[rise.name], rise) for rise in rises if rise.change > 0]
