"""Pages of editions: the front page, days, weeks and months."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.edit_links import introduction_link
from broadsheet.library.exports import has_book
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import N_, N_pair, ngettext
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.masthead import Masthead
from broadsheet.model.period import Period
from broadsheet.outputs.maps.atlas import MapFacts, map_of_digest, map_values
from broadsheet.outputs.pages.lists import (
    DESCRIPTION,
    bibtex_of,
    by_period,
    card_of,
    digest_citations,
    fold,
    is_by_title,
    join_single_papers,
    linked_words,
)
from broadsheet.outputs.pages.sparkline import Line
from broadsheet.outputs.pages.trends import changed_values, months_before, topic_line
from broadsheet.outputs.templating import Head, sheet
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, shorten

# Papers that stand before the lists of a week or a month.
PERIOD_TOP = 10
# Papers and topics beside a day, and lines of a board of a week or a month.
SIDEBAR_PAPERS = 5
SIDEBAR_TOPICS = 10
BOARD_LINES = 5
# So many editions back the home page can tell a reader what is new since the last visit.
RECENT_EDITIONS = 20
_NUMBERS = (
    *(N_("no"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five")),
    *(N_("six"), N_("seven"), N_("eight"), N_("nine"), N_("ten")),
)


class Board(NamedTuple):
    """Entries that lead by one number, each with that number; ``noun``: what is counted, one and several."""

    slug: str
    name: str
    noun: tuple[str, str]
    rows: list[tuple[Entry, int]]


class Sidebar:
    """Best of each week and topics of each month, found once for all the days that they stand beside."""

    def __init__(self, library: Library) -> None:
        self._voted: dict[Period, tuple[Entry, ...]] = {}
        for week in library.weeks:
            self._voted[week.period] = week.most_voted(SIDEBAR_PAPERS)
        self._topics: dict[Period, tuple[tuple[Topic, int], ...]] = {}
        for month in library.months:
            counts = month.topic_counts(library.topics)
            self._topics[month.period] = counts[:SIDEBAR_TOPICS]

    def beside(self, day: date) -> dict[str, Any]:
        """Return the best of the week of ``day`` and the topics of its month; empty where there are none."""
        week = Period.of_week(day)
        month = Period.of_month(day)
        return {
            "week": week,
            "voted": self._voted.get(week, ()),
            "month": month,
            "month_topics": self._topics.get(month, ()),
        }


# Days


def home_page(library: Library, sidebar: Sidebar) -> OutFile:
    """Return the front page: the newest edition."""
    newest = library.newest
    if not newest:
        return _empty_page(library)
    home_values = {
        "later": _days_after(library, newest),
        "recent": library.newest_editions(RECENT_EDITIONS),
        "lines": _topic_lines(library),
        "submit_to": [source for source in library.sources if source.home],
        "last_read": library.last_read,
        "sample": _sample_words(library),
        "kept_papers": len(library.shown),
        "edited_by": _edited_by(library.masthead),
    }
    return _day_sheet(library, sidebar, newest, urls.HOME, home_values)


def _edited_by(masthead: Masthead) -> str:
    """Return the names of the editors in a line; empty where the owner names none."""
    names = [editor.name for editor in masthead.editors]
    return author_list(names, AUTHORS.in_lists)


def _empty_page(library: Library) -> OutFile:
    """Return the front page of a site without editions."""
    head = {"description": library.site.tagline, "kind": "home"}
    return sheet(
        library,
        "empty.md.j2",
        urls.HOME,
        head,
        read=library.last_read,
    )


def _sample_words(library: Library) -> str:
    """Return the days that a sample holds, in words; empty where the site is none."""
    if not library.site.is_sample:
        return ""
    months = Period.of_month(library.editions[-1].period.start).label
    if len(library.months) > 1:
        first_month = library.months[0].period.label
        months = _("%(first)s to %(last)s", first=first_month, last=months)
    days = len(library.editions)
    number = _(_NUMBERS[days]) if days < len(_NUMBERS) else f"{days:,}"
    return ngettext(
        "%(number)s day of %(months)s", "%(number)s days of %(months)s", days, number=number, months=months
    )


def day_page(library: Library, sidebar: Sidebar, day: Digest) -> OutFile:
    """Return the page of a day."""
    no_home_values: dict[str, Any] = {
        "later": (),
        "recent": (),
        "lines": {},
        "submit_to": (),
        "last_read": None,
        "sample": "",
        "kept_papers": 0,
        "edited_by": "",
    }
    return _day_sheet(library, sidebar, day, urls.digest(day.period), no_home_values)


def _day_sheet(
    library: Library, sidebar: Sidebar, day: Digest, at: str, home_values: Mapping[str, Any]
) -> OutFile:
    """Return the page of a day at an address; ``home_values`` are what the front page alone shows."""
    kind = "home" if at == urls.HOME else "day"
    return sheet(
        library,
        "day.md.j2",
        at,
        partial(_digest_head, day, kind, card_of(library, day), _bibtex_of(library, day)),
        more=partial(_day_lists, day, library.topics, library.site.top),
        digest=day,
        introduction=linked_words(library, day.introduction.words, at),
        writer=library.writer_of(day.introduction),
        edit=introduction_link(library, day.period),
        beside=_editions_beside(library, day),
        **home_values,
        **sidebar.beside(day.period.start),
        **_bar_values(library, day),
    )


def _day_lists(day: Digest, topics: tuple[Topic, ...], limit: int) -> dict[str, Any]:
    top = day.lead_and_top(limit)
    by_title = is_by_title(day.entries)
    lead = () if by_title else top[:1]
    return {
        "by_title": by_title,
        "lead": lead,
        "top": top[len(lead) :],
        "sections": join_single_papers(day.sections(topics, skip=len(top))),
        "offered": sum(len(reading.kept) for reading in day.readings),
    }


def _editions_beside(library: Library, day: Digest) -> tuple[Digest, ...]:
    """Return the editions before and after a day without papers, whose leads its page shows."""
    if day.entries:
        return ()
    place = bisect(library.editions, day.period.start, key=_first_day)
    before = library.editions[:place][-1:]
    after = library.editions[place:][:1]
    return (*before, *after)


def _first_day(digest: Digest) -> date:
    return digest.period.start


def _topic_lines(library: Library) -> Mapping[str, Line]:
    """Return the line of each topic that has one, by its slug."""
    lines = {}
    for topic in library.topics:
        line = topic_line(library, topic)
        if line:
            lines[topic.slug] = line
    return lines


def _days_after(library: Library, edition: Digest) -> tuple[Digest, ...]:
    """Return the days known to have come since an edition, newest first."""
    later = [day for day in library.days if day.period > edition.period]
    later.reverse()
    return tuple(later)


# Weeks and months


def period_page(library: Library, digest: Digest) -> OutFile:
    """Return the page of a week or a month."""
    at = urls.digest(digest.period)
    is_month = digest.period.kind == "month"
    before = months_before(library, digest) if is_month else ()
    return sheet(
        library,
        "period.md.j2",
        at,
        partial(
            _digest_head, digest, digest.period.kind, card_of(library, digest), _bibtex_of(library, digest)
        ),
        more=partial(_period_parts, digest, before, library.topics, map_of_digest(library, digest)),
        digest=digest,
        introduction=linked_words(library, digest.introduction.words, at),
        writer=library.writer_of(digest.introduction),
        edit=introduction_link(library, digest.period),
        **_bar_values(library, digest),
    )


def _period_parts(
    digest: Digest, before: tuple[Digest, ...], topics: tuple[Topic, ...], facts: MapFacts | None
) -> dict[str, Any]:
    """Return the lists of a week or a month, and its map."""
    return {**map_values(facts), **_period_lists(digest, before, topics)}


def _period_lists(digest: Digest, before: tuple[Digest, ...], topics: tuple[Topic, ...]) -> dict[str, Any]:
    """Return the lists of a week or a month: a week's papers by topic, a month's by day.

    A month also tells what changed in it against the months ``before``.
    """
    shares = digest.topic_counts(topics)
    is_week = digest.period.kind == "week"
    sections = join_single_papers(digest.sections(topics, skip=PERIOD_TOP)) if is_week else ()
    days = () if is_week else by_period(digest.entries[PERIOD_TOP:], Period.of_day)
    return {
        "by_title": is_by_title(digest.entries),
        "top": digest.lead_and_top(PERIOD_TOP),
        "by_votes": _is_by_votes(digest),
        "boards": _boards(digest),
        "makers": digest.organisations(BOARD_LINES),
        "share": shares,
        "share_most": max((count for _, count in shares), default=1),
        "sections": sections,
        "days": days,
        "open": fold(sections or days),
        **changed_values(digest, before, topics),
    }


def _is_by_votes(digest: Digest) -> bool:
    """Return True where the top of a digest is that by votes alone, so that one list says both."""
    return digest.most_voted(PERIOD_TOP) == digest.lead_and_top(PERIOD_TOP)


def _boards(digest: Digest) -> list[Board]:
    """Return a board for each number by which entries lead, where any has such a number."""
    voted = Board("voted", _("Most voted"), N_pair("vote", "votes"), [])
    if not _is_by_votes(digest):
        for entry in digest.most_voted(BOARD_LINES):
            voted.rows.append((entry, entry.paper.votes))
    discussed = Board("discussed", _("Most discussed"), N_pair("comment", "comments"), [])
    for entry in digest.most_discussed(BOARD_LINES):
        discussed.rows.append((entry, entry.paper.comments))
    starred = Board("starred", _("Code with the most stars"), N_pair("star", "stars"), [])
    for entry in digest.most_starred(BOARD_LINES):
        stars = entry.paper.stars or 0
        starred.rows.append((entry, stars))
    boards = (voted, discussed, starred)
    return [board for board in boards if board.rows]


# All editions


def _bar_values(library: Library, digest: Digest) -> dict[str, Any]:
    """Return what every edition's bar and notices show: its neighbours, its siblings, its sources."""
    before, after = library.around(digest)
    days = {entry.paper.day for entry in digest.entries}
    if digest.period.kind == "day":
        days = {digest.period.start}
    last_day = max(days)
    return {
        "before": before.period if before else None,
        "after": after.period if after else None,
        "siblings": _siblings(library, last_day),
        "read": library.last_read_of(days),
        "status_at": urls.status(Period.of_month(last_day)),
        "cited": digest_citations(library, digest),
        "book": urls.book(digest.period) if has_book(library, digest) else "",
    }


