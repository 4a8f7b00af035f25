"""Which paper says which word, how much, and where: BM25's part of a paper, in four bits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from generator.search.acronyms import Pairs
from generator.search.longforms import LongForms
from generator.search.months import FIELDS, TITLE, Month, Numbers
from generator.search.words import stem

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


def postings_of(months: Sequence[Month], pairs: Pairs) -> tuple[Postings, Vocabulary]:
    """Count all words of all papers; a paper's number is its place in all months together.

    A paper that says the long form of an acronym in ``pairs`` counts as saying the acronym as well.
    """
    archive = _Archive(months, pairs)
    return _postings(archive.terms, archive.keys(), archive.size), archive.vocabulary()


# A word or a list of postings as the high bits of a number, a paper as the low ones: one sort brings
# all in order.
_PAPER_BITS = 24
_PAPER = (1 << _PAPER_BITS) - 1


class _Archive:
    """All months in one: words and their terms are numbers from 1, 0 stands at the end of each text."""

    def __init__(self, months: Sequence[Month], pairs: Pairs) -> None:
        self._months = months
        stems: dict[str, str] = {}
        for month in months:
            stems.update(zip(month.forms, month.stems, strict=True))
        stems.update((short, stem(short)) for short in pairs)
        self.forms = list(stems)
        self.terms = sorted(set(stems.values()), key=_utf16)
        self.size = sum(len(month.lengths[TITLE]) for month in months)
        form, term = dict(zip(stems, count(1))), dict(zip(self.terms, count(1)))  # noqa: B905
        self._numbers = [_numbers(form, month.forms) for month in months]
        self._term_of = _numbers(term, stems.values())
        self._said = [self._field(field) for field in range(FIELDS)]
        known = (
            (tuple(map(term.__getitem__, long)), form[short])
            for short, longs in pairs.items()
            for long in longs
            if term.keys() >= set(long)
        )
        self._spelt = list(self._acronyms(LongForms(known, len(term))))

    def _field(self, field: int) -> tuple[Numbers, Numbers]:
        """The words of a field, and beside each its paper."""
        words = [np.zeros(0, np.int32)]
        words += (to[month.words[field]] for to, month in zip(self._numbers, self._months, strict=True))
        lengths = [np.zeros(0, np.int32), *(month.lengths[field] for month in self._months)]
        papers = np.repeat(np.arange(self.size, dtype=np.int32), np.concatenate(lengths))
        return np.concatenate(words), papers

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
        for numbers, month in zip(self._numbers, self._months, strict=True):
            frequency[numbers[1:]] += month.papers
            in_title[numbers[1:]] |= month.in_title
        in_title[self._spelt[TITLE][0]] = True
        short = np.zeros(len(self._term_of), np.bool_)
        for shorts, _ in self._spelt:
            short[shorts] = True
        written = _pairs((words[short[words]], papers[short[words]]) for words, papers in self._said)
        alone = np.setdiff1d(_pairs(self._spelt), written)
        frequency += np.bincount(alone >> _PAPER_BITS, minlength=len(frequency))
        return Vocabulary(self.forms, frequency[1:], in_title[1:])


def _numbers(number: Mapping[str, int], words: Collection[str]) -> Numbers:
    """The numbers of ``words``, from 1 on: 0 is what stands between texts."""
    return np.fromiter(chain((0,), map(number.__getitem__, words)), np.int32, len(words) + 1)


def _pairs(said: Iterable[tuple[Numbers, Numbers]]) -> Numbers:
    return np.concatenate([words.astype(np.int64) << _PAPER_BITS | papers for words, papers in said])


def _postings(terms: Sequence[str], keys: Numbers, papers: int) -> Postings:
    """Postings of sorted ``keys``: equal ones are one posting, the greater the more there are."""
    new = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    starts = np.concatenate(([0], new)) if len(keys) else new
    counts = np.diff(starts, append=len(keys))
    keys = keys[starts]
    lists, paper = keys >> _PAPER_BITS, (keys & _PAPER).astype(np.int32)
    sizes = np.bincount(lists, minlength=(len(terms) + 1) * FIELDS).reshape(-1, FIELDS)[1:]
    there = sizes.any(axis=1)
    return Postings(
        terms=[terms[place] for place in np.flatnonzero(there)],
        lists=sizes[there],
        papers=paper,
        impacts=_impacts(lists % FIELDS * papers + paper, counts, papers),
    )


def _impacts(texts: Numbers, counts: Numbers, papers: int) -> Numbers:
    """BM25's part of each posting; ``texts`` are numbered field by field, paper by paper."""
    lengths = np.bincount(texts, counts, papers * FIELDS).reshape(FIELDS, papers)
    shares = np.empty_like(lengths)
    for field, length in enumerate(lengths):
        mean = max(float(length.sum()) / max(papers, 1), 1.0)
        shares[field] = 1 - B[field] + B[field] * length / mean
    parts = counts * (K1 + 1) / (counts + K1 * shares.ravel()[texts])
    return np.clip(np.rint(parts * (LEVELS / MOST)), 1, LEVELS).astype(np.uint8)


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")
