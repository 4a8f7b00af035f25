"""Merging of two segments: the settled one, which is large, and the words of the open months."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import FIELDS
from broadsheet.search.index.arrays import Booleans, Numbers, run_starts
from broadsheet.search.index.segments import PAPER_BITS, PAPER_MASK, CountedKeys, Segment
from broadsheet.search.index.tokens import utf16_key


class MergedTerms(NamedTuple):
    """Terms of two segments in order, and where those of the older and of the newer one stand among them."""

    terms: Sequence[str]
    of_older: Numbers
    of_newer: Numbers


class MergedForms(NamedTuple):
    """Forms of two segments, the older one's first, how many papers use each, and if any in its title.

    ``of_newer`` are the places of the newer one's.
    """

    forms: Sequence[str]
    paper_counts: Numbers
    in_title: Booleans
    of_newer: Numbers


def merge_terms(older: Segment, newer: Segment) -> MergedTerms:
    """Return the terms of both; only those are looked for that the older segment has not."""
    numbers = _known_numbers(newer.terms, older.term_numbers)
    unknown = np.flatnonzero(numbers < 0)
    new_terms = [newer.terms[number] for number in unknown.tolist()]
    places = []
    for term in new_terms:
        place = bisect_left(older.terms, utf16_key(term), key=utf16_key)
        places.append(place)
    places_of_new = np.asarray(places, np.int64)
    of_older = np.arange(len(older.terms))
    of_older += np.searchsorted(places_of_new, of_older, side="right")
    of_newer = of_older[numbers]
    of_newer[unknown] = places_of_new + np.arange(len(places))
    terms = _with_inserted(older.terms, places, new_terms)
    return MergedTerms(terms, of_older, of_newer)


def _known_numbers(texts: Sequence[str], known: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the number of each of ``texts``; -1 for those that are not known."""
    numbers = [known.get(text, -1) for text in texts]
    return np.asarray(numbers, np.int64)


def _with_inserted(texts: Sequence[str], places: Sequence[int], new_texts: Sequence[str]) -> list[str]:
    """Return ``texts`` with new ones among them, each before the one that is at its place now."""
    merged: list[str] = []
    start = 0
    for place, text in zip(places, new_texts, strict=True):
        merged += texts[start:place]
        merged.append(text)
        start = place
    merged += texts[start:]
    return merged


def merge_forms(older: Segment, newer: Segment) -> MergedForms:
    """Return the forms of both."""
    old_size = len(older.forms)
    of_newer = _known_numbers(newer.forms, older.form_numbers) - 1
    unknown = np.flatnonzero(of_newer < 0)
    size = old_size + len(unknown)
    of_newer[unknown] = np.arange(old_size, size)
    forms = [*older.forms]
    for number in unknown.tolist():
        forms.append(newer.forms[number])
    paper_counts = np.zeros(size, np.int64)
    paper_counts[:old_size] = older.paper_counts
    paper_counts[of_newer] += newer.paper_counts
    in_title = np.zeros(size, np.bool_)
    in_title[:old_size] = older.in_title
    in_title[of_newer] |= newer.in_title
    return MergedForms(forms, paper_counts, in_title, of_newer)


def keys_of_segment(segment: Segment, term_places: Numbers, first_paper: int) -> Numbers:
    """Return the keys of a segment's postings, where its terms have these places; they stay in order."""
    first_keys = lists_of_terms(term_places) << PAPER_BITS
    keys = np.repeat(first_keys + first_paper, segment.list_lengths)
    keys += segment.papers
    return keys


def lists_of_terms(term_places: Numbers) -> Numbers:
    """Return the numbers of all lists of the terms at these places."""
    first_lists = np.asarray(term_places, np.int64) * FIELDS
    lists = first_lists[:, None] + np.arange(FIELDS)
    return lists.ravel()


def add_counts(parts: Sequence[CountedKeys]) -> CountedKeys:
    """Return the keys of all parts in order, with the sums of their counts."""
    keys = np.concatenate([part.keys for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = np.flatnonzero(run_starts(keys))
    if not len(firsts):
        return CountedKeys(keys, counts)
    return CountedKeys(keys[firsts], np.add.reduceat(counts[order], firsts))


class MergedPostings(NamedTuple):
    """Postings of two segments: the length of each list, and of each posting the paper and its count."""

    list_lengths: Numbers
    papers: Numbers
    counts: Numbers


def merge_postings(older: Segment, terms: MergedTerms, further: CountedKeys) -> MergedPostings:
    """Return the older segment's postings with ``further`` ones among them; nothing is sorted for that."""
    keys = keys_of_segment(older, terms.of_older, 0)
    places = np.searchsorted(keys, further.keys)
    is_inside = places < len(keys)
    is_known = np.zeros(len(places), np.bool_)
    is_known[is_inside] = keys[places[is_inside]] == further.keys[is_inside]
    del keys  # they are as large as all that follows
    counts = older.counts.astype(np.int32)
    known_places = places[is_known]
    counts[known_places] += further.counts[is_known]
    is_new = ~is_known
    new_places = places[is_new]
    new_keys = further.keys[is_new]
    new_lists = new_keys >> PAPER_BITS
    new_papers = new_keys & PAPER_MASK
    list_count = len(terms.terms) * FIELDS
    list_lengths = np.bincount(new_lists, minlength=list_count)
    old_lists = lists_of_terms(terms.of_older)
    list_lengths[old_lists] += older.list_lengths
    return MergedPostings(
        list_lengths=list_lengths,
        papers=np.insert(older.papers, new_places, new_papers),
        counts=np.insert(counts, new_places, further.counts[is_new]),
    )
