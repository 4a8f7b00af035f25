"""Papers as counted terms: the words of the search, and pairs of words that stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from broadsheet.search.index.tokens import STOP_WORDS, index_words, stem
from broadsheet.search.records import Record

Integers = NDArray[np.int64]

# Numbers of words are put together in pairs; 2 ** 26 different words do not fit in 2 GB.
_BITS = 26
_NO_WORD = 0
# So many papers are counted at a time.
_BATCH = 2000


def texts_of(record: Record) -> tuple[str, ...]:
    """What a paper is counted by: its title twice, since it says most, and what else sources say."""
    return (record.title, *record.texts)


@lru_cache(maxsize=1 << 19)
def terms_of(chunk: str) -> tuple[str, ...]:
    """The terms of a text without white space; "" is a stop word, which parts its neighbours."""
    return tuple(
        "" if word in STOP_WORDS else stem(word) for word in index_words(chunk) if _says_something(word)
    )


def _says_something(word: str) -> bool:
    return len(word) > 1 and not word.isdecimal()


class Reader:
    """Reads papers as numbers of words, each paper at most once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._read: dict[int, Integers] = {}
        self._numbers: dict[str, int] = {"": _NO_WORD}

    def _words(self, place: int) -> Integers:
        if place not in self._read:
            number = self._numbers
            words = [
                number.setdefault(term, len(number))
                for text in texts_of(self._records[place])
                for chunk in (*text.split(), "the")  # so that no pair goes from one text into the next
                for term in terms_of(chunk)
            ]
            self._read[place] = np.asarray(words, np.int32)
        return self._read[place]

    def _keys(self, places: Sequence[int]) -> tuple[Integers, Integers]:
        """The words and pairs of papers as keys, and beside each the place of its paper in ``places``."""
        read = [self._words(place) for place in places]
        words = np.concatenate([np.zeros(0, np.int64), *read]).astype(np.int64)
        papers = np.repeat(np.arange(len(read)), [len(words) for words in read])
        paired = (words[:-1] != _NO_WORD) & (words[1:] != _NO_WORD) & (words[:-1] != words[1:])
        pairs = (words[:-1] << _BITS | words[1:])[paired]
        said = words != _NO_WORD
        return np.concatenate((words[said], pairs)), np.concatenate((papers[said], papers[:-1][paired]))

    def frequencies(self, papers: int, least: int, least_paired: int) -> dict[str, int]:
        """In how many of the first papers each term stands, if in so many at least; sorted by term."""
        keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
        for batch in _batches(range(papers)):
            here, owners = self._keys(batch)
            # Each term of each paper once.
            order = np.lexsort((owners, here))
            here, owners = here[order], owners[order]
            first = np.ones(len(here), np.bool_)
            first[1:] = (here[1:] != here[:-1]) | (owners[1:] != owners[:-1])
            met, times = np.unique(here[first], return_counts=True)
            keys, place = np.unique(np.concatenate((keys, met)), return_inverse=True)
            counts = np.bincount(place, np.concatenate((counts, times)), len(keys)).astype(np.int64)
        kept = counts >= np.where(keys >> _BITS, least_paired, least)
        words = list(self._numbers)
        named = zip(keys[kept].tolist(), counts[kept].tolist(), strict=True)
        return dict(sorted((_name(key, words), count) for key, count in named))

    def counts(self, places: Sequence[int], terms: Sequence[str]) -> csr_array:
        """How often each of ``places`` says each of ``terms``: a row a paper, a column a term."""
        numbered = np.asarray([self._key(term) for term in terms], np.int64)
        order = np.argsort(numbered)
        blocks = (self._block(batch, numbered[order], order) for batch in _batches(places))
        rows, columns, times = (np.concatenate(parts) for parts in zip(*_placed(blocks), strict=True))
        return csr_array((times, (rows, columns)), shape=(len(places), len(terms)))

    def _key(self, term: str) -> int:
        number = self._numbers
        words = [number.setdefault(word, len(number)) for word in term.split(" ")]
        return words[0] if len(words) == 1 else words[0] << _BITS | words[1]

    def _block(
        self, places: Sequence[int], known: Integers, columns: Integers
    ) -> tuple[Integers, Integers, Integers]:
        """Rows, columns and counts of a few papers; ``known`` are sorted keys, with their columns."""
        keys, owners = self._keys(places)
        at = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
        there = known[at] == keys if len(known) else np.zeros(len(keys), np.bool_)
        width = max(len(columns), 1)
        cells, times = np.unique(owners[there] * width + columns[at[there]], return_counts=True)
        return cells // width, cells % width, times


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    return (places[start : start + _BATCH] for start in range(0, len(places), _BATCH))


def _placed(
    blocks: Iterable[tuple[Integers, Integers, Integers]],
) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Blocks with their rows counted from the first of all; begins with an empty one."""
    nothing = np.zeros(0, np.int64)
    yield nothing, nothing, nothing
    for number, (rows, columns, times) in enumerate(blocks):
        yield rows + number * _BATCH, columns, times


def _name(key: int, words: Sequence[str]) -> str:
    first, second = key >> _BITS, key & (1 << _BITS) - 1
    return f"{words[first]} {words[second]}" if first else words[second]
