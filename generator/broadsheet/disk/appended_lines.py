"""Files of lines that are appended to, each flushed to the disk before anything goes on.

They are for what must be known after a crash: what was begun, and what came of it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import TracebackType

from broadsheet.errors import WriteError


class AppendedLines:
    """Lines of one file, which it holds open; a context. ``found`` are those of earlier runs.

    ``name`` is what errors call the file.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._file = -1
        self.found: tuple[str, ...] = ()

    def __enter__(self) -> AppendedLines:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            self.found = self._read_lines()
        except OSError as error:
            if self._file >= 0:
                os.close(self._file)
            raise WriteError(
                f"{self._name}: cannot be written ({error.strerror}); mend that first"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        os.close(self._file)

    def append(self, line: str) -> None:
        """Put a line on the disk, whole and flushed, before returning; WriteError where that fails."""
        data = f"{line}\n".encode()
        try:
            written = os.write(self._file, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file)
        except OSError as error:
            raise WriteError(
                f"{self._name}: cannot be written ({error.strerror}); nothing more is sent"
            ) from error

    def _read_lines(self) -> tuple[str, ...]:
        """Return the lines that earlier runs appended.

        A last line without its end was cut off before anything followed from it, and is removed.
        """
        data = self._path.read_bytes()
        whole_size = data.rfind(b"\n") + 1
        if whole_size < len(data):
            os.ftruncate(self._file, whole_size)
        text = data[:whole_size].decode("ascii", "replace")
        return tuple(text.splitlines())
