"""Months: the words of papers as numbers, month by month.

It is all of the index that does not depend on other papers, and so can be kept from build to build.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.acronyms import count_explanations
from broadsheet.search.index.arrays import Booleans, Numbers, WordNumbers, sort_distinct
from broadsheet.search.index.binary import build_frame, parse_frame
from broadsheet.search.index.tokens import BREAK, field_words, stem
from broadsheet.search.records import Record

TEXT, TITLE, AUTHOR = range(FIELDS)

_NO_NUMBERS: Numbers = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Month:
    """Papers of a month, or of several, and their words in each field.

    ``forms`` are the words as they are spelt, folded, numbered from 1; beside each its stem, how many
    papers use it and whether it stands in a title. ``words`` holds by field the numbers of all words,
    paper after paper, 0 at the end of each text; ``lengths`` how many of them are each paper's, zeros
    included. ``acronyms`` counts the papers that give each explanation of an acronym.
    """

    forms: Sequence[str]
    stems: Sequence[str]
    paper_counts: Numbers
    in_title: Booleans
    words: tuple[Numbers, ...]
    lengths: tuple[Numbers, ...]
    acronyms: Mapping[str, int]

    def to_bytes(self) -> bytes:
        """Return the month as bytes, for ``from_bytes``."""
        fits_in_two_bytes = len(self.forms) < 1 << 16
        width = "<u2" if fits_in_two_bytes else "<u4"
        head = {
            "forms": self.forms,
            "stems": self.stems,
            "acronyms": self.acronyms,
            "width": width,
        }
        paper_counts = self.paper_counts.astype("<i4")
        sections = [paper_counts.tobytes(), self.in_title.tobytes()]
        for words in self.words:
            sections.append(words.astype(width).tobytes())
        for lengths in self.lengths:
            sections.append(lengths.astype("<i4").tobytes())
        return build_frame(head, *sections)

    @classmethod
    def from_bytes(cls, data: bytes) -> Month:
        """Return the month of which ``to_bytes`` made ``data``."""
        head, (paper_counts, in_title, *fields) = parse_frame(data)
        width = head["width"]
        words = [np.frombuffer(field, width) for field in fields[:FIELDS]]
        lengths = [np.frombuffer(field, "<i4") for field in fields[FIELDS:]]
        return cls(
            forms=head["forms"],
            stems=head["stems"],
            paper_counts=np.frombuffer(paper_counts, "<i4"),
            in_title=np.frombuffer(in_title, np.bool_),
            words=tuple(words),
            lengths=tuple(lengths),
            acronyms=head["acronyms"],
        )


def month_spans(records: Sequence[Record]) -> Iterator[slice]:
    """Yield where each month's papers stand in ``records``, which come in the order of days."""
    start = 0
    for _, days in groupby(record.day.replace(day=1) for record in records):
        end = start + len(list(days))
        yield slice(start, end)
        start = end


def read_records(records: Sequence[Record]) -> Month:
    """Read the papers word by word; a title belongs to its paper's text as well."""
    numbers = WordNumbers({BREAK: 0})
    words_by_field = [array("I") for _ in range(FIELDS)]
    lengths_by_field = [array("I") for _ in range(FIELDS)]
    for record in records:
        for field, words in enumerate(_words_by_field(record)):
            # Mapping a bound method is the quickest way through some 200 words a paper.
            words_by_field[field].extend(map(numbers.__getitem__, words))
            lengths_by_field[field].append(len(words))
    all_words = tuple([np.asarray(words, np.int64) for words in words_by_field])
    all_lengths = tuple([np.asarray(lengths, np.int64) for lengths in lengths_by_field])
    forms = list(numbers)[1:]
    stems = [stem(form) for form in forms]
    in_title = np.zeros(len(numbers), np.bool_)
    in_title[all_words[TITLE]] = True
    paper_counts = _count_papers(all_words, all_lengths, len(numbers))
    return Month(
        forms=forms,
        stems=stems,
        paper_counts=paper_counts[1:],
        in_title=in_title[1:],
        words=all_words,
        lengths=all_lengths,
        acronyms=count_explanations(f"{record.title}. {record.abstract}" for record in records),
    )


def _words_by_field(record: Record) -> tuple[list[str], list[str], list[str]]:
    """Return the words of text, title and authors; an id is found as a word of the title is.

    A title counts for what it is called, not for the parts of a name in it.
    """
    text = [
        record.title,
        record.abstract,
        record.takeaway,
        *record.keywords,
        record.organisation,
    ]
    title_words = field_words([record.title], with_camel_parts=False)
    for paper_id in (record.id, *record.other_ids):
        title_words += (paper_id.lower(), BREAK)
    return field_words(text), title_words, field_words(record.authors, with_camel_parts=False)


def _count_papers(words: Iterable[Numbers], lengths: Iterable[Numbers], size: int) -> Numbers:
    """Return how many papers use each of ``size`` words in any field."""
    pairs = []
    for word_numbers, text_lengths in zip(words, lengths, strict=True):
        papers = np.repeat(np.arange(len(text_lengths)), text_lengths)
        pairs.append(papers * size + word_numbers)
    distinct_pairs = sort_distinct(np.concatenate(pairs))
    return np.bincount(distinct_pairs % size, minlength=size)


def join_months(months: Sequence[Month]) -> Month:
    """Return the papers of all ``months``, in their order, as if they had been read as one."""
    numbers = WordNumbers({BREAK: 0})
    stems: list[str] = []
    renumberings = []
    for month in months:
        renumbering = _renumber(month.forms, numbers)
        is_new = renumbering[1:] > len(stems)
        stems += [month.stems[place] for place in np.flatnonzero(is_new).tolist()]
        renumberings.append(renumbering)
    paper_counts = np.zeros(len(numbers), np.int64)
    in_title = np.zeros(len(numbers), np.bool_)
    acronyms: Counter[str] = Counter()
    for month, renumbering in zip(months, renumberings, strict=True):
        known = renumbering[1:]
        paper_counts[known] += month.paper_counts
        in_title[known] |= month.in_title
        acronyms.update(month.acronyms)
    words = []
    lengths = []
    for field in range(FIELDS):
        words_of_months = [_NO_NUMBERS]
        lengths_of_months = [_NO_NUMBERS]
        for month, renumbering in zip(months, renumberings, strict=True):
            words_of_month = month.words[field]
            words_of_months.append(renumbering[words_of_month])
            lengths_of_months.append(month.lengths[field])
        words.append(np.concatenate(words_of_months))
        lengths.append(np.concatenate(lengths_of_months))
    return Month(
        forms=list(numbers)[1:],
        stems=stems,
        paper_counts=paper_counts[1:],
        in_title=in_title[1:],
        words=tuple(words),
        lengths=tuple(lengths),
        acronyms=acronyms,
    )


def _renumber(forms: Sequence[str], numbers: WordNumbers) -> Numbers:
    """Return the number of each of ``forms`` among ``numbers``, from place 1; BREAK keeps its 0."""
    new_numbers = np.zeros(len(forms) + 1, np.int32)
    new_numbers[1:] = numbers.number_words(forms)
    return new_numbers
