"""Titles that are nearly the same, of which only those that changed since the last build are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from broadsheet.model.paper import Paper
from broadsheet.store.few_near_sets import near_pairs_with
from broadsheet.store.identity import is_telling, plain_title
from broadsheet.store.near_sets import Words, near_pairs

_MOST_CHANGED = 1000  # titles; where more are new, all are compared with all


class NearTitles(NamedTuple):
    """Titles of papers in plain words, by the papers' ids, and the pairs of ids of which these are near."""

    titles: Mapping[str, str]
    pairs: Sequence[tuple[str, str]]


NO_TITLES = NearTitles(titles={}, pairs=())


def find_near_titles(papers: Iterable[Paper], before: NearTitles = NO_TITLES) -> NearTitles:
    """Return which papers have nearly the same title.

    Only titles that are not as they were ``before`` are compared with all: most of a build's are.
    """
    titles: dict[str, str] = {}
    words: dict[str, Words] = {}
    unchanged: set[str] = set()
    changed: set[str] = set()
    for paper in papers:
        page = paper.id
        title = plain_title(paper.title)
        titles[page] = title
        if is_telling(title):
            words[page] = frozenset(title.split())
        if before.titles.get(page) == title:
            unchanged.add(page)
        else:
            changed.add(page)
    if not before.titles or len(changed) > _MOST_CHANGED:
        pairs = near_pairs(words)
    else:
        changed.intersection_update(words)
        new_pairs = near_pairs_with(changed, words)
        pairs = chain(_pairs_among(unchanged, before), new_pairs)
    return NearTitles(titles, tuple(pairs))


def _pairs_among(pages: set[str], before: NearTitles) -> Iterator[tuple[str, str]]:
    """Yield the pairs of which both are among ``pages``, whose titles are as before."""
    for one, other in before.pairs:
        if one not in pages:
            continue
        if other not in pages:
            continue
        yield one, other
