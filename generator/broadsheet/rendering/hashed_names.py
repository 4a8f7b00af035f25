"""Names with the hash of what stands in files, and of all that these name in turn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from posixpath import dirname, relpath
from typing import NamedTuple

from broadsheet.rendering.script_modules import MARK

_DIGITS = 8  # of SHA-256; only versions of one file are told apart
_MARKED = re.compile(f"{MARK}([^{MARK}]*){MARK}")


class Asset(NamedTuple):
    """Script or style of the site: its path there, and its bytes."""

    path: str
    data: bytes


def hashed_path(path: str, data: bytes) -> str:
    """Return a path with the hash of these bytes before its ending."""
    stem, _, ending = path.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()
    return f"{stem}.{digest[:_DIGITS]}.{ending}"


def name_by_bytes(texts: Mapping[str, str]) -> dict[str, Asset]:
    """Return files by their paths, with the hash of their text, and of all that it names, in their names.

    Paths between marks become addresses from the file that names them. Files may name one another.
    """
    paths = {}
    for path, text in texts.items():
        whole = text + "".join(texts[other] for other in _named_by(path, texts))
        paths[path] = hashed_path(path, _encode(whole))
    assets = {}
    for path, text in texts.items():
        assets[path] = Asset(paths[path], _encode(_address(path, text, paths)))
    return assets


def _named_by(path: str, texts: Mapping[str, str]) -> list[str]:
    """Return the paths of all other files that a file names, or that those name in turn."""
    found = {path}
    waiting = [path]
    while waiting:
        for other in _MARKED.findall(texts[waiting.pop()]):
            if other in texts and other not in found:
                found.add(other)
                waiting.append(other)
    return sorted(found - {path})


def _address(path: str, text: str, paths: Mapping[str, str]) -> str:
    folder = dirname(path)

    def address(marked: re.Match[str]) -> str:
        target = marked[1]
        from_here = relpath(paths.get(target, target), folder)
        if not from_here.startswith("."):
            from_here = f"./{from_here}"
        return f"{from_here}/" if target.endswith("/") else from_here

    return _MARKED.sub(address, text)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
