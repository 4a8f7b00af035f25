"""The index that the search in the browser reads: pure functions from records to small files.

``search/data/head.bin`` is the only file whose name never changes; it names all others, whose names
hold a hash of their content. docs/decisions has why there is no library for this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from generator.model import Topic
from generator.search.acronyms import most_frequent
from generator.search.cards import BLOCK, GROUP, card_block
from generator.search.columns import columns
from generator.search.dictionary import buckets
from generator.search.frames import FOLDER, frame
from generator.search.kept import Kept, Part, key_of
from generator.search.months import TEXT
from generator.search.postings import LEVELS, MOST, Postings, postings_of
from generator.search.records import Record
from generator.search.shards import shards
from generator.tree import OutFile

VERSION = 1
# The terms whose frequency is known before their shard is, so that of a long query the words that
# say most can be asked for first.
_COMMON = 1000

__all__ = ["BLOCK", "FOLDER", "index_files", "name_of"]


def name_of(record: Record) -> str:
    """A name for all that a record says: another one for every change."""
    return hashlib.blake2b(repr(record).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def index_files(
    records: Sequence[Record],
    topics: Sequence[Topic],
    names: Sequence[str] | None = None,
    kept: Kept | None = None,
) -> Iterator[OutFile]:
    """All files of the index below ``FOLDER``, the head last: a paper's number is its place here.

    ``names`` are those of the records, in their order, by which ``kept`` knows what is as it was.
    """
    names = [name_of(record) for record in records] if names is None else names
    kept = kept or Kept()
    archive = kept.archive(records, names)
    pairs = most_frequent(archive.acronyms)
    postings, vocabulary = postings_of(archive, pairs)
    del archive
    cut = list(shards(postings, pairs, len(records)))
    words = dict(buckets(vocabulary))
    groups: list[list[Part]] = [
        *([Part.of(f"terms{number}", shard.data)] for number, shard in enumerate(cut)),
        *_cards(records, names),
        *([Part.of(f"words{bucket}", data)] for bucket, data in words.items()),
        [Part.of("columns", columns(records, topics))],
    ]
    named = list(kept.named(groups))
    marks = [mark for mark, _ in named]
    head = {
        "version": VERSION,
        "papers": len(records),
        "step": MOST / LEVELS,
        "block": BLOCK,
        "first": "\n".join(shard.first for shard in cut),
        "shards": "".join(marks[: len(cut)]),
        "group": GROUP,
        "cards": "".join(marks[len(cut) : -len(words) - 1]),
        "words": dict(zip(words, marks[-len(words) - 1 : -1], strict=True)),
        "columns": marks[-1],
        "common": _common(postings),
    }
    for _, files in named:
        yield from files
    whole = Part.of("head", frame(head))
    yield OutFile(f"{FOLDER}head.bin", whole.data, whole.key)


def _cards(records: Sequence[Record], names: Sequence[str]) -> Iterator[list[Part]]:
    """The blocks of cards, in groups that share a hash."""
    blocks = []
    for start in range(0, len(records), BLOCK):
        here = slice(start, start + BLOCK)
        block = Part(f"cards{start // BLOCK}", key_of(names[here]), partial(_block, records, here))
        blocks.append(block)
    return (blocks[start : start + GROUP] for start in range(0, len(blocks), GROUP))


def _block(records: Sequence[Record], here: slice) -> bytes:
    return card_block(records[here])


def _common(postings: Postings) -> list[Any]:
    """The most frequent terms (joined by line feeds) and in how many papers' texts each stands."""
    frequencies = postings.lists[:, TEXT]
    least = np.sort(frequencies)[-_COMMON:][:1].sum()
    order = sorted(
        np.flatnonzero(frequencies >= least).tolist(), key=lambda n: (-int(frequencies[n]), postings.terms[n])
    )
    chosen = order[:_COMMON]
    return ["\n".join(postings.terms[n] for n in chosen), [int(frequencies[n]) for n in chosen]]
