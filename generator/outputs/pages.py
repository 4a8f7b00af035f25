"""Every page that a reader opens, as Markdown: editions, papers, topics, the archive and people's own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from generator import addresses
from generator.accounts import failing_sources
from generator.library import Digest, Library
from generator.links import linked
from generator.model import Entry, Period, Topic, short_date
from generator.outputs.citation import NAMED_AUTHORS, citation
from generator.outputs.drawing import Line
from generator.outputs.render import Head, sheet
from generator.outputs.summaries import summaries_of
from generator.outputs.trends import MONTHS, topic_line
from generator.tex import to_text
from generator.text import counted, shorten
from generator.tree import OutFile

# A topic with more papers than this is split by month; its own page then shows the newest few.
TOPIC_MOST = 60
TOPIC_NEWEST = 30
# How many papers stand before the lists of a week or a month, and in the rail.
PERIOD_TOP = 10
RAIL_MOST = 5
RAIL_TOPICS = 10
# How many authors a paper's page names; of thousands it says where all of them are named.
AUTHORS_MOST = 150
BOARD_MOST = 5
DESCRIPTION = 200
# So many editions back the home page can tell a reader what is new since the last visit.
RECENT = 20
SHADES = 5

Week = list[date | None]
Board = tuple[str, str, str, list[tuple[Entry, int]]]


@dataclass(frozen=True, slots=True)
class Mention:
    """What one paper's page says of another, and no more: it is not to change with the other's votes."""

    id: str
    title: str
    day: date
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What the pages of all papers of a day say of it: its edition, if any, and the digests it is in.

    Periods and no digests: a page does not change with what else they hold.
    """

    day: Period | None
    digests: tuple[Period, ...]
    exported: bool
    source_titles: Mapping[str, str]


Neighbours = tuple[Mention | None, Mention | None]
# Papers that are like one, and the words that each has in common with it.
Kin = tuple[tuple[Mention, ...], tuple[tuple[str, ...], ...]]


def pages(library: Library) -> Iterator[OutFile]:
    """All pages but the status page."""
    rail = _Rail(library)
    yield _home(library, rail)
    yield from (_day(library, rail, day, addresses.digest(day.period)) for day in library.days)
    yield from (_period(library, period) for period in (*library.weeks, *library.months))
    yield from _papers(library)
    yield _topics(library)
    for topic in library.topics:
        yield from _topic(library, topic)
    yield from _archive(library)
    yield _saved(library)
    yield from _hand_made(library)


def _linked(library: Library, words: str, at: str) -> str:
    """People's Markdown with each ``paper:ID`` turned into a link from the page at ``at``.

    The links lead to our Markdown files, so that the engine checks and rewrites them as its own, or
    to the paper itself where it has no page of ours.
    """
    if not words:
        return ""
    folder = addresses.page_file(at).count("/") * "../"

    def link(paper: str) -> str:
        entry = library.by_id[paper]
        if entry.page:
            return folder + addresses.page_file(addresses.paper(paper))
        return entry.paper.elsewhere

    return linked(words, link)


# Editions


class _Rail:
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


def _home(library: Library, rail: _Rail) -> OutFile:
    if library.newest:
        return _day(library, rail, library.newest, addresses.HOME)
    head = {"description": library.site.tagline, "kind": "home"}
    failing, read = failing_sources(library), library.last_read
    return sheet(library, "empty.md.j2", addresses.HOME, head, read=read, failing=failing, last_read=read)


