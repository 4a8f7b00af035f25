"""Papers as they were read from their files, kept between builds."""

from __future__ import annotations

from typing import Any, NamedTuple

from broadsheet.cache.file_state import FileState
from broadsheet.model.paper import Paper
from broadsheet.store.papers import paper_from_json, paper_to_json


class PaperRow(NamedTuple):
    """Paper as it was read from a file: the state and the digest of the file, the paper's name, the paper.

    ``state`` is None where the file was so new that it could change and keep its state. A paper
    without a key in its file has the one that it would get in an empty store.
    """

    state: FileState | None
    digest: str
    name: str
    paper: Paper
    has_key: bool

    @classmethod
    def from_json(cls, values: Any) -> PaperRow:
        """Return the row of which ``to_json`` made these values."""
        state, digest, name, paper, has_key = values
        return cls(FileState(*state) if state else None, digest, name, paper_from_json(paper), has_key)

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        return (self.state, self.digest, self.name, paper_to_json(self.paper), self.has_key)
