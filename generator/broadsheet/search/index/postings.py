"""Which paper says which word, how much, and where: BM25's part of a paper, in four bits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.acronyms import Acronyms
from broadsheet.search.index.long_forms import LongForms
from broadsheet.search.index.months import FIELDS, TITLE, Month, Numbers, changes, distinct
from broadsheet.search.index.tokens import stem, utf16_key

LEVELS = 15
# BM25's k1, and its b for each field: how much a long text counts for less. No part exceeds k1 + 1.
K1 = 1.2
B = (0.75, 0.6, 0.3)
MOST = K1 + 1


@dataclass(frozen=True)
class Postings:
    """All lists, sorted by term, field and paper.

    ``terms`` in UTF-16 order, as JavaScript compares; ``lists`` holds in ``[term, field]`` how many
    papers a list has; ``papers`` and ``impacts`` (1 to ``LEVELS``) have one item a posting.
    """

    terms: Sequence[str]
    lists: Numbers
    papers: Numbers
    impacts: Numbers


@dataclass(frozen=True)
class Vocabulary:
    """Words as people write them (``forms``, folded), and in how many papers each stands."""

    forms: Sequence[str]
    papers: Numbers
    in_title: NDArray[np.bool_]


def postings_of(month: Month, pairs: Acronyms) -> tuple[Postings, Vocabulary]:
    """Count all words of all papers; a paper's number is its place in ``month``, which may be many months.

    A paper that says the long form of an acronym in ``pairs`` counts as saying the acronym as well.
    """
    archive = _Archive(month, pairs)
    vocabulary, terms, keys = archive.vocabulary(), archive.terms, archive.keys()
    del archive  # its columns are as large as all that follows
    return _postings(terms, keys, len(month.lengths[TITLE])), vocabulary


# A word or a list of postings as the high bits of a number, a paper as the low ones: one sort brings
# all in order.
_PAPER_BITS = 24
_PAPER = (1 << _PAPER_BITS) - 1


class _Archive:
    """All papers: words and their terms are numbers from 1; 0 stands at the end of each text."""

    def __init__(self, month: Month, pairs: Acronyms) -> None:
        self._month = month
        place = dict(zip(month.forms, range(1, len(month.forms) + 1), strict=True))
        self.forms = [*month.forms, *(short for short in pairs if short not in place)]
        place.update(zip(self.forms[len(place) :], range(len(place) + 1, len(self.forms) + 1), strict=True))
        stems = ["", *month.stems, *map(stem, self.forms[len(month.forms) :])]
        self.terms = sorted(set(stems), key=utf16_key)
        term = dict(zip(self.terms, range(len(self.terms)), strict=True))
        self._term_of = np.fromiter(map(term.__getitem__, stems), np.int32, len(stems))
        self._said = [
            (words, np.repeat(np.arange(len(lengths), dtype=np.int32), lengths))
            for words, lengths in zip(month.words, month.lengths, strict=True)
        ]
        known = (
            (tuple(map(term.__getitem__, long)), place[short])
            for short, longs in pairs.items()
            for long in longs
            if all(map(term.__contains__, long))
        )
        self._spelt = list(self._acronyms(LongForms(known, len(self.terms))))

    def _acronyms(self, known: LongForms) -> Iterator[tuple[Numbers, Numbers]]:
        """Field by field the acronyms whose long forms stand there, and beside each its paper."""
        for words, papers in self._said:
            places, shorts = known.found(self._term_of[words])
            yield shorts, papers[places]

    def keys(self) -> Numbers:
        """List and paper of every word that is said, once for each time it is said, in order.

        The lists of a term are those of its fields, from ``FIELDS`` times its number.
        """
        keys = [
            (self._term_of[words].astype(np.int64) * FIELDS + field) << _PAPER_BITS | papers
            for said in (self._said, self._spelt)
            for field, (words, papers) in enumerate(said)
        ]
        whole = np.concatenate(keys)
        whole.sort()
        return whole[np.searchsorted(whole, FIELDS << _PAPER_BITS) :]

    def vocabulary(self) -> Vocabulary:
        """All words, and beside them the acronyms in papers that say a long form alone."""
        frequency = np.zeros(len(self._term_of), np.int64)
        in_title = np.zeros(len(self._term_of), np.bool_)
        frequency[1 : len(self._month.forms) + 1] = self._month.papers
        in_title[1 : len(self._month.forms) + 1] = self._month.in_title
        in_title[self._spelt[TITLE][0]] = True
        short = np.zeros(len(self._term_of), np.bool_)
        for shorts, _ in self._spelt:
            short[shorts] = True
        written = _pairs((words[short[words]], papers[short[words]]) for words, papers in self._said)
        both = np.concatenate((written, _pairs(self._spelt)))
        for pairs, sign in ((written, -1), (both, 1)):
            frequency += sign * np.bincount(distinct(pairs) >> _PAPER_BITS, minlength=len(frequency))
        return Vocabulary(self.forms, frequency[1:], in_title[1:])


def _pairs(said: Iterable[tuple[Numbers, Numbers]]) -> Numbers:
    return np.concatenate([words.astype(np.int64) << _PAPER_BITS | papers for words, papers in said])


def _postings(terms: Sequence[str], keys: Numbers, papers: int) -> Postings:
    """The postings of ``keys``, which are sorted; ``papers`` is how many there are in all."""
    new = changes(keys)
    counts = np.diff(np.append(np.flatnonzero(new), len(keys)))
    keys = keys[new]
    lists, paper = keys >> _PAPER_BITS, (keys & _PAPER).astype(np.int32)
    sizes = np.bincount(lists, minlength=len(terms) * FIELDS).reshape(-1, FIELDS)
    there = sizes.any(axis=1)
    return Postings(
        terms=[terms[place] for place in np.flatnonzero(there).tolist()],
        lists=sizes[there],
        papers=paper,
        impacts=_impacts(lists % FIELDS * papers + paper, counts, papers),
    )


def _impacts(texts: Numbers, counts: Numbers, papers: int) -> NDArray[np.uint8]:
    """The impact of each posting: ``counts`` times a term in a text, numbered by field and then by paper."""
    lengths = np.bincount(texts, counts, papers * FIELDS).reshape(FIELDS, papers)
    shares = np.empty_like(lengths)
    for field, length in enumerate(lengths):
        mean = max(float(length.sum()) / max(papers, 1), 1.0)
        shares[field] = 1 - B[field] + B[field] * length / mean
    # Most terms stand in a text once, and then all have the same impact.
    impacts = _rounded(np.ones(shares.size), shares.ravel())[texts]
    more = np.flatnonzero(counts > 1)
    impacts[more] = _rounded(counts[more], shares.ravel()[texts[more]])
    return impacts


def _rounded(counts: NDArray[Any], shares: NDArray[Any]) -> NDArray[np.uint8]:
    parts = counts * (K1 + 1) / (counts + K1 * shares)
    return np.clip(np.rint(parts * (LEVELS / MOST)), 1, LEVELS).astype(np.uint8)
