"""Files that the search in the browser loads to find papers by meaning; engine/meaning.js reads them.

Two bits say where a paper stands in each dimension, so that it takes 16 bytes, a quarter of int8.
Files of papers are filled in the order of days, and stay as they are once full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from broadsheet.disk.tree import OutFile
from broadsheet.model.shared import MEANING_DIMENSIONS, MEANING_HALF_WAY, MEANING_VERSION
from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.index.binary import FOLDER, build_file
from broadsheet.search.index.file_sizes import USUAL
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.kept_files import KeptFile, Piece, keep_files
from broadsheet.search.semantic.lexicon import leading_dimensions
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
    if not archive.knows_words:
        return
    paper_count = len(archive.records)
    end_of_settled = archive.settled // block * block
    settled = range(end_of_settled)
    others = range(end_of_settled, paper_count)
    papers = _files_of_papers(archive, settled, block)
    papers += _files_of_papers(archive, others, block)
    make_words = partial(_shards_of_words, words_per_file=words_per_file)
    words = keep_files(archive, "meanings", [str(words_per_file)], make_words)
    yield from _numbered_files("papers", papers)
    yield from _numbered_files("meanings", words)
    head = {
        "version": MEANING_VERSION,
        "papers": paper_count,
        "block": block,
        "blocks": _hashes_of(papers),
        "first": "\n".join([file.label for file in words]),
        "shards": _hashes_of(words),
    }
    yield OutFile(f"{FOLDER}meaning.bin", build_file(head))


def _hashes_of(files: Iterable[KeptFile]) -> str:
    return "".join([file.hash for file in files])


def _files_of_papers(archive: Archive, papers: range, block: int) -> list[KeptFile]:
    records = archive.records[papers.start : papers.stop]
    facts = [str(block), *[record.text_digest for record in records]]
    make = partial(_blocks_of_papers, papers=papers, block=block)
    return keep_files(archive, "papers", facts, make)


def _numbered_files(name: str, files: Iterable[KeptFile]) -> Iterator[OutFile]:
    for number, file in enumerate(files):
        file_name = f"{name}{number}-{file.hash}.bin"
        yield file.at(FOLDER + file_name)


def _blocks_of_papers(archive: Archive, papers: range, block: int) -> Iterator[Piece]:
    for start in range(papers.start, papers.stop, block):
        end = min(start + block, papers.stop)
        codes = encode_papers(archive.vectors[start:end])
        data = build_file({}, codes.tobytes())
        yield Piece("", data)


def _shards_of_words(archive: Archive, words_per_file: int) -> Iterator[Piece]:
    """Yield the files of words, each with its first word."""
    lexicon = archive.lexicon
    for start in range(0, len(lexicon.words), words_per_file):
        end = start + words_per_file
        words = lexicon.words[start:end]
        vectors = lexicon.vectors[start:end]
        head = {"terms": "\n".join(words)}
        largest, codes = _encode_words(vectors)
        yield Piece(words[0], build_file(head, largest, codes))


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
