"""The pages of what moves: Trending (papers of the last fortnight) and Trends (of the month)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from broadsheet.curation.score import trending_in_words
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.changes import ENOUGH_PAPERS, MONTHS_BEFORE, Changes, find_changes
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.library.trending import FORTNIGHT, TrendingPaper, trending
from broadsheet.library.trends import Trend, topic_trends
from broadsheet.model.curation import Topic
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period
from broadsheet.outputs.pages.sparkline import Line, draw_line
from broadsheet.outputs.templating import sheet

TRENDING_MOST = 30
# Words that rose, that fell and that appeared.
WORDS_MOST = 12
MONTHS = 12
RISING_MOST = 8


class WordTrend(NamedTuple):
    """A word's trend, and its papers a month as a line where there are several months."""

    trend: Trend
    line: Line | None


class WordList(NamedTuple):
    """Words that changed in one way."""

    slug: str
    name: str
    rows: list[WordTrend]


class TopicTrend(NamedTuple):
    """A topic, its trend, and its papers a month as a line where it has one."""

    topic: Topic
    trend: Trend
    line: Line | None


def trends(library: Library) -> Iterator[OutFile]:
    """Yield both pages; they stand, and say why they are empty, before there is anything to compare."""
    yield _trending_page(library)
    yield _trends_page(library)


def topic_line(library: Library, topic: Topic, *, own: bool = False) -> Line | None:
    """Return a topic's papers a month as a line: up to the newest day of all, or of its ``own``.

    On a topic's own page nothing may change because another topic had papers.
    """
    entries = library.topic_entries[topic.slug] if own else library.shown
    if not entries:
        return None
    until = entries[0].paper.day
    months = library.months_up_to(until, MONTHS)
    return draw_line(months, library.topic_months[topic.slug], until)


def _trending_page(library: Library) -> OutFile:
    first = None
    last = None
    trending_papers: tuple[TrendingPaper, ...] = ()
    if library.newest:
        last = library.newest.period.start
        first = last - timedelta(days=FORTNIGHT - 1)
        trending_papers = trending(library.shown, last, TRENDING_MOST)
    head = {
        "title": _("Trending"),
        "description": _("The papers of the last fortnight that readers like most, newer ones first."),
        "kind": "trending",
    }
    return sheet(
        library,
        "trending.md.j2",
        urls.TRENDING,
        head,
        read=library.last_read,
        papers=trending_papers,
        formula=trending_in_words(),
        first=first,
        last=last,
        siblings=_siblings(library),
        day_of=Period.of_day,
        month=library.months[-1].period if library.months else None,
        rising=_rising_topics(library),
    )


def _siblings(library: Library) -> tuple[tuple[str, Period], ...]:
    """Return the newest day, week and month, for the period switch of a page that is none of them."""
    newest = library.newest
    if not newest:
        return ()
    day = newest.period.start
    week = Period.of_week(day)
    month = Period.of_month(day)
    return ((_("Day"), newest.period), (_("Week"), week), (_("Month"), month))


def _trends_page(library: Library) -> OutFile:
    now, before = compared_months(library)
    head = {
        "title": _("Trends"),
        "description": _("Topics and words that rise this month in %(site)s.", site=library.site.name),
        "kind": "trends",
    }
    lines = {topic.slug: topic_line(library, topic) for topic in library.topics}
    return sheet(
        library,
        "trends.md.j2",
        urls.TRENDS,
        head,
        read=library.last_read,
        more=partial(_trend_lists, now, before, months_before(library, now), library.topics, lines),
        now=now,
        before=before,
        until=library.shown[0].paper.day if library.shown else None,
    )


def _trend_lists(
    now: Digest | None,
    before: Digest | None,
    earlier: tuple[Digest, ...],
    topics: tuple[Topic, ...],
    lines: Mapping[str, Line | None],
) -> dict[str, Any]:
    """Return the topics of two months by their rise, the widest share of a topic, and what changed."""
    if not now or not before:
        return {"topics": (), "widest": 1, "changed": None}
    topics_by_slug = {topic.slug: topic for topic in topics}
    rows = []
    widest = 0.0
    for trend in topic_trends(now.entries, before.entries, topics):
        slug = trend.name
        rows.append(TopicTrend(topics_by_slug[slug], trend, lines[slug]))
        widest = max(widest, trend.now_share, trend.before_share)
    return {
        "topics": rows,
        "widest": widest or 1,
        **changed_values(now, earlier, topics),
    }


def changed_values(now: Digest, before: tuple[Digest, ...], topics: tuple[Topic, ...]) -> dict[str, Any]:
    """Return what changed in a month, as a page tells it; None where there are no months before."""
    if not before:
        return {"changed": None}
    changes = find_changes(now, before, topics, WORDS_MOST)
    named = (
        ("appeared", _("Appeared"), changes.appeared),
        ("rose", _("Rose"), changes.rose),
        ("fell", _("Fell"), changes.fell),
    )
    lists = []
    for slug, name, trends_of_words in named:
        rows = [WordTrend(trend, _line_of_word(changes, trend)) for trend in trends_of_words]
        if rows:
            lists.append(WordList(slug, name, rows))
    return {"changed": changes, "word_lists": lists, "enough": ENOUGH_PAPERS}


def _line_of_word(changes: Changes, trend: Trend) -> Line | None:
    """Return the papers of a word a month as a line, up to the newest of the month's papers."""
    months = [month.period for month in (*changes.before, changes.now)]
    newest = max(entry.paper.day for entry in changes.now.entries)
    return draw_line(months, trend.months, newest)


def months_before(library: Library, month: Digest | None) -> tuple[Digest, ...]:
    """Return the months with papers that a month is compared with, oldest first."""
    if not month:
        return ()
    earlier = [other for other in library.months if other.period.start < month.period.start]
    return tuple(earlier[-MONTHS_BEFORE:])


def compared_months(library: Library) -> tuple[Digest | None, Digest | None]:
    """Return the newest month and the calendar month before it, where they have papers."""
    if not library.months:
        return None, None
    now = library.months[-1]
    day_before = now.period.start - timedelta(days=1)
    return now, library.month_of(day_before)


def _rising_topics(library: Library) -> list[tuple[Topic, Trend]]:
    """Return the topics whose share rose most in the newest month, each with its trend."""
    now, before = compared_months(library)
    if not now or not before:
        return []
    topics_by_slug = {topic.slug: topic for topic in library.topics}
    trends = topic_trends(now.entries, before.entries, library.topics)
    rising = []
    for trend in trends[:RISING_MOST]:
        if trend.change > 0:
            rising.append((topics_by_slug[trend.name], trend))
    return rising
