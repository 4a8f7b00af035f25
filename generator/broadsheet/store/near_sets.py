"""Pairs of sets of words that have nearly all words in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil

# Two sets are near when so many of all their words are in both: Jaccard's index.
NEAR = Fraction(3, 4)
_NEAR_PARTS, _ALL_PARTS = NEAR.as_integer_ratio()  # whole numbers are compared faster

Words = frozenset[str]
_Ranks = tuple[int, ...]


def near_pairs(sets: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    """Yield the names of those pairs of sets whose Jaccard index is at least ``NEAR``, by prefix filtering.

    With the words of all sets in one order, rarest first, two sets that have ``n`` words in common have
    two of them among the first of each, all but the last ``n - 2`` (Bayardo, Ma, Srikant 2007; Wang, Li,
    Feng 2012): only what shares two such rare words is compared.
    """
    ranks, unshared = _rank_words(sets.values())
    extra_rank = len(ranks)  # as if all sets had one more word, or those of one word could not share two
    later_share = 2 * NEAR / (1 + NEAR)
    names_by_ranks: defaultdict[_Ranks, list[str]] = defaultdict(list)
    for name, words in sorted(sets.items(), key=_number_of_words):
        size = len(words)
        rarest = sorted(map(ranks.__getitem__, words))
        rarest.append(extra_rank)
        # At least NEAR of these words are in both...
        common = ceil(NEAR * size)
        first_ranks = _first_shared(rarest, common, unshared)
        candidates: dict[str, None] = {}  # in order, each once
        for two in combinations(first_ranks, 2):
            if two in names_by_ranks:
                candidates |= dict.fromkeys(names_by_ranks[two])
        for other in candidates:
            if are_near(words, sets[other]):
                yield other, name
        # ...and 2 NEAR / (1 + NEAR) of them, since later sets are no smaller.
        common = ceil(later_share * size)
        first_ranks = _first_shared(rarest, common, unshared)
        for two in combinations(first_ranks, 2):
            names_by_ranks[two].append(name)


def may_be_near(size: int, other_length: int) -> bool:
    """Return False where a set of ``size`` words cannot be near to that of a text of ``other_length`` words,
    of which some may stand twice."""
    return other_length * _ALL_PARTS >= size * _NEAR_PARTS


def are_near(words: Words, other_words: Words) -> bool:
    """Return True where two sets have nearly all words in common."""
    common = len(words & other_words)
    either = len(words) + len(other_words) - common
    return common * _ALL_PARTS >= either * _NEAR_PARTS


def _number_of_words(item: tuple[str, Words]) -> int:
    return len(item[1])


def _rank_words(sets: Iterable[Words]) -> tuple[dict[str, int], int]:
    """Return the rank of each word, the rarest 0, and how many words are in one set only."""
    counts: Counter[str] = Counter()
    for words in sets:
        counts.update(words)
    ranks: dict[str, int] = {}
    unshared = 0
    words_in_order = sorted(counts)
    words_in_order.sort(key=counts.__getitem__)
    for word in words_in_order:
        ranks[word] = len(ranks)
        if counts[word] == 1:
            unshared += 1
    return ranks, unshared


def _first_shared(ranks: Sequence[int], common: int, unshared: int) -> list[int]:
    """Return the ranks that two of the ``common`` words must be among, without those of one set only.

    ``ranks`` holds one more than its set has words.
    """
    size = len(ranks) - 1
    end = size - common + 2
    shared: list[int] = []
    for rank in ranks[:end]:
        if rank >= unshared:
            shared.append(rank)
    return shared
