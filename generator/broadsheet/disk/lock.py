"""Locks: one run at a time writes into a folder; the next one is refused before it mixes its files in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

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
def _locked(root: Path, name: str, taken: str) -> Iterator[None]:
    path = root / ".cache" / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise WriteError(f"{taken}; wait until it has ended, then run this one again") from None
    except OSError as error:
        raise WriteError(f".cache/{name}: cannot be made ({error.strerror}); mend that first") from error
    try:
        yield
    finally:
        lock.release()
