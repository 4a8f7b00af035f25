"""Postings: the papers that use each term, in which field, and how much it weighs there by BM25."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.acronyms import Acronyms
from broadsheet.search.index.arrays import Booleans, Numbers, WordNumbers, run_starts, sort_distinct
from broadsheet.search.index.long_forms import LongForm, LongFormTree
from broadsheet.search.index.months import TITLE, Month
from broadsheet.search.index.tokens import BREAK, stem, utf16_key

# BM25's k1, and its b for each field: how much a long text counts for less.
K1 = 1.2
B = (0.75, 0.6, 0.3)
# No weight exceeds this; an impact is a weight rounded to one of so many levels, in four bits.
MAX_WEIGHT = K1 + 1
IMPACT_LEVELS = 15
IMPACT_STEP = MAX_WEIGHT / IMPACT_LEVELS

# A key is a word or a list of postings in the high bits of a number, and a paper in the low ones: one
# sort brings all in order.
_PAPER_BITS = 24
_PAPER_MASK = (1 << _PAPER_BITS) - 1


@dataclass(frozen=True, slots=True)
class Postings:
    """All lists of postings, sorted by term, field and paper.

    ``terms`` are in UTF-16 order, as JavaScript compares; ``list_lengths`` holds in ``[term, field]``
    how many papers a list has; ``papers`` and ``impacts`` (1 to ``IMPACT_LEVELS``) have one item a
    posting.
    """

    terms: Sequence[str]
    list_lengths: Numbers
    papers: Numbers
    impacts: Numbers


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words as people write them (``forms``, folded), how many papers use each, and if any in its title."""

    forms: Sequence[str]
    paper_counts: Numbers
    in_title: Booleans


class _Mentions(NamedTuple):
    """Words of one field by their numbers, and beside each the number of its paper."""

    words: Numbers
    papers: Numbers


class _WordTable(NamedTuple):
    """Table of all words, numbered from 1, and of their terms; word 0 ends a text, and its term is 0.

    ``term_of_word`` holds in each word's place the number of its term.
    """

    forms: Sequence[str]
    word_numbers: Mapping[str, int]
    term_numbers: Mapping[str, int]
    term_of_word: Numbers


def build_postings(month: Month, acronyms: Acronyms) -> tuple[Postings, Vocabulary]:
    """Count all words of all papers; a paper's number is its place in ``month``, which may be many months.

    A paper that uses a long form of one of the ``acronyms`` counts as using the acronym as well.
    """
    table = _number_words(month, acronyms)
    written = list(_written_words(month))
    spelt_out = _spelt_out_acronyms(table, acronyms, written)
    vocabulary = _count_words(month, table, written, spelt_out)
    keys = _posting_keys(table, [written, spelt_out])
    paper_count = len(month.lengths[TITLE])
    del written, spelt_out  # they are as large as all that follows
    terms = list(table.term_numbers)
    postings = _postings_of_keys(terms, keys, paper_count)
    return postings, vocabulary


def _number_words(month: Month, acronyms: Acronyms) -> _WordTable:
    """Give numbers to the words of the papers, and then to the acronyms that no paper writes."""
    forms = list(month.forms)
    stems = ["", *month.stems]
    word_numbers = WordNumbers({BREAK: 0})
    word_numbers.number_words(forms)
    for acronym in acronyms:
        if acronym not in word_numbers:
            forms.append(acronym)
            stems.append(stem(acronym))
            word_numbers[acronym] = len(forms)
    terms = sorted(set(stems), key=utf16_key)
    term_numbers = WordNumbers()
    term_numbers.number_words(terms)
    term_of_word = term_numbers.number_words(stems)
    return _WordTable(forms, word_numbers, term_numbers, term_of_word)


def _written_words(month: Month) -> Iterator[_Mentions]:
    """Yield the words of each field."""
    for words, lengths in zip(month.words, month.lengths, strict=True):
        papers = np.arange(len(lengths), dtype=np.int32)
        yield _Mentions(words, np.repeat(papers, lengths))


def _spelt_out_acronyms(
    table: _WordTable,
    acronyms: Acronyms,
    written: Sequence[_Mentions],
) -> list[_Mentions]:
    """Return for each field the acronyms whose long forms stand there, as words."""
    long_forms = _numbered_long_forms(table, acronyms)
    tree = LongFormTree.of(long_forms, len(table.term_numbers))
    spelt_out = []
    for mentions in written:
        terms = table.term_of_word[mentions.words]
        occurrences = tree.find(terms)
        papers = mentions.papers[occurrences.starts]
        spelt_out.append(_Mentions(occurrences.acronyms, papers))
    return spelt_out


def _numbered_long_forms(table: _WordTable, acronyms: Acronyms) -> Iterator[LongForm]:
    """Yield the long forms of which every term stands in some paper."""
    term_numbers = table.term_numbers
    for acronym, long_forms in acronyms.items():
        for long_form in long_forms:
            if all(map(term_numbers.__contains__, long_form)):
                terms = tuple(map(term_numbers.__getitem__, long_form))
                yield LongForm(terms, table.word_numbers[acronym])


