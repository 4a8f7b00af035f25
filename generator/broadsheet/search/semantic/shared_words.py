"""Shared words: the few words that say what two papers have in common."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import Booleans
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.paper_words import chunk_terms, counted_texts
from broadsheet.search.semantic.space import Space
from broadsheet.search.semantic.sparse_rows import multiply_cells

# At most so many words, none that more than this share of papers have.
MAX_WORDS = 3
MAX_SHARE = 0.08
# Shared terms that are looked at for them, and the part of the first one's strength that each has at least.
MAX_CANDIDATES = 8
MIN_STRENGTH = 0.3
# Pairs whose terms are compared at a time.
_BATCH = 500
_SIGNS = string.punctuation + "“”‘’–—…"
_ENDS_OF_PHRASES = (".", ":", ";", "?", "!", ",")


def shared_words(
    archive: Archive,
    papers: Sequence[int],
    others: Sequence[int],
) -> Iterator[tuple[str, ...]]:
    """Yield for each pair of papers the words that both use, as the second one writes them."""
    terms_of_pairs = _shared_terms(archive, papers, others)
    terms_of_other: dict[int, set[str]] = defaultdict(set)
    for other, terms in zip(others, terms_of_pairs, strict=True):
        terms_of_other[other].update(terms)
    forms_of_other = {}
    for other, wanted_terms in terms_of_other.items():
        record = archive.records[other]
        forms_of_other[other] = written_forms(record, wanted_terms)
    common_terms = _common_terms(archive.space)
    for paper, other, terms in zip(papers, others, terms_of_pairs, strict=True):
        record = archive.records[paper]
        other_record = archive.records[other]
        candidates = list(shared_keywords(record, other_record, common_terms))
        forms = forms_of_other[other]
        for term in terms:
            if term in forms:
                candidates.append(forms[term])
        yield choose_words(candidates)


def _is_rare(space: Space) -> Booleans:
    """Return which terms at most ``MAX_SHARE`` of all papers have; idf is the logarithm of 1 / share."""
    min_idf = -np.log(MAX_SHARE)
    rare: Booleans = space.idf >= min_idf
    return rare


def _common_terms(space: Space) -> set[str]:
    """Return the terms that are not rare."""
    numbers = np.flatnonzero(~_is_rare(space))
    return {space.terms[number] for number in numbers.tolist()}


def _shared_terms(
    archive: Archive,
    papers: Sequence[int],
    others: Sequence[int],
) -> list[list[str]]:
    """Return for each pair the rare terms that both have, first those that count for most in both."""
    space = archive.space
    places, rows = np.unique([papers, others], return_inverse=True)
    counts = archive.counter.count_terms(places.tolist(), space.terms)
    weights = space.weigh_counts(counts)
    is_rare = _is_rare(space)
    weights = weights.with_values(weights.values * is_rare[weights.columns])
    paper_rows, other_rows = rows.reshape(2, -1)
    terms_of_pairs = []
    for start in range(0, len(papers), _BATCH):
        batch = slice(start, start + _BATCH)
        of_papers = weights.take_rows(paper_rows[batch])
        of_others = weights.take_rows(other_rows[batch])
        products = multiply_cells(of_papers, of_others)
        for first, end in pairwise(products.starts.tolist()):
            terms = products.columns[first:end]
            strengths = products.values[first:end]
            numbers = _strongest_terms(terms, strengths)
            terms_of_pairs.append([space.terms[number] for number in numbers])
    return terms_of_pairs


def _strongest_terms(terms: NDArray[np.int32], strengths: NDArray[np.float64]) -> list[int]:
    """Return the terms that count for most in a product, without those far behind the first."""
    if not len(terms):
        return []
    order = np.lexsort((terms, -strengths))[:MAX_CANDIDATES]
    strongest = strengths[order[0]]
    is_strong = strengths[order] > max(MIN_STRENGTH * strongest, 0.0)
    chosen: list[int] = terms[order[is_strong]].tolist()
    return chosen


def shared_keywords(paper: Record, other: Record, common_terms: Collection[str]) -> Iterator[str]:
    """Yield keywords of both as ``other`` writes them, less those that consist of common words alone."""
    own_keywords = {keyword.casefold() for keyword in paper.keywords}
    for keyword in other.keywords:
        is_shared = keyword.casefold() in own_keywords
        if is_shared and not _terms_of(keyword).issubset(common_terms):
            yield keyword


def choose_words(candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the first ``MAX_WORDS`` of ``candidates`` that have no term of an earlier one."""
    words: list[str] = []
    used_terms: set[str] = set()
    for candidate in candidates:
        terms = _terms_of(candidate)
        if len(words) < MAX_WORDS and used_terms.isdisjoint(terms):
            words.append(candidate)
            used_terms |= terms
    return tuple(words)


def _terms_of(words: str) -> set[str]:
    terms: set[str] = set()
    for chunk in words.split():
        terms.update(chunk_terms(chunk))
    return terms - {""}


def written_forms(record: Record, terms: Collection[str]) -> dict[str, str]:
    """Return how a paper writes each of ``terms`` that it has, within a phrase rather than at its start.

    A word that only begins phrases or stands in the title loses its capital, if it has no other.
    """
    wanted_words: set[str] = set()
    for term in terms:
        wanted_words.update(term.split(" "))
    inner: dict[str, str] = {}
    first: dict[str, str] = {}
    texts = counted_texts(record)[1:]  # without the second copy of the title
    for text in reversed(texts):
        chunks = text.split()
        terms_of_chunks = [chunk_terms(chunk) for chunk in chunks]
        for place, words in enumerate(terms_of_chunks):
            if wanted_words.isdisjoint(words):
                continue
            begins_phrase = place == 0 or chunks[place - 1].endswith(_ENDS_OF_PHRASES)
            forms = first if begins_phrase else inner
            here = slice(place, place + 2)
            for term, written in _terms_with_text(chunks[here], terms_of_chunks[here]):
                if term in terms:
                    forms.setdefault(term, _bare_form(written))
    for term, form in first.items():
        inner.setdefault(term, _without_capitals(form))
    return inner


def _terms_with_text(chunks: Sequence[str], terms: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield the terms that begin with the first of two chunks, each with its text.

    A chunk is a term alone, with a hyphen, and together with the next one. Plain tuples, since half a
    million pass here.
    """
    chunk = chunks[0]
    match terms:
        case [(word,), (next_word,)] if not chunk.endswith(_ENDS_OF_PHRASES):
            yield word, chunk
            yield f"{word} {next_word}", " ".join(chunks)
        case [(word,), *_]:
            yield word, chunk
        case [(first, second, compound), *_] if compound == first + second:
            yield f"{first} {second}", chunk
            yield compound, chunk


def _bare_form(words: str) -> str:
    """Return written words without the signs around them and a possessive's ending."""
    return words.strip(_SIGNS).removesuffix("'s").removesuffix("’s")


def _without_capitals(words: str) -> str:
    """Return words in lower case, but for those that have capitals beside their first letter."""
    lowered = []
    for word in words.split(" "):
        if word.istitle():
            lowered.append(word.lower())
        else:
            lowered.append(word)
    return " ".join(lowered)