def _day(library: Library, rail: _Rail, day: Digest, at: str) -> OutFile:
    home = at == addresses.HOME
    return sheet(
        library,
        "day.md.j2",
        at,
        partial(_digest_head, day, "home" if home else "day"),
        more=partial(_day_lists, day, library.topics, library.site.top),
        digest=day,
        introduction=_linked(library, day.introduction.words, at),
        later=_later(library) if home else (),
        recent=library.editions[: -RECENT - 1 : -1] if home else (),
        lines=_lines(library) if home else {},
        submit_to=[source for source in library.sources if source.home] if home else [],
        failing=failing_sources(library) if home else (),
        last_read=library.last_read if home else None,
        card=_card(library, day),
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


def _card(library: Library, digest: Digest) -> str:
    own = digest.entries and library.exported(digest.period.start)
    return addresses.digest_card(digest.period) if own else addresses.CARD


def _later(library: Library) -> tuple[Digest, ...]:
    """The days known to have come since the newest edition, newest first."""
    newest = library.newest
    return tuple(day for day in reversed(library.days) if newest and day.period > newest.period)


def _period(library: Library, digest: Digest) -> OutFile:
    at = addresses.digest(digest.period)
    return sheet(
        library,
        "period.md.j2",
        at,
        partial(_digest_head, digest, digest.period.kind),
        more=partial(_period_lists, digest, library.topics),
        digest=digest,
        introduction=_linked(library, digest.introduction.words, at),
        card=_card(library, digest),
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
        "days": _by_period(digest.entries[PERIOD_TOP:], Period.of_day) if kind == "month" else (),
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


def _by_period(
    entries: Iterable[Entry], period_of: Callable[[date], Period]
) -> tuple[tuple[Period, tuple[Entry, ...]], ...]:
    """Entries by their day or month, newest first; the order within each stays."""
    newest_first = sorted(entries, key=lambda e: e.paper.day, reverse=True)
    groups = groupby(newest_first, key=lambda e: period_of(e.paper.day))
    return tuple((period, tuple(group)) for period, group in groups)


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
        "status_at": addresses.status(Period.of_month(day)),
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
    words = f"{counted(len(digest.entries), 'paper')}, {digest.period.label}: {first}"
    return shorten(words, DESCRIPTION)


# Papers


def _papers(library: Library) -> Iterator[OutFile]:
    mentions = {entry.paper.id: _mention(entry) for entry in library.with_page}
    neighbours = _neighbours(library, mentions)
    for day, entries in groupby(library.with_page, key=lambda entry: entry.paper.day):
        place = _place(library, day)
        for entry in entries:
            kin = _kin(library, entry, mentions)
            yield _paper(library, entry, kin, neighbours.get(entry.paper.id, (None, None)), place)


def _mention(entry: Entry) -> Mention:
    return Mention(entry.paper.id, entry.paper.title, entry.paper.day, entry.topics)


def _neighbours(library: Library, mentions: Mapping[str, Mention]) -> Mapping[str, Neighbours]:
    """The papers before and after each one in its edition, of those that have a page."""
    found: dict[str, Neighbours] = {}
    for day in library.editions:
        ids = [entry.paper.id for entry in day.entries if entry.page]
        row = (None, *map(mentions.__getitem__, ids), None)
        found |= {paper: (row[place], row[place + 2]) for place, paper in enumerate(ids)}
    return found


def _place(library: Library, day: date) -> Place:
    of_day = library.day_of(day)
    digests = (of_day, library.week_of(day), library.month_of(day))
    return Place(
        day=of_day.period if of_day and of_day.entries else None,
        digests=tuple(digest.period for digest in digests if digest),
        exported=library.exported(day),
        source_titles=library.source_titles,
    )


def _kin(library: Library, entry: Entry, mentions: Mapping[str, Mention]) -> Kin:
    """The papers like this one that have a page, nearest first."""
    found = [one for one in library.related.get(entry.paper.id, ()) if one.id in mentions]
    return tuple([mentions[one.id] for one in found]), tuple([one.words for one in found])


def _paper(library: Library, entry: Entry, kin: Kin, neighbours: Neighbours, place: Place) -> OutFile:
    paper = entry.paper
    at = addresses.paper(paper.id)
    return sheet(
        library,
        "paper.md.j2",
        at,
        partial(_paper_head, entry),
        more=partial(_paper_lists, entry, *kin),
        read=library.last_read_of(sighting.day for sighting in paper.sightings),
        entry=entry,
        words=_linked(library, entry.note.words, at),
        before=neighbours[0],
        after=neighbours[1],
        place=place,
    )


def _paper_lists(
    entry: Entry, kin: tuple[Mention, ...], words: tuple[tuple[str, ...], ...]
) -> dict[str, Any]:
    """Each related paper with the names of the topics and the words that both have; the authors'
    numbers; and what models wrote."""
    mine = {topic.slug for topic in entry.topics}
    topics = ([topic.name for topic in one.topics if topic.slug in mine] for one in kin)
    return {
        "related": tuple(zip(kin, topics, words, strict=True)),
        "authors_tagged": NAMED_AUTHORS,
        "authors_most": AUTHORS_MOST,
        "summaries": tuple(summaries_of(entry.paper)),
    }


def _paper_head(entry: Entry) -> Head:
    paper = entry.paper
    about = entry.note.takeaway or to_text(paper.abstract) or f"By {', '.join(paper.authors[:3])}"
    return {
        "title": to_text(paper.title),
        "description": shorten(about, DESCRIPTION),
        "kind": "paper",
        "published": paper.day.isoformat(),
        "citation": citation(paper),
    }


# Topics


def _topics(library: Library) -> OutFile:
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
        addresses.TOPICS,
        head,
        read=library.last_read,
        month=month,
        trend_from=months[0] if len(months) > 1 else None,
        rows=rows,
    )


def _topic(library: Library, topic: Topic) -> Iterator[OutFile]:
    entries = library.topic_entries[topic.slug]
    split = len(entries) > TOPIC_MOST
    months = _by_period(entries, Period.of_month) if split else ()
    newest = entries[:TOPIC_NEWEST] if split else entries
    head = {
        "title": topic.name,
        "description": topic.about,
        "kind": "topic",
        "feed": addresses.topic_feed(topic.slug),
    }
    values: dict[str, Any] = {
        "topic": topic,
        "months": [(month, len(group)) for month, group in months],
        "line": topic_line(library, topic, own=True),
        "total": len(entries),
        "day_of": Period.of_day,
        "cited": True,
        "card": addresses.topic_card(topic.slug),
    }
    at = addresses.topic(topic.slug)
    read = library.last_read_of(e.paper.day for e in entries)
    yield sheet(library, "topic.md.j2", at, head, read=read, entries=newest, shown=None, days=(), **values)
    for month, group in months:
        head = {**head, "title": f"{topic.name}, {month.label}"}
        at = addresses.topic(topic.slug, month.slug)
        read = library.last_read_of(e.paper.day for e in group)
        # No more than it shows, or each new paper of the topic would make all old months anew.
        month_values = {**values, "months": (), "line": None, "total": 0, "entries": group, "shown": month}
        month_values["cited"] = library.exported(month.start)
        days = partial(_by_day, group)
        yield sheet(library, "topic.md.j2", at, head, read=read, more=days, **month_values)


def _by_day(entries: tuple[Entry, ...]) -> dict[str, Any]:
    """A month of a topic names its papers day by day, as the month's own page does."""
    return {"days": _by_period(entries, Period.of_day)}


# The archive


def _archive(library: Library) -> Iterator[OutFile]:
    """The newest year, which leads to the others, and a page for each of these."""
    sizes = sorted(len(day.entries) for day in library.editions)
    bounds = [sizes[len(sizes) * n // SHADES] for n in range(1, SHADES)] if sizes else []
    calendars = _years(library)
    years = [year for year, _ in calendars]
    for year, months in calendars or [(0, [])]:
        newest = not years or year == years[0]
        name = library.site.name
        head = {
            "title": "Archive" if newest else f"Archive, {year}",
            "description": f"Every edition of {name}{', day by day' if newest else f' in {year}'}.",
            "kind": "archive",
        }
        days = [day for day in library.days if day.period.start.year == year]
        yield sheet(
            library,
            "archive.md.j2",
            addresses.ARCHIVE if newest else addresses.archive(year),
            head,
            read=library.last_read if newest else library.last_read_of(day.period.start for day in days),
            year=year,
            calendars=months,
            years=years if newest else (),
            shades={day.period.start: bisect_right(bounds, len(day.entries)) + 1 for day in days},
            first=library.days[0].period.start if library.days else None,
            **_numbers(library, year, days),
        )


def _numbers(library: Library, year: int, days: Iterable[Digest]) -> dict[str, Any]:
    """What a calendar shows of a year, and no more, or each vote would make old years anew."""
    of_year = [month for month in library.months if month.period.start.year == year]
    return {
        "days": {day.period.start: (day.period, day.state, len(day.entries)) for day in days},
        "weeks": frozenset(Period.of_week(day.period.start).slug for day in days) & library.by_slug.keys(),
        "months": {month.period.slug: len(month.entries) for month in of_year},
        "editions": sum(bool(day.entries) for day in days),
        "week_of": Period.of_week,
    }


def _years(library: Library) -> list[tuple[int, list[tuple[Period, list[Week]]]]]:
    """Years and their months, newest first; a month is its weeks from Monday, None outside it."""
    known = set(library.calendar())
    months = sorted({Period.of_month(day) for day in known}, reverse=True)
    calendars = [(month, _weeks(month, known)) for month in months]
    by_year = groupby(calendars, key=lambda item: item[0].start.year)
    return [(year, list(group)) for year, group in by_year]


def _weeks(month: Period, known: set[date]) -> list[Week]:
    monday = month.start - timedelta(days=month.start.weekday())
    weeks = []
    while monday <= month.end:
        week = [monday + timedelta(days=n) for n in range(7)]
        weeks.append([day if month.start <= day <= month.end and day in known else None for day in week])
        monday += timedelta(days=7)
    return [week for week in weeks if any(week)]


# What a reader keeps


def _saved(library: Library) -> OutFile:
    head = {
        "title": "Saved papers",
        "description": f"The papers of {library.site.name} that you saved, kept in your own browser.",
        "kind": "saved",
    }
    return sheet(library, "saved.md.j2", addresses.SAVED, head, read=None)


# People's own pages


def _hand_made(library: Library) -> Iterator[OutFile]:
    for name, words in library.pages.items():
        at = f"{name}/"
        head = {"title": _heading(words) or name, "kind": "page"}
        yield sheet(library, "page.md.j2", at, head, read=None, words=_linked(library, words, at))
    if addresses.ABOUT.rstrip("/") not in library.pages:
        yield _about(library)


def _heading(words: str) -> str:
    first = words.lstrip().partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("# ") else ""


def _about(library: Library) -> OutFile:
    first = library.days[0].period.start if library.days else None
    head = {
        "title": "About",
        "description": f"What {library.site.name} is, where its papers come from, and how it is made.",
        "kind": "about",
    }
    return sheet(
        library,
        "about.md.j2",
        addresses.ABOUT,
        head,
        read=library.last_read,
        sources=library.sources,
        since=short_date(first) if first else "",
        total=len(library.shown),
        topic_number=len(library.topics),
        noted=sum(bool(e.note.takeaway or e.note.words) for e in library.shown),
    )
