"""Digests: a period and its entries, best first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.model.curation import Entry, Introduction, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.period import Period, is_working_day

Section = tuple[Topic | None, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A period and its entries, best first.

    ``number`` counts the editions of its kind from 1; it is 0 where there is none.
    """

    period: Period
    entries: tuple[Entry, ...]
    number: int
    introduction: Introduction
    readings: tuple[LedgerEntry, ...] = ()

    @property
    def state(self) -> str:
        """What kind of day it was.

        ``published``, or ``filling`` while its sources may still add to it; without entries
        ``failed`` (a source could not be read), ``left-out`` (all it offered was left out),
        ``weekend``, ``quiet`` (read, and empty) or ``unread``.
        """
        if self.entries:
            return "filling" if any(r.filling for r in self.readings) else "published"
        if any(r.failed for r in self.readings):
            return "failed"
        if any(r.kept for r in self.readings):
            return "left-out"
        if not is_working_day(self.period.start):
            return "weekend"
        return "quiet" if any(r.read for r in self.readings) else "unread"

    def lead_and_top(self, most: int) -> tuple[Entry, ...]:
        """The first entries, which stand before the topic sections: at most ``most``."""
        return self.entries[:most]

    def sections(self, topics: Iterable[Topic], skip: int = 0) -> tuple[Section, ...]:
        """Entries from the ``skip``-th on under their first topic, in the order of ``topics``.

        Each entry stands in one section; those without a topic come last, under None.
        """
        by_topic: dict[str, list[Entry]] = defaultdict(list)
        topics = tuple(topics)
        known = {topic.slug for topic in topics}
        for entry in self.entries[skip:]:
            slug = entry.topics[0].slug if entry.topics else ""
            by_topic[slug if slug in known else ""].append(entry)
        named: list[Section] = [(t, tuple(by_topic[t.slug])) for t in topics if t.slug in by_topic]
        return (*named, (None, tuple(by_topic[""]))) if "" in by_topic else tuple(named)

    def topic_counts(self, topics: Iterable[Topic]) -> tuple[tuple[Topic, int], ...]:
        """How many entries each topic has here (an entry counts in all of its topics), most first."""
        counts = Counter(topic.slug for entry in self.entries for topic in entry.topics)
        known = ((topic, counts[topic.slug]) for topic in topics if topic.slug in counts)
        return tuple(sorted(known, key=lambda item: -item[1]))

    def most_voted(self, most: int) -> tuple[Entry, ...]:
        """At most ``most`` entries that have votes, by their votes alone."""
        voted = (entry for entry in self.entries if entry.paper.votes)
        return tuple(sorted(voted, key=lambda e: (-e.paper.votes, e.paper.id))[:most])

    def most_discussed(self, most: int) -> tuple[Entry, ...]:
        """At most ``most`` entries that have comments, by their comments alone."""
        discussed = (entry for entry in self.entries if entry.paper.comments)
        return tuple(sorted(discussed, key=lambda e: (-e.paper.comments, e.paper.id))[:most])

    def most_starred(self, most: int) -> tuple[Entry, ...]:
        """At most ``most`` entries whose code has stars, most first; a repository stands once."""
        starred = (entry for entry in self.entries if entry.paper.stars and entry.paper.code)
        once: dict[str, Entry] = {}
        for entry in sorted(starred, key=lambda e: (-(e.paper.stars or 0), e.paper.id)):
            once.setdefault(entry.paper.code.rstrip("/").casefold(), entry)
        return tuple(once.values())[:most]

    def organisations(self, most: int) -> tuple[tuple[str, int], ...]:
        """At most ``most`` organisations with more than one paper here, most first, by name then."""
        counts = Counter(entry.paper.organisation for entry in self.entries)
        several = ((name, count) for name, count in counts.items() if name and count > 1)
        return tuple(sorted(several, key=lambda item: (-item[1], item[0]))[:most])


def best_first(entry: Entry) -> tuple[bool, float, str]:
    """The order within a digest: pinned, then by score, then by id so that it is always the same."""
    return (not entry.pinned, -entry.score, entry.paper.id)
