"""Running MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import filecmp
import os
import queue
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.accelerate.report import MATERIALS, RECENT, REPORT, STANDING, Report, loads_bundle
from generator.errors import BuildError
from generator.merge import files_below, merge
from generator.tree import Written

_SETTLING = 0.3  # seconds; an editor that saves touches a file more than once
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet
_REFERRING = (".html", ".css", ".js", ".mjs")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What changed in the site, in numbers of files, and what the plugin has to say."""

    files: Written
    said: tuple[str, ...]


def render(root: Path, site_dir: Path, built_from: date | None) -> Rendered:
    """Render ``build/docs`` with MkDocs, strictly, and bring ``site_dir`` up to date with the result.

    ``built_from`` dates the build (sitemap, archives) in place of the clock, so that the same
    content gives the same bytes. BuildError with MkDocs's own words when it refuses; the site is
    then as it was, since MkDocs works in a folder beside it. With the plugin that folder holds only
    what the site does not hold already.
    """
    site_dir = site_dir.absolute()  # MkDocs takes it for relative to mkdocs.yml
    _refuse_foreign(site_dir)
    for left_over in site_dir.parent.glob(f".{site_dir.name}.new*"):
        shutil.rmtree(left_over, ignore_errors=True)
    # A name of its own: MkDocs may still be at work for a build that was killed.
    fresh = site_dir.with_name(f".{site_dir.name}.new{os.getpid()}")
    report = root / ".cache" / f"{fresh.name}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    # Not --quiet: MkDocs counts only the warnings that it would print, and is strict about no other.
    done = subprocess.run(
        _mkdocs(root, "build", "--strict", "--site-dir", str(fresh)),
        env={**_environment(built_from), STANDING: str(site_dir), REPORT: str(report.absolute())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise BuildError(f"mkdocs build --strict: failed; the last good site stays\n{done.stdout.strip()}")
    told = Report.read(report)
    report.unlink(missing_ok=True)
    _leave_out_unused(fresh, told)
    kept = {*told.kept} | _laid_in(root / "build" / "twins", fresh, site_dir)
    return Rendered(merge(fresh, site_dir, frozenset(kept)), told.said)


def _laid_in(twins: Path, fresh: Path, site_dir: Path) -> set[str]:
    """Bring files that MkDocs must not see into the fresh site; those that the site has are given back.

    They are linked and not copied where the system can: what is the same file needs no comparing.
    """
    kept = set()
    for path in files_below(twins):
        if (site_dir / path).exists() and (site_dir / path).samefile(twins / path):
            kept.add(path)
            continue
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(twins / path, fresh / path)
        except OSError:
            shutil.copyfile(twins / path, fresh / path)
    return kept


@contextmanager
def serving(
    root: Path, address: str, built_from: date | None, recent: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """MkDocs's own server with live reload of ``build/docs``, stopped when the caller is done.

    With ``recent``, and with the plugin, it shows only the pages of so many days, the newest.
    """
    command = _mkdocs(root, "serve", "--quiet", "--dev-addr", address)
    shown = {RECENT: str(recent or "")}
    server = subprocess.Popen(command, env={**_environment(built_from), **shown}, stdin=subprocess.DEVNULL)
    try:
        yield server
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        server.wait()


class _Changes(FileSystemEventHandler):
    """Keeps that something was written, made, moved or deleted; reading is no change."""

    def __init__(self) -> None:
        self.seen: queue.Queue[str] = queue.Queue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted") and not event.is_directory:
            self.seen.put(str(event.src_path))


@contextmanager
def watching(folder: Path) -> Iterator[Callable[[], bool]]:
    """A question to ask again and again: has anything below ``folder`` changed? It waits a second."""
    changes, observer = _Changes(), Observer()

    def changed() -> bool:
        try:
            changes.seen.get(timeout=1.0)
        except queue.Empty:
            return False
        time.sleep(_SETTLING)
        while not changes.seen.empty():
            changes.seen.get()
        return True

    observer.schedule(changes, str(folder), recursive=True)
    observer.start()
    try:
        yield changed
    finally:
        observer.stop()
        observer.join()


def _mkdocs(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", *words, "--config-file", str(root / "mkdocs.yml")]


def _environment(built_from: date | None) -> dict[str, str]:
    day = built_from or _FIRST_DAY
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    # Material tells of its own future on every build, in the middle of our output.
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    return {**os.environ, **quiet, "SOURCE_DATE_EPOCH": str(stamp), "PYTHONUTF8": "1"}


def _leave_out_unused(site: Path, told: Report) -> None:
    """Remove what MkDocs copied out of Material unless some file of the site refers to it.

    An override that loads Material's bundle keeps all of it: what loads what in there is Material's
    own affair. Only files that are Material's to the byte go; a person's at the same place stay.
    """
    copied = _copied_from_material(site)
    looked_into = copied.union(site / path for path in told.made)
    if told.loads or any(_refers(path) for path in _referring(site) if path not in looked_into):
        return
    for path in copied:
        path.unlink()
    for folder in sorted({parent for path in copied for parent in path.parents}, reverse=True):
        if folder.is_relative_to(site / "assets") and not any(folder.iterdir()):
            folder.rmdir()


def _copied_from_material(site: Path) -> frozenset[Path]:
    found = find_spec("material")
    home = Path(found.origin).parent / "templates" if found and found.origin else None
    if home is None:
        return frozenset()
    pairs = (
        (p, site / p.relative_to(home)) for name in MATERIALS for p in (home / "assets" / name).rglob("*")
    )
    return frozenset(
        copy for path, copy in pairs if copy.is_file() and filecmp.cmp(path, copy, shallow=False)
    )


def _referring(site: Path) -> Iterator[Path]:
    return (path for path in site.rglob("*") if path.suffix in _REFERRING and path.is_file())


def _refers(path: Path) -> bool:
    return loads_bundle(path.read_bytes())


def _refuse_foreign(site_dir: Path) -> None:
    if site_dir.is_file():
        raise BuildError(f"{site_dir}: is a file; name a folder for the site")
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / "sitemap.xml").is_file():
        raise BuildError(f"{site_dir}: holds something that is not a site; name an empty folder")
