"""The space that papers have their place in, learnt from the papers themselves."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from broadsheet.search.semantic.counts import Reader

DIMENSIONS = 256
# A term says nothing where it stands in one paper alone, nor where more than this share has it.
MOST_SHARE = 0.5
_LEAST, _LEAST_MOST, _PER_LEAST = 2, 10, 500
_PAIRS_PER_LEAST = 800

Floats = NDArray[np.float32]
Signed = NDArray[np.int8]


@dataclass(frozen=True)
class Space:
    """Terms (a pair is two words with a space), sorted, and what each adds to a text's vector.

    ``idf`` has shape (terms,), ``directions`` (terms, dimensions): the right singular vectors, the
    strongest first.
    """

    terms: tuple[str, ...]
    idf: Floats
    directions: Floats

    def weights(self, counts: csr_array) -> csr_array:
        """Counts as sublinear tf-idf, a row of length one a paper."""
        weights = counts.astype(np.float32)
        weights.data = (1 + np.log(weights.data)) * self.idf[weights.indices]
        lengths = np.sqrt(np.asarray((weights * weights).sum(axis=1)).ravel())
        return csr_array(diags_array(1 / np.where(lengths, lengths, 1)) @ weights)

    def vectors(self, counts: csr_array) -> Signed:
        """Where papers stand: (papers, dimensions), the largest number of each row being 127.

        Whole numbers make what follows exact: neither the order of a sum nor a machine's way of
        multiplying matrices can move them. A paper without known terms is all zeros.
        """
        return quantised(self.weights(counts) @ self.directions)

    def packed(self) -> bytes:
        """The space as bytes, for a shelf."""
        file = io.BytesIO()
        terms = np.asarray("\n".join(self.terms))
        np.savez(file, terms=terms, idf=self.idf, directions=self.directions)
        return file.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Space:
        """The space of ``packed`` bytes."""
        with np.load(io.BytesIO(data), allow_pickle=False) as parts:
            terms = str(parts["terms"][()])
            return cls(tuple(terms.split("\n")) if terms else (), parts["idf"], parts["directions"])


def quantised(vectors: NDArray[np.floating]) -> Signed:
    """Each row stretched so that its largest number is 127, and rounded."""
    most = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.rint(vectors / np.where(most, most, 1) * 127).astype(np.int8)


def learnt(reader: Reader, papers: int, dimensions: int = DIMENSIONS) -> Space:
    """The space of the first so many papers of a reader; the same on every machine but for rounding.

    One thread only: how sums are split over threads would show in the last digits.
    """
    least = min(_LEAST_MOST, max(_LEAST, papers // _PER_LEAST))
    found = reader.frequencies(papers, least, max(least, papers // _PAIRS_PER_LEAST))
    known = {term: times for term, times in found.items() if times <= MOST_SHARE * papers}
    share = np.asarray(list(known.values()), np.float32) / max(papers, 1)
    blank = Space(tuple(known), -np.log(share), np.zeros((len(known), 0), np.float32))
    counts = reader.counts(range(papers), blank.terms)
    with threadpool_limits(limits=1):
        directions = _directions(blank.weights(counts).astype(np.float64), dimensions)
    return Space(blank.terms, blank.idf, directions)


def _directions(weights: csr_array, most: int) -> Floats:
    """The strongest right singular vectors as columns, their signs settled by their largest number."""
    from scipy.sparse.linalg import svds  # takes a while to load, and hardly any build learns

    least = min(weights.shape)
    if least <= 2 * most:  # so little is taken apart as a whole
        _, strengths, rows = np.linalg.svd(weights.toarray(), full_matrices=False)
    else:
        # ARPACK begins from a vector of ones, not of chance.
        _, strengths, rows = svds(weights, k=most, v0=np.ones(least), tol=1e-4)
    strongest = np.argsort(-strengths, kind="stable")[:most]
    rows = rows[strongest[strengths[strongest] > 1e-6]]
    if not rows.size:
        return np.zeros((weights.shape[1], 0), np.float32)
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(axis=1)]
    return np.ascontiguousarray((rows * np.sign(largest)[:, None]).T, np.float32)
