"""Runs of MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from broadsheet.cache.owned_files import NO_DIGEST, OwnedFiles
from broadsheet.cache.snapshots import name_of_tree
from broadsheet.cache.written_tree import Written
from broadsheet.model.site import Site
from broadsheet.rendering.accelerate.report import (
    MATERIALS,
    OFFLINE,
    POLICY,
    RECENT,
    REFERRING,
    REPORT,
    STANDING,
    UNLISTED,
    Report,
    loads_bundle,
)
from broadsheet.rendering.content_policy import make_content_policy
from broadsheet.rendering.mkdocs_failure import describe_mkdocs_failure
from broadsheet.rendering.site_size import Size, measure_site
from broadsheet.rendering.static_files import find_static_files, lay_in_static_files, refuse_taken_paths
from broadsheet.rendering.sync import FileIdentity, Files, files_in, identify_file, merge, same_bytes

_MKDOCS = "broadsheet.rendering.accelerate.runner"
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet


@dataclass(frozen=True, slots=True)
class Rendered:
    """What changed in the site, in numbers of files, its size, and the messages of the plugin.

    ``site`` are the identities of its files, and ``docs`` is a name for the states of all that it was made
    from in ``build``, as it was when MkDocs read it.
    """

    files: Written
    size: Size
    messages: tuple[str, ...]
    site: Files
    docs: str


@dataclass(frozen=True, slots=True)
class _Sites:
    """The fresh site that MkDocs made, the site that readers have, its files, and which of them are ours.

    ``docs`` is a name for the states of what they are made from.
    """

    fresh: Path
    folder: Path
    present: Files
    owned: OwnedFiles
    docs: str


def render(
    root: Path,
    site_dir: Path,
    site: Site,
    built_from: date | None,
    recent: int | None = None,
    unlisted: Iterable[str] = (),
) -> Rendered:
    """Render ``build/docs`` with MkDocs, strictly, and bring ``site_dir`` up to date with the result.

    ``built_from`` dates the build (sitemap, archives) in place of the clock, so that the same
    content gives the same bytes. Raise BuildError with MkDocs's own words when it refuses; the site is
    then as it was, since MkDocs works in a folder beside it. With the plugin that folder holds only files
    that the site does not hold already. Only pages of so many ``recent`` days are made, where that is
    given; the sitemap leaves out the addresses of ``unlisted`` pages.
    """
    site_dir = site_dir.absolute()  # MkDocs takes it for relative to mkdocs.yml
    owned = OwnedFiles.read(site_dir)
    static_files = find_static_files(root)
    fresh_sites = (root / ".cache" / "site").absolute()
    _make_empty(fresh_sites)  # of what builds that were killed left
    fresh = fresh_sites / str(os.getpid())  # MkDocs may still be at work for a build that was killed
    report_path = fresh_sites / f"{os.getpid()}.json"
    environment = _environment(built_from)
    environment[STANDING] = str(site_dir)
    environment[REPORT] = str(report_path)
    environment[RECENT] = str(recent or "")
    environment[UNLISTED] = _write_unlisted(fresh_sites, unlisted)
    environment |= _site_settings(root, site)
    try:
        with _running(fresh, root / "mkdocs.yml", environment) as mkdocs:
            present = files_in(site_dir)  # while MkDocs is at work
            docs = name_of_tree(root / "build")
            output = mkdocs.communicate()[0]
        if mkdocs.returncode:
            raise describe_mkdocs_failure(output)
        sites = _Sites(fresh, site_dir, present, owned, docs)
        return _bring_in(sites, Report.read(report_path), root / "build" / "twins", static_files)
    finally:  # on a full disk it would keep the next build from its room
        _make_empty(fresh_sites)


def _site_settings(root: Path, site: Site) -> dict[str, str]:
    """Return what the plugin is told of the site's settings."""
    return {POLICY: make_content_policy(root, site), OFFLINE: "yes" if site.offline else ""}


def _make_empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _write_unlisted(folder: Path, addresses: Iterable[str]) -> str:
    """Write the addresses of unlisted pages where MkDocs is told to read them; return that path."""
    path = folder / f"{os.getpid()}.unlisted"
    path.write_text("\n".join(addresses), "utf-8")
    return str(path)


