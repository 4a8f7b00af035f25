"""Pages of editions: the front page, days, weeks and months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.audit import failing_sources
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.period import Period
from broadsheet.outputs.pages.lists import DESCRIPTION, by_period, card_of, linked_words
from broadsheet.outputs.pages.sparkline import Line
from broadsheet.outputs.pages.trends import topic_line
from broadsheet.outputs.templating import Head, sheet
from broadsheet.text.latex import to_text
from broadsheet.text.plain import shorten, with_noun

# How many papers stand before the lists of a week or a month, and in the rail.
PERIOD_TOP = 10
RAIL_MOST = 5
RAIL_TOPICS = 10
BOARD_MOST = 5
# So many editions back the home page can tell a reader what is new since the last visit.
RECENT = 20
Board = tuple[str, str, str, list[tuple[Entry, int]]]


# Editions


class Sidebar:
    """What stands beside the days of a week and of a month, told once for all of them."""

    def __init__(self, library: Library) -> None:
        self._voted = {week.period: week.most_voted(RAIL_MOST) for week in library.weeks}
        self._topics = {
            month.period: month.topic_counts(library.topics)[:RAIL_TOPICS] for month in library.months
        }

    def beside(self, day: date) -> dict[str, Any]:
        """The best of the week of ``day`` and the topics of its month; empty where there are none."""
        week, month = Period.of_week(day), Period.of_month(day)
        voted, topics = self._voted.get(week, ()), self._topics.get(month, ())
        return {"week": week, "voted": voted, "month": month, "month_topics": topics}


def home_page(library: Library, rail: Sidebar) -> OutFile:
    """Return the front page: the newest edition."""
    if library.newest:
        return day_page(library, rail, library.newest, urls.HOME)
    head = {"description": library.site.tagline, "kind": "home"}
    failing, read = failing_sources(library), library.last_read
    return sheet(library, "empty.md.j2", urls.HOME, head, read=read, failing=failing, last_read=read)


def day_page(library: Library, rail: Sidebar, day: Digest, at: str) -> OutFile:
    """Return the page of a day."""
    home = at == urls.HOME
    return sheet(
        library,
        "day.md.j2",
        at,
        partial(_digest_head, day, "home" if home else "day"),
        more=partial(_day_lists, day, library.topics, library.site.top),
        digest=day,
        introduction=linked_words(library, day.introduction.words, at),
        later=_later(library) if home else (),
        recent=library.editions[: -RECENT - 1 : -1] if home else (),
        lines=_lines(library) if home else {},
        submit_to=[source for source in library.sources if source.home] if home else [],
        failing=failing_sources(library) if home else (),
        last_read=library.last_read if home else None,
        card=card_of(library, day),
        **rail.beside(day.period.start),
        **_around(library, day),
    )


def _day_lists(day: Digest, topics: tuple[Topic, ...], most: int) -> dict[str, Any]:
    top = day.lead_and_top(most)
    sections = day.sections(topics, skip=len(top))
    return {"lead": top[:1], "top": top[1:], "sections": sections, **_around_lists(day, topics)}


def _lines(library: Library) -> Mapping[str, Line]:
    """The line of each topic that has one, by its slug."""
    lines = ((topic.slug, topic_line(library, topic)) for topic in library.topics)
    return {slug: line for slug, line in lines if line}


def _later(library: Library) -> tuple[Digest, ...]:
    """The days known to have come since the newest edition, newest first."""
    newest = library.newest
    return tuple(day for day in reversed(library.days) if newest and day.period > newest.period)


def period_page(library: Library, digest: Digest) -> OutFile:
    """Return the page of a week or a month."""
    at = urls.digest(digest.period)
    return sheet(
        library,
        "period.md.j2",
        at,
        partial(_digest_head, digest, digest.period.kind),
        more=partial(_period_lists, digest, library.topics),
        digest=digest,
        introduction=linked_words(library, digest.introduction.words, at),
        card=card_of(library, digest),
        **_around(library, digest),
    )


def _period_lists(digest: Digest, topics: tuple[Topic, ...]) -> dict[str, Any]:
    kind = digest.period.kind
    counts = digest.topic_counts(topics)
    return {
        "top": digest.lead_and_top(PERIOD_TOP),
        "by_votes": _by_votes(digest),
        "boards": _boards(digest),
        "makers": digest.organisations(BOARD_MOST),
        "share": counts,
        "share_most": max((count for _, count in counts), default=1),
        "sections": digest.sections(topics, skip=PERIOD_TOP) if kind == "week" else (),
        "days": by_period(digest.entries[PERIOD_TOP:], Period.of_day) if kind == "month" else (),
        **_around_lists(digest, topics),
    }


def _by_votes(digest: Digest) -> bool:
    """Whether the top of a digest is that by votes alone, so that one list says both."""
    return digest.most_voted(PERIOD_TOP) == digest.lead_and_top(PERIOD_TOP)


def _boards(digest: Digest) -> list[Board]:
    """What leads by one number each, where there are numbers: id, name, noun and the entries."""
    voted = () if _by_votes(digest) else digest.most_voted(BOARD_MOST)
    discussed, starred = digest.most_discussed(BOARD_MOST), digest.most_starred(BOARD_MOST)
    boards: list[Board] = [
        ("voted", "Most voted", "vote", [(e, e.paper.votes) for e in voted]),
        ("discussed", "Most discussed", "comment", [(e, e.paper.comments) for e in discussed]),
        ("starred", "Code with most stars", "star", [(e, e.paper.stars or 0) for e in starred]),
    ]
    return [board for board in boards if board[3]]


def _around(library: Library, digest: Digest) -> dict[str, Any]:
    """What every edition's bar and notices show: its neighbours, its siblings, its sources."""
    before, after = library.around(digest)
    start = digest.period.start
    days = {start} if digest.period.kind == "day" else {e.paper.day for e in digest.entries}
    day = max(days)
    siblings = (("Day", Period.of_day(day)), ("Week", Period.of_week(day)), ("Month", Period.of_month(day)))
    return {
        "before": before.period if before else None,
        "after": after.period if after else None,
        "siblings": tuple(sibling for sibling in siblings if sibling[1].slug in library.by_slug),
        "read": library.last_read_of(days),
        "status_at": urls.status(Period.of_month(day)),
        "source_titles": library.source_titles,
        "cited": library.exported(start),
    }


def _around_lists(digest: Digest, topics: tuple[Topic, ...]) -> dict[str, Any]:
    return {
        "topic_number": len(digest.topic_counts(topics)),
        "failures": [r for r in digest.readings if r.failed],
        "offered": sum(len(r.kept) for r in digest.readings),
    }


def _digest_head(digest: Digest, kind: str) -> Head:
    return {
        "title": digest.period.label,
        "description": _digest_description(digest),
        "kind": kind,
        "published": digest.period.start.isoformat(),
    }


def _digest_description(digest: Digest) -> str:
    if not digest.entries:
        return f"{digest.period.label}: no papers."
    first = digest.introduction.title or to_text(digest.entries[0].paper.title)
    words = f"{with_noun(len(digest.entries), 'paper')}, {digest.period.label}: {first}"
    return shorten(words, DESCRIPTION)
