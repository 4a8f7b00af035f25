"""Possible duplicates: papers that may be one work, for a person to look at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from broadsheet.model.paper import Paper
from broadsheet.model.removals import NO_REMOVALS, Removals
from broadsheet.store.identity import giver_of, ids_of, surname
from broadsheet.store.near_titles import NearTitles, find_near_titles

# Words by which the parts of a series differ: 2, 2026, iv, 3rd.
_NUMBER = re.compile(r"[0-9]+(?:st|nd|rd|th|d|b|k)?|[ivx]+", re.ASCII)
_NEARLY = "nearly the same title"


@dataclass(frozen=True, slots=True, order=True)
class PossibleDuplicate:
    """Two papers that may be one work, by their ids, the one that was published first before the other."""

    first: str
    second: str
    why: str


class _Pair(NamedTuple):
    """Ids of two papers, and what they have in common."""

    one: str
    other: str
    why: str


def possible_duplicates(
    papers: Iterable[Paper], removals: Removals = NO_REMOVALS, near: NearTitles | None = None
) -> tuple[PossibleDuplicate, ...]:
    """Return pairs of papers that may be one work, with what speaks for it; surest first.

    Pairs share a name, or nearly all words of their titles and an author (as far as their
    authors are known). Each pair is there once, whatever the order of ``papers``; those that a person
    keeps apart are not. ``near`` are the papers' titles, where it was found already which of them are near.
    """
    known: dict[str, Paper] = {}
    positions: dict[str, int] = {}
    for paper in sorted(papers, key=_first_day_and_id):
        positions[paper.id] = len(known)
        known[paper.id] = paper

    def rank(pair: PossibleDuplicate) -> tuple[bool, int, int]:
        return pair.why.startswith(_NEARLY), positions[pair.first], positions[pair.second]

    near = near or find_near_titles(known.values())
    duplicates: list[PossibleDuplicate] = []
    seen: set[frozenset[str]] = set()
    for one, other, why in [*_pairs_with_one_name(known), *_pairs_with_near_titles(known, near)]:
        both = frozenset((one, other))
        if both in seen or both in removals.apart:
            continue
        seen.add(both)
        first, second = sorted(both, key=positions.__getitem__)
        duplicates.append(PossibleDuplicate(first, second, why))
    duplicates.sort(key=rank)
    return tuple(duplicates)


def _first_day_and_id(paper: Paper) -> tuple[date, str]:
    first_day = paper.day if paper.sightings else date.min
    return first_day, paper.id


def _pairs_with_one_name(known: Mapping[str, Paper]) -> Iterator[_Pair]:
    """Yield the pairs of papers that go by one name, in the order of who gave it."""
    pages_by_name: dict[str, list[str]] = defaultdict(list)
    for page, paper in known.items():
        for name in dict.fromkeys(ids_of(paper)):
            pages_by_name[name].append(page)
    shared: list[tuple[str, str]] = []
    for name, pages in pages_by_name.items():
        if len(pages) > 1:
            giver = giver_of(name, known[pages[0]])
            shared.append((giver, name))
    for _, name in sorted(shared):
        first, *others = pages_by_name[name]
        for other in others:
            yield _Pair(first, other, f"both go by {name}")


def _pairs_with_near_titles(known: Mapping[str, Paper], near: NearTitles) -> Iterator[_Pair]:
    titles = near.titles
    # A paper of a long series is in thousands of pairs: its title and its names are read once.
    in_pairs = set(chain.from_iterable(near.pairs))
    words = {page: frozenset(titles[page].split()) for page in in_pairs}
    surnames_of = {page: _surnames(known[page]) for page in in_pairs}
    for one, other in near.pairs:
        why = _NEARLY
        if titles[one] == titles[other]:
            why = "the same title"
        differing_words = words[one] ^ words[other]
        if differing_words and _are_numbers(differing_words):
            continue  # parts of a series
        surnames = surnames_of[one]
        other_surnames = surnames_of[other]
        shared = surnames & other_surnames - {""}
        if shared:
            name = min(shared).title()
            yield _Pair(one, other, f"{why}, and {name} among the authors of both")
        elif not surnames or not other_surnames:
            yield _Pair(one, other, f"{why}; the authors of one are not known")


def _surnames(paper: Paper) -> frozenset[str]:
    return frozenset([surname(name) for name in paper.authors])


def _are_numbers(words: Iterable[str]) -> bool:
    return all(_NUMBER.fullmatch(word) for word in words)