@contextmanager
def _running(
    folder: Path, config_file: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Run MkDocs into a folder, all its output in one stream; it is stopped when the caller fails."""
    command = [sys.executable, "-m", _MKDOCS, "build", str(folder), str(config_file)]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as mkdocs:
        try:
            yield mkdocs
        except BaseException:
            mkdocs.kill()
            raise


def _bring_in(sites: _Sites, report: Report, twins: Path, static_files: Mapping[str, Path]) -> Rendered:
    """Bring the site up to date with what MkDocs made, what it left to us, and the files in ``twins``.

    ``static_files``, by their paths in the site, are people's own.
    """
    present = sites.present
    new = files_in(sites.fresh)
    _leave_out_unused(sites.fresh, new, report)
    left = _files_left(report, twins)
    kept: dict[str, FileIdentity] = {}
    for path in report.kept:
        if path in present:
            kept[path] = present[path]
    for path, state in _lay_in(left.sources, sites).items():
        if present.get(path) == state:
            kept[path] = state
        if path not in kept:
            new[path] = state
    if static_files:
        _add_static_files(static_files, sites, new, kept)
    files = merge(sites.fresh, sites.owned, new, present, kept, left.digests)
    # What was to the byte what stood there stayed as it was, with the time that it had.
    for path in new:
        kept[path] = identify_file(os.stat(f"{sites.folder}/{path}"))  # noqa: PTH116 (40,000 times)
    sizes: dict[str, int] = {}
    for path, state in kept.items():
        sizes[path] = state.size
    return Rendered(files, measure_site(sizes), report.messages, kept, sites.docs)


class _FilesLeft(NamedTuple):
    """Files that MkDocs left to us, by their paths in the site: where each is, and its digest."""

    sources: dict[str, str]
    digests: dict[str, str]


def _files_left(report: Report, twins: Path) -> _FilesLeft:
    """Return the files of ``build/docs`` that the plugin left to us, and those in ``twins``."""
    digests = OwnedFiles.read(twins).digests
    sources: dict[str, str] = {}
    for path in digests:
        sources[path] = f"{twins}/{path}"
    if report.docs:
        docs_digests = OwnedFiles.read(Path(report.docs)).digests
        for path in report.left:
            sources[path] = f"{report.docs}/{path}"
            digests[path] = docs_digests.get(path, NO_DIGEST)
    return _FilesLeft(sources, digests)


def _add_static_files(
    static_files: Mapping[str, Path],
    sites: _Sites,
    new: dict[str, FileIdentity],
    kept: dict[str, FileIdentity],
) -> None:
    """Add people's own files to the ``new`` and the ``kept`` ones; BuildError where one is in the way."""
    refuse_taken_paths(static_files, chain(new, kept))
    new.update(lay_in_static_files(static_files, sites.fresh, sites.folder, sites.present))
    for path in static_files:
        if path not in new:
            kept[path] = sites.present[path]


def _lay_in(sources: Mapping[str, str], sites: _Sites) -> dict[str, FileIdentity]:
    """Bring files into the fresh site that MkDocs need not or must not see, unless the site has them.

    Return their states by path. They are linked and not copied where the system can: two names of one
    file need no comparing.
    """
    states: dict[str, FileIdentity] = {}
    made_folders: set[str] = set()
    for path, source in sources.items():
        states[path] = identify_file(os.stat(source))  # noqa: PTH116 (40,000 times)
        if sites.present.get(path) == states[path]:
            continue
        folder = path.rpartition("/")[0]
        if folder not in made_folders:
            (sites.fresh / folder).mkdir(parents=True, exist_ok=True)
            made_folders.add(folder)
        fresh_path = sites.fresh / path
        fresh_path.unlink(missing_ok=True)
        try:
            os.link(source, fresh_path)
        except OSError:
            if path in sites.present and same_bytes(Path(source), sites.folder / path):
                states[path] = sites.present[path]
            else:
                shutil.copyfile(source, fresh_path)
    return states


def _environment(built_from: date | None) -> dict[str, str]:
    """Return the environment variables for MkDocs, with the date of the build."""
    day = built_from or _FIRST_DAY
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    environment = dict(os.environ)
    environment["SOURCE_DATE_EPOCH"] = str(int(midnight.timestamp()))
    environment["PYTHONUTF8"] = "1"
    environment["PYTHONIOENCODING"] = "utf-8"  # whatever the console can show, we read its output
    # Material tells of its own future on every build, in the middle of our output.
    environment["NO_MKDOCS_2_WARNING"] = "1"
    environment["DISABLE_MKDOCS_2_WARNING"] = "true"
    return environment


def _leave_out_unused(site: Path, files: dict[str, FileIdentity], report: Report) -> None:
    """Remove files that MkDocs copied out of Material unless some file of the site refers to them.

    An override that loads Material's bundle keeps all of it: what loads what in there is Material's
    own affair. Only files that are Material's to the byte go; a person's at the same path stay.
    """
    if report.loads:
        return
    copied = _copied_from_material(site, files)
    skipped = copied.union(report.made)  # the plugin looked into the pages that it made
    for path in files:
        if path.endswith(REFERRING) and path not in skipped and loads_bundle((site / path).read_bytes()):
            return
    assets = site / "assets"
    folders: set[Path] = set()
    for path in copied:
        (site / path).unlink()
        del files[path]
        folders.update((site / path).parents)
    for folder in sorted(folders, reverse=True):  # each before the one above it
        if folder.is_relative_to(assets) and not any(folder.iterdir()):
            folder.rmdir()


def _copied_from_material(site: Path, files: Files) -> set[str]:
    """Return the paths of the files that are Material's, to the byte; none where it is not installed."""
    material = find_spec("material")
    if material is None or material.origin is None:
        return set()
    templates = Path(material.origin).parent / "templates"
    copied: set[str] = set()
    for name in MATERIALS:
        for inner_path in files_in(templates / "assets" / name):
            path = f"assets/{name}/{inner_path}"
            if path in files and same_bytes(templates / path, site / path):
                copied.add(path)
    return copied
