"""Which paper says which word, how much, and where: BM25's part of a paper, in four bits."""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.acronyms import Pairs
from generator.search.records import Record
from generator.search.words import STOP_WORDS, compounds, stem

TEXT, TITLE, AUTHOR = range(3)
FIELDS = 3
LEVELS = 15
# BM25's k1, and its b for each field: how much a long text counts for less. No part exceeds k1 + 1.
K1 = 1.2
B = (0.75, 0.6, 0.3)
MOST = K1 + 1

Integers = NDArray[np.int64]
Spellings = Sequence[tuple[tuple[str, ...], str]]


@dataclass(frozen=True)
class Postings:
    """All lists, sorted by term, field and paper.

    ``terms`` in UTF-16 order, as JavaScript compares; ``lists`` holds in ``[term, field]`` how many
    papers a list has; ``papers`` and ``impacts`` (1 to ``LEVELS``) have one item a posting.
    """

    terms: Sequence[str]
    lists: Integers
    papers: Integers
    impacts: Integers


@dataclass(frozen=True)
class Vocabulary:
    """Words as people write them (``forms``, folded), and in how many papers each stands."""

    forms: Sequence[str]
    papers: Integers
    in_title: NDArray[np.bool_]


class _Tally:
    """Words as numbers, field by field, in the order they are read."""

    def __init__(self, pairs: Pairs) -> None:
        self.numbers: dict[str, int] = {}
        self.words = tuple(array("L") for _ in range(FIELDS))
        self.ends = tuple(array("L") for _ in range(FIELDS))
        self._spellings = _spellings(pairs)

    def read(self, record: Record) -> None:
        """Count a paper; the title belongs to its text as well."""
        text = (record.title, record.abstract, record.takeaway, *record.keywords, record.organisation)
        for field, parts in ((TEXT, text), (TITLE, (record.title,)), (AUTHOR, record.authors)):
            words = self.words[field]
            for part in parts:
                words.extend(map(self._number, self._said(part)))
            if field == TITLE:  # an id is found as a word of the title is
                words.extend(self._number(name.lower()) for name in (record.id, *record.also))
            self.ends[field].append(len(words))

    def _said(self, text: str) -> Iterator[str]:
        """The words of a text, and the acronym of every long form in it."""
        spelt: list[str] = []
        for parts in compounds(text):
            if len(parts) == 2:
                yield "".join(parts)
            spelt += (part for part in parts if part not in STOP_WORDS)
        yield from spelt
        stems = list(map(stem, spelt))
        for place, pair in enumerate(itertools.pairwise(stems)):
            for long, short in self._spellings.get(pair, ()):
                if tuple(stems[place : place + len(long)]) == long:
                    yield short

    def _number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))

    def pairs(self, field: int) -> tuple[Integers, Integers]:
        """The words of a field, and beside each its paper."""
        ends = np.asarray(self.ends[field], np.int64)
        papers = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        return np.asarray(self.words[field], np.int64), papers


def _spellings(pairs: Pairs) -> Mapping[tuple[str, str], Spellings]:
    """By the first two terms of each long form: the whole of it, and its acronym."""
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for short, longs in pairs.items():
        for long in longs:
            found[long[0], long[1]].append((long, short))
    return found


def postings_of(records: Sequence[Record], pairs: Pairs) -> tuple[Postings, Vocabulary]:
    """Count all words of all papers; a paper's number is its place in ``records``.

    A paper that says the long form of an acronym in ``pairs`` counts as saying the acronym as well.
    """
    tally = _Tally(pairs)
    for record in records:
        tally.read(record)
    forms = list(tally.numbers)
    stems = [stem(form) for form in forms]
    terms = sorted(set(stems), key=_utf16)
    place = {term: number for number, term in enumerate(terms)}
    term_of = np.asarray([place[s] for s in stems], np.int64)
    keys = np.concatenate([_keys(tally, field, term_of) for field in range(FIELDS)])
    keys.sort()
    return _postings(terms, keys), _vocabulary(forms, tally)


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


# A posting as one number, so that one sort brings all in order: term, field, paper, impact.
_PAPER_BITS, _IMPACT_BITS = 24, 4


def _keys(tally: _Tally, field: int, term_of: Integers) -> Integers:
    words, papers = tally.pairs(field)
    pairs, counts = np.unique(term_of[words] << _PAPER_BITS | papers, return_counts=True)
    papers = pairs & (1 << _PAPER_BITS) - 1
    lengths = np.bincount(papers, counts, len(tally.ends[field]))
    mean = max(float(lengths.sum()) / max(len(lengths), 1), 1.0)
    shares = 1 - B[field] + B[field] * lengths / mean
    parts = counts * (K1 + 1) / (counts + K1 * shares[papers])
    impacts = np.clip(np.rint(parts * (LEVELS / MOST)), 1, LEVELS).astype(np.int64)
    lists: Integers = (pairs >> _PAPER_BITS) * FIELDS + field
    keys: Integers = (lists << _PAPER_BITS | papers) << _IMPACT_BITS | impacts
    return keys


def _postings(terms: Sequence[str], keys: Integers) -> Postings:
    lists = keys >> _PAPER_BITS + _IMPACT_BITS
    return Postings(
        terms=terms,
        lists=np.bincount(lists, minlength=len(terms) * FIELDS).reshape(-1, FIELDS),
        papers=keys >> _IMPACT_BITS & (1 << _PAPER_BITS) - 1,
        impacts=keys & (1 << _IMPACT_BITS) - 1,
    )


def _vocabulary(forms: Sequence[str], tally: _Tally) -> Vocabulary:
    pairs = [tally.pairs(field) for field in range(FIELDS)]
    words = np.unique(np.concatenate([word << _PAPER_BITS | paper for word, paper in pairs]))
    in_title = np.zeros(len(forms), np.bool_)
    in_title[pairs[TITLE][0]] = True
    return Vocabulary(forms, np.bincount(words >> _PAPER_BITS, minlength=len(forms)), in_title)
