"""Which papers are alike, and what they share in words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from broadsheet.model.curation import RelatedPaper
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive, Span
from broadsheet.search.semantic.counts import chunk_terms, counted_texts
from broadsheet.search.semantic.space import Signed

# So many relatives a paper has at most, and no farther ones than this cosine.
MOST = 5
NEAREST = 0.3
# So many words at most say what two papers share, none that more than this share of papers have.
WORDS = 3
MOST_SHARE = 0.08
# So many shared terms are looked at for them, none that counts less than this part of the first.
CANDIDATES = 8
WEAKEST = 0.3
# So many papers are compared with all others at a time.
_BLOCK = 500
_SIGNS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()) + "“”‘’–—…"
_ENDS = (".", ":", ";", "?", "!", ",")


Relatives = Mapping[str, tuple[RelatedPaper, ...]]


def relatives(archive: Archive) -> Relatives:
    """The nearest papers of each, nearest first; a paper that is like no other is absent."""
    found: dict[str, tuple[RelatedPaper, ...]] = {}
    for span in archive.spans():
        kept = json.loads(archive.get_or_make(f"related-{span.start}", span.seen, _Making(archive, span)))
        for record, near in zip(archive.records[span.start : span.end], kept, strict=True):
            if near:
                found[record.id] = tuple(RelatedPaper(name, tuple(words)) for name, words in near)
    return found


@dataclass(frozen=True, slots=True)
class _Making:
    """The relatives of a span of papers, made now."""

    archive: Archive
    span: Span

    def __call__(self) -> bytes:
        span, archive = self.span, self.archive
        archive.note_work("compared", span.end - span.start)
        places = np.arange(span.start, span.end)
        papers, others = nearest(archive.vectors[: span.seen], places)
        said: list[list[Any]] = [[] for _ in places]
        for paper, other, words in zip(papers, others, _shared(archive, papers, others), strict=True):
            said[paper - span.start].append([archive.records[other].id, words])
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def nearest(vectors: Signed, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of each of ``places`` and the ``MOST`` rows of ``vectors`` nearest to it, nearest first.

    All rows are compared; of equals the later wins. The products are sums of whole numbers below
    2 ** 24, so that they are exact in single precision, in whatever order they are added.
    """
    whole = vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", whole, whole, dtype=np.float64)).astype(np.float32)
    blocks = [_nearest(whole, lengths, places[at : at + _BLOCK]) for at in range(0, len(places), _BLOCK)]
    nothing = np.zeros(0, np.int64)
    papers, others = zip((nothing, nothing), *blocks, strict=True)
    return np.concatenate(papers), np.concatenate(others)


