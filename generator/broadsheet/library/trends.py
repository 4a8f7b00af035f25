"""Trends: topics and words of one month against those of the month before; pure.

Numbers are compared as shares of all papers of their month, so that a month that is still going
on compares fairly with a whole one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from broadsheet.model.curation import Entry, Topic
from broadsheet.text import latex
from broadsheet.text.plain import clean
from broadsheet.text.stop_words import STOP_WORDS

# A word needs this many papers this month: fewer may be one group's habit.
ENOUGH_PAPERS = 5
EXAMPLES = 3
# A word is covered by a longer one if this share of its papers is among the longer one's.
COVERED = 0.6
# So many candidates are compared for each word that is wanted: the work stays the same
# however many words a month has.
CANDIDATES = 8
# It stands where a formula stood; cleaning takes it out of what others wrote.
FORMULA_MARK = "\N{REPLACEMENT CHARACTER}"

# A word, or a mark that stands between two words and keeps them apart.
_WORD = re.compile(r"[^\W_]+(?:[-.’'][^\W_]+)*|[^\w\s]")
_MAX_TERM_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Trend:
    """A number of papers this month and last, each as a share of its month's ``whole``.

    ``name`` is a topic's slug or a word; ``examples`` are entries of this month, best first.
    """

    name: str
    now: int
    before: int
    now_share: float
    before_share: float
    examples: tuple[Entry, ...] = ()

    @property
    def change(self) -> float:
        """Rise of the share, or below zero its fall."""
        return self.now_share - self.before_share


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms of a month's entries, each by a key that all of its forms share.

    ``places`` are the places of the entries that have a term, ``forms`` the form in which it is
    written most often.
    """

    places: Mapping[str, frozenset[int]]
    forms: Mapping[str, str]


def topic_trends(
    now: tuple[Entry, ...], before: tuple[Entry, ...], topics: Iterable[Topic]
) -> tuple[Trend, ...]:
    """Return a trend of every topic with papers in either month, the steepest rise first."""
    counts_now = _count_topics(now)
    counts_before = _count_topics(before)
    trends = []
    for topic in topics:
        count_now = counts_now[topic.slug]
        count_before = counts_before[topic.slug]
        if count_now or count_before:
            trends.append(_trend(topic.slug, count_now, count_before, len(now), len(before)))
    trends.sort(key=_steepest_first)
    return tuple(trends)


def word_trends(now: tuple[Entry, ...], before: tuple[Entry, ...], limit: int) -> tuple[Trend, ...]:
    """Return the words and keywords whose share rose most, at most ``limit``, the steepest first.

    Of words that mean the same papers only the longest is named: *world model*, not *world*.
    """
    terms_now = _collect_terms(now)
    places_before = _collect_terms(before).places
    rising = []
    for term, places in terms_now.places.items():
        if len(places) < ENOUGH_PAPERS:
            continue
        count_before = len(places_before.get(term, ()))
        trend = _trend(term, len(places), count_before, len(now), len(before))
        if trend.change > 0:
            rising.append(trend)
    rising.sort(key=_steepest_first)
    trends = []
    for trend in _select_distinct(rising, terms_now.places, limit):
        trends.append(_with_examples(trend, terms_now, now))
    return tuple(trends)


