"""Changes: the topics and words of a month that rose, fell or appeared by more than chance explains; pure.

A month is compared with the months before it together: one month alone is too few papers to tell by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from broadsheet.library.digest import Digest
from broadsheet.library.significance import chance_of_rise, count_significant
from broadsheet.library.terms import collect_terms, select_distinct, term_key, terms
from broadsheet.library.trends import Trend, count_topics
from broadsheet.model.curation import Entry, Topic

# Months that a month is compared with: those before it that have papers.
MONTHS_BEFORE = 6
# A word is tried where so many papers of the month have it, or would if it had kept its share: fewer may be
# one group's habit.
ENOUGH_PAPERS = 5
EXAMPLES = 3
# Words that a topic's sentence names.
WORDS_OF_TOPIC = 3

Trends = tuple[Trend, ...]
Chances = dict[str, float]


class RisingTopic(NamedTuple):
    """A topic, how its share rose, and the rising words of the papers that are named for it."""

    topic: Topic
    trend: Trend
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the month ``now`` against the months ``before`` it, the clearest first.

    What ``appeared`` was in no paper before. ``tried`` is how many words were looked at for a rise.
    """

    now: Digest
    before: tuple[Digest, ...]
    topics: tuple[RisingTopic, ...] = ()
    rose: Trends = ()
    fell: Trends = ()
    appeared: Trends = ()
    tried: int = 0

    @property
    def papers_before(self) -> int:
        """Number of papers of all months before."""
        return sum(len(month.entries) for month in self.before)


def find_changes(now: Digest, before: tuple[Digest, ...], topics: Sequence[Topic], limit: int) -> Changes:
    """Return what changed in a month against those ``before`` it, oldest first: at most ``limit`` words each.

    Of words that mean the same papers only the longest is named: *world model*, not *world*.
    """
    compared = _Compared(now, before)
    if not compared.papers or not compared.papers_before:
        return Changes(now, before)
    tried = compared.often_now()
    risen = compared.risen(tried)
    rose = []
    appeared = []
    rising_words = {}
    for key in risen:
        rising_words[key] = compared.form(key)
        if compared.counts_before[key]:
            rose.append(key)
        else:
            appeared.append(key)
    fell = compared.fallen()
    return Changes(
        now,
        before,
        topics=_rising_topics(compared, topics, rising_words),
        rose=compared.word_trends(rose[:limit]),
        fell=compared.word_trends(fell[:limit]),
        appeared=compared.word_trends(appeared[:limit]),
        tried=len(tried),
    )


