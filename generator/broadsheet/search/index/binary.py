"""The one shape of all binary files of the search: a gzipped frame of a JSON head and bytes.

A frame is the head's length (4 bytes, little endian), the head (JSON, UTF-8, with the lengths of
the sections under ``sections``), and the sections, one after the other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = "search/data/"
# zlib's highest level: files are written once and read often.
_LEVEL = 9
# Hexadecimal digits of a content hash in a name. Only versions of one file have to be told apart.
HASH_DIGITS = 6


def framed(head: Mapping[str, Any], *sections: bytes) -> bytes:
    """A gzipped frame; equal content gives equal bytes on one version of zlib."""
    return zipped(frame(head, *sections))


def frame(head: Mapping[str, Any], *sections: bytes) -> bytes:
    """A frame as it is before it is gzipped."""
    lengths = [len(section) for section in sections]
    text = json.dumps({**head, "sections": lengths}, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode()
    return b"".join((len(encoded).to_bytes(4, "little"), encoded, *sections))


def zipped(whole: bytes) -> bytes:
    """A frame as it is in its file."""
    return gzip.compress(whole, _LEVEL, mtime=0)


def unframed(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the sections of a gzipped frame."""
    return opened(gzip.decompress(data))


def opened(whole: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the sections of a frame that is not gzipped."""
    at = 4 + int.from_bytes(whole[:4], "little")
    head = json.loads(whole[4:at])
    sections = []
    for length in head["sections"]:
        sections.append(whole[at : at + length])
        at += length
    return head, sections


def content_hash(data: bytes) -> str:
    """What a file's name says of its content, ``HASH_DIGITS`` digits long."""
    return hashlib.sha256(data).hexdigest()[:HASH_DIGITS]


def varints(numbers: NDArray[np.integer[Any]]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Numbers from 0 as LEB128 (seven bits a byte, low ones first), and where each one begins.

    The second array has one place more than there are numbers: the end of the last.
    """
    lengths = np.ones(len(numbers), np.int8)
    for bits in range(7, int(numbers.max(initial=0)).bit_length(), 7):
        lengths += numbers >= 1 << bits
    starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    out = np.empty(int(starts[-1]), np.uint8)
    places, rest = starts[:-1], numbers
    while len(rest):
        more = rest > 0x7F
        out[places] = (rest & 0x7F).astype(np.uint8) | more.astype(np.uint8) << 7
        places, rest = places[more] + 1, rest[more] >> 7
    return out, starts


def packed_varints(numbers: Sequence[int]) -> bytes:
    """A few numbers as LEB128."""
    return varints(np.asarray(numbers, np.int64))[0].tobytes()
