"""Shards: the postings cut into files of some KB, each with a range of terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from broadsheet.search.index.acronyms import Acronyms
from broadsheet.search.index.arrays import Numbers
from broadsheet.search.index.binary import build_frame, encode_varints, varint_bytes
from broadsheet.search.index.postings import Postings

_BITS_OF_GAP = 1.45  # beside the logarithm of the mean gap
_BITS_OF_IMPACT = 4.2
_BYTES_OF_TERM = 4


class Shard(NamedTuple):
    """Frame of the terms from ``first_term`` up to the next shard's."""

    first_term: str
    frame: bytes


class LongFormOf(NamedTuple):
    """Long form, its terms joined by spaces, and its acronym; as a list of two in JSON."""

    long_form: str
    acronym: str


LongFormsByTerm = Mapping[str, Sequence[LongFormOf]]


def cut_shards(postings: Postings, acronyms: Acronyms, paper_count: int, most_bytes: int) -> Iterator[Shard]:
    """Yield all shards in the order of their terms; ``paper_count`` is how many papers there are.

    A shard of several terms has ``most_bytes``, as far as they can be estimated before it is compressed.

    A frame's head has ``terms`` (joined by line feeds) and ``short`` (first term of a long form to
    pairs of a long form and its acronym). Its sections are the lengths of each term's lists (text,
    title, author), the gaps between the papers of a list (both varints) and the impacts (two in a
    byte, the first in its high bits).
    """
    gaps = encode_varints(_paper_gaps(postings))
    posting_counts = postings.list_lengths.sum(axis=1)
    ends = np.cumsum(posting_counts)
    starts = ends - posting_counts
    long_forms = _long_forms_by_first_term(acronyms)
    for terms in _cut_ranges(_estimate_sizes(postings, paper_count), most_bytes):
        here = postings.terms[terms]
        head = {
            "terms": "\n".join(here),
            "short": _long_forms_of(here, long_forms),
        }
        lengths = postings.list_lengths[terms].ravel()
        first = int(starts[terms][0])
        last = int(ends[terms][-1])
        gap_bytes = gaps.data[gaps.starts[first] : gaps.starts[last]]
        frame = build_frame(
            head,
            varint_bytes(lengths),
            gap_bytes.tobytes(),
            _pack_nibbles(postings.impacts[first:last]),
        )
        yield Shard(here[0], frame)


def _paper_gaps(postings: Postings) -> Numbers:
    """Return each paper less the one before in its list, less one; the first of a list as it is."""
    gaps = np.diff(postings.papers, prepend=np.int32(-1)) - 1
    lengths = postings.list_lengths.ravel()
    ends = np.cumsum(lengths)
    starts = (ends - lengths)[lengths > 0]
    gaps[starts] = postings.papers[starts]
    return gaps


def _estimate_sizes(postings: Postings, paper_count: int) -> list[float]:
    """Return about how many bytes each term will take: the entropy of its gaps, its impacts, its name."""
    lengths = postings.list_lengths.astype(float)
    shares = np.clip(lengths / max(paper_count, 1), 1e-9, 1)
    bits = np.log2(1 / shares) + _BITS_OF_GAP + _BITS_OF_IMPACT
    list_sizes = lengths * bits / 8
    sizes = list_sizes.sum(axis=1) + _BYTES_OF_TERM
    return list(sizes)


def _cut_ranges(sizes: Sequence[float], most_bytes: int) -> Iterator[slice]:
    """Yield ranges of terms, of at most ``most_bytes`` where they have more than one term."""
    start = 0
    total = 0.0
    for place, size in enumerate(sizes):
        if place > start and total + size > most_bytes:
            yield slice(start, place)
            start = place
            total = 0.0
        total += size
    if sizes:
        yield slice(start, len(sizes))


def _long_forms_by_first_term(acronyms: Acronyms) -> LongFormsByTerm:
    by_first_term: dict[str, list[LongFormOf]] = defaultdict(list)
    for acronym, long_forms in acronyms.items():
        for terms in long_forms:
            long_form = LongFormOf(" ".join(terms), acronym)
            by_first_term[terms[0]].append(long_form)
    return by_first_term


def _long_forms_of(terms: Iterable[str], by_first_term: LongFormsByTerm) -> LongFormsByTerm:
    """Return the long forms that begin with one of ``terms``."""
    return {term: by_first_term[term] for term in terms if term in by_first_term}


def _pack_nibbles(impacts: Numbers) -> bytes:
    """Return two impacts a byte, the first in its high bits; a last one alone has a 0 beside it."""
    padding = np.zeros(len(impacts) % 2, np.uint8)
    even = np.concatenate((impacts, padding))
    nibbles = even[::2] << 4 | even[1::2]
    return nibbles.tobytes()
