"""Files that are made when they are asked for, and named by what they are made from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from broadsheet.cache.code_version import code_version
from broadsheet.disk.tree import OutFile
from broadsheet.library.library import Library


def lazy_file(library: Library, path: str, write: Callable[..., str | bytes], *values: object) -> OutFile:
    """Return the file at ``path`` that ``write``, a pure function, makes of ``values`` and of nothing else.

    The values are such as have a fingerprint: tuples, mappings, functions and frozen dataclasses.
    A file that stands already, made of the same, is not made again.
    """
    make = partial(_bytes, write, values)
    key = library.fingerprints.of(code_version(), write, *values)
    return OutFile(path, make, key)


def _bytes(write: Callable[..., str | bytes], values: tuple[object, ...]) -> bytes:
    content = write(*values)
    if isinstance(content, str):
        return content.encode()
    return content
