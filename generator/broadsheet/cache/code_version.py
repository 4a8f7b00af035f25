"""The version of our own code, which is part of every name under which something is cached."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from broadsheet.cache.digests import digest_of, digest_of_text

_PACKAGE = Path(__file__).parents[1]
_SUFFIXES = (".py", ".j2")
_COMPILED = (".pyc",)
# Beside our own code these decide the bytes of a page or of a picture.
_LIBRARIES = ("jinja2", "markupsafe", "math-core", "pillow", "fontpkg-source-serif-4")


@cache
def code_version(*paths: Path) -> str:
    """Return a digest of Broadsheet's code and templates and of the libraries that decide bytes.

    ``paths`` are files and folders of code; without any it is the whole package. Whoever caches
    what is very slow to make names the code that makes it, so that other changes leave it alone.
    FileNotFoundError where a path names no code.
    """
    facts: list[object] = [f"python {sys.version_info[:3]}"]
    for library in _LIBRARIES:
        facts.append(_installed(library))
    for path in paths or (_PACKAGE,):
        files = _code_files(path)
        if not files:
            raise FileNotFoundError(f"{path}: holds no code")
        for file in files:
            name = file.relative_to(path).as_posix()
            facts.append((name, file.read_bytes()))
    return digest_of_text(repr(facts))


def _installed(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return library


def _code_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = [file for file in path.rglob("*") if file.suffix in _SUFFIXES]
    return sorted(files)


@cache
def installation_version() -> str:
    """Return a digest of every file of ours, those that are no code included, and of what is installed.

    A library counts by the name and the version under which it is installed, and by where it is looked for.
    """
    facts: list[object] = [code_version(), str(_PACKAGE)]
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and file.suffix not in _COMPILED:
            name = file.relative_to(_PACKAGE).as_posix()
            facts.append((name, digest_of(file.read_bytes())))
    for folder in sys.path:
        facts.append(folder)
        facts.extend(sorted(path.name for path in Path(folder).glob("*.dist-info")))
    return digest_of_text(repr(facts))
