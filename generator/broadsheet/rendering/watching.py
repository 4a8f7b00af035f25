"""Watching of files that people edit, so that a site is built once after the last of their changes."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from broadsheet.errors import BuildError

_QUIET_SECONDS = 0.3  # with no change: an editor that saves touches a file more than once
_MAX_SETTLE_SECONDS = 10.0  # for whatever never ceases to write
_POLL_SECONDS = 1.0
_CHANGE_EVENTS = frozenset(("created", "modified", "moved", "deleted"))
_EDITORS_OWN_STARTS = (".#",)  # Emacs's locks
_EDITORS_OWN_ENDS = ("~", ".swp", ".swx")  # copies for safety, and Vim's of what is being typed


class _Target(NamedTuple):
    """Folder to be watched, with all below it or alone; its number, since another may take its place."""

    folder: str
    recursive: bool
    inode: int


class _Handler(FileSystemEventHandler):
    """Handler of events in one folder: passes changes on, those of ``names`` alone if there are any."""

    def __init__(self, changes: queue.SimpleQueue[str], names: frozenset[str]) -> None:
        self._changes = changes
        self._names = names

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Pass a change on; reading is none, and of a folder only its coming and going."""
        if event.event_type not in _CHANGE_EVENTS:
            return
        if event.is_directory and event.event_type == "modified":
            return
        for path in (event.src_path, event.dest_path):
            name = os.path.basename(os.fsdecode(path))  # noqa: PTH119
            if self._is_of_interest(name):
                self._changes.put(name)

    def _is_of_interest(self, name: str) -> bool:
        if self._names:
            return name in self._names
        return (
            bool(name) and not name.startswith(_EDITORS_OWN_STARTS) and not name.endswith(_EDITORS_OWN_ENDS)
        )


class Watcher:
    """Watch over files and folders that may come, go, and be links. A context, since it has threads."""

    def __init__(self) -> None:
        self._observer = Observer()
        self._changes: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._watches: dict[tuple[_Target, frozenset[str]], ObservedWatch] = {}

    def __enter__(self) -> Watcher:
        self._observer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self._observer.stop()
        self._observer.join()

    def follow(self, places: Iterable[Path]) -> None:
        """Watch ``places``, files or folders with all below, and nothing else; again after each change.

        Links to folders are followed from a place itself and from the folders right in it. A place that
        is not there yet is watched for. BuildError where the system refuses to watch.
        """
        wanted = set(_find_targets(places).items())
        for key in self._watches.keys() - wanted:
            self._observer.unschedule(self._watches.pop(key))
        for target, names in sorted(wanted - self._watches.keys()):
            handler = _Handler(self._changes, names)
            try:
                watch = self._observer.schedule(handler, target.folder, recursive=target.recursive)
            except FileNotFoundError:
                continue  # gone since: a change that is seen in the folder above
            except OSError as error:
                reason = error.strerror or str(error)
                raise BuildError(f"{target.folder}: cannot be watched ({reason}); raise that limit") from None
            self._watches[target, names] = watch

    def wait(self) -> bool:
        """Return True after a change, once the last one is a moment ago; False if none came for a second."""
        try:
            self._changes.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            return False
        latest = time.monotonic() + _MAX_SETTLE_SECONDS
        while time.monotonic() < latest:
            try:
                self._changes.get(timeout=_QUIET_SECONDS)
            except queue.Empty:
                break
        return True


def _find_targets(places: Iterable[Path]) -> Mapping[_Target, frozenset[str]]:
    """Return the folders to watch, each with the names that matter there; all names if there are none."""
    names_by_folder: dict[Path, set[str]] = {}
    trees: set[Path] = set()
    for place in places:
        path = place.absolute()
        for name in (path, _without_links(path)):  # a link may be changed as well as what it leads to
            above = _nearest_folder(name)
            missing_or_own = name.relative_to(above).parts[0]
            names_by_folder.setdefault(above, set()).add(missing_or_own)
        if path.is_dir():
            trees.update(_trees_of(path))
    targets: dict[_Target, frozenset[str]] = {}
    for folder, names in names_by_folder.items():
        targets[_target(folder, recursive=False)] = frozenset(names)
    for tree in trees:
        targets[_target(tree, recursive=True)] = frozenset()
    return targets


def _nearest_folder(path: Path) -> Path:
    """Return the folder that ``path`` is in, or the nearest one above that is there."""
    for folder in path.parents:
        if folder.is_dir():
            return folder
    return Path(path.anchor)


def _trees_of(folder: Path) -> Iterator[Path]:
    """Yield the folder itself and those that links right in it lead to."""
    yield _without_links(folder)
    for path in folder.iterdir():
        if path.is_symlink() and path.is_dir():
            yield _without_links(path)


def _without_links(path: Path) -> Path:
    """Return where a path leads in the end; ``Path.resolve`` fails at links that go round."""
    return Path(os.path.realpath(path))


def _target(folder: Path, *, recursive: bool) -> _Target:
    return _Target(str(folder), recursive, folder.stat().st_ino)
