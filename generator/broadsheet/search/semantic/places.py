"""Files by which a reader's browser orders papers for this reader; scripts/for-you/places.js reads them.

A paper's place is what the space says it is about, less what all papers share. There is a file for each
ten days with all that an order needs, so that which files are loaded never depends on what a reader keeps.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from broadsheet.disk.tree import OutFile
from broadsheet.model.shared import MEANING_DIMENSIONS, PLACES_VERSION
from broadsheet.search.index.arrays import as_divisors
from broadsheet.search.index.binary import build_file, varint_bytes
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive, run_ends
from broadsheet.search.semantic.kept_files import KeptFile, Piece, keep_files
from broadsheet.search.semantic.lexicon import leading_dimensions

FOLDER = "for-you/data/"
# Authors that are told apart of one paper; consortia of thousands would fill the file.
MAX_AUTHORS = 60
# The lower ones of a fact's hash: of 240,000 papers with seven facts one is mistaken for one of ten followed.
_FACT_BYTES = 3
# Levels of a dimension, in four bits, and how many there are to the usual length of a dimension.
_LEVELS = 16
_LEVELS_A_UNIT = 3
# The mean of all papers is rounded to such parts: the order of a sum then moves no level.
_MEAN_PARTS = 4096

Codes = NDArray[np.uint8]
Floats = NDArray[np.float64]


def place_files(archive: Archive) -> Iterator[OutFile]:
    """Yield a file for each third of a month below ``FOLDER``, and the head, whose name alone never changes.

    The head names the ``space``, which is another one whenever it was learnt anew, the ``thirds``, oldest
    first, with the ``hashes`` in their names and the ``sizes`` of their files in bytes.
    """
    files = [
        *_files_of_thirds(archive, range(archive.settled)),
        *_files_of_thirds(archive, range(archive.settled, len(archive.records))),
    ]
    for file in files:
        yield file.at(f"{FOLDER}{file.label}-{file.hash}.bin")
    head = {
        "version": PLACES_VERSION,
        "space": archive.learnt_digest[:12],
        "learnt": archive.knows_words,
        "papers": len(archive.records),
        "thirds": [file.label for file in files],
        "hashes": "".join([file.hash for file in files]),
        "sizes": [file.size for file in files],
    }
    yield OutFile(f"{FOLDER}head.bin", build_file(head))


def _files_of_thirds(archive: Archive, papers: range) -> list[KeptFile]:
    records = archive.records[papers.start : papers.stop]
    facts = [record.digest for record in records]
    return keep_files(archive, "places", facts, partial(_thirds, papers=papers))


def _thirds(archive: Archive, papers: range) -> Iterator[Piece]:
    """Yield the file of each third of a month that has some of the ``papers``."""
    mean = mean_place(archive)
    days = [record.day for record in archive.records[papers.start : papers.stop]]
    start = papers.start
    for length_so_far in run_ends(days, third_of):
        end = papers.start + length_so_far
        records = archive.records[start:end]
        codes = encode_places(archive.vectors[start:end], mean)
        data = _file_of_third(records, codes)
        yield Piece(third_of(records[0].day), data)
        start = end


def mean_place(archive: Archive) -> Floats:
    """Return the mean of the papers from which the space was learnt: what they have in common."""
    data = archive.get_or_make("mean-place", archive.learnt_from, partial(_find_mean_place, archive))
    return np.frombuffer(data)


def _find_mean_place(archive: Archive) -> bytes:
    rows = leading_dimensions(archive.vectors[: archive.learnt_from])
    mean: Floats = rows.sum(axis=0) / max(archive.learnt_from, 1)
    rounded = np.rint(mean * _MEAN_PARTS) / _MEAN_PARTS
    return rounded.tobytes()


@cache
def third_of(day: date) -> str:
    """Return the name of the ten days, or eleven, that a day belongs to: ``2026-05-0`` to ``2026-05-2``."""
    third = min((day.day - 1) // 10, 2)
    return f"{day:%Y-%m}-{third}"


def encode_places(vectors: NDArray[np.int8], mean: Floats) -> Codes:
    """Return two dimensions a byte, the first in the lower half: (papers, ``MEANING_DIMENSIONS`` / 2).

    0 to 15 stand for -7.5 to 7.5. The ``mean`` place of papers is taken away before: it outweighs what one
    paper says, as with words.
    """
    rows = leading_dimensions(vectors) - mean
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    units = rows / as_divisors(lengths) * np.sqrt(MEANING_DIMENSIONS) * _LEVELS_A_UNIT
    half = _LEVELS // 2
    levels = (np.clip(np.floor(units), -half, half - 1) + half).astype(np.uint8)
    codes: Codes = levels[:, ::2] | levels[:, 1::2] << 4
    return codes


def _file_of_third(records: Sequence[Record], codes: Codes) -> bytes:
    head = {
        "ids": "\n".join([record.id for record in records]),
        "days": [record.day.day for record in records],
    }
    facts = [_facts_of(record) for record in records]
    all_facts = [fact for of_paper in facts for fact in of_paper]
    titles = [title_hash(record.title) for record in records]
    return build_file(
        head,
        codes.tobytes(),
        varint_bytes([record.votes for record in records]),
        np.asarray(titles, "<u4").tobytes(),
        varint_bytes([len(of_paper) for of_paper in facts]),
        np.asarray(all_facts, "<u4").view(np.uint8).reshape(-1, 4)[:, :_FACT_BYTES].tobytes(),
    )


def _facts_of(record: Record) -> list[int]:
    """Return hashes of what a reader may follow of a paper: its authors, organisation and topics."""
    facts = [fact_hash("author", name) for name in record.authors[:MAX_AUTHORS]]
    if record.organisation:
        facts.append(fact_hash("organisation", record.organisation))
    for slug in record.topics:
        facts.append(fact_hash("topic", slug))
    return facts


def fact_hash(kind: str, name: str) -> int:
    """Return the CRC-32 of what a reader may follow; files have its lower ``_FACT_BYTES``."""
    return zlib.crc32(f"{kind}:{name}".encode())


def title_hash(title: str) -> int:
    """Return the CRC-32 of a title's letters and digits alone: by it papers of a reader's file are found."""
    return zlib.crc32(_bare(title).encode())


def _bare(title: str) -> str:
    if title.isascii():
        return "".join(filter(str.isalnum, title.lower()))
    decomposed = unicodedata.normalize("NFKD", title).lower()
    return "".join([sign for sign in decomposed if unicodedata.category(sign)[0] in "LN"])
