"""Segments: the postings of a run of papers, which depend on no other paper.

The papers of all settled months are one segment, kept as it is: a new day then sorts and counts the words
of the open months alone, and what came of it is put among the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.arrays import Booleans, Numbers, WordNumbers, run_starts
from broadsheet.search.index.binary import build_frame, parse_frame
from broadsheet.search.index.months import Month
from broadsheet.search.index.tokens import stem, utf16_key

# A key is a list of postings, or a word, in the high bits of a number, and a paper in the low ones: one sort
# brings all in order. The lists of a term are numbered by field, from ``FIELDS`` times the term's number.
PAPER_BITS = 24
PAPER_MASK = (1 << PAPER_BITS) - 1
_WIDTHS = ("<u1", "<u2", "<u4")

Fact = TypeVar("Fact", bound=np.generic)


class Texts(NamedTuple):
    """Words of papers in each field, as numbers of a segment's forms, and how many are each paper's.

    Both are as in ``Month``: 0 stands at the end of each text, and counts as a word.
    """

    words: tuple[Numbers, ...]
    lengths: tuple[Numbers, ...]

    def papers_at(self, field: int, places: Numbers) -> Numbers:
        """Return the papers to which the words at ``places`` of a field belong."""
        ends = np.cumsum(self.lengths[field])
        return np.searchsorted(ends, places, side="right")

    def to_bytes(self) -> bytes:
        """Return the texts as bytes, for ``from_bytes``."""
        return pack_arrays({}, [*self.words, *self.lengths])

    @classmethod
    def from_bytes(cls, data: bytes) -> Texts:
        """Return the texts of which ``to_bytes`` made ``data``."""
        _, arrays = unpack_arrays(data)
        return cls(tuple(arrays[:FIELDS]), tuple(arrays[FIELDS:]))


class CountedKeys(NamedTuple):
    """Keys in order, each once, and how often each was there."""

    keys: Numbers
    counts: Numbers


@dataclass(frozen=True)
class Segment:
    """Postings of papers by their own words.

    ``forms`` are the words as they are spelt, in order, numbered from 1; ``term_of_form`` has in each one's
    place the number of its term (0: the end of a text), and beside each form stand ``paper_counts`` and
    ``in_title``, as in ``Month``. ``terms`` are in UTF-16 order, and term 0 is empty. ``list_lengths`` holds
    how many papers each list has; ``papers`` and ``counts`` have an item a posting: the paper, and how often
    it has the term in this field. ``text_lengths`` is how many words a text has, in ``[field, paper]``.
    """

    forms: Sequence[str]
    term_of_form: Numbers
    paper_counts: Numbers
    in_title: Booleans
    terms: Sequence[str]
    list_lengths: Numbers
    papers: Numbers
    counts: Numbers
    text_lengths: Numbers

    @property
    def paper_count(self) -> int:
        """Number of papers."""
        return int(self.text_lengths.shape[1])

    @cached_property
    def form_numbers(self) -> dict[str, int]:
        """Number of each form."""
        return dict(zip(self.forms, count(1), strict=False))

    @cached_property
    def term_numbers(self) -> dict[str, int]:
        """Number of each term."""
        return dict(zip(self.terms, count(), strict=False))

    def to_bytes(self) -> bytes:
        """Return the segment as bytes, for ``from_bytes``."""
        head = {"forms": "\n".join(self.forms), "terms": "\n".join(self.terms)}
        arrays: list[Numbers | Booleans] = [
            self.term_of_form,
            self.paper_counts,
            self.in_title,
            self.list_lengths,
            self.papers,
            self.counts,
            self.text_lengths.ravel(),
        ]
        return pack_arrays(head, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Segment:
        """Return the segment of which ``to_bytes`` made ``data``."""
        head, arrays = unpack_arrays(data)
        term_of_form, paper_counts, in_title, list_lengths, papers, counts, text_lengths = arrays
        return cls(
            forms=head["forms"].split("\n") if head["forms"] else [],
            term_of_form=term_of_form,
            paper_counts=paper_counts,
            in_title=in_title.astype(np.bool_),
            terms=head["terms"].split("\n"),
            list_lengths=list_lengths,
            papers=papers.astype(np.int32),
            counts=counts,
            text_lengths=text_lengths.reshape(FIELDS, -1),
        )


def count_month(month: Month, further_forms: Iterable[str] = ()) -> tuple[Segment, Texts]:
    """Return the papers of a month, or of many, as a segment, and their texts.

    The segment has ``further_forms`` as well, whether or not any paper has them.
    """
    stems = dict(zip(month.forms, month.stems, strict=True))
    for form in further_forms:
        if form not in stems:
            stems[form] = stem(form)
    first_numbers = WordNumbers(zip(stems, count(1), strict=False))
    forms = sorted(stems)
    order = first_numbers.number_words(forms)
    terms = sorted({"", *stems.values()}, key=utf16_key)
    term_numbers = WordNumbers(zip(terms, count(), strict=False))
    term_of_form = term_numbers.number_words(["", *map(stems.__getitem__, forms)])
    ranks = np.zeros(len(forms) + 1, np.int32)
    ranks[order] = np.arange(1, len(forms) + 1)
    texts = Texts(tuple([ranks[words] for words in month.words]), month.lengths)
    keys, counts = count_keys(_posting_keys(texts, term_of_form))
    papers = (keys & PAPER_MASK).astype(np.int32)
    lists = np.right_shift(keys, PAPER_BITS, out=keys)  # in their place: there are millions
    segment = Segment(
        forms=forms,
        term_of_form=term_of_form,
        paper_counts=_in_order(month.paper_counts, order),
        in_title=_in_order(month.in_title, order),
        terms=terms,
        list_lengths=np.bincount(lists, minlength=len(terms) * FIELDS),
        papers=papers,
        counts=counts,
        text_lengths=_text_lengths(texts),
    )
    return segment, texts


def _in_order(facts: NDArray[Fact], order: Numbers) -> NDArray[Fact]:
    """Return facts of forms in the order of the numbers that these had; forms without any get zeros."""
    of_all = np.zeros(len(order), facts.dtype)
    of_all[: len(facts)] = facts
    return of_all[order - 1]


def _posting_keys(texts: Texts, term_of_form: Numbers) -> Numbers:
    """Return list and paper of each word, once for each time it is used, in no order."""
    first_lists = term_of_form.astype(np.int64) * FIELDS << PAPER_BITS
    size = sum(map(len, texts.words))
    keys = np.empty(size, np.int64)
    start = 0
    for field, (words, lengths) in enumerate(zip(*texts, strict=True)):
        end = start + len(words)
        papers = np.arange(len(lengths), dtype=np.int32)
        np.take(first_lists, words, out=keys[start:end], mode="clip")  # others fill a copy first
        keys[start:end] += np.repeat(papers, lengths)
        keys[start:end] += field << PAPER_BITS
        start = end
    return keys


def count_keys(keys: Numbers) -> CountedKeys:
    """Return posting keys in order, without those of the ends of texts; ``keys`` are sorted in place."""
    keys.sort()
    first_of_words = np.searchsorted(keys, FIELDS << PAPER_BITS)
    keys = keys[first_of_words:]
    firsts = np.flatnonzero(run_starts(keys))
    counts = np.empty(len(firsts), np.int32)
    np.subtract(firsts[1:], firsts[:-1], out=counts[:-1], casting="same_kind")
    counts[-1:] = len(keys) - firsts[-1:]
    return CountedKeys(keys[firsts], counts)


def _text_lengths(texts: Texts) -> Numbers:
    lengths = []
    for field, (words, word_counts) in enumerate(zip(*texts, strict=True)):
        ends_of_texts = np.flatnonzero(words == 0)
        papers = texts.papers_at(field, ends_of_texts)
        lengths.append(word_counts - np.bincount(papers, minlength=len(word_counts)))
    return np.asarray(lengths)


def pack_arrays(head: Mapping[str, object], arrays: Iterable[Numbers | Booleans]) -> bytes:
    """Return arrays of numbers, none negative, as bytes, each in the smallest type that fits."""
    widths = []
    sections = []
    for array in arrays:
        largest = int(array.max(initial=0))
        width = next(width for width in _WIDTHS if largest <= np.iinfo(width).max)
        widths.append(width)
        sections.append(array.astype(width).tobytes())
    return build_frame({**head, "widths": widths}, *sections)


def unpack_arrays(data: bytes) -> tuple[dict[str, Any], list[Numbers]]:
    """Return the head and the arrays of which ``pack_arrays`` made ``data``."""
    head, sections = parse_frame(data)
    arrays = []
    for section, width in zip(sections, head["widths"], strict=True):
        arrays.append(np.frombuffer(section, width))
    return head, arrays
