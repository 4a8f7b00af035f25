"""What the search in the browser loads to find papers by meaning; its engine/meaning.js reads it.

Two bits say where a paper stands in each dimension, so that it takes 16 bytes, a quarter of int8.
Files of papers are filled in the order of days, and stay as they are once full.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from broadsheet.disk.tree import OutFile
from broadsheet.search.index.binary import FOLDER, build_file, content_hash
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.lexicon import DIMENSIONS, strongest
from broadsheet.search.semantic.space import Floats, Signed

VERSION = 1
# Papers in a file (64 KB before it is compressed), and words (2 KB).
PAPERS = 4096
WORDS = 64


def meaning_files(archive: Archive, block: int = PAPERS) -> Iterator[OutFile]:
    """All files of meaning below ``FOLDER``, the head last; none where nothing could be learnt.

    ``meaning.bin`` is the only one whose name never changes. Its frame's head has ``papers`` (a
    browser takes these files only for an index of as many), the hashes of the files of papers
    (``blocks``) and of words (``shards``), and the ``first`` word of each of the latter.
    """
    words, vectors = archive.lexicon.words, archive.lexicon.vectors
    if not words:
        return
    codes = [build_file({}, part.tobytes()) for part in _cut(paper_codes(archive.vectors), block)]
    shards = [
        build_file({"terms": "\n".join(words[at : at + WORDS])}, *_packed(vectors[at : at + WORDS]))
        for at in range(0, len(words), WORDS)
    ]
    for name, group in (("papers", codes), ("meanings", shards)):
        for number, data in enumerate(group):
            yield OutFile(f"{FOLDER}{name}{number}-{content_hash(data)}.bin", data)
    head = {
        "version": VERSION,
        "papers": len(archive.records),
        "block": block,
        "blocks": "".join(map(content_hash, codes)),
        "first": "\n".join(words[::WORDS]),
        "shards": "".join(map(content_hash, shards)),
    }
    yield OutFile(f"{FOLDER}meaning.bin", build_file(head))


def _cut(rows: NDArray[np.uint8], size: int) -> Iterator[NDArray[np.uint8]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def paper_codes(vectors: Signed) -> NDArray[np.uint8]:
    """Four dimensions a byte, the first in the lowest bits: (papers, ``DIMENSIONS`` / 4).

    A row of length one has dimensions of about 1 / sqrt(``DIMENSIONS``). In units of this, the levels
    0 to 3 stand for -1.5, -0.5, 0.5 and 1.5.
    """
    units = strongest(vectors) * np.sqrt(DIMENSIONS)
    levels = (np.clip(np.floor(units), -2, 1) + 2).astype(np.uint8).reshape(len(units), -1, 4)
    codes: NDArray[np.uint8] = (levels << np.asarray([0, 2, 4, 6], np.uint8)).sum(axis=2, dtype=np.uint8)
    return codes


def _packed(vectors: Floats) -> tuple[bytes, bytes]:
    """The largest number of each row (float32, little endian), and its dimensions in four bits.

    Two dimensions a byte, the first in the lower half; 0 to 15 stand for -7.5 to 7.5, in parts of
    7.5 of the largest.
    """
    most = np.abs(vectors).max(axis=1, keepdims=True)
    parts = vectors / np.where(most, most, 1) * 7.5
    levels = np.clip(np.floor(parts) + 8, 0, 15).astype(np.uint8)
    return most.astype("<f4").tobytes(), (levels[:, ::2] | levels[:, 1::2] << 4).tobytes()
