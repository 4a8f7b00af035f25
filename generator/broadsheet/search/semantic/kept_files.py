"""Files of an archive that stand from an earlier build: of these the hashes are kept, and not the bytes.

Most files of meaning and of places are of papers that do not change any more. A file's name holds a hash of
its bytes, so that all of them would have to be made to be named.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from broadsheet.cache.code_version import code_version
from broadsheet.disk.tree import OutFile
from broadsheet.search.index.binary import content_hash
from broadsheet.search.semantic.archive import Archive


class Piece(NamedTuple):
    """Bytes of a file, and the label by which the head of all files knows it."""

    label: str
    data: bytes


MakePieces = Callable[[Archive], Iterable[Piece]]


class _Mark(NamedTuple):
    """Facts of a file that are kept: its label, the hash of its bytes, and how many these are."""

    label: str
    hash: str
    size: int


class KeptFile(NamedTuple):
    """File of an archive, whose bytes need not be there.

    ``hash`` and ``size`` are those of its bytes, and ``key`` names everything that ``make`` makes them of.
    """

    label: str
    hash: str
    size: int
    key: str
    make: Callable[[], bytes]

    def at(self, path: str) -> OutFile:
        """Return the file to be written at ``path``."""
        return OutFile(path, self.make, self.key)


def keep_files(archive: Archive, name: str, facts: Sequence[str], make: MakePieces) -> list[KeptFile]:
    """Return the files of the pieces that ``make`` makes of an archive with these papers, and by ``facts``.

    The facts name all papers that the pieces are of. Where an earlier build made them of the same, they are
    made once more only if the bytes of one are asked for; no file holds the archive till then.
    """
    made: list[bytes] = []

    def describe() -> bytes:
        marks = []
        for label, data in make(archive):
            marks.append(_Mark(label, content_hash(data), len(data)))
            made.append(data)
        return json.dumps(marks).encode()

    all_facts = [archive.learnt_digest, code_version(), zlib.ZLIB_RUNTIME_VERSION, *facts]
    key = archive.use_key(name, all_facts)
    marks = json.loads(archive.get_or_make_from(name, all_facts, describe))
    remake = archive.makes_anew(lambda anew: [piece.data for piece in make(anew)])
    files = []
    for number, (label, hash_, size) in enumerate(marks):
        read = partial(bytes, made[number]) if made else partial(_item, remake, number)
        files.append(KeptFile(label, hash_, size, f"{key}-{number}", read))
    return files


def _item(remake: Callable[[], Sequence[bytes]], number: int) -> bytes:
    return remake()[number]
