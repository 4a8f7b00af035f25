"""Pages of topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain, groupby
from typing import Any, NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest, Entries
from broadsheet.library.exports import has_own_files, packs_of
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period
from broadsheet.outputs.maps.atlas import MapFacts, map_of_topic, map_values
from broadsheet.outputs.pages.lists import (
    CitationPlace,
    CitationPlaces,
    bibtex_of,
    by_period,
    fold,
    in_packs,
    is_by_title,
    part_older,
)
from broadsheet.outputs.pages.sparkline import Line
from broadsheet.outputs.pages.trends import MONTHS, topic_line
from broadsheet.outputs.templating import sheet

# A topic with more papers than this is split by month; its own page then shows the newest few.
TOPIC_MOST = 60
TOPIC_NEWEST = 30


class TopicRow(NamedTuple):
    """A topic in the list of all: its papers in all and this month, and its line where it has one."""

    topic: Topic
    total: int
    this_month: int
    line: Line | None


class _MonthOfTopic(NamedTuple):
    """A month of a topic: its days on which the topic has papers, and these, the newest day first."""

    period: Period
    days: tuple[date, ...]
    entries: Entries


def topics_page(library: Library) -> OutFile:
    """Return the page that lists all topics."""
    month = library.months[-1] if library.months else None
    months = library.months_up_to(month.period.end, MONTHS) if month else ()
    head = {
        "title": _("Topics"),
        "description": _("The topics of %(site)s, with this month’s numbers.", site=library.site.name),
        "kind": "topics",
    }
    return sheet(
        library,
        "topics.md.j2",
        urls.TOPICS,
        head,
        read=library.last_read,
        month=month,
        trend_from=months[0] if len(months) > 1 else None,
        rows=_topic_rows(library, month),
    )


def _topic_rows(library: Library, month: Digest | None) -> list[TopicRow]:
    rows = []
    for topic in library.topics:
        total = len(library.topic_entries[topic.slug])
        this_month = 0
        if month:
            counts = library.topic_months[topic.slug]
            this_month = counts.get(month.period.slug, 0)
        line = topic_line(library, topic)
        rows.append(TopicRow(topic, total, this_month, line))
    return rows


def topic_pages(library: Library, topic: Topic) -> Iterator[OutFile]:
    """Yield the page of a topic, and one for each of its months where it has many papers."""
    entries = library.topic_entries[topic.slug]
    by_day = by_period(entries, Period.of_day)
    months: list[_MonthOfTopic] = []
    newest = entries
    if len(entries) > TOPIC_MOST:
        months = _months_of(by_day)
        newest = entries[:TOPIC_NEWEST]
    cited = (CitationPlace(urls.topic(topic.slug)),) if entries else ()
    yield sheet(
        library,
        "topic.md.j2",
        urls.topic(topic.slug),
        _topic_head(topic, topic.name, cited),
        read=library.last_read_of([day.start for day, _entries in by_day]),
        more=partial(_newest_lists, newest, map_of_topic(library, topic)),
        topic=topic,
        entries=newest,
        months=[(month.period, len(month.entries)) for month in months],
        line=topic_line(library, topic, own=True),
        total=len(entries),
        day_of=Period.of_day,
        cited=cited,
        shown=None,
        days=(),
        open=None,
    )
    for month in months:
        yield _month_page(library, topic, month)


def _months_of(by_day: Iterable[tuple[Period, Entries]]) -> list[_MonthOfTopic]:
    months = []
    for month, days in groupby(by_day, key=_month_of_day):
        days_of_month = tuple(days)
        entries = chain.from_iterable([entries for _day, entries in days_of_month])
        months.append(_MonthOfTopic(month, tuple([day.start for day, _ in days_of_month]), tuple(entries)))
    return months


def _month_of_day(day: tuple[Period, Entries]) -> Period:
    return Period.of_month(day[0].start)


def _month_page(library: Library, topic: Topic, of_topic: _MonthOfTopic) -> OutFile:
    """Return the page of a month of a topic.

    It is made from no more than it shows, or each new paper of the topic would make all old months anew.
    """
    month = of_topic.period
    entries = of_topic.entries
    at = urls.topic(topic.slug, month.slug)
    cited = in_packs(packs_of(library, [month.start]))
    if has_own_files(library, month.start):
        cited = (CitationPlace(at),)
    title = _("%(topic)s, %(month)s", topic=topic.name, month=month.label)
    return sheet(
        library,
        "topic.md.j2",
        at,
        _topic_head(topic, title, cited),
        read=library.last_read_of(of_topic.days),
        more=partial(_by_day, entries),
        topic=topic,
        entries=entries,
        months=(),
        line=None,
        total=0,
        day_of=Period.of_day,
        cited=cited,
        shown=month,
    )


def _topic_head(topic: Topic, title: str, cited: CitationPlaces) -> dict[str, str]:
    """Return the head of a page of a topic; ``cited`` is where its citations are."""
    return {
        "title": title,
        "description": topic.about,
        "kind": "topic",
        "feed": urls.topic_feed(topic.slug),
        "card": urls.topic_card(topic.slug),
        "bibtex": bibtex_of(cited),
    }


def _newest_lists(entries: Entries, facts: MapFacts | None) -> dict[str, Any]:
    """Return the newest papers of a topic, those of older months apart, and its map."""
    return {**part_older(entries), **map_values(facts)}


def _by_day(entries: Entries) -> dict[str, Any]:
    """Return the papers of a month of a topic day by day, as the month's own page has them."""
    days = by_period(entries, Period.of_day)
    return {"days": days, "open": fold(days), "by_title": is_by_title(entries), "map": None}
