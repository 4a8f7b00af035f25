"""Replay of the stored days under other rules, topics or ranking; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from broadsheet.curation.curate import Standards, curate
from broadsheet.curation.tallies import gather_tallies, with_tallies
from broadsheet.library.digest import newest_first
from broadsheet.model.curation import Entry
from broadsheet.model.provenance import as_ranked
from broadsheet.settings.config import Config
from broadsheet.store.content import Content


class Pair(NamedTuple):
    """Entries of one paper before and after a change."""

    before: Entry
    after: Entry

    @property
    def stays(self) -> bool:
        """True where lists show the paper before and after."""
        shown_before = not self.before.left_out
        shown_after = not self.after.left_out
        return shown_before and shown_after


@dataclass(frozen=True, slots=True)
class Replay:
    """The same papers before and after, in pairs, from ``first`` to ``last``; newest day first."""

    first: date
    last: date
    pairs: tuple[Pair, ...]

    @property
    def shown(self) -> tuple[int, int]:
        """Numbers of the papers that lists show, before and after."""
        shown_before = 0
        shown_after = 0
        for pair in self.pairs:
            if not pair.before.left_out:
                shown_before += 1
            if not pair.after.left_out:
                shown_after += 1
        return shown_before, shown_after

    @property
    def gained(self) -> tuple[Entry, ...]:
        """Entries, as they would be, that lists would show and do not show today."""
        gained = []
        for before, after in self.pairs:
            if before.left_out and not after.left_out:
                gained.append(after)
        return tuple(gained)

    @property
    def lost(self) -> tuple[Entry, ...]:
        """Entries, as they would be, that lists would show no longer, each with its reason."""
        lost = []
        for before, after in self.pairs:
            if after.left_out and not before.left_out:
                lost.append(after)
        return tuple(lost)

    @property
    def moved(self) -> tuple[Pair, ...]:
        """Pairs that lists show before and after, under other topics."""
        moved = []
        for pair in self.pairs:
            slugs_before = _topic_slugs(pair.before)
            slugs_after = _topic_slugs(pair.after)
            if pair.stays and slugs_before != slugs_after:
                moved.append(pair)
        return tuple(moved)

    @property
    def rescored(self) -> tuple[Pair, ...]:
        """Pairs that lists show before and after, with another score or pin."""
        rescored = []
        for pair in self.pairs:
            if not pair.stays:
                continue
            before, after = pair
            if before.score != after.score or before.pinned != after.pinned:
                rescored.append(pair)
        return tuple(rescored)


def _topic_slugs(entry: Entry) -> tuple[str, ...]:
    return tuple(topic.slug for topic in entry.topics)


def replay(content: Content, before: Config, after: Config, days: int) -> Replay:
    """Return the papers of the last ``days`` digest days under two configurations.

    The last of these days is that of the newest stored paper.
    """
    last = max((paper.day for paper in content.papers), default=date.min)
    # Counting back stops at the first date that Python knows.
    days_before_last = min(days - 1, (last - date.min).days)
    first = last - timedelta(days=days_before_last)
    recent_papers = tuple(paper for paper in content.papers if paper.day >= first)
    recent = Content(papers=recent_papers, notes=content.notes, tallies=content.tallies)
    entries_before = {entry.paper.id: entry for entry in _curated(recent, before)}
    entries_after = sorted(_curated(recent, after), key=newest_first)
    pairs = []
    for entry in entries_after:
        pair = Pair(entries_before[entry.paper.id], entry)
        pairs.append(pair)
    return Replay(first, last, tuple(pairs))


def _curated(content: Content, config: Config) -> tuple[Entry, ...]:
    source_titles = {source.name: source.title for source in config.sources}
    standards = Standards(config.rules, config.topics, source_titles, config.ranking)
    papers = [as_ranked(paper, config.source_order) for paper in content.papers]
    tallies = gather_tallies(content.tallies, config.tally_sources)
    entries = curate(papers, content.notes, standards)
    return tuple(with_tallies(entries, tallies, config.ranking, source_titles))
