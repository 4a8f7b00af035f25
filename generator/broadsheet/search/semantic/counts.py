"""Counts of terms in papers: the words of the search, and pairs of words that stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import Booleans, run_starts, sort_distinct
from broadsheet.search.records import Record
from broadsheet.search.semantic.paper_words import NO_WORD, PaperWords, Words
from broadsheet.search.semantic.sparse_rows import Cells, SparseRows

Integers = NDArray[np.int64]

# A term's key is the number of its word, or of a pair those of its two words, the first in the high
# bits. Nobody has 2 ** 26 different words: they do not fit in 2 GB.
_BITS = 26
_LOW_BITS = (1 << _BITS) - 1
# Pairs are scattered over so many slots of a table, by the high bits of their products with a factor
# (Knuth's multiplicative hashing, with the golden ratio).
_SLOT_BITS = 20
_SLOTS = 1 << _SLOT_BITS
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
# Papers that are counted at a time.
_BATCH = 1000
_NOTHING = np.zeros(0, np.int64)
_NO_COLUMN = -1


class _Mentions(NamedTuple):
    """Keys of the terms of papers, and beside each the place of its paper."""

    keys: Integers
    papers: Integers


class _InColumns(NamedTuple):
    """Columns of terms, as often as papers mention them, and beside each the place of its paper."""

    columns: Integers
    papers: Integers


class _Cells(NamedTuple):
    """Keys of the terms of papers, each term of a paper once: beside each the paper, and how often it is."""

    keys: Integers
    papers: Integers
    mentions: Integers


class _Frequencies(NamedTuple):
    """Keys of terms, in order, and beside each the number of papers that have it."""

    keys: Integers
    papers: Integers


class TermCells(NamedTuple):
    """Which papers have which terms: for each such pair where its paper and its term stand, and how often.

    ``frequencies`` has for each term the number of papers that have it.
    """

    papers: Integers
    terms: Integers
    mentions: Integers
    frequencies: Integers


class _Columns(NamedTuple):
    """Columns of terms: ``by_word`` of each word by its number, ``by_pair`` of each of ``pairs``, in order.

    A word that is no term has the column -1. ``may_be`` has the slots in which one of the pairs is: few
    others pass this first look.
    """

    by_word: Integers
    pairs: Integers
    by_pair: Integers
    may_be: Booleans

    @classmethod
    def of(cls, keys: Integers, word_count: int) -> _Columns:
        """Return the columns of terms, which stand in the order of ``keys``."""
        is_pair = keys > _LOW_BITS
        of_words = np.flatnonzero(~is_pair)
        of_pairs = np.flatnonzero(is_pair)
        by_word = np.full(word_count, _NO_COLUMN)
        words = keys[of_words]
        by_word[words] = of_words
        pairs = keys[of_pairs]
        may_be = np.zeros(_SLOTS, np.bool_)
        slots = _slots(pairs)
        may_be[slots] = True
        order = np.argsort(pairs)
        return cls(
            by_word=by_word,
            pairs=pairs[order],
            by_pair=of_pairs[order],
            may_be=may_be,
        )

    def of_words(self, mentions: _Mentions) -> _InColumns:
        """Return the columns of the words that have one."""
        columns = self.by_word[mentions.keys]
        is_known = columns != _NO_COLUMN
        return _InColumns(columns[is_known], mentions.papers[is_known])

    def of_pairs(self, mentions: _Mentions) -> _InColumns:
        """Return the columns of the pairs that have one."""
        slots = _slots(mentions.keys)
        may_be = self.may_be[slots]
        keys = mentions.keys[may_be]
        papers = mentions.papers[may_be]
        places = np.searchsorted(self.pairs, keys)
        is_after_last = places == len(self.pairs)
        places[is_after_last] = 0
        is_known = self.pairs[places] == keys
        known_places = places[is_known]
        return _InColumns(self.by_pair[known_places], papers[is_known])


class TermCounter:
    """Counter of the terms of papers, which reads each paper at most once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._words = PaperWords(records)

    def document_frequencies(
        self,
        places: Sequence[int],
        min_papers: int,
        min_paired: int | None = None,
    ) -> dict[str, int]:
        """Return in how many of the papers at these places each term stands, in the order of terms.

        Words that fewer than ``min_papers`` have are left out, and pairs that fewer than
        ``min_paired`` have, or all of them.
        """
        frequencies = [self._word_frequencies(places, min_papers)]
        if min_paired is not None:
            frequencies.append(self._pair_frequencies(places, min_paired))
        by_term: list[tuple[str, int]] = []
        for keys, papers in frequencies:
            by_term += zip(self._terms_of(keys), papers.tolist(), strict=True)
        by_term.sort()
        return dict(by_term)

    def _word_frequencies(self, places: Sequence[int], least: int) -> _Frequencies:
        """Return the words that at least so many of the papers at these places have."""
        self._words.read(places)
        frequencies = np.zeros(len(self._words.numbers), np.int64)
        for batch in _batches(places):
            words, papers = _word_mentions(self._words.of(batch))
            size = len(batch)
            cells = sort_distinct(words * size + papers)
            frequencies += np.bincount(cells // size, minlength=len(frequencies))
        at_least = max(least, 1)
        frequent = np.flatnonzero(frequencies >= at_least)
        return _Frequencies(frequent, frequencies[frequent])

    def _pair_frequencies(self, places: Sequence[int], least: int) -> _Frequencies:
        """Return the pairs that at least so many of the papers at these places have.

        Nearly all of the millions of different pairs stand in a few papers only. A first look counts the
        mentions of pairs by slots of a table, of which each is shared by some: where they are too few for
        one pair, the second look leaves all of the slot out.
        """
        mentions = np.zeros(_SLOTS, np.int64)
        for batch in _batches(places):
            keys, _ = _pair_mentions(self._words.of(batch))
            slots = _slots(keys)
            mentions += np.bincount(slots, minlength=_SLOTS)
        may_be = mentions >= least
        found = _Frequencies(_NOTHING, _NOTHING)
        for batch in _batches(places):
            keys, papers = _pair_mentions(self._words.of(batch))
            slots = _slots(keys)
            is_likely = may_be[slots]
            likely = _Mentions(keys[is_likely], papers[is_likely])
            cells = _distinct_cells(likely)
            found = _added(found, cells.keys)
        is_frequent = found.papers >= least
        return _Frequencies(found.keys[is_frequent], found.papers[is_frequent])

    def count_terms(self, places: Sequence[int], terms: Sequence[str]) -> SparseRows:
        """Return how often papers have each of ``terms``: a row for each of ``places``, a column a term."""
        self._words.read(places)
        numbers = [self._key_of(term) for term in terms]
        keys = np.asarray(numbers, np.int64)
        columns = _Columns.of(keys, len(self._words.numbers))
        width = len(terms)
        parts = []
        for batch in _batches(places):
            words = self._words.of(batch)
            of_words = columns.of_words(_word_mentions(words))
            of_pairs = columns.of_pairs(_pair_mentions(words))
            shape = (len(batch), width)
            part = _count_cells((of_words, of_pairs), shape)
            parts.append(part)
        return SparseRows.below_each_other(parts, width)

    def count_frequent(self, places: Sequence[int], least: int, most: float) -> TermCells:
        """Return the terms that at least ``least`` and at most ``most`` of the papers at these places have.

        Terms come in their order as texts, but no text of a term is made: so few papers are
        counted so often, for a map of each day, that this would take most of the time.
        """
        cells = _distinct_cells(_all_mentions(self._words.of(places)))
        starts = np.flatnonzero(run_starts(cells.keys))
        frequencies = np.diff(starts, append=len(cells.keys))
        is_frequent = (frequencies >= least) & (frequencies <= most)
        is_kept = np.repeat(is_frequent, frequencies)
        kept_frequencies = frequencies[is_frequent]
        ranks = self._rank_as_texts(cells.keys[starts[is_frequent]])
        ordered_frequencies = np.empty_like(kept_frequencies)
        ordered_frequencies[ranks] = kept_frequencies
        return TermCells(
            papers=cells.papers[is_kept],
            terms=np.repeat(ranks, kept_frequencies),
            mentions=cells.mentions[is_kept],
            frequencies=ordered_frequencies,
        )

    def _rank_as_texts(self, keys: Integers) -> Integers:
        """Return where each of distinct terms stands among all of them, in the order of their texts.

        A space, which parts the words of a pair, comes before whatever a word is made of: so pairs are in the
        order of their first words, and then of their second ones.
        """
        first = keys >> _BITS
        second = keys & _LOW_BITS
        is_pair = first != NO_WORD
        leading = np.where(is_pair, first, second)
        words = np.unique(np.concatenate((leading, second)))
        all_texts = self._words.texts
        texts = [all_texts[number] for number in words.tolist()]
        word_ranks = _ranks(sorted(range(len(texts)), key=texts.__getitem__))
        leading_ranks = word_ranks[np.searchsorted(words, leading)]
        second_ranks = word_ranks[np.searchsorted(words, second)]
        following_ranks = np.where(is_pair, second_ranks, -1)
        return _ranks(np.lexsort((following_ranks, leading_ranks)))

    def texts_of_terms(self, places: Iterable[int]) -> list[str]:
        """Return the terms of papers in order, those of each as one text, for ``know_terms``."""
        return self._words.texts_of_terms(places)

    def know_terms(self, place: int, text: str) -> None:
        """Take the terms of a paper from a text of them, so that the paper is not read."""
        self._words.know_terms(place, text)

    def _key_of(self, term: str) -> int:
        first, _, second = term.partition(" ")
        key = self._words.numbers[first]
        if second:
            key = key << _BITS | self._words.numbers[second]
        return key

    def _terms_of(self, keys: Integers) -> Iterator[str]:
        words = self._words.texts
        for key in keys.tolist():
            first = key >> _BITS
            second = words[key & _LOW_BITS]
            if first == NO_WORD:
                yield second
            else:
                yield f"{words[first]} {second}"


def _word_mentions(words: Words) -> _Mentions:
    """Return the words of papers but for stop words; a paper's place is that in ``words``."""
    papers = _papers_of(words)
    is_term = words.numbers != NO_WORD
    keys = words.numbers[is_term].astype(np.int64)
    return _Mentions(keys, papers[is_term])


def _pair_mentions(words: Words) -> _Mentions:
    """Return each word of papers with the next one; a paper's last has none, since its text ends there."""
    papers = _papers_of(words)[:-1]
    first = words.numbers[:-1]
    second = words.numbers[1:]
    is_pair = first != second
    is_pair &= first != NO_WORD
    is_pair &= second != NO_WORD
    keys = first[is_pair].astype(np.int64)
    keys <<= _BITS
    keys |= second[is_pair]
    return _Mentions(keys, papers[is_pair])


def _papers_of(words: Words) -> Integers:
    """Return for each word the place of its paper."""
    places = np.arange(len(words.lengths))
    return np.repeat(places, words.lengths)


def _all_mentions(words: Words) -> _Mentions:
    """Return the words of papers, and then the pairs."""
    of_words = _word_mentions(words)
    of_pairs = _pair_mentions(words)
    return _Mentions(
        keys=np.concatenate((of_words.keys, of_pairs.keys)),
        papers=np.concatenate((of_words.papers, of_pairs.papers)),
    )


def _slots(pairs: Integers) -> Integers:
    """Return the slot of each pair: a number below ``2 ** _SLOT_BITS``."""
    scattered = pairs.astype(np.uint64) * _SCATTER
    scattered >>= np.uint64(64 - _SLOT_BITS)
    return scattered.astype(np.int64)


def _count_cells(found: Sequence[_InColumns], shape: tuple[int, int]) -> SparseRows:
    """Return how often papers have terms, whose mentions were found: a row a paper."""
    _, width = shape
    mentions = [papers * width + columns for columns, papers in found]
    places = np.concatenate(mentions)
    places.sort()
    starts = np.flatnonzero(run_starts(places))
    counts = np.diff(starts, append=len(places))
    rows, columns = np.divmod(places[starts], max(width, 1))
    cells = Cells(rows, columns, counts.astype(np.int32))
    return SparseRows.from_cells(cells, shape)


def _added(found: _Frequencies, keys: Integers) -> _Frequencies:
    """Return ``found`` with one paper more for each of sorted ``keys``."""
    starts = np.flatnonzero(run_starts(keys))
    new_papers = np.diff(starts, append=len(keys))
    both_keys = np.concatenate((found.keys, keys[starts]))
    both_papers = np.concatenate((found.papers, new_papers))
    all_keys, numbers = np.unique(both_keys, return_inverse=True)
    sums = np.bincount(numbers, both_papers, len(all_keys))
    return _Frequencies(all_keys, sums.astype(np.int64))


def _distinct_cells(mentions: _Mentions) -> _Cells:
    """Return each term of each paper once, sorted by term and paper, and how often the paper has it.

    Words and pairs each come paper after paper, and no word is a pair: a sort that keeps this order
    brings all mentions of a term by a paper together.
    """
    order = np.argsort(mentions.keys, kind="stable")
    keys = mentions.keys[order]
    papers = mentions.papers[order]
    firsts = np.flatnonzero(run_starts(keys) | run_starts(papers))
    counts = np.diff(firsts, append=len(keys))
    return _Cells(keys[firsts], papers[firsts], counts)


def _ranks(order: Sequence[int] | Integers) -> Integers:
    """Return where each number stands in an order of them."""
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), _BATCH):
        yield places[start : start + _BATCH]
