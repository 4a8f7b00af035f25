"""Locks: one run at a time writes into a folder; the next one is refused before it mixes its files in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from broadsheet.disk.failures import write_failure
from broadsheet.errors import WriteError


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold ``root/content`` for writing; WriteError at once where another run holds it.

    The system releases it when the process ends, however that happens.
    """
    with _locked(root, "writer.lock", "content/: another run is writing here"):
        yield


@contextmanager
def only_sender(root: Path) -> Iterator[None]:
    """Hold the mail of the site at ``root`` in the same way: two runs at once would send everything twice."""
    with _locked(root, "mail.lock", "mail: another run is sending"):
        yield


@contextmanager
def only_builder(root: Path) -> Iterator[None]:
    """Hold ``root/build`` in the same way: a page of one build would be taken for stale by the other."""
    with _locked(root, "builder.lock", "build/: another run builds or serves this site"):
        yield


@contextmanager
def _locked(root: Path, name: str, taken: str) -> Iterator[None]:
    folder = root / ".cache"
    path = folder / name
    if folder.exists() and not folder.is_dir():
        raise WriteError(".cache: is a file, and a folder is needed there; move it away, then run again")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise WriteError(f"{taken}; wait until it has ended, then run this one again") from None
    except OSError as error:
        raise write_failure(f".cache/{name}", error.errno, error.strerror) from error
    try:
        yield
    finally:
        lock.release()
