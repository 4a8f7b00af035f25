"""The index that the search in the browser reads: pure functions from records to small files.

``search/data/head.bin`` is the only file whose name never changes; it names all others, whose names
hold a hash of their content. docs/decisions has why there is no library for this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.model import Topic
from generator.search.acronyms import acronyms
from generator.search.cards import BLOCK, GROUP, card_blocks
from generator.search.columns import columns, votes
from generator.search.dictionary import buckets
from generator.search.frames import FOLDER, content_hash, framed
from generator.search.postings import LEVELS, MOST, TEXT, Postings, postings_of
from generator.search.records import Record
from generator.search.shards import shards
from generator.tree import OutFile

VERSION = 1
# The terms whose frequency is known before their shard is, so that of a long query the words that
# say most can be asked for first.
_COMMON = 1000

__all__ = ["BLOCK", "FOLDER", "index_files"]


def index_files(records: Sequence[Record], topics: Sequence[Topic]) -> Iterator[OutFile]:
    """All files of the index below ``FOLDER``, the head last: a paper's number is its place here."""
    pairs = acronyms(f"{record.title}. {record.abstract}" for record in records)
    postings, vocabulary = postings_of(records, pairs)
    files: list[OutFile] = []

    def named(name: str, data: bytes) -> str:
        mark = content_hash(data)
        files.append(OutFile(f"{FOLDER}{name}-{mark}.bin", data))
        return mark

    cut = list(shards(postings, pairs, len(records)))
    head = {
        "version": VERSION,
        "papers": len(records),
        "step": MOST / LEVELS,
        "block": BLOCK,
        "first": "\n".join(shard.first for shard in cut),
        "shards": "".join(named(f"terms{number}", shard.data) for number, shard in enumerate(cut)),
        "group": GROUP,
        "cards": _named_cards(records, files),
        "words": {bucket: named(f"words{bucket}", data) for bucket, data in buckets(vocabulary)},
        "columns": named("columns", columns(records, topics)),
        "votes": named("votes", votes(records)),
        "common": _common(postings),
    }
    yield from files
    yield OutFile(f"{FOLDER}head.bin", framed(head))


def _named_cards(records: Sequence[Record], files: list[OutFile]) -> str:
    """Add the blocks of cards to ``files``; the hashes of their groups."""
    blocks = list(card_blocks(records))
    marks = [content_hash(b"".join(blocks[start : start + GROUP])) for start in range(0, len(blocks), GROUP)]
    for number, data in enumerate(blocks):
        files.append(OutFile(f"{FOLDER}cards{number}-{marks[number // GROUP]}.bin", data))
    return "".join(marks)


def _common(postings: Postings) -> list[Any]:
    """The most frequent terms (joined by line feeds) and in how many papers' texts each stands."""
    frequencies = postings.lists[:, TEXT]
    order = sorted(range(len(postings.terms)), key=lambda n: (-int(frequencies[n]), postings.terms[n]))
    chosen = order[:_COMMON]
    return ["\n".join(postings.terms[n] for n in chosen), [int(frequencies[n]) for n in chosen]]
