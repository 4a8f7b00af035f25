"""Digests: names for bytes and texts, the same in every run and on every machine."""

from __future__ import annotations

import hashlib

_SIZE = 20  # bytes, so 40 hexadecimal digits: enough that no two contents ever share a digest


def digest_of(data: bytes) -> str:
    """Return 40 hexadecimal digits that tell these bytes from any others."""
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()


def digest_of_text(text: str) -> str:
    """Return the digest of a text; one that UTF-8 cannot write has a digest too."""
    return digest_of(text.encode("utf-8", "surrogatepass"))


def digest_of_pieces(*pieces: bytes) -> str:
    """Return the digest of several pieces; another one where the same bytes are cut in other places."""
    whole = hashlib.blake2b(digest_size=_SIZE)
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.hexdigest()
