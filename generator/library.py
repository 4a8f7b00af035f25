"""All entries, sorted once, with look-ups; it sorts, groups and looks up, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from generator.fingerprint import Fingerprints
from generator.model import (
    Entry,
    Introduction,
    Period,
    Reading,
    Relative,
    Site,
    SourceConfig,
    Topic,
    is_working_day,
)

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
    readings: tuple[Reading, ...] = ()

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


@dataclass(frozen=True)
class Library:
    """Everything an output may show. Entries come newest day first, best first within a day."""

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
    introductions: Mapping[str, Introduction]
    readings: tuple[Reading, ...]
    pages: Mapping[str, str]
    related: Mapping[str, tuple[Relative, ...]] = field(default_factory=dict)
    # Names for parts of this library, by which an output says what a page is made from.
    fingerprints: Fingerprints = field(default_factory=Fingerprints, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        *,
        site: Site,
        sources: Iterable[SourceConfig] = (),
        topics: Iterable[Topic] = (),
        entries: Iterable[Entry] = (),
        introductions: Iterable[Introduction] = (),
        readings: Iterable[Reading] = (),
        pages: Mapping[str, str] | None = None,
        fingerprints: Fingerprints | None = None,
    ) -> Library:
        """A library of these parts, in any order; ``pages`` are hand-made (name to Markdown).

        ``fingerprints`` are those that know names of the entries already, if any do.
        """
        return cls(
            site=site,
            sources=tuple(sources),
            topics=tuple(topics),
            entries=tuple(sorted(_paged(entries, site.pages_since), key=_newest_first)),
            introductions={i.slug: i for i in introductions},
            readings=tuple(sorted(readings, key=lambda r: (r.day, r.source))),
            pages=dict(pages or {}),
            fingerprints=fingerprints or Fingerprints(),
        )

    @cached_property
    def topic_slugs(self) -> tuple[str, ...]:
        """The topics' slugs in their order."""
        return tuple(topic.slug for topic in self.topics)

    @cached_property
    def source_titles(self) -> Mapping[str, str]:
        """What each source is called, by its name."""
        return {source.name: source.title for source in self.sources}

    def with_related(self, related: Mapping[str, tuple[Relative, ...]]) -> Library:
        """The same library that also knows which papers are alike, by the id of each."""
        return replace(self, related=related)

    @cached_property
    def shown(self) -> tuple[Entry, ...]:
        """The entries that lists show."""
        return tuple(entry for entry in self.entries if not entry.left_out)

    @cached_property
    def left_out(self) -> tuple[Entry, ...]:
        """The entries that no list shows, each with its reason."""
        return tuple(entry for entry in self.entries if entry.left_out)

    @cached_property
    def with_page(self) -> tuple[Entry, ...]:
        """The entries that have a page: all that are shown, and the hidden ones."""
        return tuple(entry for entry in self.entries if entry.page)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Every entry by its paper's id."""
        return {entry.paper.id: entry for entry in self.entries}

    @cached_property
    def days(self) -> tuple[Digest, ...]:
        """Every day that has entries or was read, oldest first."""
        read: dict[date, list[Reading]] = defaultdict(list)
        for reading in self.readings:
            read[reading.day].append(reading)
        known = {Period.of_day(day) for day in read}
        digests = self._digests(Period.of_day, known)
        return tuple(_with_readings(digest, read[digest.period.start]) for digest in digests)

    @cached_property
    def weeks(self) -> tuple[Digest, ...]:
        """Every ISO week that has entries, oldest first."""
        return self._digests(Period.of_week)

    @cached_property
    def months(self) -> tuple[Digest, ...]:
        """Every month that has entries, oldest first."""
        return self._digests(Period.of_month)

    @cached_property
    def editions(self) -> tuple[Digest, ...]:
        """The days that have entries, oldest first."""
        return tuple(day for day in self.days if day.entries)

    @property
    def newest(self) -> Digest | None:
        """The newest day with entries, which is the front page; None for an empty site."""
        return self.editions[-1] if self.editions else None

    @cached_property
    def by_slug(self) -> Mapping[str, Digest]:
        """Every day, week and month by its slug."""
        return {d.period.slug: d for d in (*self.days, *self.weeks, *self.months)}

    @cached_property
    def _by_day(self) -> Mapping[date, Digest]:
        return {digest.period.start: digest for digest in self.days}

    def day_of(self, day: date) -> Digest | None:
        """The digest of ``day``, if it has entries or was read."""
        return self._by_day.get(day)

    def week_of(self, day: date) -> Digest | None:
        """The week that ``day`` is in, if it has entries."""
        return self.by_slug.get(Period.of_week(day).slug)

    def month_of(self, day: date) -> Digest | None:
        """The month that ``day`` is in, if it has entries."""
        return self.by_slug.get(Period.of_month(day).slug)

    def around(self, digest: Digest) -> tuple[Digest | None, Digest | None]:
        """The digests of the same kind before and after, where there are any."""
        kinds = {"day": self.days, "week": self.weeks, "month": self.months}
        row = kinds[digest.period.kind]
        place = self._places[digest.period.slug]
        return (row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        rows = (self.days, self.weeks, self.months)
        return {d.period.slug: place for row in rows for place, d in enumerate(row)}

    @cached_property
    def topic_entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """The shown entries of each topic by its slug, newest first; every topic has a key."""
        groups: dict[str, list[Entry]] = {topic.slug: [] for topic in self.topics}
        for entry in self.shown:
            for topic in entry.topics:
                groups[topic.slug].append(entry)
        return {slug: tuple(group) for slug, group in groups.items()}

    @cached_property
    def topic_months(self) -> Mapping[str, Mapping[str, int]]:
        """How many papers each topic has in each month, by their slugs; months without are absent."""
        months = {month.period.slug: Counter[str]() for month in self.months}
        for month in self.months:
            months[month.period.slug].update(t.slug for e in month.entries for t in e.topics)
        return {
            topic.slug: {slug: counts[topic.slug] for slug, counts in months.items() if topic.slug in counts}
            for topic in self.topics
        }

    def exported(self, day: date) -> bool:
        """Whether papers and editions of ``day`` have files to take along beside their pages."""
        return day >= self.exported_since

    def exported_of(self, digests: Iterable[Digest]) -> tuple[Digest, ...]:
        """Those of ``digests`` that have such files."""
        return tuple(digest for digest in digests if self.exported(digest.period.start))

    @cached_property
    def exported_since(self) -> date:
        """The first day of the newest ``export_months`` months; after all days where those are none."""
        if not self.newest:
            return date.min
        months = self.months_up_to(self.newest.period.start, self.site.export_months)
        return months[0].start if months else date.max

    def months_up_to(self, day: date, most: int) -> tuple[Period, ...]:
        """The last ``most`` months up to that of ``day``, without a gap, none before the first paper."""
        first = self.months[0].period.start if self.months else day
        months: list[Period] = []
        while day >= first and len(months) < most:
            months.append(Period.of_month(day))
            day = months[-1].start - timedelta(days=1)
        return tuple(reversed(months))

    @cached_property
    def last_read(self) -> date | None:
        """The day on which a source was last read, whatever it gave."""
        return max((r.read for r in self.readings if r.read), default=None)

    def last_read_of(self, days: Iterable[date]) -> date | None:
        """When a source was last read for any of ``days``; it stays as it is once they settled."""
        return max((self._last_reads[day] for day in days if day in self._last_reads), default=None)

    @cached_property
    def _last_reads(self) -> Mapping[date, date]:
        reads: dict[date, date] = {}
        for reading in self.readings:
            if reading.read:
                reads[reading.day] = max(reading.read, reads.get(reading.day, reading.read))
        return reads

    def calendar(self) -> tuple[date, ...]:
        """Every day from the first known to the last, with or without entries."""
        if not self.days:
            return ()
        first, last = self.days[0].period.start, self.days[-1].period.start
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))

    def _digests(
        self, period_of: Callable[[date], Period], also: Iterable[Period] = ()
    ) -> tuple[Digest, ...]:
        groups: dict[Period, list[Entry]] = {period: [] for period in also}
        for entry in self.shown:
            groups.setdefault(period_of(entry.paper.day), []).append(entry)
        digests, number = [], 0
        for period in sorted(groups):
            number += bool(groups[period])  # only what was published is an edition
            digests.append(
                Digest(
                    period=period,
                    entries=tuple(sorted(groups[period], key=best_first)),
                    number=number if groups[period] else 0,
                    introduction=self._introduction(period),
                )
            )
        return tuple(digests)

    def _introduction(self, period: Period) -> Introduction:
        return self.introductions.get(period.slug, Introduction(period.slug))


def _newest_first(entry: Entry) -> tuple[int, bool, float, str]:
    return (-entry.paper.day.toordinal(), *best_first(entry))


def _paged(entries: Iterable[Entry], since: date | None) -> Iterator[Entry]:
    """Entries without a page where they are of a day before ``since`` and can be read elsewhere."""
    for entry in entries:
        old = since and entry.page and entry.paper.day < since
        yield replace(entry, page=False) if old and entry.paper.elsewhere else entry


def best_first(entry: Entry) -> tuple[bool, float, str]:
    """The order within a digest: pinned, then by score, then by id so that it is always the same."""
    return (not entry.pinned, -entry.score, entry.paper.id)


def _with_readings(digest: Digest, readings: list[Reading]) -> Digest:
    return Digest(
        period=digest.period,
        entries=digest.entries,
        number=digest.number,
        introduction=digest.introduction,
        readings=tuple(readings),
    )
