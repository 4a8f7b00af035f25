"""Bringing a folder up to date with a fresh one, so that no reader meets a link without its page."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.tree import Written, make_way, remove_all_but


def merge(fresh: Path, folder: Path, kept: frozenset[str]) -> Written:
    """Move the files of ``fresh`` into ``folder``, and remove from it what is neither there nor ``kept``.

    A file that stands there already, to the byte, stays as it is. What is new comes first, then what
    changed, and what is stale goes last; each file is replaced as a whole. A run that is killed
    leaves some pages of the last build among those of this one, and the next run goes on from there.
    """
    if not folder.exists() and not kept:
        fresh.rename(folder)
        return Written(sum(1 for _ in files_below(folder)), 0, 0)
    paths = sorted(files_below(fresh))
    new = [path for path in paths if not os.path.lexists(folder / path)]
    there = sorted(set(paths).difference(new))
    changed = [path for path in there if not _same(fresh / path, folder / path)]
    for path in (*new, *changed):
        _move(fresh / path, folder, folder / path)
    for path in set(there).difference(changed):
        if (fresh / path).stat().st_nlink > 1:  # it is its source, so that next time nobody need compare them
            (fresh / path).replace(folder / path)
    shutil.rmtree(fresh)
    removed = remove_all_but(kept.union(paths), folder)
    return Written(len(new) + len(changed), len(kept) + len(there) - len(changed), removed)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _move(source: Path, folder: Path, target: Path) -> None:
    make_way(folder, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def files_below(folder: Path) -> Iterator[str]:
    """Every file below ``folder``, with slashes, in no particular order."""
    start = len(str(folder)) + 1
    for here, _, names in os.walk(folder):
        inside = here[start:].replace(os.sep, "/")
        yield from (f"{inside}/{name}" for name in names) if inside else names
