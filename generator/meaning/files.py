"""What the search in the browser loads to find papers by meaning; search-meaning.js reads it.

Two bits say where a paper stands in each dimension, so that it takes 16 bytes, a quarter of int8.
Files of papers are filled in the order of days, and stay as they are once full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.meaning.archive import Archive
from generator.meaning.space import Floats, Signed
from generator.search.frames import FOLDER, content_hash, framed
from generator.tree import OutFile

VERSION = 1
# The strongest dimensions of the space, four in a byte of a paper and two in a byte of a term.
DIMENSIONS = 64
# Papers in a file (64 KB before it is compressed), and terms (4 KB).
PAPERS = 4096
TERMS = 128


def meaning_files(archive: Archive, block: int = PAPERS) -> Iterator[OutFile]:
    """All files of meaning below ``FOLDER``, the head last; none where nothing could be learnt.

    ``meaning.bin`` is the only one whose name never changes. Its frame's head has ``papers`` (a
    browser takes these files only for an index of as many), the hashes of the files of papers
    (``blocks``) and of terms (``shards``), and the ``first`` term of each of the latter.
    """
    if not archive.space.directions.shape[1]:
        return
    codes = [framed({}, part.tobytes()) for part in _cut(paper_codes(archive.vectors), block)]
    words, vectors = _words(archive)
    shards = [
        framed({"terms": "\n".join(words[at : at + TERMS])}, *_packed(vectors[at : at + TERMS]))
        for at in range(0, len(words), TERMS)
    ]
    for name, group in (("papers", codes), ("meanings", shards)):
        for number, data in enumerate(group):
            yield OutFile(f"{FOLDER}{name}{number}-{content_hash(data)}.bin", data)
    head = {
        "version": VERSION,
        "papers": len(archive.records),
        "block": block,
        "blocks": "".join(map(content_hash, codes)),
        "first": "\n".join(words[::TERMS]),
        "shards": "".join(map(content_hash, shards)),
    }
    yield OutFile(f"{FOLDER}meaning.bin", framed(head))


def _cut(rows: NDArray[np.uint8], size: int) -> Iterator[NDArray[np.uint8]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def _words(archive: Archive) -> tuple[Sequence[str], Floats]:
    """Single words, in the order in which JavaScript compares, and the vector each adds to a query."""
    space = archive.space
    single = [place for place, term in enumerate(space.terms) if " " not in term]
    single.sort(key=lambda place: space.terms[place].encode("utf-16-be", "surrogatepass"))
    vectors = _first(space.directions)[single] * space.idf[single, None]
    return [space.terms[place] for place in single], vectors


def _first(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The first ``DIMENSIONS`` columns, zeros where there are fewer."""
    wanted = vectors[:, :DIMENSIONS]
    return np.pad(wanted, ((0, 0), (0, DIMENSIONS - wanted.shape[1])))


def paper_codes(vectors: Signed) -> NDArray[np.uint8]:
    """Four dimensions a byte, the first in the lowest bits: (papers, ``DIMENSIONS`` / 4).

    A row of length one has dimensions of about 1 / sqrt(``DIMENSIONS``). In units of this, the levels
    0 to 3 stand for -1.5, -0.5, 0.5 and 1.5.
    """
    rows = _first(vectors.astype(np.float32)).astype(np.float64)
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    units = rows * np.sqrt(DIMENSIONS) / np.where(lengths, lengths, 1)
    levels = (np.clip(np.floor(units), -2, 1) + 2).astype(np.uint8).reshape(len(rows), -1, 4)
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
