"""Notes that take what readers contributed: read and written through one way to write files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ContentError
from broadsheet.model.curation import Note
from broadsheet.store.files import MAX_TEXT_BYTES, parse_text
from broadsheet.store.new_notes import note_path
from broadsheet.store.note_lists import Contribution, with_contribution
from broadsheet.store.notes import parse_note


class ContributedNotes:
    """Notes of the site at ``root``. ``write`` is how a file is written: whole or not at all."""

    def __init__(self, root: Path, write: Callable[[Path, bytes, Path], object]) -> None:
        self._root = root
        self._write = write

    def read(self, paper: str) -> Note:
        """Return the note on a paper; ContentError with all that is wrong with its file."""
        place, data = self._read_bytes(paper)
        problems: list[str] = []
        note = parse_note(place, paper, parse_text(place, data, problems), problems)
        if problems:
            raise ContentError(*problems)
        return note

    def add(self, paper: str, new: Contribution) -> None:
        """Write a proposal or a correction into the note on a paper, in place of what it said before.

        ContentError where the note is broken, or cannot be added to as it is written.
        """
        place, data = self._read_bytes(paper)
        after = with_contribution(place, paper, data, new)
        if after != data:
            self._write(self._root / place, after, self._root / ".cache" / "writing")

    def _read_bytes(self, paper: str) -> tuple[str, bytes]:
        """Return the place of the note on a paper, and its bytes; none where there is no note."""
        place = f"content/{note_path(paper)}"
        try:
            return place, read_regular(self._root / place, MAX_TEXT_BYTES)
        except FileNotFoundError:
            return place, b""
        except UnreadableFileError as error:
            raise ContentError(f"{place}: {error}") from error
