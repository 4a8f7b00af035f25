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
    lengths = [len(section) for section in sections]
    text = json.dumps({**head, "sections": lengths}, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode()
    whole = b"".join((len(encoded).to_bytes(4, "little"), encoded, *sections))
    return gzip.compress(whole, _LEVEL, mtime=0)


def unframed(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the sections of a frame."""
    whole = gzip.decompress(data)
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


def varints(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Numbers from 0 as LEB128 (seven bits a byte, low ones first), and where each one begins.

    The second array has one place more than there are numbers: the end of the last.
    """
    lengths = np.ones(len(numbers), np.int64)
    for bits in range(7, 63, 7):
        lengths += numbers >= 1 << bits
    starts = np.concatenate(([0], np.cumsum(lengths)))
    out = np.zeros(int(starts[-1]), np.uint8)
    for byte in range(int(lengths.max(initial=0))):
        there = lengths > byte
        more = (lengths[there] > byte + 1).astype(np.uint8) << 7
        out[starts[:-1][there] + byte] = (numbers[there] >> 7 * byte & 0x7F).astype(np.uint8) | more
    return out, starts


def packed_varints(numbers: Sequence[int]) -> bytes:
    """A few numbers as LEB128."""
    return varints(np.asarray(numbers, np.int64))[0].tobytes()
