"""Conditions of topics and rules, each with its test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from broadsheet.curation.phrases import PhraseHits
from broadsheet.model.curation import Conditions, Topic
from broadsheet.model.paper import Paper


class Candidate(NamedTuple):
    """Paper that rules are tried on, with its topics and the phrases that stand in it."""

    paper: Paper
    topics: tuple[Topic, ...]
    hits: PhraseHits


def applies(conditions: Conditions, candidate: Candidate) -> bool:
    """Return True where a paper meets every condition that was given."""
    for key, is_met in _TESTS.items():
        is_given = getattr(conditions, key) not in ((), None)
        if is_given and not is_met(conditions, candidate):
            return False
    return True


def _meets_words(conditions: Conditions, candidate: Candidate) -> bool:
    hits = candidate.hits
    phrases = hits.title | hits.abstract | hits.keywords
    return not phrases.isdisjoint(conditions.words)


def _meets_title(conditions: Conditions, candidate: Candidate) -> bool:
    return not candidate.hits.title.isdisjoint(conditions.title)


def _meets_abstract(conditions: Conditions, candidate: Candidate) -> bool:
    return not candidate.hits.abstract.isdisjoint(conditions.abstract)


def _meets_keywords(conditions: Conditions, candidate: Candidate) -> bool:
    return not candidate.hits.keywords.isdisjoint(conditions.keywords)


def _meets_categories(conditions: Conditions, candidate: Candidate) -> bool:
    return _share_any(candidate.paper.categories, conditions.categories)


def _meets_authors(conditions: Conditions, candidate: Candidate) -> bool:
    return _share_any(candidate.paper.authors, conditions.authors)


def _meets_organisations(conditions: Conditions, candidate: Candidate) -> bool:
    organisation = candidate.paper.organisation
    return _share_any([organisation], conditions.organisations)


def _meets_topics(conditions: Conditions, candidate: Candidate) -> bool:
    slugs = [topic.slug for topic in candidate.topics]
    return _share_any(slugs, conditions.topics)


def _meets_sources(conditions: Conditions, candidate: Candidate) -> bool:
    names = [sighting.source for sighting in candidate.paper.sightings]
    return _share_any(names, conditions.sources)


def _meets_votes(conditions: Conditions, candidate: Candidate) -> bool:
    least = conditions.votes_at_least or 0
    return candidate.paper.votes >= least


def _share_any(values: Iterable[str], wanted: Iterable[str]) -> bool:
    """Return True where any of ``values`` is wanted, whatever the case."""
    folded = set(map(str.casefold, wanted))
    return not folded.isdisjoint(map(str.casefold, values))


# One line per key of Conditions: a new need is a new line here, with a test.
_TESTS: dict[str, Callable[[Conditions, Candidate], bool]] = {
    "words": _meets_words,
    "title": _meets_title,
    "abstract": _meets_abstract,
    "keywords": _meets_keywords,
    "categories": _meets_categories,
    "authors": _meets_authors,
    "organisations": _meets_organisations,
    "topics": _meets_topics,
    "sources": _meets_sources,
    "votes_at_least": _meets_votes,
}
