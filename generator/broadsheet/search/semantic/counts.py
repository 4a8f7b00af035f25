"""Counts of terms in papers: the words of the search, and pairs of words that stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import WordNumbers, run_starts
from broadsheet.search.index.tokens import STOP_WORDS, index_words, stem
from broadsheet.search.records import Record
from broadsheet.search.semantic.sparse_rows import Cells, SparseRows

Integers = NDArray[np.int64]

# A stop word, which parts its neighbours, and its number. "the" is one, and is put between texts, so
# that no pair goes from one text into the next.
_NO_TERM = ""
_NO_WORD = 0
_TEXT_END = "the"
# A term's key is the number of its word, or of a pair those of its two words, the first in the high
# bits. Nobody has 2 ** 26 different words: they do not fit in 2 GB.
_BITS = 26
_LOW_BITS = (1 << _BITS) - 1
# Papers that are counted at a time.
_BATCH = 2000
_NOTHING = np.zeros(0, np.int64)
_NO_COUNTS = np.zeros(0)


class _Mentions(NamedTuple):
    """Keys of the terms of papers, and beside each the place of its paper."""

    keys: Integers
    papers: Integers


class _Cells(NamedTuple):
    """Keys of the terms of papers, each term of a paper once: beside each the paper, and how often it is."""

    keys: Integers
    papers: Integers
    mentions: Integers


class TermCells(NamedTuple):
    """Which papers have which terms: for each such pair where its paper and its term stand, and how often.

    ``frequencies`` has for each term the number of papers that have it.
    """

    papers: Integers
    terms: Integers
    mentions: Integers
    frequencies: Integers


def counted_texts(record: Record) -> tuple[str, ...]:
    """Return the texts that a paper is counted by: its title twice, since it says most."""
    return (record.title, *record.texts)


@lru_cache(maxsize=1 << 19)
def chunk_terms(chunk: str) -> tuple[str, ...]:
    """Return the terms of a text without white space; "" is a stop word, which parts its neighbours.

    A name means what it names, and not what its parts do.
    """
    terms = []
    for word in index_words(chunk, with_camel_parts=False):
        if len(word) < 2 or word.isdecimal():
            continue
        if word in STOP_WORDS:
            terms.append(_NO_TERM)
        else:
            terms.append(stem(word))
    return tuple(terms)


def _terms_of_paper(record: Record) -> Iterator[str]:
    chunks: list[str] = []
    for text in counted_texts(record):
        chunks += text.split()
        chunks.append(_TEXT_END)
    return chain.from_iterable(map(chunk_terms, chunks))


class TermCounter:
    """Counter of the terms of papers, which reads each paper at most once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._words_of_paper: dict[int, NDArray[np.int32]] = {}
        self._word_numbers = WordNumbers({_NO_TERM: _NO_WORD})
        self._word_texts: list[str] = []

    def document_frequencies(
        self,
        places: Sequence[int],
        min_papers: int,
        min_paired: int,
    ) -> dict[str, int]:
        """Return in how many of the papers at these places each term stands, in the order of terms.

        Words that fewer than ``min_papers`` have are left out, and pairs that fewer than
        ``min_paired`` have.
        """
        keys = _NOTHING
        frequencies = _NOTHING
        for batch in _batches(places):
            cells = _distinct_cells(self._read(batch))
            new_keys, new_frequencies = np.unique(cells.keys, return_counts=True)
            both_keys = np.concatenate((keys, new_keys))
            both_frequencies = np.concatenate((frequencies, new_frequencies))
            keys, numbers = np.unique(both_keys, return_inverse=True)
            sums = np.bincount(numbers, both_frequencies, len(keys))
            frequencies = sums.astype(np.int64)
        is_pair = keys > _LOW_BITS
        is_frequent = frequencies >= np.where(is_pair, min_paired, min_papers)
        terms = self._terms_of(keys[is_frequent])
        counts = frequencies[is_frequent].tolist()
        by_term = sorted(zip(terms, counts, strict=True))
        return dict(by_term)

    def count_terms(self, places: Sequence[int], terms: Sequence[str]) -> SparseRows:
        """Return how often papers have each of ``terms``: a row for each of ``places``, a column a term."""
        numbers = [self._key_of(term) for term in terms]
        keys = np.asarray(numbers, np.int64)
        order = np.argsort(keys)
        sorted_keys = keys[order]
        rows = [_NOTHING]
        columns = [_NOTHING]
        counts = [_NO_COUNTS]
        first_row = 0
        for batch in _batches(places):
            mentions = self._read(batch)
            cells = _count_keys(mentions, sorted_keys, order)
            rows.append(cells.rows + first_row)
            columns.append(cells.columns)
            counts.append(cells.values)
            first_row += len(batch)
        cells = Cells(np.concatenate(rows), np.concatenate(columns), np.concatenate(counts))
        return SparseRows.from_cells(cells, (len(places), len(terms)))

    def count_frequent(self, places: Sequence[int], least: int, most: float) -> TermCells:
        """Return the terms that at least ``least`` and at most ``most`` of the papers at these places have.

        Terms come in their order as texts, but no text of a term is made: so few papers are
        counted so often, for a map of each day, that this would take most of the time.
        """
        cells = _distinct_cells(self._read(places))
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
        is_pair = first != _NO_WORD
        leading = np.where(is_pair, first, second)
        words = np.unique(np.concatenate((leading, second)))
        all_texts = self._texts
        texts = [all_texts[number] for number in words.tolist()]
        word_ranks = _ranks(sorted(range(len(texts)), key=texts.__getitem__))
        leading_ranks = word_ranks[np.searchsorted(words, leading)]
        second_ranks = word_ranks[np.searchsorted(words, second)]
        following_ranks = np.where(is_pair, second_ranks, -1)
        return _ranks(np.lexsort((following_ranks, leading_ranks)))

    @property
    def _texts(self) -> list[str]:
        """Words by their numbers."""
        if len(self._word_texts) != len(self._word_numbers):
            self._word_texts = list(self._word_numbers)
        return self._word_texts

    def _read(self, places: Sequence[int]) -> _Mentions:
        """Return the words and pairs of papers, and beside each where its paper stands in ``places``."""
        words_by_paper = [self._words(place) for place in places]
        lengths = [len(words) for words in words_by_paper]
        papers = np.repeat(np.arange(len(places)), lengths)
        words = np.concatenate([_NOTHING, *words_by_paper]).astype(np.int64)
        is_term = words != _NO_WORD
        # Each word with the next one; the last of a paper has none, since its text ends there.
        first = words[:-1]
        second = words[1:]
        is_pair = is_term[:-1] & is_term[1:]
        is_pair &= first != second
        pairs = first << _BITS | second
        pair_papers = papers[:-1]
        return _Mentions(
            keys=np.concatenate((words[is_term], pairs[is_pair])),
            papers=np.concatenate((papers[is_term], pair_papers[is_pair])),
        )

    def texts_of_terms(self, places: Iterable[int]) -> list[str]:
        """Return the terms of papers in order, those of each as one text, for ``know_terms``."""
        return [" ".join(_terms_of_paper(self._records[place])) for place in places]

    def know_terms(self, place: int, text: str) -> None:
        """Take the terms of a paper from a text of them, so that the paper is not read."""
        self._words_of_paper[place] = self._word_numbers.number_words(text.split(" "))

    def _words(self, place: int) -> NDArray[np.int32]:
        """Return the numbers of a paper's words."""
        words = self._words_of_paper.get(place)
        if words is None:
            terms = _terms_of_paper(self._records[place])
            words = self._word_numbers.number_words(terms)
            self._words_of_paper[place] = words
        return words

    def _key_of(self, term: str) -> int:
        first, _, second = term.partition(" ")
        key = self._word_numbers[first]
        if second:
            key = key << _BITS | self._word_numbers[second]
        return key

    def _terms_of(self, keys: Integers) -> Iterator[str]:
        words = self._texts
        for key in keys.tolist():
            first = key >> _BITS
            second = words[key & _LOW_BITS]
            if first == _NO_WORD:
                yield second
            else:
                yield f"{words[first]} {second}"


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


def _count_keys(mentions: _Mentions, sorted_keys: Integers, columns: Integers) -> Cells:
    """Return how often papers have each of ``sorted_keys``, which stand in these ``columns``."""
    if not len(sorted_keys):
        return Cells(_NOTHING, _NOTHING, _NO_COUNTS)
    width = len(sorted_keys)
    places = np.searchsorted(sorted_keys, mentions.keys)
    places = np.minimum(places, width - 1)
    is_known = sorted_keys[places] == mentions.keys
    rows = mentions.papers[is_known]
    cells = rows * width + columns[places[is_known]]
    cells, counts = np.unique(cells, return_counts=True)
    return Cells(cells // width, cells % width, counts.astype(np.float64))


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), _BATCH):
        yield places[start : start + _BATCH]
