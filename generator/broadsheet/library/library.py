"""All entries, sorted once, with look-ups; it sorts, groups and looks up, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.library.digest import Digest, best_first
from broadsheet.model.curation import Entry, Introduction, RelatedPaper, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.period import Period
from broadsheet.model.site import Site, SourceConfig


@dataclass(frozen=True)
class Library:
    """Everything an output may show. Entries come newest day first, best first within a day."""

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
    introductions: Mapping[str, Introduction]
    readings: tuple[LedgerEntry, ...]
    pages: Mapping[str, str]
    related: Mapping[str, tuple[RelatedPaper, ...]] = field(default_factory=dict)
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
        readings: Iterable[LedgerEntry] = (),
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

    def with_related(self, related: Mapping[str, tuple[RelatedPaper, ...]]) -> Library:
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
        read: dict[date, list[LedgerEntry]] = defaultdict(list)
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
        yield replace(entry, page=False) if old and entry.paper.external_url else entry


def _with_readings(digest: Digest, readings: list[LedgerEntry]) -> Digest:
    return Digest(
        period=digest.period,
        entries=digest.entries,
        number=digest.number,
        introduction=digest.introduction,
        readings=tuple(readings),
    )
