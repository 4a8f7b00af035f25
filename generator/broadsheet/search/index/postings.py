"""Postings: the papers that use each term, in which field, and how much it weighs there by BM25."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.acronyms import Acronyms, choose_long_forms
from broadsheet.search.index.arrays import Booleans, Numbers, sort_distinct
from broadsheet.search.index.binary import build_frame, parse_frame
from broadsheet.search.index.merging import (
    add_counts,
    keys_of_segment,
    merge_forms,
    merge_postings,
    merge_terms,
)
from broadsheet.search.index.months import TITLE, Month
from broadsheet.search.index.segments import PAPER_BITS, CountedKeys, Segment, Texts, count_keys, count_month
from broadsheet.search.index.spelt_out import SpeltOut, find_spelt_out, join_spelt_out

# BM25's k1, and its b for each field: how much a long text counts for less.
K1 = 1.2
B = (0.75, 0.6, 0.3)
# No weight exceeds this; an impact is a weight rounded to one of so many levels, in four bits.
MAX_WEIGHT = K1 + 1
IMPACT_LEVELS = 15
IMPACT_STEP = MAX_WEIGHT / IMPACT_LEVELS


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


class Settled(NamedTuple):
    """Segment of the settled papers, with what else of them depends on no other paper.

    ``explanations`` counts the papers that give each explanation of an acronym, as in ``Month``, and
    ``spelt_out`` is where these papers use it, by its place in there. ``read_texts`` returns their texts,
    which are needed for explanations that only later papers give.
    """

    segment: Segment
    explanations: Mapping[str, int]
    spelt_out: SpeltOut
    read_texts: Callable[[], Texts]

    def to_bytes(self) -> bytes:
        """Return all but the texts as bytes, for ``from_bytes``."""
        return build_frame(
            {"explanations": self.explanations}, self.segment.to_bytes(), self.spelt_out.to_bytes()
        )

    @classmethod
    def from_bytes(cls, data: bytes, read_texts: Callable[[], Texts]) -> Settled:
        """Return the settled papers of which ``to_bytes`` made ``data``."""
        head, (segment, spelt_out) = parse_frame(data)
        return cls(
            segment=Segment.from_bytes(segment),
            explanations=head["explanations"],
            spelt_out=SpeltOut.from_bytes(spelt_out),
            read_texts=read_texts,
        )


class Counted(NamedTuple):
    """Postings and words of all papers."""

    postings: Postings
    vocabulary: Vocabulary
    acronyms: Acronyms


def settle_month(month: Month) -> Settled:
    """Return the papers of a month, or of many, as settled ones."""
    segment, texts = count_month(month)
    spelt_out = find_spelt_out(segment, texts, list(month.acronyms), 0)
    return Settled(segment, month.acronyms, spelt_out, lambda: texts)


def build_postings(settled: Settled, month: Month) -> Counted:
    """Count all words of all papers: the settled ones, and after them those of ``month``, which may be many.

    A paper that uses a long form of an acronym counts as using the acronym as well.
    """
    explanation_counts = Counter(settled.explanations)
    explanation_counts.update(month.acronyms)
    acronyms = choose_long_forms(explanation_counts)
    explanations = list(_explanations_of(acronyms))
    older = settled.segment
    newer, texts = count_month(month, acronyms)
    parts = [
        *_spelt_out_of_settled(settled, explanations),
        find_spelt_out(newer, texts, explanations, older.paper_count),
    ]
    spelt_out = join_spelt_out(parts)
    newer_forms = newer.form_numbers
    forms = [newer_forms[explanation.partition(" ")[0]] for explanation in explanations]
    form_of_explanation = np.asarray(forms, np.int64)
    vocabulary = _count_words(older, newer, spelt_out, form_of_explanation)
    postings = _merge(older, newer, spelt_out, newer.term_of_form[form_of_explanation])
    return Counted(postings, vocabulary, acronyms)


def _explanations_of(acronyms: Acronyms) -> Iterator[str]:
    for acronym, long_forms in acronyms.items():
        for long_form in long_forms:
            yield " ".join((acronym, *long_form))


def _spelt_out_of_settled(settled: Settled, explanations: Sequence[str]) -> Iterator[SpeltOut]:
    """Yield where settled papers spell out what ``explanations`` explain, by the places in there."""
    places = {explanation: place for place, explanation in enumerate(explanations)}
    new_numbers = [places.get(explanation, -1) for explanation in settled.explanations]
    yield settled.spelt_out.with_numbers(np.asarray(new_numbers, np.int64))
    new_explanations = [text for text in explanations if text not in settled.explanations]
    if new_explanations:
        found = find_spelt_out(settled.segment, settled.read_texts(), new_explanations, 0)
        new_places = [places[explanation] for explanation in new_explanations]
        yield found.with_numbers(np.asarray(new_places, np.int64))


def _count_words(
    older: Segment, newer: Segment, spelt_out: SpeltOut, form_of_explanation: Numbers
) -> Vocabulary:
    """Count the papers that use each word; an acronym counts where only its long form stands as well.

    ``form_of_explanation`` has for each explanation the number of its acronym among the newer forms.
    """
    merged = merge_forms(older, newer)
    acronyms = merged.of_newer[form_of_explanation - 1][spelt_out.explanations]
    merged.in_title[acronyms[spelt_out.fields == TITLE]] = True
    keys = acronyms << PAPER_BITS | spelt_out.papers
    keys_of_silent = sort_distinct(keys[~spelt_out.says_acronym])
    paper_counts = merged.paper_counts + np.bincount(
        keys_of_silent >> PAPER_BITS, minlength=len(merged.forms)
    )
    return Vocabulary(merged.forms, paper_counts, merged.in_title)


def _merge(older: Segment, newer: Segment, spelt_out: SpeltOut, term_of_explanation: Numbers) -> Postings:
    """Return the postings of both segments, and those of the acronyms that their papers spell out.

    ``term_of_explanation`` has for each explanation the number of its acronym among the newer terms.
    """
    paper_count = older.paper_count + newer.paper_count
    merged = merge_terms(older, newer)
    terms = merged.of_newer[term_of_explanation][spelt_out.explanations]
    lists = terms * FIELDS + spelt_out.fields
    of_spelt_out = count_keys(lists << PAPER_BITS | spelt_out.papers)
    of_newer = CountedKeys(keys_of_segment(newer, merged.of_newer, older.paper_count), newer.counts)
    list_lengths, papers, counts = merge_postings(older, merged, add_counts([of_newer, of_spelt_out]))
    written_lengths = np.concatenate((older.text_lengths, newer.text_lengths), axis=1).ravel()
    texts_spelt_out = spelt_out.fields.astype(np.int64) * paper_count + spelt_out.papers
    text_lengths = written_lengths + np.bincount(texts_spelt_out, minlength=len(written_lengths))
    first_texts = np.tile(np.arange(FIELDS, dtype=np.int32) * paper_count, len(merged.terms))
    texts = np.repeat(first_texts, list_lengths) + papers
    impacts = _impacts(texts, counts, text_lengths, paper_count)
    lengths_by_term = list_lengths.reshape(-1, FIELDS)
    used_terms = np.flatnonzero(lengths_by_term.any(axis=1))
    return Postings(
        terms=[merged.terms[number] for number in used_terms.tolist()],
        list_lengths=lengths_by_term[used_terms],
        papers=papers,
        impacts=impacts,
    )


def _impacts(texts: Numbers, counts: Numbers, text_lengths: Numbers, paper_count: int) -> NDArray[np.uint8]:
    """Return the impact of each posting, whose term stands ``counts`` times in one of ``texts``.

    Texts are numbered by field, and within a field by paper, as ``text_lengths`` are.
    """
    lengths = text_lengths.astype(np.float64)
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
