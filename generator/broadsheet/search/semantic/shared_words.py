"""Shared words: the few words that say what two papers have in common."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.arrays import Booleans
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.paper_words import chunk_terms, counted_texts
from broadsheet.search.semantic.space import Space
from broadsheet.search.semantic.sparse_rows import SparseRows, multiply_cells

# At most so many words, none that more than this share of papers have.
MAX_WORDS = 3
MAX_SHARE = 0.08
# Shared terms that are looked at for them, and the part of the first one's strength that each has at least.
MAX_CANDIDATES = 8
MIN_STRENGTH = 0.3
# Pairs whose terms are compared at a time.
_BATCH = 500
# The number of no term.
_NO_TERM = -1
_SIGNS = string.punctuation + "“”‘’–—…"
_ENDS_OF_PHRASES = (".", ":", ";", "?", "!", ",")

Terms = NDArray[np.int32]
Words = tuple[str, ...]


def shared_words(
    archive: Archive,
    papers: Sequence[int],
    others: Sequence[int],
) -> list[Words]:
    """Return for each pair of papers the words that both use, as the second one writes them."""
    terms_of_pairs = _shared_terms(archive, papers, others)
    common_terms = _common_terms(archive.space)
    words_of_pairs: list[Words] = [()] * len(papers)
    known_words: dict[str, str] = {}  # most are said of many pairs, and are remembered once
    # Pairs with the same second paper follow each other: so none has to be read twice, nor remembered.
    for other, pairs in groupby(np.argsort(others, kind="stable").tolist(), others.__getitem__):
        other_record = archive.records[other]
        terms_by_pair = {pair: _term_texts(archive.space, terms_of_pairs[pair]) for pair in pairs}
        forms = written_forms(other_record, set(chain.from_iterable(terms_by_pair.values())))
        for pair, terms in terms_by_pair.items():
            record = archive.records[papers[pair]]
            keywords = shared_keywords(record, other_record, common_terms)
            written = (forms[term] for term in terms if term in forms)
            words = choose_words(chain(keywords, written))
            words_of_pairs[pair] = tuple([known_words.setdefault(word, word) for word in words])
    return words_of_pairs


def _term_texts(space: Space, numbers: Terms) -> list[str]:
    """Return the terms with these numbers."""
    return [space.terms[number] for number in numbers.tolist() if number != _NO_TERM]


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
) -> Terms:
    """Return the rare terms that both papers of each pair have, first those that count for most in both.

    There are ``MAX_CANDIDATES`` columns; a pair with fewer terms has ``_NO_TERM`` in the last ones.
    """
    space = archive.space
    places, rows = np.unique([papers, others], return_inverse=True)
    weights = space.weigh_counts(archive.counter.count_terms(places.tolist(), space.terms))
    is_rare = _is_rare(space)[weights.columns]
    weights = weights.with_values(np.where(is_rare, weights.values, 0))
    paper_rows, other_rows = rows.reshape(2, -1)
    terms_of_pairs = np.full((len(papers), MAX_CANDIDATES), _NO_TERM, np.int32)
    for start in range(0, len(papers), _BATCH):
        batch = slice(start, start + _BATCH)
        of_papers = weights.take_rows(paper_rows[batch])
        of_others = weights.take_rows(other_rows[batch])
        strengths = multiply_cells(of_papers, of_others)
        _put_strongest(terms_of_pairs[batch], strengths)
    return terms_of_pairs


def _put_strongest(terms: Terms, strengths: SparseRows) -> None:
    """Put into each row of ``terms`` those that count for most in it, without those far behind the first."""
    rows = strengths.row_numbers
    order = np.lexsort((strengths.columns, -strengths.values, rows))
    rows = rows[order]
    values = strengths.values[order]
    first_of_row = strengths.starts[rows]
    ranks = np.arange(len(rows)) - first_of_row
    least = np.maximum(MIN_STRENGTH * values[first_of_row], 0.0)
    is_chosen = (values > least) & (ranks < MAX_CANDIDATES)
    terms[rows[is_chosen], ranks[is_chosen]] = strengths.columns[order[is_chosen]]


def shared_keywords(paper: Record, other: Record, common_terms: Collection[str]) -> Iterator[str]:
    """Yield keywords of both as ``other`` writes them, less those that consist of common words alone."""
    own_keywords = {keyword.casefold() for keyword in paper.keywords}
    for keyword in other.keywords:
        is_shared = keyword.casefold() in own_keywords
        if is_shared and not _terms_of(keyword).issubset(common_terms):
            yield keyword


def choose_words(candidates: Iterable[str]) -> Words:
    """Return the first ``MAX_WORDS`` of ``candidates`` that have no term of an earlier one."""
    words: list[str] = []
    used_terms: set[str] = set()
    for candidate in candidates:
        terms = _terms_of(candidate)
        if used_terms.isdisjoint(terms):
            words.append(candidate)
            used_terms |= terms
        if len(words) == MAX_WORDS:
            break
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
