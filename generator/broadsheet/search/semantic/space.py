"""Semantic space: the directions in which papers differ, learnt from the papers themselves."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.semantic.counts import TermCounter
from broadsheet.search.semantic.decomposition import strongest_right_vectors
from broadsheet.search.semantic.sparse_rows import SparseRows

DIMENSIONS = 256
# A term says nothing where only one paper has it, nor where more than this share of papers have it.
MAX_SHARE = 0.5
# How many papers must have a term: one more for each so many papers of the archive; a word within
# these bounds, a pair without an upper one.
_LOWEST_MINIMUM = 2
_HIGHEST_MINIMUM = 10
_ARCHIVE_STEP = 500
_ARCHIVE_STEP_OF_PAIRS = 800
# Directions that are weaker than this are noise.
_MIN_STRENGTH = 1e-6

Floats = NDArray[np.float32]
Signed = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Space:
    """Terms (a pair is two words with a space), sorted, and what each adds to a text's vector.

    ``idf`` has shape (terms,), ``directions`` (terms, dimensions): the right singular vectors, the
    strongest first.
    """

    terms: tuple[str, ...]
    idf: Floats
    directions: Floats

    def weigh_counts(self, counts: SparseRows) -> SparseRows:
        """Return counts as sublinear tf-idf, a row of length one a paper."""
        weights = np.empty(len(counts.values))
        end = 0
        for block in counts.row_blocks():  # what this takes beside its result is as large as a block
            start = end
            end += len(block.values)
            weights[start:end] = self._weigh(block)
        return counts.with_values(weights)

    def _weigh(self, counts: SparseRows) -> NDArray[np.float64]:
        """Return the weight of each of the counts."""
        weights: NDArray[np.float64] = 1 + np.log(counts.values)
        weights *= self.idf[counts.columns]
        rows = counts.row_numbers
        squares = np.bincount(rows, weights * weights, counts.height)
        lengths = as_divisors(np.sqrt(squares))
        weights /= lengths[rows]
        return weights

    def place_papers(self, counts: SparseRows) -> Signed:
        """Return the vectors of papers: (papers, dimensions), the largest number of each row being 127.

        Whole numbers make what follows exact: neither the order of a sum nor a machine's way of
        multiplying matrices can move them. A paper without known terms is all zeros.
        """
        weights = self.weigh_counts(counts)
        vectors = weights.times(self.directions)
        return quantise_rows(vectors)

    def to_bytes(self) -> bytes:
        """Return the space as bytes, for ``from_bytes``."""
        file = io.BytesIO()
        np.savez(
            file,
            terms=np.asarray("\n".join(self.terms)),
            idf=self.idf,
            directions=self.directions,
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Space:
        """Return the space of which ``to_bytes`` made ``data``."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            joined_terms = str(arrays["terms"][()])
            terms = joined_terms.split("\n") if joined_terms else []
            return cls(tuple(terms), arrays["idf"], arrays["directions"])


def quantise_rows(vectors: NDArray[np.floating]) -> Signed:
    """Return each row stretched so that its largest number is 127, and rounded."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    stretched = vectors / as_divisors(largest) * 127
    rounded: Signed = np.rint(stretched).astype(np.int8)
    return rounded


def learn_space(counter: TermCounter, paper_count: int, dimensions: int = DIMENSIONS) -> Space:
    """Return the space of the first papers of a counter; the same on every machine but for rounding.

    One thread only: how sums are split over threads would show in the last digits.
    """
    min_papers = max(_LOWEST_MINIMUM, paper_count // _ARCHIVE_STEP)
    min_papers = min(_HIGHEST_MINIMUM, min_papers)
    min_paired = max(min_papers, paper_count // _ARCHIVE_STEP_OF_PAIRS)
    frequencies = counter.document_frequencies(range(paper_count), min_papers, min_paired)
    known = known_terms(frequencies, paper_count)
    terms = tuple(known)
    known_frequencies = np.asarray(list(known.values()), np.float32)
    idf = -np.log(known_frequencies / max(paper_count, 1))
    no_directions = np.zeros((len(terms), 0), np.float32)
    space = Space(terms, idf, no_directions)
    weights = space.weigh_counts(counter.count_terms(range(paper_count), terms))
    with threadpool_limits(limits=1):
        directions = _strongest_directions(weights, dimensions)
    return Space(terms, idf, directions)


def known_terms(frequencies: dict[str, int], paper_count: int) -> dict[str, int]:
    """Return the terms that at most ``MAX_SHARE`` of all papers have, with their frequencies."""
    max_frequency = MAX_SHARE * paper_count
    return {term: count for term, count in frequencies.items() if count <= max_frequency}


def _strongest_directions(weights: SparseRows, dimensions: int) -> Floats:
    """Return the strongest right singular vectors as columns; the largest number of each is positive."""
    if min(weights.shape) <= 2 * dimensions:  # so little is taken apart as a whole
        _, strengths, rows = np.linalg.svd(weights.to_dense(), full_matrices=False)
        strengths = strengths[:dimensions]
        rows = rows[:dimensions]
    else:
        strengths, rows = strongest_right_vectors(weights, dimensions)
    rows = rows[strengths > _MIN_STRENGTH]
    if not rows.size:
        return np.zeros((weights.width, 0), np.float32)
    largest_places = np.abs(rows).argmax(axis=1)
    largest = rows[np.arange(len(rows)), largest_places]
    directions = rows.T * np.sign(largest)
    return np.ascontiguousarray(directions, np.float32)
