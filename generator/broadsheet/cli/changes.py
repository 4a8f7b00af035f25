"""Files that a command changed: one change, ready to be committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from broadsheet.disk.files import write_file


class Changes:
    """Record of the files that a command wrote or removed, each by its place below the root of the site."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._words: dict[str, str] = {}

    def write(self, path: Path, data: bytes, scratch: Path) -> None:
        """Write a file, whole or not at all, and record it where that changed anything."""
        if write_file(path, data, scratch):
            self.note(path)

    def write_here(self, path: Path, data: bytes) -> None:
        """Write a file of this site as ``write`` does, by way of the site's own scratch folder."""
        self.write(path, data, self._root / ".cache" / "writing")

    def note(self, path: Path) -> None:
        """Record a file that somebody else wrote, such as a person's editor."""
        self._words[self._place(path)] = "wrote"

    def undo(self, path: Path) -> None:
        """Take away a file that was written in vain, as if it had never been."""
        path.unlink(missing_ok=True)
        self._words.pop(self._place(path), None)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there, and record it."""
        if path.exists():
            path.unlink()
            self._words[self._place(path)] = "removed"

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say at the end which files changed, a line each, however it came to it."""
        try:
            yield
        finally:
            for place, word in self._words.items():
                click.echo(f"{word} {place}")

    def _place(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()
