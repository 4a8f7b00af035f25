"""Attribution: who said what of a paper, for its page and for the API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from broadsheet.model.language.words import N_
from broadsheet.model.language.words import gettext as _
from broadsheet.model.owners import SERVERS, Giver
from broadsheet.model.paper import COMMENTS, GIVEN_FIELDS, VOTES, Paper
from broadsheet.model.provenance import givers_of

# What a list in a sentence calls a field of a paper; others are called by their names.
_WORDS = {
    VOTES: N_("votes"),
    COMMENTS: N_("comments"),
    "title": N_("title"),
    "authors": N_("authors"),
    "organisation": N_("organisation"),
    "published": N_("published"),
    "abstract": N_("abstract"),
    "categories": N_("categories"),
    "keywords": N_("keywords"),
    "doi": N_("DOI"),
    "journal": N_("journal"),
    "comment": N_("comment"),
    "licence": N_("licence"),
    "withdrawn": N_("withdrawal"),
    "code": N_("code"),
    "stars": N_("stars"),
    "project": N_("project"),
    "discussion": N_("discussion"),
    "media": N_("media"),
    "models": N_("models"),
    "datasets": N_("datasets"),
    "spaces": N_("Spaces"),
    "model_count": N_("number of models"),
    "dataset_count": N_("number of datasets"),
    "space_count": N_("number of Spaces"),
}


class Attribution(NamedTuple):
    """Somebody's title for readers, and in words what a paper has from there."""

    title: str
    facts: tuple[str, ...]


def fact_name(key: str) -> str:
    """Return what a sentence calls a fact of a paper."""
    return _(_WORDS[key])


def facts_by_giver(paper: Paper) -> dict[str, list[str]]:
    """Return the keys of a paper's facts by the name of the server, source or look-up that gave them."""
    facts: dict[str, list[str]] = defaultdict(list)
    for key, giver in _givers(paper):
        name = giver.server or giver.source
        facts[name].append(key)
    return dict(facts)


def attributions(paper: Paper, titles: Mapping[str, str]) -> tuple[Attribution, ...]:
    """Return who gave a paper's facts; ``titles`` are those of sources and look-ups, by their names."""
    words: dict[str, list[str]] = defaultdict(list)
    for key, giver in _givers(paper):
        source_title = titles.get(giver.source, giver.source)
        title = SERVERS.get(giver.server, source_title)
        words[title].append(fact_name(key))
    found: list[Attribution] = []
    for title, facts in words.items():
        found.append(Attribution(title, tuple(facts)))
    return tuple(found)


def _givers(paper: Paper) -> Iterator[tuple[str, Giver]]:
    """Yield the key of each fact that readers see, and who gave it."""
    givers = givers_of(paper)
    for key, giver in givers.items():
        if key in _WORDS:
            yield key, giver
    for count in (VOTES, COMMENTS):
        source = _counting_source(paper, count)
        if source:
            yield count, Giver(source)


def _counting_source(paper: Paper, count: str) -> str:
    """Return the source of a paper's votes, or comments; empty where there are none."""
    for sighting in paper.sightings:
        is_counted = count not in sighting.outranked
        if is_counted and getattr(sighting, count):
            return sighting.source
    return ""


for _field in GIVEN_FIELDS:
    if _field.in_api:
        _WORDS.setdefault(_field.name, _field.name)
