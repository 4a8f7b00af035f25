"""Sizes of the files of the index: small where bytes a query count, larger where a host counts files.

Files times bytes a query is about the size of the whole index: fewer files cost bytes, and nothing else
helps; see docs/decisions/0035.
"""

from __future__ import annotations

from typing import NamedTuple


class FileSizes(NamedTuple):
    """Sizes of the files of an index.

    They are papers in a file of cards, bytes of a file of postings as far as they can be estimated, words in
    a file of the dictionary, and words in a file of their meanings.
    """

    block: int
    shard: int
    words: int
    meanings: int


USUAL = FileSizes(block=3, shard=4_500, words=400, meanings=64)
# Where files are counted, by how many papers the archive has at most. Papers of a group of cards (96) are a
# multiple of each block.
_FEWER_FILES = (
    (15_000, FileSizes(block=6, shard=4_500, words=400, meanings=64)),
    (30_000, FileSizes(block=12, shard=9_000, words=400, meanings=64)),
    (60_000, FileSizes(block=16, shard=13_500, words=800, meanings=128)),
)
_FEWEST_FILES = FileSizes(block=24, shard=18_000, words=800, meanings=256)


def file_sizes(papers: int, *, counts_files: bool) -> FileSizes:
    """Return the sizes of the files of an archive with so many papers."""
    if not counts_files:
        return USUAL
    for most, sizes in _FEWER_FILES:
        if papers <= most:
            return sizes
    return _FEWEST_FILES
