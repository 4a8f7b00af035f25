"""Lexicon: the vector of each word of a query, the mean of those of the papers that have the word.

A term's row of the decomposition counts weak and strong dimensions alike, and there are rows for
frequent terms only. The mean of the papers needs no more than two of them, so that nearly every word
of a query is known, and it stands where papers stand.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import MEANING_DIMENSIONS
from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.index.tokens import utf16_key
from broadsheet.search.semantic.counts import TermCounter
from broadsheet.search.semantic.space import Floats, Signed, known_terms

# A word of one paper would only lead back to that paper, as the word itself does.
MIN_PAPERS = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in the order in which JavaScript compares, and the vector each adds to a query.

    ``vectors`` has shape (words, ``MEANING_DIMENSIONS``): the mean place of the papers that have the word,
    less that of all papers, times the word's inverse document frequency.
    """

    words: tuple[str, ...]
    vectors: Floats

    def to_bytes(self) -> bytes:
        """Return the lexicon as bytes, for ``from_bytes``."""
        file = io.BytesIO()
        words = "\n".join(self.words)
        np.savez(file, words=np.asarray(words), vectors=self.vectors)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Lexicon:
        """Return the lexicon of which ``to_bytes`` made ``data``."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            joined_words = str(arrays["words"][()])
            words = joined_words.split("\n") if joined_words else []
            return cls(tuple(words), arrays["vectors"])


def build_lexicon(counter: TermCounter, vectors: Signed) -> Lexicon:
    """Return the words of the first papers of a counter, as many as ``vectors`` has rows.

    ``vectors`` are the papers' places, (papers, dimensions), the strongest first. Without
    the mean of all papers taken away, what all of them share would outweigh what a word says.
    """
    paper_count = len(vectors)
    frequencies = counter.document_frequencies(range(paper_count), MIN_PAPERS)
    known = known_terms(frequencies, paper_count)
    words = sorted(known, key=utf16_key)
    counts = counter.count_terms(range(paper_count), words)
    has_word = counts.with_values(np.ones_like(counts.values))
    papers_of_words = has_word.transpose()
    paper_counts = np.diff(papers_of_words.starts)[:, None]
    places = leading_dimensions(vectors)
    mean_of_all = places.sum(axis=0) / max(paper_count, 1)
    sums = papers_of_words.times(places)
    means = sums / paper_counts - mean_of_all
    idf = np.log(paper_count / paper_counts)
    vectors_of_words = (means * idf).astype(np.float32)
    return Lexicon(tuple(words), vectors_of_words)


def leading_dimensions(vectors: Signed) -> NDArray[np.float64]:
    """Return the first ``MEANING_DIMENSIONS`` columns, or zeros; rows have length one or zero."""
    leading = vectors[:, :MEANING_DIMENSIONS]
    paper_count, known = leading.shape
    rows = np.zeros((paper_count, MEANING_DIMENSIONS))
    rows[:, :known] = leading
    squares = (rows * rows).sum(axis=1, keepdims=True)
    rows /= as_divisors(np.sqrt(squares))
    return rows
