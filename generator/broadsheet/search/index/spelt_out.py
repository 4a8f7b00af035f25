"""Acronyms that are spelt out: a paper that uses a long form counts as using its acronym as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.arrays import Booleans, Numbers, sort_distinct
from broadsheet.search.index.long_forms import LongForm, LongFormTree
from broadsheet.search.index.segments import PAPER_BITS, Segment, Texts, pack_arrays, unpack_arrays


class SpeltOut(NamedTuple):
    """Places where papers spell an acronym out, in no order: the explanation's number, the field, the paper.

    ``says_acronym`` is true where the paper writes the acronym itself too, in whatever field.
    """

    explanations: Numbers
    fields: Numbers
    papers: Numbers
    says_acronym: Booleans

    def to_bytes(self) -> bytes:
        """Return the places as bytes, for ``from_bytes``."""
        return pack_arrays({}, list(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> SpeltOut:
        """Return the places of which ``to_bytes`` made ``data``."""
        _, (explanations, fields, papers, says_acronym) = unpack_arrays(data)
        return cls(explanations, fields, papers.astype(np.int64), says_acronym.astype(np.bool_))

    def with_numbers(self, new_numbers: Numbers) -> SpeltOut:
        """Return the places with other numbers of explanations, less those that get a negative one."""
        numbers = new_numbers[self.explanations]
        is_kept = numbers >= 0
        return SpeltOut(
            explanations=numbers[is_kept],
            fields=self.fields[is_kept],
            papers=self.papers[is_kept],
            says_acronym=self.says_acronym[is_kept],
        )


def join_spelt_out(parts: Sequence[SpeltOut]) -> SpeltOut:
    """Return all places of several."""
    return SpeltOut(*map(np.concatenate, zip(*parts, strict=True)))


def find_spelt_out(segment: Segment, texts: Texts, explanations: Sequence[str], first_paper: int) -> SpeltOut:
    """Return where papers of a segment spell acronyms out; ``first_paper`` is the number of its first.

    An explanation is an acronym and a long form, joined by spaces. Its number is its place.
    """
    long_forms = _numbered_long_forms(segment.term_numbers, explanations)
    tree = LongFormTree.of(long_forms, len(segment.terms))
    parts = []
    for field, words in enumerate(texts.words):
        terms = segment.term_of_form[words]
        starts, numbers = tree.find(terms)
        size = len(starts)
        part = SpeltOut(
            explanations=numbers,
            fields=np.full(size, field, np.uint8),
            papers=texts.papers_at(field, starts),
            says_acronym=np.zeros(size, np.bool_),
        )
        parts.append(part)
    spelt_out = join_spelt_out(parts)
    says_acronym = _says_acronym(segment, texts, explanations, spelt_out)
    papers = spelt_out.papers + first_paper
    return spelt_out._replace(papers=papers, says_acronym=says_acronym)


def _numbered_long_forms(term_numbers: Mapping[str, int], explanations: Iterable[str]) -> Iterator[LongForm]:
    """Yield the long forms of which every term stands in some paper, with the number of the explanation."""
    for number, explanation in enumerate(explanations):
        _, *terms = explanation.split(" ")
        if all(map(term_numbers.__contains__, terms)):
            yield LongForm(tuple(map(term_numbers.__getitem__, terms)), number)


def _says_acronym(
    segment: Segment, texts: Texts, explanations: Sequence[str], spelt_out: SpeltOut
) -> Booleans:
    """Return beside each place if its paper writes the acronym."""
    if not len(spelt_out.papers):
        return np.zeros(0, np.bool_)
    acronyms = []
    for explanation in explanations:
        acronym, _, _ = explanation.partition(" ")
        number = segment.form_numbers.get(acronym, 0)
        acronyms.append(number)
    forms = np.asarray(acronyms, np.int64)[spelt_out.explanations]
    is_asked = np.zeros(len(segment.forms) + 1, np.bool_)
    is_asked[forms] = True
    is_asked[0] = False
    keys = []
    for field in range(FIELDS):
        words = texts.words[field]
        places = np.flatnonzero(is_asked[words])
        papers = texts.papers_at(field, places)
        high_bits = words[places].astype(np.int64) << PAPER_BITS
        keys.append(high_bits | papers)
    written = sort_distinct(np.concatenate(keys))
    asked = forms << PAPER_BITS | spelt_out.papers
    return np.isin(asked, written)
