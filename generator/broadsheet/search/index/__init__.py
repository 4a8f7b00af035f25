"""The index that the search in the browser reads: pure functions from records to small files.

``search/data/head.bin`` is the only file whose name never changes; it names all others, whose names
hold a hash of their content. docs/decisions has why there is no library for this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from broadsheet.disk.tree import OutFile
from broadsheet.model.curation import Topic
from broadsheet.search.index.acronyms import choose_long_forms
from broadsheet.search.index.binary import FOLDER, build_frame
from broadsheet.search.index.cards import BLOCK, GROUP, card_block
from broadsheet.search.index.dictionary import buckets
from broadsheet.search.index.facets import columns, votes
from broadsheet.search.index.incremental import IndexCache, IndexFile, key_of
from broadsheet.search.index.months import TEXT
from broadsheet.search.index.postings import IMPACT_STEP, Postings, build_postings
from broadsheet.search.index.shards import shards
from broadsheet.search.records import Record

VERSION = 1
# The terms whose frequency is known before their shard is, so that of a long query the words that
# say most can be asked for first.
_COMMON = 1000

__all__ = ["BLOCK", "FOLDER", "index_files"]


def index_files(
    records: Sequence[Record], topics: Sequence[Topic], cache: IndexCache | None = None
) -> Iterator[OutFile]:
    """All files of the index below ``FOLDER``, the head last: a paper's number is its place here.

    By the digests of the records the ``cache`` knows what is as it was.
    """
    names = [record.digest for record in records]
    cache = cache or IndexCache()
    archive = cache.read_months(records, names)
    pairs = choose_long_forms(archive.acronyms)
    postings, vocabulary = build_postings(archive, pairs)
    del archive
    cut = list(shards(postings, pairs, len(records)))
    words = dict(buckets(vocabulary))
    plan = {
        "shards": [[IndexFile.of(f"terms{number}", shard.data)] for number, shard in enumerate(cut)],
        "cards": list(_cards(records, names)),
        "words": [[IndexFile.of(f"words{bucket}", data)] for bucket, data in words.items()],
        "columns": [[IndexFile.of("columns", columns(records, topics))]],
        "votes": [[IndexFile.of("votes", votes(records))]],
    }
    marks, files = cache.name_files(plan)
    head = {
        "version": VERSION,
        "papers": len(records),
        "step": IMPACT_STEP,
        "block": BLOCK,
        "first": "\n".join(shard.first for shard in cut),
        "shards": "".join(marks["shards"]),
        "group": GROUP,
        "cards": "".join(marks["cards"]),
        "words": dict(zip(words, marks["words"], strict=True)),
        "columns": "".join(marks["columns"]),
        "votes": "".join(marks["votes"]),
        "common": _common(postings),
    }
    yield from files
    yield IndexFile.of("head", build_frame(head)).out_file("")


def _cards(records: Sequence[Record], names: Sequence[str]) -> Iterator[list[IndexFile]]:
    """The blocks of cards, in groups that share a hash."""
    for start in range(0, len(records), BLOCK * GROUP):
        end = min(start + BLOCK * GROUP, len(records))
        key = key_of(names[start:end])
        yield [
            IndexFile(f"cards{first // BLOCK}", f"{key}-{first - start}", partial(_block, records, first))
            for first in range(start, end, BLOCK)
        ]


def _block(records: Sequence[Record], first: int) -> bytes:
    return card_block(records[first : first + BLOCK])


def _common(postings: Postings) -> list[Any]:
    """The most frequent terms (joined by line feeds) and in how many papers' texts each stands."""
    frequencies = postings.list_lengths[:, TEXT]
    least = np.sort(frequencies)[-_COMMON:][:1].sum()
    order = sorted(
        np.flatnonzero(frequencies >= least).tolist(), key=lambda n: (-int(frequencies[n]), postings.terms[n])
    )
    chosen = order[:_COMMON]
    return ["\n".join(postings.terms[n] for n in chosen), [int(frequencies[n]) for n in chosen]]