def _count_words(
    month: Month,
    table: _WordTable,
    written: Sequence[_Mentions],
    spelt_out: Sequence[_Mentions],
) -> Vocabulary:
    """Count the papers that use each word; an acronym counts where only its long form stands as well."""
    size = len(table.forms) + 1
    known = slice(1, len(month.forms) + 1)
    paper_counts = np.zeros(size, np.int64)
    paper_counts[known] = month.paper_counts
    in_title = np.zeros(size, np.bool_)
    in_title[known] = month.in_title
    in_title[spelt_out[TITLE].words] = True

    # The words that are spelt out anywhere are counted again, together with their long forms.
    is_spelt_out = np.zeros(size, np.bool_)
    for mentions in spelt_out:
        is_spelt_out[mentions.words] = True
    written_again = []
    for words, papers in written:
        chosen = is_spelt_out[words]
        written_again.append(_Mentions(words[chosen], papers[chosen]))
    paper_counts -= _count_papers(written_again, size)
    paper_counts += _count_papers([*written_again, *spelt_out], size)
    return Vocabulary(table.forms, paper_counts[1:], in_title[1:])


def _count_papers(fields: Iterable[_Mentions], size: int) -> Numbers:
    """Return how many papers mention each of ``size`` words in any field."""
    keys = []
    for words, papers in fields:
        high_bits = words.astype(np.int64) << _PAPER_BITS
        keys.append(high_bits | papers)
    distinct_keys = sort_distinct(np.concatenate(keys))
    return np.bincount(distinct_keys >> _PAPER_BITS, minlength=size)


def _posting_keys(table: _WordTable, mentions: Iterable[Sequence[_Mentions]]) -> Numbers:
    """Return list and paper of each word that is used, once for each time it is used, in order.

    The lists of a term are numbered by field, from ``FIELDS`` times the number of the term.
    """
    parts = []
    for fields in mentions:
        for field, (words, papers) in enumerate(fields):
            terms = table.term_of_word[words].astype(np.int64)
            lists = terms * FIELDS + field
            parts.append(lists << _PAPER_BITS | papers)
    keys = np.concatenate(parts)
    keys.sort()
    # The ends of texts are no words: their term is 0.
    first = np.searchsorted(keys, FIELDS << _PAPER_BITS)
    return keys[first:]


def _postings_of_keys(terms: Sequence[str], keys: Numbers, paper_count: int) -> Postings:
    """Return the postings of sorted ``keys``; ``paper_count`` is how many papers there are in all."""
    is_first = run_starts(keys)
    ends = np.append(np.flatnonzero(is_first), len(keys))
    counts = np.diff(ends)
    keys = keys[is_first]
    lists = keys >> _PAPER_BITS
    papers = (keys & _PAPER_MASK).astype(np.int32)
    list_count = len(terms) * FIELDS
    list_lengths = np.bincount(lists, minlength=list_count).reshape(-1, FIELDS)
    is_used = list_lengths.any(axis=1)
    used_numbers = np.flatnonzero(is_used).tolist()
    fields = lists % FIELDS
    texts = fields * paper_count + papers
    return Postings(
        terms=[terms[number] for number in used_numbers],
        list_lengths=list_lengths[is_used],
        papers=papers,
        impacts=_impacts(texts, counts, paper_count),
    )


def _impacts(texts: Numbers, counts: Numbers, paper_count: int) -> NDArray[np.uint8]:
    """Return the impact of each posting, whose term stands ``counts`` times in one of ``texts``.

    Texts are numbered by field, and within a field by paper.
    """
    lengths = np.bincount(texts, counts, FIELDS * paper_count)
    relative_lengths = np.empty_like(lengths)
    start = 0
    for b in B:
        field = slice(start, start + paper_count)
        total = float(lengths[field].sum())
        mean = max(total / max(paper_count, 1), 1.0)
        relative_lengths[field] = 1 - b + b * lengths[field] / mean
        start += paper_count
    # Most terms stand in a text once, and then all of a text have the same impact.
    impact_of_one = _round_weights(np.ones(len(lengths)), relative_lengths)
    impacts = impact_of_one[texts]
    repeated = np.flatnonzero(counts > 1)
    lengths_of_repeated = relative_lengths[texts[repeated]]
    impacts[repeated] = _round_weights(counts[repeated], lengths_of_repeated)
    return impacts


def _round_weights(counts: NDArray[Any], relative_lengths: NDArray[Any]) -> NDArray[np.uint8]:
    """Return BM25's weights of terms that stand so often in texts of these lengths, as impacts."""
    saturation = counts + K1 * relative_lengths
    weights = counts * (K1 + 1) / saturation
    levels = np.rint(weights * (IMPACT_LEVELS / MAX_WEIGHT))
    return np.clip(levels, 1, IMPACT_LEVELS).astype(np.uint8)
