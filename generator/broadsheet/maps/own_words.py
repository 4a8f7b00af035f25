"""Vectors of a period's papers by their own words: nothing but these papers decides where they stand.

The space of meaning is learnt anew now and then, and moves every paper. A week that is over shall keep its
map, so a week's and a month's are made from what its own papers say: counts of words and of pairs of words,
weighted by how few of these papers have them (tf-idf). Within a period that finds papers with the same
keywords as often as the space of meaning does; see docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence

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

Rows = NDArray[np.int16]


def own_word_vectors(counter: TermCounter, papers: Sequence[int]) -> Rows:
    """Return whole numbers, (papers, terms), for the papers at these places of a counter.

    All rows have one length but for rounding; a paper that shares no term with another is all zeros.
    """
    count = len(papers)
    least = _LEAST_PAPERS + count // _PAPERS_FOR_ONE_MORE
    frequencies = counter.document_frequencies(papers, least, least)
    telling = {term: number for term, number in frequencies.items() if number <= count * _MAX_SHARE}
    rarity = np.asarray([rounded_log2(count, number) for number in telling.values()], np.int64)
    cells = counter.count_terms(papers, tuple(telling))
    mentions = cells.values.astype(np.int64)
    numbers = range(1, mentions.max(initial=0) + 1)
    repetition = np.asarray([0, *(rounded_log2(number, 1) for number in numbers)], np.int64)
    vectors = np.zeros(cells.shape, np.int64)
    vectors[cells.row_numbers, cells.columns] = (_PARTS + repetition[mentions]) * rarity[cells.columns]
    squares = (vectors * vectors).sum(axis=1, keepdims=True)
    lengths = as_divisors(np.sqrt(squares.astype(np.float64)))
    rounded: Rows = np.rint(vectors / lengths * _LENGTH).astype(np.int16)
    return rounded


def rounded_log2(number: int, divisor: int) -> int:
    """Return the logarithm of a quotient of at least one, in ``_PARTS``, rounded: exact, as no library's is.

    ``log2(a / b)`` in parts, and a half more, is half of ``log2(2 * a ** 2p / b ** 2p)`` for ``p`` parts.
    """
    power: int = 2 * number ** (2 * _PARTS)
    divided: int = power // divisor ** (2 * _PARTS)
    halves = divided.bit_length() - 1
    return halves // 2
