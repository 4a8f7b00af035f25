"""Pairs of near sets of words of which one at least is among a few: all others are looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import ceil

from broadsheet.store.near_sets import NEAR, Words, are_near


def near_pairs_with(names: Iterable[str], sets: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    """Yield those pairs that ``near_pairs`` does of which one at least is among a few ``names``.

    Of the ``n`` words of such a set ``NEAR`` of them are in both: one is among any ``n - NEAR n + 1``. Of the
    longest ones, which are seldom common, no other set has most; all sets but those that do are passed over.
    """
    chosen = set(names)
    names_by_word = _names_by_long_word(chosen, sets)
    long_words = names_by_word.keys()
    for other, other_words in sets.items():
        candidates: set[str] = set()
        for word in long_words & other_words:
            candidates.update(names_by_word[word])
        candidates.discard(other)
        for name in candidates:
            is_found_from_other = other in chosen and other < name
            if is_found_from_other:
                continue
            words = sets[name]
            if are_near(words, other_words):
                yield other, name


def _names_by_long_word(names: Iterable[str], sets: Mapping[str, Words]) -> Mapping[str, list[str]]:
    names_by_word: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        words = sets[name]
        longest_first = sorted(words, key=_longest_first)
        size = len(words)
        common = ceil(NEAR * size)
        enough = size - common + 1
        for word in longest_first[:enough]:
            names_by_word[word].append(name)
    return names_by_word


def _longest_first(word: str) -> tuple[int, str]:
    length = len(word)
    return -length, word
