"""Index that the search in the browser reads: pure functions from records to small files.

``search/data/head.bin`` is the only file whose name never changes; it names all others, whose names
hold a hash of their content. docs/decisions has why there is no library for this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from broadsheet.disk.tree import OutFile
from broadsheet.model.curation import Topic
from broadsheet.model.shared import INDEX_FORMAT
from broadsheet.search.index.binary import FOLDER, build_frame
from broadsheet.search.index.dictionary import word_files
from broadsheet.search.index.file_sizes import USUAL, FileSizes
from broadsheet.search.index.incremental import IndexCache, IndexFile, key_of
from broadsheet.search.index.months import TEXT
from broadsheet.search.index.paper_facts import (
    PAPERS_IN_GROUP,
    card_frame,
    column_frame,
    vote_frame,
)
from broadsheet.search.index.postings import IMPACT_STEP, Postings, build_postings
from broadsheet.search.index.shards import cut_shards
from broadsheet.search.records import Record

# The terms whose frequency is known before their shard is, so that of a long query the words that
# say most can be asked for first.
_MAX_COMMON_TERMS = 1000

__all__ = ["FOLDER", "index_files"]


class CommonTerms(NamedTuple):
    """The most frequent terms, joined by line feeds, and how many papers have each in their texts."""

    terms: str
    paper_counts: Sequence[int]


def index_files(
    records: Sequence[Record],
    topics: Sequence[Topic],
    cache: IndexCache | None = None,
    sizes: FileSizes = USUAL,
) -> Iterator[OutFile]:
    """Yield all files of the index below ``FOLDER``, the head last: a paper's number is its place here.

    By the digests of the records the ``cache`` knows what is as it was.
    """
    digests = [record.digest for record in records]
    cache = cache or IndexCache()
    postings, vocabulary, acronyms = build_postings(*cache.read_months(records, digests))
    shards = list(cut_shards(postings, acronyms, len(records), sizes.shard))
    dictionary = list(word_files(vocabulary, sizes.words))
    groups = {
        "shards": _one_by_one("terms", enumerate(shard.frame for shard in shards)),
        "cards": list(_card_groups(records, digests, sizes.block)),
        "words": _one_by_one("words", dictionary),
        "columns": [[IndexFile.of("columns", column_frame(records, topics))]],
        "votes": [[IndexFile.of("votes", vote_frame(records))]],
    }
    marks, files = cache.name_files(groups)
    word_file_names = [file.name for file in dictionary]
    head = {
        "papers": len(records),
        "first": "\n".join([shard.first_term for shard in shards]),
        "words": dict(zip(word_file_names, marks["words"], strict=True)),
        "common": _common_terms(postings),
        **_describe_files(marks, sizes),
    }
    yield from files
    yield IndexFile.of("head", build_frame(head)).out_file("")


def _describe_files(marks: Mapping[str, Sequence[str]], sizes: FileSizes) -> dict[str, object]:
    """Return what the head says of all files of a kind: their hashes, and how many papers are in one."""
    return {
        "version": INDEX_FORMAT,
        "step": IMPACT_STEP,
        "block": sizes.block,
        "group": PAPERS_IN_GROUP // sizes.block,
        "shards": "".join(marks["shards"]),
        "cards": "".join(marks["cards"]),
        "columns": "".join(marks["columns"]),
        "votes": "".join(marks["votes"]),
    }


def _one_by_one(kind: str, frames: Iterable[tuple[int | str, bytes]]) -> list[list[IndexFile]]:
    """Return a group for each frame, so that each has a hash of its own."""
    return [[IndexFile.of(f"{kind}{name}", frame)] for name, frame in frames]


def _card_groups(records: Sequence[Record], digests: Sequence[str], block: int) -> Iterator[list[IndexFile]]:
    """Yield the files of cards, of ``block`` papers each, in groups that share a hash."""
    for group_start in range(0, len(records), PAPERS_IN_GROUP):
        group_end = min(group_start + PAPERS_IN_GROUP, len(records))
        group_key = key_of(digests[group_start:group_end], block)
        group = []
        for start in range(group_start, group_end, block):
            end = min(start + block, group_end)
            name = f"cards{start // block}"
            key = f"{group_key}-{start - group_start}"
            group.append(IndexFile(name, key, partial(card_frame, records[start:end])))
        yield group


def _common_terms(postings: Postings) -> CommonTerms:
    """Return the most frequent terms of texts; of equally frequent ones the first in the alphabet."""
    frequencies = postings.list_lengths[:, TEXT]
    # Only terms that are frequent enough are sorted by their names as well.
    least = np.sort(frequencies)[-_MAX_COMMON_TERMS:][:1].sum()
    candidates = []
    for number in np.flatnonzero(frequencies >= least).tolist():
        candidates.append((-int(frequencies[number]), postings.terms[number]))
    chosen = sorted(candidates)[:_MAX_COMMON_TERMS]
    terms = "\n".join([term for _, term in chosen])
    return CommonTerms(terms, [-negative_count for negative_count, _ in chosen])
