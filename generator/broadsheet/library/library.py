"""Library of all entries, sorted once, with look-ups; it sorts, groups and looks up, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.library.contributors import Directory, entries_by_contributor
from broadsheet.library.digest import (
    Digest,
    Entries,
    best_first,
    group_by_period,
    newest_first,
    number_digests,
)
from broadsheet.library.shared_pages import share_pages, with_pages
from broadsheet.model.contributors import Contributor, NamedContributor
from broadsheet.model.curation import Entry, Introduction, Note, RelatedPaper, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.maps import Places
from broadsheet.model.masthead import NOBODY_NAMED, Colleague, Masthead
from broadsheet.model.owners import PEOPLE
from broadsheet.model.period import Period, first_of_months, months_up_to
from broadsheet.model.removals import NO_REMOVALS, Removals
from broadsheet.model.site import Site, SourceConfig
from broadsheet.model.tallies import NO_TALLIES, Tallies
from broadsheet.store.content import Content

Digests = tuple[Digest, ...]


@dataclass(frozen=True)
class Library:
    """Library of everything that an output may show.

    Entries come newest day first, best first within a day.
    """

    site: Site
    sources: tuple[SourceConfig, ...]
    topics: tuple[Topic, ...]
    entries: Entries
    introductions: Mapping[str, Introduction]
    readings: tuple[LedgerEntry, ...]
    pages: Mapping[str, str]
    removals: Removals = NO_REMOVALS
    noted: frozenset[str] = frozenset()  # ids of the papers that have a note
    drafts: frozenset[str] = frozenset()  # people's files in review, such as ``notes/2605.00001``
    masthead: Masthead = NOBODY_NAMED
    related: Mapping[str, tuple[RelatedPaper, ...]] = field(default_factory=dict)
    # Where papers lie on maps, by the slug of a week or a month, or by a name of model/maps.py.
    maps: Mapping[str, Places] = field(default_factory=dict)
    # Authors and organisations that have a page.
    directory: Directory = field(default_factory=Directory)
    # Titles of look-ups, by their names.
    look_up_titles: Mapping[str, str] = field(default_factory=dict)
    # Votes and comments at places that are no source.
    tallies: Tallies = NO_TALLIES
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
        content: Content | None = None,
        fingerprints: Fingerprints | None = None,
    ) -> Library:
        """Return a library of these parts, in any order.

        Of ``content`` it takes what is no paper and no note. ``fingerprints`` are those that know names of
        the entries already, if any do.
        """
        content = content or Content()
        names = fingerprints or Fingerprints()
        paged = with_pages(entries, site.pages_since, names)
        sorted_entries = sorted(share_pages(paged, site.paged_months, names), key=newest_first)
        sorted_readings = sorted(content.readings, key=by_day_and_source)
        return cls(
            site=site,
            sources=tuple(sources),
            topics=tuple(topics),
            entries=tuple(sorted_entries),
            introductions={introduction.slug: introduction for introduction in content.introductions},
            readings=tuple(sorted_readings),
            pages=content.pages,
            removals=content.removals,
            noted=frozenset(content.notes),
            drafts=content.drafts,
            fingerprints=names,
        )

    @cached_property
    def topic_slugs(self) -> tuple[str, ...]:
        """Slugs of the topics in their order."""
        return tuple(topic.slug for topic in self.topics)

    @cached_property
    def source_titles(self) -> Mapping[str, str]:
        """Titles of the sources by their names; people are one where they added a paper."""
        titles = {source.name: source.title for source in self.sources}
        listing = {reading.source for reading in self.readings}
        for name, title in PEOPLE.items():
            if name in listing:
                titles[name] = title
        return titles

    def with_masthead(self, masthead: Masthead) -> Library:
        """Return the same library that also knows who makes the digest."""
        return replace(self, masthead=masthead)

    def writer_of(self, words: Note | Introduction) -> Colleague | None:
        """Return who wrote a note or an introduction; None where it does not say."""
        if not words.by:
            return None
        return self.masthead.by_handle.get(words.by)

    def with_related(self, related: Mapping[str, tuple[RelatedPaper, ...]]) -> Library:
        """Return the same library that also knows which papers are alike, by the id of each."""
        return replace(self, related=related)

    def with_maps(self, maps: Mapping[str, Places]) -> Library:
        """Return the same library that also knows where papers lie on each map, by its slug or name."""
        return replace(self, maps=maps)

    def with_contributors(self, named: Sequence[NamedContributor]) -> Library:
        """Return the same library with pages for authors and organisations: for ``named`` ones and others."""
        directory = Directory.of(self.shown, named, self.site.author_pages)
        entries = directory.link(self.entries, self.fingerprints)
        return replace(self, entries=tuple(entries), directory=directory)

    @cached_property
    def shown(self) -> Entries:
        """Entries that lists show."""
        return tuple(entry for entry in self.entries if not entry.left_out)

    @cached_property
    def left_out(self) -> Entries:
        """Entries that no list shows, each with its reason."""
        return tuple(entry for entry in self.entries if entry.left_out)

    @cached_property
    def with_page(self) -> Entries:
        """Entries that have a page: all that are shown, and the hidden ones."""
        return tuple(entry for entry in self.entries if entry.page)

    @cached_property
    def with_own_page(self) -> Entries:
        """Entries that have a page for themselves."""
        return tuple(entry for entry in self.with_page if not entry.shared_at)

    @cached_property
    def with_shared_page(self) -> Entries:
        """Entries whose page is one that papers share."""
        return tuple(entry for entry in self.with_page if entry.shared_at)

    @cached_property
    def listed(self) -> Entries:
        """Entries that have a page and are shown: all that others may list, cite or index."""
        return tuple(entry for entry in self.with_page if not entry.left_out)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Every entry by its paper's id and by other ids of the same work; an own id goes first."""
        by_own_id: dict[str, Entry] = {}
        by_other_id: dict[str, Entry] = {}
        for entry in self.entries:
            by_own_id[entry.paper.id] = entry
            for other_id in entry.paper.other_ids:
                by_other_id[other_id] = entry
        return by_other_id | by_own_id

    @cached_property
    def moved(self) -> Mapping[str, Entry]:
        """Entries with a page by the ids under which they had another before two papers were merged."""
        kept_ids: set[str] = set()
        for reading in self.readings:
            kept_ids.update(reading.kept)
        moved: dict[str, Entry] = {}
        for entry in self.with_page:
            for other_id in entry.paper.other_ids:
                if other_id in kept_ids and self.by_id[other_id] is entry:
                    moved[other_id] = entry
        return moved

    @cached_property
    def days(self) -> Digests:
        """Every day that has entries or was read, oldest first."""
        readings_by_day: dict[date, list[LedgerEntry]] = defaultdict(list)
        for reading in self.readings:
            readings_by_day[reading.day].append(reading)
        read_periods = {Period.of_day(day) for day in readings_by_day}
        days = []
        for digest in self._digests(Period.of_day, read_periods):
            readings = readings_by_day[digest.period.start]
            days.append(replace(digest, readings=tuple(readings)))
        return tuple(days)

    @cached_property
    def weeks(self) -> Digests:
        """Every ISO week that has entries, oldest first."""
        return self._digests(Period.of_week)

    @cached_property
    def months(self) -> Digests:
        """Every month that has entries, oldest first."""
        return self._digests(Period.of_month)

    @cached_property
    def editions(self) -> Digests:
        """Days that have entries, oldest first."""
        return tuple(day for day in self.days if day.entries)

    @property
    def newest(self) -> Digest | None:
        """Newest day with entries, which is the front page; None for an empty site."""
        if not self.editions:
            return None
        return self.editions[-1]

    def newest_editions(self, number: int) -> Digests:
        """Return the newest ``number`` days with entries, newest first."""
        return self.editions[: -number - 1 : -1]

    @cached_property
    def by_slug(self) -> Mapping[str, Digest]:
        """Every day, week and month by its slug."""
        digests = (*self.days, *self.weeks, *self.months)
        return {digest.period.slug: digest for digest in digests}

    @cached_property
    def _by_day(self) -> Mapping[date, Digest]:
        return {digest.period.start: digest for digest in self.days}

    def day_of(self, day: date) -> Digest | None:
        """Return the digest of ``day``, if it has entries or was read."""
        return self._by_day.get(day)

    def week_of(self, day: date) -> Digest | None:
        """Return the week that ``day`` is in, if it has entries."""
        week = Period.of_week(day)
        return self.by_slug.get(week.slug)

    def month_of(self, day: date) -> Digest | None:
        """Return the month that ``day`` is in, if it has entries."""
        month = Period.of_month(day)
        return self.by_slug.get(month.slug)

    def around(self, digest: Digest) -> tuple[Digest | None, Digest | None]:
        """Return the digests of the same kind before and after, where there are any."""
        digests = self._by_kind[digest.period.kind]
        place = self._places[digest.period.slug]
        before = digests[place - 1] if place > 0 else None
        after = digests[place + 1] if place + 1 < len(digests) else None
        return before, after

    @property
    def _by_kind(self) -> Mapping[str, Digests]:
        return {"day": self.days, "week": self.weeks, "month": self.months}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Places of the digests among those of their kind, by their slugs."""
        places: dict[str, int] = {}
        for digests in self._by_kind.values():
            for place, digest in enumerate(digests):
                places[digest.period.slug] = place
        return places

    @cached_property
    def topic_entries(self) -> Mapping[str, Entries]:
        """Shown entries of each topic by its slug, newest first; every topic has a key."""
        by_topic: dict[str, list[Entry]] = {}
        for topic in self.topics:
            by_topic[topic.slug] = []
        for entry in self.shown:
            for topic in entry.topics:
                by_topic[topic.slug].append(entry)
        return {slug: tuple(entries) for slug, entries in by_topic.items()}

    @cached_property
    def _contributor_entries(self) -> Mapping[tuple[str, str], Entries]:
        return entries_by_contributor(self.shown)

    def entries_of(self, contributor: Contributor) -> Entries:
        """Return the shown entries of an author or an organisation that has a page, newest first."""
        return self._contributor_entries.get((contributor.kind, contributor.slug), ())

    def contributors_of(self, kind: str) -> Iterator[tuple[Contributor, int]]:
        """Yield all of a kind that have a page, each with the number of their shown papers."""
        for contributor in self.directory.contributors:
            if contributor.kind == kind:
                yield contributor, len(self.entries_of(contributor))

    @cached_property
    def topic_months(self) -> Mapping[str, Mapping[str, int]]:
        """Number of papers of each topic in each month, by their slugs; months without are absent."""
        papers: dict[str, dict[str, int]] = {}
        for topic in self.topics:
            papers[topic.slug] = {}
        for month in self.months:
            month_slug = month.period.slug
            for entry in month.entries:
                for topic in entry.topics:
                    counts = papers[topic.slug]
                    counts[month_slug] = counts.get(month_slug, 0) + 1
        return papers

    def exported(self, day: date) -> bool:
        """Return True where papers and editions of ``day`` have files to take along, or their month has."""
        return day >= self.exported_since

    def exported_of(self, digests: Iterable[Digest]) -> Digests:
        """Return those of ``digests`` that have such files."""
        return tuple(digest for digest in digests if self.exported(digest.period.start))

    @cached_property
    def exported_since(self) -> date:
        """First day of the newest ``export_months`` months; after all days where those are none."""
        return self.first_of_months(self.site.export_months)

    @property
    def _oldest(self) -> date | None:
        """First day of the oldest month with entries; None for an empty site."""
        return self.months[0].period.start if self.months else None

    def first_of_months(self, number: int) -> date:
        """Return the first day of the newest ``number`` months; after all days where those are none."""
        if not self.newest:
            return date.min
        newest_day = self.newest.period.start
        return first_of_months(newest_day, number, self._oldest or newest_day)

    def months_up_to(self, day: date, limit: int) -> tuple[Period, ...]:
        """Return the last ``limit`` months up to that of ``day``, without a gap.

        None is before the month of the first paper.
        """
        return months_up_to(day, limit, self._oldest or day)

    @cached_property
    def last_read(self) -> date | None:
        """Day on which a source was last read, whatever it gave."""
        return max((reading.read for reading in self.readings if reading.read), default=None)

    def last_read_of(self, days: Iterable[date]) -> date | None:
        """Return the day on which a source was last read for any of ``days``.

        It stays as it is once the days settled; None where none of them was read.
        """
        last_read = None
        for day in days:
            read = self._last_reads.get(day)
            if read and (last_read is None or read > last_read):
                last_read = read
        return last_read

    @cached_property
    def _last_reads(self) -> Mapping[date, date]:
        """Day of the last reading of each day that was read."""
        last_reads: dict[date, date] = {}
        for reading in self.readings:
            if reading.read:
                previous = last_reads.get(reading.day, reading.read)
                last_reads[reading.day] = max(reading.read, previous)
        return last_reads

    def calendar(self) -> tuple[date, ...]:
        """Return every day from the first known to the last, with or without entries."""
        if not self.days:
            return ()
        first = self.days[0].period.start
        last = self.days[-1].period.start
        number_of_days = (last - first).days + 1
        return tuple(first + timedelta(days=later) for later in range(number_of_days))

    @cached_property
    def _best_first(self) -> tuple[tuple[date, Entry], ...]:
        """Shown entries with their days, best first, as they are in digests of all kinds: sorted once."""
        return tuple([(entry.paper.day, entry) for entry in sorted(self.shown, key=best_first)])

    def _digests(self, period_of: Callable[[date], Period], also: Iterable[Period] = ()) -> Digests:
        entries_by_period = group_by_period(self._best_first, period_of, also)
        return number_digests(entries_by_period, self.introductions, self.tallies)


def by_day_and_source(reading: LedgerEntry) -> tuple[date, str]:
    """Return the sort key of readings: oldest first, by source within a day."""
    return (reading.day, reading.source)