def _count_topics(entries: Iterable[Entry]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for entry in entries:
        for topic in entry.topics:
            counts[topic.slug] += 1
    return counts


def _trend(name: str, now: int, before: int, papers_now: int, papers_before: int) -> Trend:
    """Return the trend of counts in months of so many papers."""
    now_share = now / max(papers_now, 1)
    before_share = before / max(papers_before, 1)
    return Trend(name, now, before, now_share, before_share)


def _steepest_first(trend: Trend) -> tuple[float, str]:
    return (-trend.change, trend.name)


def _collect_terms(entries: tuple[Entry, ...]) -> _Terms:
    places: dict[str, set[int]] = defaultdict(set)
    form_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for place, entry in enumerate(entries):
        for form in set(terms(entry)):
            key = _term_key(form)
            places[key].add(place)
            form_counts[key][form] += 1
    forms = {}
    frozen_places = {}
    for key, counts in form_counts.items():
        forms[key] = _most_common(counts)
        frozen_places[key] = frozenset(places[key])
    return _Terms(frozen_places, forms)


def _most_common(counts: Counter[str]) -> str:
    """Return the form with the highest count, of equals the first by the alphabet."""
    if len(counts) == 1:  # as of most terms, of which there are many
        return next(iter(counts))
    highest = max(counts.values())
    forms = [form for form, count in counts.items() if count == highest]
    return min(forms)


def terms(entry: Entry) -> Iterator[str]:
    """Yield the words of the title, each two neighbours among them, and the keywords; no TeX."""
    title = _without_formulas(entry.paper.title)
    words = []
    for match in _WORD.findall(title):
        words.append(_without_capital(match))
    previous = ""  # the word before, where that one carries a subject
    for word in words:
        if not _carries_subject(word):
            previous = ""
            continue
        yield word
        if previous:
            yield f"{previous} {word}"
        previous = word
    for keyword in entry.paper.keywords:
        keyword_words = _without_formulas(keyword).split()
        term = " ".join(map(_without_capital, keyword_words))
        short_enough = len(term) <= _MAX_TERM_LENGTH
        if short_enough and FORMULA_MARK not in term and _carries_subject(term):
            yield term


def _without_formulas(text: str) -> str:
    """Return authors' words as text, with a mark of its own where a formula stood."""
    pieces = []
    for piece in latex.pieces(clean(text)):
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            pieces.append(FORMULA_MARK)
    return " ".join(pieces)


def _without_capital(word: str) -> str:
    """Return a word without a title's capital at its head: *Multi-Agent* is *multi-agent*, *LoRA* stays."""
    parts = []
    for part in word.split("-"):
        rest = part[1:]
        capital_only_at_head = rest == rest.lower()
        parts.append(part.lower() if capital_only_at_head else part)
    return "-".join(parts)


def _carries_subject(term: str) -> bool:
    if len(term) < 2 or term.casefold() in STOP_WORDS:
        return False
    return any(map(str.isalpha, term))


def _term_key(term: str) -> str:
    """Return a term whatever its case, its hyphens and the plural of its last word."""
    folded = term.casefold().replace("-", " ")
    if len(folded) <= 3 or not folded.endswith("s"):
        return folded
    if folded.endswith(("ss", "us", "is")):
        return folded
    return folded.removesuffix("s")


def _select_distinct(
    trends: Sequence[Trend], places: Mapping[str, frozenset[int]], limit: int
) -> list[Trend]:
    """Return the first ``limit`` trends that no longer term covers and that lengthen none chosen before."""
    candidates = trends[: limit * CANDIDATES]
    distinct: list[Trend] = []
    for trend in candidates:
        if _is_covered(trend.name, candidates, places):
            continue
        if not any(_is_part(chosen.name, trend.name) for chosen in distinct):
            distinct.append(trend)
    return distinct[:limit]


def _is_covered(term: str, trends: Iterable[Trend], places: Mapping[str, frozenset[int]]) -> bool:
    """Return True where a longer term among ``trends`` has most of the term's papers."""
    own_places = places[term]
    for trend in trends:
        if not _is_part(term, trend.name):
            continue
        common = own_places & places[trend.name]
        if len(common) / len(own_places) >= COVERED:
            return True
    return False


def _is_part(term: str, longer: str) -> bool:
    return term != longer and f" {term} " in f" {longer} "


def _with_examples(trend: Trend, month: _Terms, entries: tuple[Entry, ...]) -> Trend:
    """Return the trend under the form that is written most, with its first entries."""
    places = sorted(month.places[trend.name])
    examples = []
    for place in places[:EXAMPLES]:
        examples.append(entries[place])
    form = month.forms[trend.name]
    return replace(trend, name=form, examples=tuple(examples))
