"""Running MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import filecmp
import os
import queue
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.errors import BuildError

_SETTLING = 0.3  # seconds; an editor that saves touches a file more than once
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet
# Where Material keeps its bundle, its search and their source maps; 2.5 MB that our pages never load.
_MATERIALS = ("javascripts", "stylesheets")
_USED = re.compile(rb"(?:%s)/" % "|".join(_MATERIALS).encode())
_REFERRING = (".html", ".css", ".js", ".mjs")


def render(root: Path, site_dir: Path, built_from: date | None) -> None:
    """Render ``build/docs`` with MkDocs, strictly, and put the result in the place of ``site_dir``.

    ``built_from`` dates the build (sitemap, archives) in place of the clock, so that the same
    content gives the same bytes. BuildError with MkDocs's own words when it refuses.
    """
    _refuse_foreign(site_dir)
    fresh = site_dir.with_name(f".{site_dir.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    # Not --quiet: MkDocs counts only the warnings that it would print, and is strict about no other.
    done = subprocess.run(
        _mkdocs(root, "build", "--strict", "--site-dir", str(fresh)),
        env=_environment(built_from),
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
    _leave_out_unused(fresh)
    _swap(fresh, site_dir)


@contextmanager
def serving(root: Path, address: str, built_from: date | None) -> Iterator[subprocess.Popen[bytes]]:
    """MkDocs's own server with live reload of ``build/docs``, stopped when the caller is done."""
    command = _mkdocs(root, "serve", "--quiet", "--dev-addr", address)
    server = subprocess.Popen(command, env=_environment(built_from), stdin=subprocess.DEVNULL)
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


def _leave_out_unused(site: Path) -> None:
    """Remove what MkDocs copied out of Material unless some file of the site refers to it.

    An override that loads Material's bundle keeps all of it: what loads what in there is Material's
    own affair. Only files that are Material's to the byte go; a person's at the same place stay.
    """
    copied = _copied_from_material(site)
    if any(_refers(path) for path in site.rglob("*") if path.suffix in _REFERRING and path not in copied):
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
        (p, site / p.relative_to(home)) for name in _MATERIALS for p in (home / "assets" / name).rglob("*")
    )
    return frozenset(
        copy for path, copy in pairs if copy.is_file() and filecmp.cmp(path, copy, shallow=False)
    )


def _refers(path: Path) -> bool:
    return path.is_file() and _USED.search(path.read_bytes()) is not None


def _refuse_foreign(site_dir: Path) -> None:
    if site_dir.is_file():
        raise BuildError(f"{site_dir}: is a file; name a folder for the site")
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / "sitemap.xml").is_file():
        raise BuildError(f"{site_dir}: holds something that is not a site; name an empty folder")


def _swap(fresh: Path, site_dir: Path) -> None:
    old = site_dir.with_name(f".{site_dir.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if site_dir.exists():
        site_dir.rename(old)
    fresh.rename(site_dir)
    shutil.rmtree(old, ignore_errors=True)
