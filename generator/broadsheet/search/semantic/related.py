"""Related papers: the nearest ones of each paper, all compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.curation import RelatedPaper
from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.semantic.archive import Archive, Span
from broadsheet.search.semantic.shared_words import shared_words
from broadsheet.search.semantic.space import Signed

# A paper has at most so many related papers, and none with a lower cosine than this.
MAX_RELATED = 5
MIN_COSINE = 0.3
# Papers that are compared with all others at a time.
_BATCH = 500

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Nearest = tuple[RelatedPaper, ...]
RelatedPapers = Mapping[str, Nearest]


class Pairs(NamedTuple):
    """Pairs of papers by their places: ``others`` are near to ``papers``."""

    papers: Places
    others: Places


class RelatedRow(NamedTuple):
    """Related paper as it is kept: its id, and the words that it shares with the paper."""

    paper_id: str
    words: Sequence[str]


def find_related(archive: Archive) -> RelatedPapers:
    """Return the nearest papers of each, nearest first; a paper that is like no other is absent."""
    related: dict[str, Nearest] = {}
    for span in archive.spans():
        name = f"related-{span.start}"
        compare = partial(_compare_span, archive, span)
        data = archive.get_or_make(name, span.seen, compare)
        for number, rows in enumerate(json.loads(data), start=span.start):
            papers = []
            for paper_id, words in rows:
                papers.append(RelatedPaper(paper_id, tuple(words)))
            if papers:
                record = archive.records[number]
                related[record.id] = tuple(papers)
    return related


def _compare_span(archive: Archive, span: Span) -> bytes:
    """Return as JSON the rows of each paper of a span."""
    size = span.end - span.start
    archive.note_work("compared", size)
    seen_vectors = archive.vectors[: span.seen]
    places = np.arange(span.start, span.end)
    pairs = nearest_papers(seen_vectors, places)
    papers = pairs.papers.tolist()
    others = pairs.others.tolist()
    rows_by_paper: list[list[RelatedRow]] = [[] for _ in range(size)]
    words_of_pairs = shared_words(archive, papers, others)
    for paper, other, words in zip(papers, others, words_of_pairs, strict=True):
        related_id = archive.records[other].id
        rows = rows_by_paper[paper - span.start]
        rows.append(RelatedRow(related_id, words))
    text = json.dumps(rows_by_paper, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def nearest_papers(vectors: Signed, places: Places) -> Pairs:
    """Return pairs of each of ``places`` and the rows of ``vectors`` nearest to it, nearest first.

    All rows are compared; of equals the later wins. The products are sums of whole numbers below
    2 ** 24, so that they are exact in single precision, in whatever order they are added.
    """
    floats = vectors.astype(np.float32)
    squares = np.einsum("ij,ij->i", floats, floats, dtype=np.float64)
    lengths = np.sqrt(squares).astype(np.float32)
    papers = [places[:0]]
    others = [places[:0]]
    for start in range(0, len(places), _BATCH):
        batch = places[start : start + _BATCH]
        pairs = _nearest_of_batch(floats, lengths, batch)
        papers.append(pairs.papers)
        others.append(pairs.others)
    return Pairs(np.concatenate(papers), np.concatenate(others))


def _nearest_of_batch(vectors: Floats, lengths: Floats, places: Places) -> Pairs:
    # A product of all papers with each of the batch is large, so it is changed in place. It is not
    # divided by the length of the batch's paper, which would leave the order as it is.
    likeness = vectors[places] @ vectors.T
    likeness /= as_divisors(lengths)
    own_rows = np.arange(len(places))
    likeness[own_rows, places] = -np.inf
    count = min(MAX_RELATED, len(vectors))
    largest = np.partition(likeness, -count, axis=1)
    least = largest[:, -count]
    floor = np.maximum(least, MIN_COSINE * lengths[places])
    is_near = likeness >= floor[:, None]
    is_near &= likeness > 0
    rows, others = np.nonzero(is_near)
    order = np.lexsort((-others, -likeness[is_near], rows))
    rows = rows[order]
    others = others[order]
    # Where the last ones are equally near there are more than ``count``.
    first_of_row = np.searchsorted(rows, rows)
    rank = np.arange(len(rows)) - first_of_row
    is_kept = rank < count
    papers = places[rows[is_kept]]
    return Pairs(papers, others[is_kept])
