"""The postings cut into files of about 5 KB, each a range of terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from broadsheet.search.index.acronyms import Acronyms
from broadsheet.search.index.binary import build_frame, encode_varints, varint_bytes
from broadsheet.search.index.months import Numbers
from broadsheet.search.index.postings import Postings

# A file's bytes, as far as they can be told before it is compressed.
SIZE = 4_500
_BITS_OF_IMPACT = 4.2


@dataclass(frozen=True, slots=True)
class Shard:
    """The terms from ``first`` up to the next shard's, as a frame."""

    first: str
    data: bytes


def shards(postings: Postings, pairs: Acronyms, papers: int) -> Iterator[Shard]:
    """All shards in the order of their terms; ``papers`` is how many papers there are.

    A frame's head has ``terms`` (joined by line feeds) and ``short`` (first term of a long form to
    pairs of a long form and its acronym). Its sections are
    the lengths of each term's lists (text, title, author), the gaps between the papers of a list
    (both varints) and the impacts (two in a byte, the first in its high bits).
    """
    gaps, gap_starts = encode_varints(_gaps(postings))
    per_term = postings.list_lengths.sum(axis=1)
    ends = np.cumsum(per_term)
    by_first = _by_first(pairs)
    for start, end in _ranges(_sizes(postings, papers)):
        first, last = int(ends[start] - per_term[start]), int(ends[end - 1])
        here = postings.terms[start:end]
        yield Shard(
            here[0],
            build_frame(
                _head(here, by_first),
                varint_bytes(postings.list_lengths[start:end].ravel()),
                gaps[gap_starts[first] : gap_starts[last]].tobytes(),
                _nibbles(postings.impacts[first:last]),
            ),
        )


def _gaps(postings: Postings) -> Numbers:
    """Each paper less the one before in its list, less one; the first of a list as it is."""
    gaps = np.diff(postings.papers, prepend=np.int32(-1)) - 1
    lengths = postings.list_lengths.ravel()
    starts = (np.cumsum(lengths) - lengths)[lengths > 0]
    gaps[starts] = postings.papers[starts]
    return gaps


def _sizes(postings: Postings, papers: int) -> list[float]:
    """About how many bytes each term will take: the entropy of its gaps, of its impacts, its name."""
    lengths = postings.list_lengths.astype(float)
    share = np.clip(lengths / max(papers, 1), 1e-9, 1)
    bits = np.log2(1 / share) + 1.45 + _BITS_OF_IMPACT
    return list((lengths * bits / 8).sum(axis=1) + 4)


def _ranges(sizes: list[float]) -> Iterator[tuple[int, int]]:
    start, size = 0, 0.0
    for place, more in enumerate(sizes):
        if place > start and size + more > SIZE:
            yield start, place
            start, size = place, 0.0
        size += more
    if sizes:
        yield start, len(sizes)


def _by_first(pairs: Acronyms) -> Mapping[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for short, longs in pairs.items():
        for long in longs:
            found[long[0]].append([" ".join(long), short])
    return found


def _head(terms: Sequence[str], by_first: Mapping[str, list[list[Any]]]) -> dict[str, Any]:
    return {
        "terms": "\n".join(terms),
        "short": {term: by_first[term] for term in terms if term in by_first},
    }


def _nibbles(impacts: Numbers) -> bytes:
    even = np.concatenate((impacts, np.zeros(len(impacts) % 2, np.uint8)))
    return (even[::2] << 4 | even[1::2]).tobytes()
