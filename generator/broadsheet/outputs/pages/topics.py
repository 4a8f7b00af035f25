"""Pages of topics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.period import Period
from broadsheet.outputs.pages.lists import by_period
from broadsheet.outputs.pages.trends import MONTHS, topic_line
from broadsheet.outputs.templating import sheet

# A topic with more papers than this is split by month; its own page then shows the newest few.
TOPIC_MOST = 60
TOPIC_NEWEST = 30


# Topics


def topics_page(library: Library) -> OutFile:
    """Return the page that lists all topics."""
    month = library.months[-1] if library.months else None
    months = library.months_up_to(month.period.end, MONTHS) if month else ()
    slug = month.period.slug if month else ""
    held, by_month = library.topic_entries, library.topic_months
    rows = [
        (topic, len(held[topic.slug]), by_month[topic.slug].get(slug, 0), topic_line(library, topic))
        for topic in library.topics
    ]
    head = {
        "title": "Topics",
        "description": f"What {library.site.name} sorts papers into, with this month's numbers.",
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
        rows=rows,
    )


def topic_pages(library: Library, topic: Topic) -> Iterator[OutFile]:
    """Yield the page of a topic, and one for each of its months where it has many papers."""
    entries = library.topic_entries[topic.slug]
    split = len(entries) > TOPIC_MOST
    months = by_period(entries, Period.of_month) if split else ()
    newest = entries[:TOPIC_NEWEST] if split else entries
    head = {
        "title": topic.name,
        "description": topic.about,
        "kind": "topic",
        "feed": urls.topic_feed(topic.slug),
    }
    values: dict[str, Any] = {
        "topic": topic,
        "months": [(month, len(group)) for month, group in months],
        "line": topic_line(library, topic, own=True),
        "total": len(entries),
        "day_of": Period.of_day,
        "cited": True,
        "card": urls.topic_card(topic.slug),
    }
    at = urls.topic(topic.slug)
    read = library.last_read_of(e.paper.day for e in entries)
    yield sheet(library, "topic.md.j2", at, head, read=read, entries=newest, shown=None, days=(), **values)
    for month, group in months:
        head = {**head, "title": f"{topic.name}, {month.label}"}
        at = urls.topic(topic.slug, month.slug)
        read = library.last_read_of(e.paper.day for e in group)
        # No more than it shows, or each new paper of the topic would make all old months anew.
        month_values = {**values, "months": (), "line": None, "total": 0, "entries": group, "shown": month}
        month_values["cited"] = library.exported(month.start)
        days = partial(_by_day, group)
        yield sheet(library, "topic.md.j2", at, head, read=read, more=days, **month_values)


def _by_day(entries: tuple[Entry, ...]) -> dict[str, Any]:
    """A month of a topic names its papers day by day, as the month's own page does."""
    return {"days": by_period(entries, Period.of_day)}
