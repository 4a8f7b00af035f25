"""Topics of a paper, by points for the phrases that stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from broadsheet.curation.phrases import PhraseHits
from broadsheet.model.curation import Conditions, Topic
from broadsheet.model.language.words import N_, gettext
from broadsheet.model.paper import Paper

# What a phrase is worth by where it stands. A title names its subject; an abstract also
# mentions what the paper is not about.
TITLE_POINTS = 4
KEYWORD_POINTS = 2
CATEGORY_POINTS = 2
ABSTRACT_POINTS = 1
# A topic needs this many points, and this share of the best topic's, to be given beside it.
ENOUGH_POINTS = 3
ENOUGH_SHARE = 0.34
MOST_TOPICS = 3


class TopicScore(NamedTuple):
    """Points of a topic for one paper, and the evidence in words."""

    topic: Topic
    points: int
    evidence: str


def wanted_phrases(conditions: Conditions) -> PhraseHits:
    """Return the phrases that count for a topic, by the field that they have to stand in."""
    anywhere = frozenset(conditions.words)
    return PhraseHits(
        title=anywhere.union(conditions.title),
        abstract=anywhere.union(conditions.abstract),
        keywords=anywhere.union(conditions.keywords),
        categories=frozenset(map(str.casefold, conditions.categories)),
    )


def topics_by_phrase(wanted_by_topic: Iterable[PhraseHits]) -> Mapping[str, list[int]]:
    """Return by phrase and by category the places of the topics that want it, in whatever field."""
    places: dict[str, list[int]] = {}
    for place, wanted in enumerate(wanted_by_topic):
        phrases = wanted.title | wanted.abstract | wanted.keywords | wanted.categories
        for phrase in phrases:
            places.setdefault(phrase, []).append(place)
    return places


def score_topic(topic: Topic, wanted: PhraseHits, paper: Paper, hits: PhraseHits) -> TopicScore:
    """Return the score of a topic, of which ``wanted`` are the phrases; 0 points have no evidence."""
    categories = hits.categories & wanted.categories
    if categories:
        categories = _as_written(categories, paper)
    fields = (
        (N_("%(phrases)s in the title"), TITLE_POINTS, hits.title & wanted.title),
        (N_("%(phrases)s in the keywords"), KEYWORD_POINTS, hits.keywords & wanted.keywords),
        (N_("%(phrases)s in the abstract"), ABSTRACT_POINTS, hits.abstract & wanted.abstract),
        (N_("%(phrases)s in the categories"), CATEGORY_POINTS, categories),
    )
    points = 0
    evidence = []
    for words, points_each, phrases in fields:
        if phrases:
            points += points_each * len(phrases)
            evidence.append(gettext(words, phrases=_quote(phrases)))
    return TopicScore(topic, points, ", ".join(evidence))


def _as_written(categories: frozenset[str], paper: Paper) -> frozenset[str]:
    """Return categories in the paper's own case."""
    return frozenset(category for category in paper.categories if category.casefold() in categories)


def _quote(phrases: Iterable[str]) -> str:
    quoted = [gettext("“%(phrase)s”", phrase=phrase) for phrase in sorted(phrases)]
    return gettext(" and ").join(quoted)
