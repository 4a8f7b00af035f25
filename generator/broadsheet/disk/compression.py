"""Gzip whose bytes depend on nothing but the data, the level and the version of zlib."""

from __future__ import annotations

import gzip

# The tenth byte names the system (RFC 1952, 2.3.1). Python 3.11 and 3.12 let zlib name the one that
# they run on, from 3.13 on it is "unknown": here it is always Unix, as on most machines that build sites.
_SYSTEM_OFFSET = 9
_UNIX = b"\x03"


def gzip_bytes(data: bytes, level: int) -> bytes:
    """Return ``data`` compressed, with no name and no time in the head, the same on every system."""
    compressed = gzip.compress(data, compresslevel=level, mtime=0)
    return compressed[:_SYSTEM_OFFSET] + _UNIX + compressed[_SYSTEM_OFFSET + 1 :]
