"""Binary files of the search, all of one shape: a gzipped frame of a JSON head and sections of bytes.

A frame is the head's length (4 bytes, little endian), the head (JSON, UTF-8, with the lengths of
the sections under ``sections``), and the sections, one after the other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.disk.compression import gzip_bytes
from broadsheet.model.shared import HASH_DIGITS

FOLDER = "search/data/"
# zlib's highest level: files are written once and read often.
_LEVEL = 9
_LENGTH_BYTES = 4


class Frame(NamedTuple):
    """Frame that was taken apart."""

    head: dict[str, Any]
    sections: list[bytes]


class Varints(NamedTuple):
    """Numbers as LEB128, one after the other, and where each begins; the last item is where all end."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]


def build_frame(head: Mapping[str, Any], *sections: bytes) -> bytes:
    """Return a frame, not compressed."""
    lengths = [len(section) for section in sections]
    whole_head = {**head, "sections": lengths}
    text = json.dumps(whole_head, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode()
    length = len(encoded).to_bytes(_LENGTH_BYTES, "little")
    return b"".join((length, encoded, *sections))


def compress_frame(frame: bytes) -> bytes:
    """Return a frame as it stands in its file; equal frames give equal bytes on one version of zlib."""
    return gzip_bytes(frame, _LEVEL)


def build_file(head: Mapping[str, Any], *sections: bytes) -> bytes:
    """Return a compressed frame."""
    return compress_frame(build_frame(head, *sections))


def parse_file(data: bytes) -> Frame:
    """Take a compressed frame apart."""
    return parse_frame(gzip.decompress(data))


def parse_frame(frame: bytes) -> Frame:
    """Take a frame apart that is not compressed."""
    length = int.from_bytes(frame[:_LENGTH_BYTES], "little")
    start = _LENGTH_BYTES + length
    head = json.loads(frame[_LENGTH_BYTES:start])
    sections = []
    for section_length in head["sections"]:
        end = start + section_length
        sections.append(frame[start:end])
        start = end
    return Frame(head, sections)


def content_hash(data: bytes) -> str:
    """Return the hash that stands in a file's name, ``HASH_DIGITS`` digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:HASH_DIGITS]


def encode_varints(numbers: NDArray[np.integer[Any]]) -> Varints:
    """Encode numbers, none negative, as LEB128: seven bits a byte, low ones first."""
    lengths = np.ones(len(numbers), np.int8)
    largest = int(numbers.max(initial=0))
    max_bits = largest.bit_length()
    for bits in range(7, max_bits, 7):
        lengths += numbers >= 1 << bits
    starts = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    size = int(starts[-1])
    data = np.empty(size, np.uint8)
    # The first byte of every number, then the second of those that have one, and so on.
    places = starts[:-1]
    rest = numbers
    while len(rest):
        has_more = rest > 0x7F
        low_bits = (rest & 0x7F).astype(np.uint8)
        high_bit = has_more.astype(np.uint8) << 7
        data[places] = low_bits | high_bit
        places = places[has_more] + 1
        rest = rest[has_more] >> 7
    return Varints(data, starts)


def varint_bytes(numbers: Sequence[int] | NDArray[np.integer[Any]]) -> bytes:
    """Return numbers as LEB128."""
    varints = encode_varints(np.asarray(numbers, np.int64))
    return varints.data.tobytes()
