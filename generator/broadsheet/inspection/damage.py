"""Damage to what a build wrote: files whose bytes are no longer those that were written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from broadsheet.cache.owned_files import NO_DIGEST, OwnedFiles, has_digest
from broadsheet.errors import BuildError
from broadsheet.inspection.doctor import parse_problem
from broadsheet.inspection.findings import Finding

_REMEDY = "run 'broadsheet build', which writes it again"


def find_damage(root: Path, site_dir: Path) -> Iterator[Finding]:
    """Yield every file of the site, and of what it was rendered from, that is not as it was written.

    Each is read and compared with the digest that its folder's list has. A file that rotted keeps its size
    and time, by which a build would take it for good: so its time is changed, and the next build
    looks at it.
    """
    for folder in (site_dir, root / "build" / "docs", root / "build" / "twins"):
        yield from _find_damage_in(folder)


def _find_damage_in(folder: Path) -> Iterator[Finding]:
    try:
        owned = OwnedFiles.read(folder)
    except BuildError as error:
        yield parse_problem(error.problems[0])
        return
    for path, digest in sorted(owned.digests.items()):
        file = folder / path
        if digest == NO_DIGEST or has_digest(file, digest):
            continue
        if not file.exists():
            yield Finding(str(file), "is gone", _REMEDY)
            continue
        _change_time(file)
        yield Finding(str(file), "is not as it was written", _REMEDY)


def _change_time(file: Path) -> None:
    state = file.stat()
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
