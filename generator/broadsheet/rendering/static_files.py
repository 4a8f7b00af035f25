"""Files of people's own in the site: copies, and none at a path where the site has a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from broadsheet.disk.files import has_bytes
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.disk.tree import folders_above
from broadsheet.errors import BuildError
from broadsheet.rendering.sync import FileIdentity, Files, identify_file
from broadsheet.store.static_files import MAX_STATIC_BYTES, PLACE, list_static_files


def find_static_files(root: Path) -> dict[str, Path]:
    """Return people's own files by their paths in the site; BuildError with all problems of the folder."""
    problems: list[str] = []
    files = list_static_files(root / "content", problems)
    if problems:
        raise BuildError(*problems)
    return files


def refuse_taken_paths(paths: Iterable[str], site: Iterable[str]) -> None:
    """Raise BuildError with each of ``paths`` where the ``site`` has a file of its own, or a folder.

    Case does not tell two paths apart: on some disks it does not.
    """
    site_files: dict[str, str] = {}
    site_folders: set[str] = set()
    for path in site:
        folded = path.casefold()
        site_files[folded] = path
        for folder in folders_above(folded):
            if folder in site_folders:
                break  # and so are those above it
            site_folders.add(folder)
    problems: list[str] = []
    for path in paths:
        taken = _find_taken(path.casefold(), site_files, site_folders)
        if taken:
            problems.append(f"{PLACE}/{path}: the site has {taken} of its own there; rename this one")
    if problems:
        raise BuildError(*problems)


def _find_taken(path: str, site_files: Mapping[str, str], site_folders: set[str]) -> str:
    """Return what the site has at a path, or at a folder above it; empty where that is free."""
    if path in site_folders:
        return f"a folder {path}/"
    for place in (path, *folders_above(path)):
        if place in site_files:
            return f"a file {site_files[place]}"
    return ""


def lay_in_static_files(sources: Mapping[str, Path], fresh: Path, folder: Path, present: Files) -> Files:
    """Copy into the ``fresh`` site the files that the site in ``folder`` does not hold to the byte.

    ``present`` is all that it holds. Return the identities of the copies by path. They are no links: who
    edits such a file must not edit the site. BuildError where one cannot be read.
    """
    copies: dict[str, FileIdentity] = {}
    for path, source in sources.items():
        try:
            data = read_regular(source, MAX_STATIC_BYTES)
        except (UnreadableFileError, FileNotFoundError) as error:
            raise BuildError(f"{PLACE}/{path}: {error}") from error
        if path in present and has_bytes(folder / path, data):
            continue
        copy = fresh / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
        copies[path] = identify_file(copy.stat())
    return copies
