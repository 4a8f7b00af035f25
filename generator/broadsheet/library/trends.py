"""What is rising: topics and words of one month against those of the month before; pure.

Numbers are compared as shares of all papers of their month, so that a month that is still going
on compares fairly with a whole one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet.model.curation import Entry, Topic
from broadsheet.text import latex
from broadsheet.text.plain import clean

# A word needs this many papers this month: fewer may be one group's habit.
ENOUGH_PAPERS = 5
EXAMPLES = 3
# A word is told by a longer one if this share of its papers is among the longer one's.
TOLD = 0.6
NEAR = 8
# It stands where a formula stood; cleaning takes it out of what others wrote.
FORMULA_MARK = "\N{REPLACEMENT CHARACTER}"

# A word, or a mark that stands between two words and keeps them apart.
_WORD = re.compile(r"[^\W_]+(?:[-.’'][^\W_]+)*|[^\w\s]")
_LONGEST_TERM = 60
# Words that carry no subject: those of the language, and those of any title.
_WITHOUT_SUBJECT = """
a about above across after against all also amid among an and any are around as at away back be
because been before being below better between beyond both but by can could do does doing done don't
down during each else enough ever every few first for from further get good had has have he her here
his how i if in inside into is isn't it its itself just less let like made make makes making many
matter matters may me meets more most much must my need needs never new no nor not now of off on
once one only onto or other our out over own part per really right same second see she should since
so some still such than that the their them then there these they thing things third this those
through to together too toward towards two under unless unlike until up upon us use used uses using
versus very via vs was way we well were what when where whether which while who whom whose why will
with within without would yet you your approach approaches based case challenge challenges dynamic
effective efficient enable enables enabling enhanced enhancing evaluating experiment experiments
exploring framework general improve improved improving investigating introducing large latest
learning leveraging long method methods novel paper papers problem problems rethinking revisiting
simple small studies study system systems technical report technique techniques understanding
unified work works
"""
STOP_WORDS = frozenset(_WITHOUT_SUBJECT.split())


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
        """How far the share rose, or below zero fell."""
        return self.now_share - self.before_share


def topic_trends(
    now: tuple[Entry, ...], before: tuple[Entry, ...], topics: Iterable[Topic]
) -> tuple[Trend, ...]:
    """Every topic with papers in either month, the steepest rise first."""
    counts, counts_before = (_topic_counts(entries) for entries in (now, before))
    rises = (
        _rise(topic.slug, counts[topic.slug], counts_before[topic.slug], len(now), len(before))
        for topic in topics
        if counts[topic.slug] or counts_before[topic.slug]
    )
    return tuple(sorted(rises, key=lambda rise: (-rise.change, rise.name)))


def word_trends(now: tuple[Entry, ...], before: tuple[Entry, ...], most: int) -> tuple[Trend, ...]:
    """The words and keywords whose share rose most, at most ``most``, the steepest first.

    Of words that mean the same papers only the longest is told: *world model*, not *world*.
    """
    papers, forms = _papers_by_term(now)
    counts_before = {term: len(ids) for term, ids in _papers_by_term(before)[0].items()}
    rises = [
        _rise(term, len(ids), counts_before.get(term, 0), len(now), len(before))
        for term, ids in papers.items()
        if len(ids) >= ENOUGH_PAPERS
    ]
    risen = sorted((r for r in rises if r.change > 0), key=lambda r: (-r.change, r.name))
    told = list(_told_once(risen, papers, most))
    return tuple(_illustrated(rise, forms[rise.name], papers[rise.name], now) for rise in told)


def _topic_counts(entries: Iterable[Entry]) -> Counter[str]:
    return Counter(topic.slug for entry in entries for topic in entry.topics)


def _rise(name: str, now: int, before: int, whole: int, whole_before: int) -> Trend:
    return Trend(name, now, before, now / max(whole, 1), before / max(whole_before, 1))


def _papers_by_term(
    entries: tuple[Entry, ...],
) -> tuple[Mapping[str, frozenset[int]], Mapping[str, str]]:
    """Which entries (by place) have each term, and the form in which it is written most."""
    papers: dict[str, set[int]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for place, entry in enumerate(entries):
        for form in set(terms(entry)):
            papers[_key(form)].add(place)
            forms[_key(form)][form] += 1
    chosen = {key: min(found, key=lambda f: (-found[f], f)) for key, found in forms.items()}
    return {key: frozenset(places) for key, places in papers.items()}, chosen


def terms(entry: Entry) -> Iterator[str]:
    """The words of the title, each two neighbours among them, and the keywords; no TeX."""
    words = [_plain(word) for word in _WORD.findall(_prose(entry.paper.title))]
    known = [_says_something(word) for word in words]
    yield from (word for word, says in zip(words, known, strict=True) if says)
    for place in range(len(words) - 1):
        if known[place] and known[place + 1]:
            yield f"{words[place]} {words[place + 1]}"
    for keyword in entry.paper.keywords:
        term = " ".join(map(_plain, _prose(keyword).split()))
        if FORMULA_MARK not in term and len(term) <= _LONGEST_TERM and _says_something(term):
            yield term


def _prose(words: str) -> str:
    """Authors' words as text, with a mark of its own where a formula stood."""
    pieces = (piece if isinstance(piece, str) else FORMULA_MARK for piece in latex.pieces(clean(words)))
    return " ".join(pieces)


def _plain(word: str) -> str:
    """A word without a title's capital at its head: *Multi-Agent* is *multi-agent*, *LoRA* stays."""
    parts = (part if part[1:] != part[1:].lower() else part.lower() for part in word.split("-"))
    return "-".join(parts)


def _says_something(word: str) -> bool:
    return len(word) > 1 and word.casefold() not in STOP_WORDS and any(c.isalpha() for c in word)


def _key(term: str) -> str:
    """A term whatever its case, its hyphens and the plural of its last word."""
    folded = term.casefold().replace("-", " ")
    plural = folded.endswith("s") and not folded.endswith(("ss", "us", "is")) and len(folded) > 3
    return folded[:-1] if plural else folded


def _told_once(rises: Sequence[Trend], papers: Mapping[str, frozenset[int]], most: int) -> Iterator[Trend]:
    """The first ``most`` that no longer term tells and that lengthen none which stands already."""
    near = rises[: most * NEAR]  # the work stays the same however many words a month has
    told: list[Trend] = []
    for rise in near:
        longer = (r for r in near if _within(rise.name, r.name))
        if any(_share_of(papers[rise.name], papers[r.name]) >= TOLD for r in longer):
            continue
        if not any(_within(r.name, rise.name) for r in told):
            told.append(rise)
    yield from told[:most]


def _within(term: str, other: str) -> bool:
    return term != other and f" {term} " in f" {other} "


def _share_of(ids: frozenset[int], others: frozenset[int]) -> float:
    return len(ids & others) / len(ids)


def _illustrated(rise: Trend, form: str, places: Iterable[int], now: tuple[Entry, ...]) -> Trend:
    examples = tuple(now[place] for place in sorted(places)[:EXAMPLES])
    return Trend(form, rise.now, rise.before, rise.now_share, rise.before_share, examples)