class _Compared:
    """A month and those before it: the terms of each, and how many papers of all those before have them."""

    def __init__(self, now: Digest, before: Sequence[Digest]) -> None:
        self.now = now
        self.before = before
        self.terms = collect_terms(now.entries)
        self.papers = len(now.entries)
        self.papers_before = sum(len(month.entries) for month in before)
        self.terms_before = [collect_terms(month.entries) for month in before]
        self.counts_before: Counter[str] = Counter()
        for month_terms in self.terms_before:
            for key, places in month_terms.places.items():
                self.counts_before[key] += len(places)

    def chance_of_rise(self, now: int, before: int) -> float:
        """Return how likely so many papers now are, after so many before, if shares stayed."""
        return chance_of_rise(now, self.papers, before, self.papers_before)

    def often_now(self) -> list[str]:
        """Return the terms that enough papers of the month have."""
        often = []
        for key in self.terms.places:
            if self.terms.count(key) >= ENOUGH_PAPERS:
                often.append(key)
        return often

    def risen(self, keys: Iterable[str]) -> list[str]:
        """Return the distinct terms whose share rose by more than chance explains, the clearest first."""
        chances = {}
        for key in keys:
            count = self.terms.count(key)
            chances[key] = self.chance_of_rise(count, self.counts_before[key])
        return select_distinct(_significant(chances), self.terms.places)

    def fallen(self) -> list[str]:
        """Return the distinct terms whose share fell by more than chance explains, the clearest first."""
        chances = {}
        for key, count_before in self.counts_before.items():
            expected = count_before * self.papers / self.papers_before
            if expected < ENOUGH_PAPERS:
                continue
            count = self.terms.count(key)
            chances[key] = chance_of_rise(count_before, self.papers_before, count, self.papers)
        fallen = _significant(chances)
        return select_distinct(fallen, self._places_before(fallen))

    def trend(self, name: str, now: int, before: int, examples: Sequence[Entry] = ()) -> Trend:
        """Return the trend of so many papers now and before."""
        now_share = now / self.papers
        before_share = before / self.papers_before
        return Trend(name, now, before, now_share, before_share, tuple(examples[:EXAMPLES]))

    def word_trends(self, keys: Iterable[str]) -> Trends:
        """Return the trends of terms, each in the form that is written most, with its first entries."""
        trends = []
        for key in keys:
            examples = []
            places = self.terms.places.get(key, ())
            for place in places[:EXAMPLES]:
                examples.append(self.now.entries[place])
            name = self.form(key)
            trend = self.trend(name, len(places), self.counts_before[key], examples)
            trends.append(replace(trend, months=self._months(key)))
        return tuple(trends)

    def form(self, key: str) -> str:
        """Return a term as it is written most in the month, or in the newest one that has it."""
        for month_terms in (self.terms, *reversed(self.terms_before)):
            form = month_terms.form(key)
            if form:
                return form
        return key

    def _months(self, key: str) -> Mapping[str, int]:
        """Return the papers of a term in each month, by the months' slugs."""
        counts = {self.now.period.slug: self.terms.count(key)}
        for month, month_terms in zip(self.before, self.terms_before, strict=True):
            counts[month.period.slug] = month_terms.count(key)
        return counts

    def _places_before(self, keys: Iterable[str]) -> dict[str, set[int]]:
        """Return the places of the entries before that have a term, counted through all months."""
        places_before = {}
        for key in keys:
            places: set[int] = set()
            first = 0
            for month, month_terms in zip(self.before, self.terms_before, strict=True):
                places.update(first + place for place in month_terms.places.get(key, ()))
                first += len(month.entries)
            places_before[key] = places
        return places_before


def _rising_topics(
    compared: _Compared, topics: Sequence[Topic], rising_words: Mapping[str, str]
) -> tuple[RisingTopic, ...]:
    """Return the topics that rose, the clearest first, each with its most telling papers."""
    counts = count_topics(compared.now.entries)
    counts_before: Counter[str] = Counter()
    for month in compared.before:
        counts_before.update(count_topics(month.entries))
    by_slug = {}
    chances = {}
    for topic in topics:
        slug = topic.slug
        if counts[slug]:
            by_slug[slug] = topic
            chances[slug] = compared.chance_of_rise(counts[slug], counts_before[slug])
    rising = []
    for slug in _significant(chances):
        topic = by_slug[slug]
        told = _TellingPapers(compared.now.entries, topic, rising_words)
        trend = compared.trend(slug, counts[slug], counts_before[slug], told.entries)
        rising.append(RisingTopic(topic, trend, told.words))
    return tuple(rising)


class _TellingPapers:
    """Entries of a topic, those with most of the rising words first; and the words that most of them have."""

    def __init__(self, entries: Iterable[Entry], topic: Topic, rising_words: Mapping[str, str]) -> None:
        counted: list[tuple[int, Entry]] = []
        papers: Counter[str] = Counter()
        for entry in entries:
            if topic not in entry.topics:
                continue
            keys = set(map(term_key, terms(entry)))
            found = keys & rising_words.keys()
            papers.update(found)
            counted.append((len(found), entry))
        counted.sort(key=_most_first)
        self.entries = [entry for _, entry in counted]
        often = sorted(papers, key=lambda key: (-papers[key], key))
        words = [rising_words[key] for key in often]
        self.words = tuple(words[:WORDS_OF_TOPIC])


def _most_first(counted: tuple[int, Entry]) -> int:
    return -counted[0]


def _significant(chances: Chances) -> list[str]:
    """Return the names whose chances stand out among all, the smallest first."""
    order = sorted(chances, key=lambda name: (chances[name], name))
    return order[: count_significant(list(chances.values()))]
