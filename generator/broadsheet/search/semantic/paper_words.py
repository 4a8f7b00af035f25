"""Words of papers as numbers: each paper is read at most once, and all its words take four bytes each."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import WordNumbers
from broadsheet.search.index.tokens import STOP_WORDS, index_words, stem
from broadsheet.search.records import Record

# A stop word, which parts its neighbours, and its number. "the" is one, and is put between texts, so
# that no pair goes from one text into the next.
NO_TERM = ""
NO_WORD = 0
_TEXT_END = "the"
# Chunks whose words are remembered. Of 40,000 papers' eight million one in twenty is then read.
_CHUNKS = 1 << 16
# What half of the chunks are: a word of English letters, and signs around it that belong to no word.
_PLAIN_CHUNK = re.compile(r"\(?([A-Za-z]+)[.,;:!?)]*")
_UNREAD = -1

Integers = NDArray[np.int64]


class Words(NamedTuple):
    """Words of papers by their numbers, paper after paper, and how many of them are each paper's."""

    numbers: NDArray[np.int32]
    lengths: Integers


def counted_texts(record: Record) -> tuple[str, ...]:
    """Return the texts that a paper is counted by: its title twice, since it says most."""
    return (record.title, *record.texts)


@lru_cache(maxsize=_CHUNKS)
def chunk_terms(chunk: str) -> tuple[str, ...]:
    """Return the terms of a text without white space; "" is a stop word, which parts its neighbours.

    A name means what it names, and not what its parts do.
    """
    plain = _PLAIN_CHUNK.fullmatch(chunk)
    words = [plain[1].lower()] if plain else index_words(chunk, with_camel_parts=False)
    terms = []
    for word in words:
        if len(word) < 2 or word.isdecimal():
            continue
        if word in STOP_WORDS:
            terms.append(NO_TERM)
        else:
            terms.append(stem(word))
    return tuple(terms)


class PaperWords:
    """Reader of the words of papers, which stand in one long array: where each paper's are, in two others."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.numbers = WordNumbers({NO_TERM: NO_WORD})
        self._records = records
        self._texts: list[str] = []
        self._words = array("i")
        self._starts = np.full(len(records), _UNREAD)
        self._ends = np.full(len(records), _UNREAD)

    @property
    def texts(self) -> list[str]:
        """Words by their numbers."""
        if len(self._texts) != len(self.numbers):
            self._texts = list(self.numbers)
        return self._texts

    def read(self, places: Iterable[int]) -> None:
        """Read the papers at these places that were not read yet."""
        for place in places:
            if self._starts[place] == _UNREAD:
                self._read_paper(place)

    def of(self, places: Sequence[int]) -> Words:
        """Return the words of the papers at these places."""
        self.read(places)
        chosen = np.asarray(places, np.int64)
        starts = self._starts[chosen]
        ends = self._ends[chosen]
        all_words = np.frombuffer(self._words, np.int32)
        parts = [all_words[:0]]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            parts.append(all_words[start:end])
        return Words(np.concatenate(parts), ends - starts)

    def texts_of_terms(self, places: Iterable[int]) -> list[str]:
        """Return the terms of papers in order, those of each as one text, for ``know_terms``."""
        return [" ".join(_terms_of(self._records[place])) for place in places]

    def know_terms(self, place: int, text: str) -> None:
        """Take the terms of a paper from a text of them, so that the paper is not read."""
        self._add(place, text.split(" "))

    def _read_paper(self, place: int) -> None:
        self._add(place, _terms_of(self._records[place]))

    def _add(self, place: int, terms: Iterable[str]) -> None:
        self._starts[place] = len(self._words)
        # Mapping a bound method is the quickest way through some 200 words a paper.
        self._words.extend(map(self.numbers.__getitem__, terms))
        self._ends[place] = len(self._words)


def _terms_of(record: Record) -> Iterator[str]:
    chunks: list[str] = []
    for text in counted_texts(record):
        chunks += text.split()
        chunks.append(_TEXT_END)
    return chain.from_iterable(map(chunk_terms, chunks))
