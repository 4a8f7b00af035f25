"""Conditions of rules, each with its test."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from broadsheet.curation.phrases import PhraseHits
from broadsheet.model.curation import Conditions, Topic
from broadsheet.model.paper import Paper

_Test = Callable[[Conditions, Paper, tuple[Topic, ...], PhraseHits], bool]


def _shared(values: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Those of ``values`` that are wanted, whatever the case."""
    folded = {value.casefold() for value in wanted}
    return frozenset(value for value in values if value.casefold() in folded)


def _same(values: Iterable[str], wanted: Iterable[str]) -> bool:
    return bool(_shared(values, wanted))


# One line per key of Conditions: a new need is a new line here, with a test.
_TESTS: dict[str, _Test] = {
    "words": lambda c, p, t, f: bool((f.title | f.abstract | f.keywords) & set(c.words)),
    "title": lambda c, p, t, f: bool(f.title & set(c.title)),
    "abstract": lambda c, p, t, f: bool(f.abstract & set(c.abstract)),
    "keywords": lambda c, p, t, f: bool(f.keywords & set(c.keywords)),
    "categories": lambda c, p, t, f: _same(p.categories, c.categories),
    "authors": lambda c, p, t, f: _same(p.authors, c.authors),
    "organisations": lambda c, p, t, f: _same([p.organisation], c.organisations),
    "topics": lambda c, p, t, f: _same([topic.slug for topic in t], c.topics),
    "sources": lambda c, p, t, f: _same([s.source for s in p.sightings], c.sources),
    "votes_at_least": lambda c, p, t, f: p.votes >= (c.votes_at_least or 0),
}


def applies(when: Conditions, paper: Paper, topics: tuple[Topic, ...], findings: PhraseHits) -> bool:
    """Return whether a paper meets every condition that was given."""
    return all(
        test(when, paper, topics, findings)
        for key, test in _TESTS.items()
        if getattr(when, key) not in ((), None)
    )
