"""Running MkDocs, the replaceable last step, so that a failed build never costs a good site."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from broadsheet.cache.tree import Written
from broadsheet.errors import BuildError
from broadsheet.rendering.accelerate.report import MATERIALS, RECENT, REPORT, STANDING, Report, loads_bundle
from broadsheet.rendering.scripts import strip_comments
from broadsheet.rendering.site_size import Size, measured
from broadsheet.rendering.sync import Files, Seen, files_in, merge, same_bytes, seen

_SETTLING = 0.3  # seconds; an editor that saves touches a file more than once
_FIRST_DAY = date(1991, 8, 14)  # arXiv's; the date of a site that holds nothing yet
_REFERRING = (".html", ".css", ".js", ".mjs")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What changed in the site, in numbers of files, its size, and what the plugin has to say."""

    files: Written
    size: Size
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
    told = {STANDING: str(site_dir), REPORT: str(report.absolute())}
    # Not --quiet: MkDocs counts only the warnings that it would print, and is strict about no other.
    words = _mkdocs(root, "build", "--strict", "--site-dir", str(fresh))
    with _running(words, {**_environment(built_from), **told}) as mkdocs:
        there = files_in(site_dir)
        said = mkdocs.communicate()[0]
    if mkdocs.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise BuildError(f"mkdocs build --strict: failed; the last good site stays\n{said.strip()}")
    result = Report.read(report)
    report.unlink(missing_ok=True)
    return _brought_in(fresh, site_dir, there, result, root / "build" / "twins")


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """MkDocs at work, and all that it says; it is over when the caller is done."""
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


def _brought_in(fresh: Path, site_dir: Path, there: Files, told: Report, twins: Path) -> Rendered:
    """Bring ``site_dir``, in which ``there`` is, up to date with what MkDocs made, or left to us."""
    new = files_in(fresh)
    _leave_out_unused(fresh, new, told)
    strip_comments(fresh, new)
    left = {path: f"{told.docs}/{path}" for path in told.left}
    left |= {path: f"{twins}/{path}" for path in files_in(twins)}
    laid_in = _laid_in(left, fresh, site_dir, there)
    kept = {path: there[path] for path in told.kept if path in there}
    kept |= {path: state for path, state in laid_in.items() if there.get(path) == state}
    new |= {path: state for path, state in laid_in.items() if path not in kept}
    files = merge(fresh, site_dir, new, there, kept)
    sizes = {path: size for path, (size, _, _) in (kept | new).items()}
    return Rendered(files, measured(sizes), told.said)


def _laid_in(sources: Mapping[str, str], fresh: Path, site_dir: Path, there: Files) -> dict[str, Seen]:
    """Bring files into the fresh site that MkDocs need not or must not see, unless the site has them.

    They are linked and not copied where the system can: what is the same file needs no comparing.
    """
    states: dict[str, Seen] = {}
    folders: set[str] = set()
    for path, source in sources.items():
        states[path] = seen(os.stat(source))  # noqa: PTH116 (40,000 times)
        if there.get(path) == states[path]:
            continue
        folder, _, _ = path.rpartition("/")
        if folder not in folders:
            (fresh / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        (fresh / path).unlink(missing_ok=True)
        try:
            os.link(source, fresh / path)
        except OSError:
            if path in there and same_bytes(Path(source), site_dir / path):
                states[path] = there[path]
            else:
                shutil.copyfile(source, fresh / path)
    return states


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


def _leave_out_unused(site: Path, files: dict[str, Seen], told: Report) -> None:
    """Remove what MkDocs copied out of Material unless some file of the site refers to it.

    An override that loads Material's bundle keeps all of it: what loads what in there is Material's
    own affair. Only files that are Material's to the byte go; a person's at the same place stay.
    """
    copied = _copied_from_material(site, files)
    looked_into = copied.union(told.made)
    referring = (path for path in files if path.endswith(_REFERRING) and path not in looked_into)
    if told.loads or any(loads_bundle((site / path).read_bytes()) for path in referring):
        return
    for path in copied:
        (site / path).unlink()
        del files[path]
    for folder in sorted({parent for path in copied for parent in (site / path).parents}, reverse=True):
        if folder.is_relative_to(site / "assets") and not any(folder.iterdir()):
            folder.rmdir()


def _copied_from_material(site: Path, files: Files) -> set[str]:
    found = find_spec("material")
    home = Path(found.origin).parent / "templates" if found and found.origin else None
    if home is None:
        return set()
    theirs = (f"assets/{name}/{path}" for name in MATERIALS for path in files_in(home / "assets" / name))
    return {path for path in theirs if path in files and same_bytes(home / path, site / path)}


def _refuse_foreign(site_dir: Path) -> None:
    if site_dir.is_file():
        raise BuildError(f"{site_dir}: is a file; name a folder for the site")
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / "sitemap.xml").is_file():
        raise BuildError(f"{site_dir}: holds something that is not a site; name an empty folder")
