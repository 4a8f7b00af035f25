"""Files of notes as a form sees them: read with a digest, written only as long as that still holds."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from pathlib import Path
from typing import NamedTuple

from broadsheet.disk.failures import describe_failure
from broadsheet.disk.files import write_file
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ContentError
from broadsheet.model.curation import Note
from broadsheet.model.language.words import gettext as _
from broadsheet.store.files import MAX_TEXT_BYTES, parse_text
from broadsheet.store.new_notes import note_path
from broadsheet.store.note_edits import with_wishes
from broadsheet.store.notes import parse_note


class NoteFile(NamedTuple):
    """Note as its file has it: the file's place, a digest of its bytes, and what it says.

    The digest is empty where there is no file.
    """

    place: str
    digest: str
    note: Note


class NoteFiles:
    """Notes of the site at ``root``, for threads that edit them at the same time.

    Whoever calls it vouches for the ids of the papers: that they are ids, and of papers that are here.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._writing = threading.Lock()

    def read(self, paper: str) -> NoteFile:
        """Return the note on a paper; ContentError with all that is wrong with its file."""
        place = f"content/{note_path(paper)}"
        data = self._read_bytes(place)
        problems: list[str] = []
        note = parse_note(place, paper, parse_text(place, data or b"", problems), problems)
        if problems:
            raise ContentError(*problems)
        return NoteFile(place, _digest_of(data), note)

    def write(self, wish: Note, digest: str) -> str:
        """Make a note say what is wished; return what was done: ``wrote``, ``removed``, or nothing.

        A note that no longer says anything has no file. ContentError where the file is not as it was when
        its ``digest`` was taken, is broken, or may not be written; WriteError where it cannot be.
        """
        place = f"content/{note_path(wish.paper)}"
        path = self._root / place
        with self._writing:
            before = self._read_bytes(place)
            if _digest_of(before) != digest:
                raise ContentError(
                    _(
                        "%(place)s was changed on disk meanwhile, and nothing was saved: "
                        "copy your words, then close this and open it again",
                        place=place,
                    )
                )
            after = with_wishes(place, before or b"", wish)
            if after == (before or b""):
                return ""
            _refuse_read_only(place, path)
            try:
                return self._put(path, after)
            except OSError as error:
                raise describe_failure(error) from error

    def _put(self, path: Path, data: bytes) -> str:
        if not data:
            path.unlink()
            return "removed"
        write_file(path, data, self._root / ".cache" / "writing")
        return "wrote"

    def _read_bytes(self, place: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""
        try:
            return read_regular(self._root / place, MAX_TEXT_BYTES)
        except FileNotFoundError:
            return None
        except UnreadableFileError as error:
            raise ContentError(f"{place}: {error}") from error


def _digest_of(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _refuse_read_only(place: str, path: Path) -> None:
    """Raise ContentError for a file that may not be written; a new one could take its place all the same."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise ContentError(f"{place}: is read-only; give leave to write it, then save again")
