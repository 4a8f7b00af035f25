"""Topics of a paper, by points for the phrases that stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from broadsheet.curation.phrases import PhraseHits
from broadsheet.model.curation import Conditions
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


def wanted_phrases(match: Conditions) -> PhraseHits:
    """The phrases that count for a topic, by the field that they have to stand in."""
    return PhraseHits(
        frozenset({*match.words, *match.title}),
        frozenset({*match.words, *match.abstract}),
        frozenset({*match.words, *match.keywords}),
        frozenset(category.casefold() for category in match.categories),
    )


def topics_by_phrase(sought: Iterable[PhraseHits]) -> Mapping[str, list[int]]:
    """By phrase and by category the places of the topics that seek it, in whatever field."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(sought):
        for phrase in one.title | one.abstract | one.keywords | one.categories:
            places.setdefault(phrase, []).append(place)
    return places


def topic_points(sought: PhraseHits, paper: Paper, findings: PhraseHits) -> tuple[int, str]:
    """What a topic's conditions are worth for one paper, and the evidence in words."""
    categories = findings.categories & sought.categories
    places = (
        ("the title", TITLE_POINTS, findings.title & sought.title),
        ("the keywords", KEYWORD_POINTS, findings.keywords & sought.keywords),
        ("the abstract", ABSTRACT_POINTS, findings.abstract & sought.abstract),
        ("the categories", CATEGORY_POINTS, _as_written(categories, paper) if categories else categories),
    )
    points = sum(worth * len(found) for _, worth, found in places)
    if not points:
        return 0, ""
    return points, ", ".join(f"{_quoted(found)} in {place}" for place, _, found in places if found)


def _as_written(categories: frozenset[str], paper: Paper) -> frozenset[str]:
    return frozenset(category for category in paper.categories if category.casefold() in categories)


def _quoted(found: Iterable[str]) -> str:
    return " and ".join(f"“{phrase}”" for phrase in sorted(found))
