"""Digests: a period and its entries, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from broadsheet.model.curation import Entry, Introduction, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.period import Period, is_working_day
from broadsheet.model.tallies import EDITION, Tallies, Tally

Entries = tuple[Entry, ...]
Section = tuple[Topic | None, Entries]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A period and its entries, best first.

    ``number`` counts the editions of its kind from 1; it is 0 where there is none. ``tallies`` are votes
    and comments on the edition itself, at places where it is discussed.
    """

    period: Period
    entries: Entries
    number: int
    introduction: Introduction
    tallies: tuple[Tally, ...] = ()
    readings: tuple[LedgerEntry, ...] = ()

    @property
    def state(self) -> str:
        """Kind of day it was.

        ``published``, or ``filling`` while its sources may still add to it; without entries
        ``failed`` (a source could not be read), ``left-out`` (all it offered was left out),
        ``weekend``, ``quiet`` (read, and empty) or ``unread``.
        """
        if self.entries:
            is_filling = any(reading.filling for reading in self.readings)
            return "filling" if is_filling else "published"
        state = "unread"
        for reading in self.readings:
            if reading.failed:
                return "failed"
            if reading.kept:
                state = "left-out"
            elif reading.read and state == "unread":
                state = "quiet"
        if state != "left-out" and not is_working_day(self.period.start):
            return "weekend"
        return state

    def lead_and_top(self, limit: int) -> Entries:
        """Return the first entries, which stand before the topic sections: at most ``limit``."""
        return self.entries[:limit]

    def sections(self, topics: Iterable[Topic], skip: int = 0) -> tuple[Section, ...]:
        """Return the entries from the ``skip``-th on under their first topic, in the order of ``topics``.

        Each entry stands in one section; those without a topic come last, under None.
        """
        ordered_topics = tuple(topics)
        by_topic: dict[str, list[Entry]] = {topic.slug: [] for topic in ordered_topics}
        without_topic = []
        for entry in self.entries[skip:]:
            if not entry.topics:
                without_topic.append(entry)
                continue
            slug = entry.topics[0].slug
            section = by_topic.get(slug, without_topic)
            section.append(entry)
        sections: list[Section] = []
        for topic in ordered_topics:
            entries = by_topic[topic.slug]
            if entries:
                sections.append((topic, tuple(entries)))
        if without_topic:
            sections.append((None, tuple(without_topic)))
        return tuple(sections)

    def topic_counts(self, topics: Iterable[Topic]) -> tuple[tuple[Topic, int], ...]:
        """Return the number of entries that each topic has here, most first.

        An entry counts in all of its topics; topics without an entry are absent.
        """
        counts = Counter[str]()
        for entry in self.entries:
            for topic in entry.topics:
                counts[topic.slug] += 1
        counted = []
        for topic in topics:
            if topic.slug in counts:
                counted.append((topic, counts[topic.slug]))
        counted.sort(key=itemgetter(1), reverse=True)
        return tuple(counted)

    def most_voted(self, limit: int) -> Entries:
        """Return at most ``limit`` entries that have votes, by their votes alone."""
        voted = [entry for entry in self.entries if entry.paper.votes]
        voted.sort(key=_most_votes_first)
        return tuple(voted[:limit])

    def most_discussed(self, limit: int) -> Entries:
        """Return at most ``limit`` entries that have comments, by their comments alone."""
        discussed = [entry for entry in self.entries if entry.paper.comments]
        discussed.sort(key=_most_comments_first)
        return tuple(discussed[:limit])

    def most_starred(self, limit: int) -> Entries:
        """Return at most ``limit`` entries whose code has stars, most first; a repository stands once."""
        starred = []
        for entry in self.entries:
            paper = entry.paper
            if paper.stars and paper.code:
                starred.append(entry)
        starred.sort(key=_most_stars_first)
        by_repository: dict[str, Entry] = {}
        for entry in starred:
            address = entry.paper.code.rstrip("/")
            by_repository.setdefault(address.casefold(), entry)
        first_entries = tuple(by_repository.values())
        return first_entries[:limit]

    def organisations(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Return at most ``limit`` organisations with more than one paper here, most first, by name then."""
        counts = Counter(entry.paper.organisation for entry in self.entries)
        several = []
        for name, count in counts.items():
            if name and count > 1:
                several.append((name, count))
        several.sort(key=_most_papers_first)
        return tuple(several[:limit])


def best_first(entry: Entry) -> tuple[bool, float, str]:
    """Return the sort key within a digest: pinned, by score, then by id so that no two are equal."""
    return (not entry.pinned, -entry.score, entry.paper.id)


def newest_first(entry: Entry) -> tuple[int, bool, float, str]:
    """Return the sort key across days: the newest day first, best first within it."""
    return (-entry.paper.day.toordinal(), *best_first(entry))


def _most_votes_first(entry: Entry) -> tuple[int, str]:
    return (-entry.paper.votes, entry.paper.id)


def _most_comments_first(entry: Entry) -> tuple[int, str]:
    return (-entry.paper.comments, entry.paper.id)


def _most_stars_first(entry: Entry) -> tuple[int, str]:
    stars = entry.paper.stars or 0
    return (-stars, entry.paper.id)


def _most_papers_first(organisation: tuple[str, int]) -> tuple[int, str]:
    name, papers = organisation
    return (-papers, name)


def group_by_period(
    dated_entries: Iterable[tuple[date, Entry]],
    period_of: Callable[[date], Period],
    also: Iterable[Period] = (),
) -> Mapping[Period, list[Entry]]:
    """Return the entries of each period that has some, in their order, and of each of ``also``."""
    entries_by_period: dict[Period, list[Entry]] = {}
    for period in also:
        entries_by_period[period] = []
    for day, entry in dated_entries:
        entries_by_period.setdefault(period_of(day), []).append(entry)
    return entries_by_period


def number_digests(
    entries_by_period: Mapping[Period, Sequence[Entry]],
    introductions: Mapping[str, Introduction],
    tallies: Tallies,
) -> tuple[Digest, ...]:
    """Return the digests of periods, oldest first; those with entries are editions, and are numbered.

    The entries of each come best first.
    """
    digests: list[Digest] = []
    editions = 0
    for period in sorted(entries_by_period):
        entries = entries_by_period[period]
        if entries:  # only what was published is an edition
            editions += 1
        digest = Digest(
            period=period,
            entries=tuple(entries),
            number=editions if entries else 0,
            introduction=introductions.get(period.slug, Introduction(period.slug)),
            tallies=tallies.of(EDITION, period.slug),
        )
        digests.append(digest)
    return tuple(digests)
