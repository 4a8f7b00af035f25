"""Files of people's own for the root of the site: everything below ``content/static/``."""

from __future__ import annotations

import os
from pathlib import Path

from broadsheet.cache.owned_files import RECORD
from broadsheet.disk.regular_files import find_other_kind, printable, scan_folder

PLACE = "content/static"
MAX_STATIC_BYTES = 100 * 2**20  # of one file; GitHub takes none that is larger
_GIT = ".git"  # of a work tree or a submodule that lies there


def list_static_files(content: Path, problems: list[str]) -> dict[str, Path]:
    """Return the files below ``content/static`` by their paths in the site, names with a dot included.

    The folder itself may be a link; links and other things in it that are no files are noted as problems.
    """
    files: dict[str, Path] = {}
    prefixes = [""]
    for prefix in prefixes:  # grows while folders are found
        place = f"{PLACE}/{printable(prefix)}".rstrip("/")
        for entry in scan_folder(place, content / "static" / prefix, problems):
            if entry.name == _GIT:
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                prefixes.append(f"{path}/")
                continue
            problem = _find_fault(path, entry)
            if problem:
                problems.append(f"{place}/{printable(entry.name)}: {problem}")
            else:
                files[path] = Path(entry.path)
    return files


def _find_fault(path: str, entry: os.DirEntry[str]) -> str:
    """Return the reason why an entry cannot be brought into the site; empty where there is none."""
    problem = find_other_kind(entry)
    if problem:
        return problem
    if not path.isprintable():
        return "the name holds signs that cannot be shown; rename it"
    if path == RECORD:
        return "Broadsheet keeps a list of that name in the site; rename this one"
    return ""
