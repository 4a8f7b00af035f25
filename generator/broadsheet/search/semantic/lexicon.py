"""What each word of a query says in the space: the mean of the papers that say it.

A term's row of the decomposition counts weak and strong dimensions alike, and there are rows for
frequent terms only. The mean of the papers needs no more than two of them, so that nearly every word
of a query is known, and it stands where papers stand.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.tokens import utf16_key
from broadsheet.search.semantic.counts import Reader
from broadsheet.search.semantic.space import MOST_SHARE, Floats, Signed

# The strongest dimensions of the space: so many are told to a browser.
DIMENSIONS = 64
# A word of one paper would only lead back to that paper, as the word itself does.
LEAST = 2
# As a least number of papers: more than there can be.
_NO_PAIRS = 1 << 60


@dataclass(frozen=True)
class Lexicon:
    """Words in the order in which JavaScript compares, and the vector each adds to a query.

    ``vectors`` has shape (words, ``DIMENSIONS``): the mean place of the papers that say the word, less
    that of all papers, times the word's inverse document frequency.
    """

    words: tuple[str, ...]
    vectors: Floats

    def packed(self) -> bytes:
        """The lexicon as bytes, for a shelf."""
        file = io.BytesIO()
        np.savez(file, words=np.asarray("\n".join(self.words)), vectors=self.vectors)
        return file.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Lexicon:
        """The lexicon of ``packed`` bytes."""
        with np.load(io.BytesIO(data), allow_pickle=False) as parts:
            words = str(parts["words"][()])
            return cls(tuple(words.split("\n")) if words else (), parts["vectors"])


def lexicon_of(reader: Reader, vectors: Signed) -> Lexicon:
    """The words of the first papers of a reader, as many as ``vectors`` has rows.

    ``vectors`` are the papers' places, (papers, dimensions), the strongest first. Without
    the mean of all papers taken away, what all of them share would outweigh what a word says.
    """
    papers = len(vectors)
    found = reader.frequencies(papers, LEAST, _NO_PAIRS)
    known = {word: times for word, times in found.items() if times <= MOST_SHARE * papers}
    words = sorted(known, key=utf16_key)
    said = reader.counts(range(papers), words).astype(np.float64)
    said.data[:] = 1
    times = np.asarray([known[word] for word in words], np.float64)[:, None]
    places = strongest(vectors)
    means = (said.T @ places) / times - places.sum(axis=0) / max(papers, 1)
    return Lexicon(tuple(words), (means * np.log(papers / times)).astype(np.float32))


def strongest(vectors: Signed) -> NDArray[np.float64]:
    """The first ``DIMENSIONS`` columns, zeros where there are fewer; a row of length one but for zeros."""
    rows = vectors[:, :DIMENSIONS].astype(np.float64)
    rows = np.pad(rows, ((0, 0), (0, DIMENSIONS - rows.shape[1])))
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.where(lengths, lengths, 1)
