"""What other rules, topics or ranking would have made of the days that are stored; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.curation.curate import curate
from broadsheet.library.digest import best_first
from broadsheet.model.curation import Entry
from broadsheet.settings.config import Config
from broadsheet.store.store import Content


@dataclass(frozen=True, slots=True)
class Replay:
    """The same papers before and after, in pairs, from ``first`` to ``last``; newest day first."""

    first: date
    last: date
    pairs: tuple[tuple[Entry, Entry], ...]

    @property
    def shown(self) -> tuple[int, int]:
        """How many papers lists show, before and after."""
        before, after = (sum(not pair[side].left_out for pair in self.pairs) for side in (0, 1))
        return before, after

    @property
    def gained(self) -> tuple[Entry, ...]:
        """What lists would show that they do not: the entries as they would be."""
        return tuple(after for before, after in self.pairs if before.left_out and not after.left_out)

    @property
    def lost(self) -> tuple[Entry, ...]:
        """What lists would show no longer: the entries as they would be, with the reason."""
        return tuple(after for before, after in self.pairs if after.left_out and not before.left_out)

    @property
    def moved(self) -> tuple[tuple[Entry, Entry], ...]:
        """What is shown before and after, under other topics."""
        return tuple(pair for pair in self._staying() if _slugs(pair[0]) != _slugs(pair[1]))

    @property
    def rescored(self) -> tuple[tuple[Entry, Entry], ...]:
        """What is shown before and after, with another score or pin."""
        return tuple((b, a) for b, a in self._staying() if (b.score, b.pinned) != (a.score, a.pinned))

    def _staying(self) -> Iterator[tuple[Entry, Entry]]:
        return (pair for pair in self.pairs if not pair[0].left_out and not pair[1].left_out)


def _slugs(entry: Entry) -> tuple[str, ...]:
    return tuple(topic.slug for topic in entry.topics)


def replay(content: Content, before: Config, after: Config, days: int) -> Replay:
    """The stored papers of the last ``days`` digest days, to the newest paper's, under two configurations."""
    last = max((paper.day for paper in content.papers), default=date.min)
    first = last - timedelta(days=min(days - 1, (last - date.min).days))
    kept = Content(papers=tuple(p for p in content.papers if p.day >= first), notes=content.notes)
    now = {entry.paper.id: entry for entry in _entries(kept, before)}
    then = sorted(_entries(kept, after), key=lambda e: (-e.paper.day.toordinal(), *best_first(e)))
    return Replay(first, last, tuple((now[entry.paper.id], entry) for entry in then))


def _entries(content: Content, config: Config) -> Iterable[Entry]:
    titles = {source.name: source.title for source in config.sources}
    return curate(content.papers, content.notes, config.rules, config.topics, titles, config.ranking)
