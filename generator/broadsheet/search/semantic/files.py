"""Files that the search in the browser loads to find papers by meaning; engine/meaning.js reads them.

Two bits say where a paper stands in each dimension, so that it takes 16 bytes, a quarter of int8.
Files of papers are filled in the order of days, and stay as they are once full.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from broadsheet.disk.tree import OutFile
from broadsheet.model.shared import MEANING_DIMENSIONS, MEANING_HALF_WAY, MEANING_VERSION
from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.index.binary import FOLDER, build_file, content_hash
from broadsheet.search.index.file_sizes import USUAL
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.lexicon import Lexicon, leading_dimensions
from broadsheet.search.semantic.space import Floats, Signed

# Papers in a file (64 KB before it is compressed).
PAPERS_PER_FILE = 4096
# Four dimensions of two bits in a byte, the first in the lowest ones.
_SHIFTS = np.asarray([0, 2, 4, 6], np.uint8)


def semantic_files(
    archive: Archive, words_per_file: int = USUAL.meanings, block: int = PAPERS_PER_FILE
) -> Iterator[OutFile]:
    """Yield all files of meaning below ``FOLDER``, the head last; none where nothing could be learnt.

    ``meaning.bin`` is the only one whose name never changes. Its frame's head has ``papers`` (a
    browser takes these files only for an index of as many), the hashes of the files of papers
    (``blocks``) and of words (``shards``), and the ``first`` word of each of the latter.
    """
    lexicon = archive.lexicon
    if not lexicon.words:
        return
    blocks = list(_blocks_of_papers(archive.vectors, block))
    shards = list(_shards_of_words(lexicon, words_per_file))
    yield from _numbered_files("papers", blocks)
    yield from _numbered_files("meanings", shards)
    head = {
        "version": MEANING_VERSION,
        "papers": len(archive.records),
        "block": block,
        "blocks": "".join(map(content_hash, blocks)),
        "first": "\n".join(lexicon.words[::words_per_file]),
        "shards": "".join(map(content_hash, shards)),
    }
    yield OutFile(f"{FOLDER}meaning.bin", build_file(head))


def _numbered_files(name: str, contents: list[bytes]) -> Iterator[OutFile]:
    for number, data in enumerate(contents):
        file_name = f"{name}{number}-{content_hash(data)}.bin"
        yield OutFile(FOLDER + file_name, data)


def _blocks_of_papers(vectors: Signed, size: int) -> Iterator[bytes]:
    codes = encode_papers(vectors)
    for start in range(0, len(codes), size):
        block = codes[start : start + size]
        yield build_file({}, block.tobytes())


def _shards_of_words(lexicon: Lexicon, words_per_file: int) -> Iterator[bytes]:
    for start in range(0, len(lexicon.words), words_per_file):
        end = start + words_per_file
        words = lexicon.words[start:end]
        vectors = lexicon.vectors[start:end]
        head = {"terms": "\n".join(words)}
        largest, codes = _encode_words(vectors)
        yield build_file(head, largest, codes)


def encode_papers(vectors: Signed) -> NDArray[np.uint8]:
    """Return four dimensions a byte, the first in the lowest bits: (papers, ``MEANING_DIMENSIONS`` / 4).

    A row of length one has dimensions of about 1 / sqrt(``MEANING_DIMENSIONS``). In units of this, the levels
    0 to 3 stand for -1.5, -0.5, 0.5 and 1.5.
    """
    units = leading_dimensions(vectors) * np.sqrt(MEANING_DIMENSIONS)
    levels = np.clip(np.floor(units), -2, 1) + 2
    groups = levels.reshape(len(units), -1, len(_SHIFTS))
    shifted = groups.astype(np.uint8) << _SHIFTS
    codes: NDArray[np.uint8] = shifted.sum(axis=2, dtype=np.uint8)
    return codes


def _encode_words(vectors: Floats) -> tuple[bytes, bytes]:
    """Return the largest number of each row (float32, little endian), and its dimensions in four bits.

    Two dimensions a byte, the first in the lower half; 0 to 15 stand for -7.5 to 7.5, in parts of
    7.5 of the largest.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    parts = vectors / as_divisors(largest) * MEANING_HALF_WAY
    rounded = np.floor(parts) + 8
    levels = np.clip(rounded, 0, 15).astype(np.uint8)
    low = levels[:, ::2]
    high = levels[:, 1::2] << 4
    codes = low | high
    return largest.astype("<f4").tobytes(), codes.tobytes()