def _bibtex_of(library: Library, digest: Digest) -> str:
    return bibtex_of(digest_citations(library, digest))


def _siblings(library: Library, day: date) -> tuple[tuple[str, Period], ...]:
    """Return the editions that ``day`` is in, of each kind that there is."""
    periods = {
        _("Day"): Period.of_day(day),
        _("Week"): Period.of_week(day),
        _("Month"): Period.of_month(day),
    }
    siblings = []
    for name, period in periods.items():
        if period.slug in library.by_slug:
            siblings.append((name, period))
    return tuple(siblings)


def _digest_head(digest: Digest, kind: str, card: str, bibtex: str) -> Head:
    return {
        "title": digest.period.label,
        "description": _digest_description(digest),
        "kind": kind,
        "published": digest.period.start.isoformat(),
        "card": card,
        "bibtex": bibtex,
    }


def _digest_description(digest: Digest) -> str:
    label = digest.period.label
    if not digest.entries:
        return _("%(edition)s: no papers.", edition=label)
    first_title = plain_title(digest.entries[0].paper)
    headline = digest.introduction.title or first_title
    papers = counted(len(digest.entries), "paper")
    words = _("%(papers)s, %(edition)s: %(title)s", papers=papers, edition=label, title=headline)
    return shorten(words, DESCRIPTION)
