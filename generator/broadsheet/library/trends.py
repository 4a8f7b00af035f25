"""Trends: the topics of one month against those of the month before; pure.

Numbers are compared as shares of all papers of their month, so that a month that is still going
on compares fairly with a whole one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from broadsheet.model.curation import Entry, Topic


@dataclass(frozen=True, slots=True)
class Trend:
    """A number of papers of a month and before it, each as a share of all papers then.

    ``name`` is a topic's slug or a word; ``examples`` are entries of the month; ``months`` are the numbers of
    the months that were compared, by their slugs.
    """

    name: str
    now: int
    before: int
    now_share: float
    before_share: float
    examples: tuple[Entry, ...] = ()
    months: Mapping[str, int] = field(default_factory=dict)

    @property
    def change(self) -> float:
        """Rise of the share, or below zero its fall."""
        return self.now_share - self.before_share


def topic_trends(
    now: tuple[Entry, ...], before: tuple[Entry, ...], topics: Iterable[Topic]
) -> tuple[Trend, ...]:
    """Return a trend of every topic with papers in either month, the steepest rise first."""
    counts_now = count_topics(now)
    counts_before = count_topics(before)
    trends = []
    for topic in topics:
        count_now = counts_now[topic.slug]
        count_before = counts_before[topic.slug]
        if count_now or count_before:
            now_share = count_now / max(len(now), 1)
            before_share = count_before / max(len(before), 1)
            trends.append(Trend(topic.slug, count_now, count_before, now_share, before_share))
    trends.sort(key=_steepest_first)
    return tuple(trends)


def count_topics(entries: Iterable[Entry]) -> Counter[str]:
    """Return how many entries each topic has, by its slug."""
    counts: Counter[str] = Counter()
    for entry in entries:
        for topic in entry.topics:
            counts[topic.slug] += 1
    return counts


def _steepest_first(trend: Trend) -> tuple[float, str]:
    return (-trend.change, trend.name)
