"""Vectors of a period's papers by their own words: nothing but these papers decides where they stand.

The space of meaning is learnt anew now and then, and moves every paper. A week that is over shall keep its
map, so a week's and a month's are made from what its own papers say: counts of words and of pairs of words,
weighted by how few of these papers have them (tf-idf). Within a period that finds papers with the same
keywords as often as the space of meaning does; see docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.semantic.counts import TermCounter

# A term says nothing that more than this share of papers have, nor one that fewer have than two and one more
# for each so many papers.
_MAX_SHARE = 0.5
_LEAST_PAPERS = 2
_PAPERS_FOR_ONE_MORE = 250
# Length of a paper's vector: products of two are then whole numbers below 2 ** 24.
_LENGTH = 1024
# Weights are counted in so many parts.
_PARTS = 16

Integers = NDArray[np.int64]
Rows = NDArray[np.int16]


def own_word_vectors(counter: TermCounter, papers: Sequence[int]) -> Rows:
    """Return whole numbers, (papers, terms), for the papers at these places of a counter.

    All rows have one length but for rounding; a paper that shares no term with another is all zeros.
    """
    count = len(papers)
    least = _LEAST_PAPERS + count // _PAPERS_FOR_ONE_MORE
    cells = counter.count_frequent(papers, least, count * _MAX_SHARE)
    rarity = _rounded_logs(count, cells.frequencies.tolist())
    # How much a term counts that a paper has once, twice and so on: as much again whenever they double.
    by_mentions = _PARTS + _rounded_logs_up_to(cells.mentions.max(initial=0))
    weights = by_mentions[cells.mentions] * rarity[cells.terms]
    squares = np.bincount(cells.papers, weights * weights, count)
    lengths = as_divisors(np.sqrt(squares))
    parts = weights / lengths[cells.papers] * _LENGTH
    vectors: Rows = np.zeros((count, len(rarity)), np.int16)
    vectors[cells.papers, cells.terms] = np.rint(parts)
    return vectors


def _rounded_logs(number: int, divisors: Sequence[int]) -> Integers:
    logs = [rounded_log2(number, divisor) for divisor in divisors]
    return np.asarray(logs, np.int64)


def _rounded_logs_up_to(most: int) -> Integers:
    """Return the logarithms of whole numbers up to ``most``, the first standing for none."""
    logs = [rounded_log2(max(number, 1), 1) for number in range(most + 1)]
    return np.asarray(logs, np.int64)


@lru_cache(maxsize=1 << 12)
def rounded_log2(number: int, divisor: int) -> int:
    """Return the logarithm of a quotient of at least one, in ``_PARTS``, rounded: exact, as no library's is.

    ``log2(a / b)`` in parts, and a half more, is half of ``log2(2 * a ** 2p / b ** 2p)`` for ``p`` parts.
    """
    dividend: int = number ** (2 * _PARTS)
    power: int = divisor ** (2 * _PARTS)
    divided = 2 * dividend // power
    halves = divided.bit_length() - 1
    return halves // 2
