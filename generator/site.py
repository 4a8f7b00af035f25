"""Running MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.errors import BuildError

_SETTLING = 0.3  # seconds; an editor that saves touches a file more than once
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet


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