def _nearest(
    vectors: NDArray[np.float32], lengths: NDArray[np.float32], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    alike = vectors[places] @ vectors.T
    alike /= np.where(lengths, lengths, 1)
    alike[np.arange(len(places)), places] = -np.inf
    most = min(MOST, alike.shape[1])
    least = np.partition(alike, -most, axis=1)[:, -most]
    floor = np.maximum(least, NEAREST * lengths[places])
    rows, others = np.nonzero((alike >= floor[:, None]) & (alike > 0))
    order = np.lexsort((-others, -alike[rows, others], rows))
    rows, others = rows[order], others[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return places[rows[rank < most]], others[rank < most]


# What two papers share


def _shared(
    archive: Archive, papers: NDArray[np.int64], others: NDArray[np.int64]
) -> Iterator[tuple[str, ...]]:
    """For each pair what both say, as the second one writes it."""
    terms = _shared_terms(archive, papers, others)
    wanted: dict[int, set[str]] = defaultdict(set)
    for other, said in zip(others.tolist(), terms, strict=True):
        wanted[other].update(said)
    written = {other: as_written(archive.records[other], said) for other, said in wanted.items()}
    named = zip(archive.space.terms, archive.space.idf >= -np.log(MOST_SHARE), strict=True)
    common = {term for term, rare in named if not rare}
    for paper, other, said in zip(papers.tolist(), others.tolist(), terms, strict=True):
        keywords = _common_keywords(archive.records[paper], archive.records[other], common)
        yield words_for((*keywords, *(written[other][term] for term in said if term in written[other])))


def _shared_terms(archive: Archive, papers: NDArray[np.int64], others: NDArray[np.int64]) -> list[list[str]]:
    """For each pair the rare terms that both have, those first that are the rarest and most said."""
    places, both = np.unique(np.concatenate((papers, others)), return_inverse=True)
    space = archive.space
    weights = space.weigh_counts(archive.counter.count_terms(places.tolist(), space.terms))
    weights.data *= space.idf[weights.indices] >= -np.log(MOST_SHARE)
    mine, its = both[: len(papers)], both[len(papers) :]
    found: list[list[str]] = []
    for start in range(0, len(papers), _BLOCK):
        shared = csr_array(weights[mine[start : start + _BLOCK]] * weights[its[start : start + _BLOCK]])
        for row in range(shared.shape[0]):
            cells = slice(shared.indptr[row], shared.indptr[row + 1])
            found.append(
                [space.terms[term] for term in _strongest(shared.indices[cells], shared.data[cells])]
            )
    return found


def _strongest(terms: NDArray[np.int32], strengths: NDArray[np.float32]) -> list[int]:
    """The terms that count for most in a product, without those far behind the first."""
    order = np.lexsort((terms, -strengths))[:CANDIDATES]
    least = WEAKEST * strengths[order[0]] if len(order) else 0.0
    return [int(terms[place]) for place in order if strengths[place] > max(least, 0.0)]


def _common_keywords(paper: Record, other: Record, common: Container[str]) -> Iterator[str]:
    """Keywords of both as ``other`` writes them, less those that consist of common words alone."""
    mine = {keyword.casefold() for keyword in paper.keywords}
    for keyword in other.keywords:
        if keyword.casefold() in mine and not all(term in common for term in _terms(keyword)):
            yield keyword


def words_for(candidates: Iterable[str]) -> tuple[str, ...]:
    """The first ``WORDS`` of ``candidates`` of which no part was told before."""
    words: list[str] = []
    told: set[str] = set()
    for word in candidates:
        said = _terms(word)
        if len(words) < WORDS and not said & told:
            words.append(word)
            told |= said
    return tuple(words)


def _terms(words: str) -> set[str]:
    return {term for chunk in words.split() for term in chunk_terms(chunk) if term}


def as_written(record: Record, terms: Collection[str]) -> dict[str, str]:
    """How a paper writes each of ``terms`` that it has, within a sentence rather than at its start.

    A word that only begins sentences or stands in the title loses its capital, if it has no other.
    """
    inner: dict[str, str] = {}
    first: dict[str, str] = {}
    parts = {part for term in terms for part in term.split(" ")}
    for text in reversed(counted_texts(record)[1:]):
        chunks = text.split()
        said = [chunk_terms(chunk) for chunk in chunks]
        for at, here in enumerate(said):
            if not parts.isdisjoint(here):
                inside = at > 0 and not chunks[at - 1].endswith(_ENDS)
                for term, form in _forms(chunks[at : at + 2], said[at : at + 2]):
                    if term in terms:
                        (inner if inside else first).setdefault(term, form)
    return {term: _uncapitalised(form) for term, form in first.items()} | inner


def _forms(chunks: Sequence[str], said: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """What the first of two chunks says, alone, as two words with a hyphen, and with the second."""
    here, then = said[0], said[1] if len(said) > 1 else ()
    if len(here) == 1:
        yield here[0], _bare(chunks[0])
        if len(then) == 1 and not chunks[0].endswith(_ENDS):
            yield f"{here[0]} {then[0]}", _bare(" ".join(chunks))
    elif len(here) == 3 and here[2] == here[0] + here[1]:
        yield f"{here[0]} {here[1]}", _bare(chunks[0])
        yield here[2], _bare(chunks[0])


def _bare(words: str) -> str:
    """Written words without the signs around them and a possessive's ending."""
    return words.strip(_SIGNS).removesuffix("'s").removesuffix("’s")


def _uncapitalised(words: str) -> str:
    return " ".join(word.lower() if word.istitle() else word for word in words.split(" "))
