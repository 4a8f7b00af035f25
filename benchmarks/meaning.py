"""How much each paper is like a query, as search/engine/meaning.js counts it, from the same files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import MEANING_DIMENSIONS
from broadsheet.search.index.binary import parse_file
from broadsheet.search.index.tokens import index_terms
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.files import semantic_files

# Files of words and of papers by meaning.
_MEANING = re.compile(r"/(?:meanings|papers)\d")

WORDS = 20  # of a query that are looked at

Likeness = Callable[[str], NDArray[np.float64] | None]


class Nothing:
    """A blob cache that keeps nothing."""

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what ``make`` gives."""
        return make()


def likeness(records: Sequence[Record]) -> Likeness:
    """From a query to the cosine with each paper, from -1 to 1; None where no word is known."""
    return likeness_of({file.path: file.data for file in semantic_files(Archive(records, Nothing()))})


def likeness_of(data: Mapping[str, bytes]) -> Likeness:
    """Return the same of the files of meaning by path; others may be among them."""
    files = {path: parse_file(data[path]) for path in data if _MEANING.search(path)}
    by_number = sorted(files, key=lambda path: (len(path.partition("-")[0]), path))
    codes = np.concatenate([np.frombuffer(files[p][1][0], np.uint8) for p in by_number if "/papers" in p])
    papers = (codes[:, None] >> np.asarray([0, 2, 4, 6]) & 3).reshape(-1, MEANING_DIMENSIONS) - 1.5
    papers /= np.linalg.norm(papers, axis=1, keepdims=True)
    words: dict[str, NDArray[np.float64]] = {}
    for path in by_number:
        if "/meanings" in path:
            words.update(_words(*files[path]))

    def alike(query: str) -> NDArray[np.float64] | None:
        known = [words[term] for term in list(dict.fromkeys(index_terms(query)))[:WORDS] if term in words]
        vector = np.sum(known, axis=0)
        return papers @ vector / np.linalg.norm(vector) if known else None

    return alike


def _words(head: dict[str, str], sections: Sequence[bytes]) -> dict[str, NDArray[np.float64]]:
    largest = np.frombuffer(sections[0], "<f4")[:, None]
    packed = np.frombuffer(sections[1], np.uint8).reshape(len(largest), -1)
    levels = np.stack((packed & 15, packed >> 4), axis=2).reshape(len(largest), -1)
    return dict(zip(head["terms"].split("\n"), (levels - 7.5) * largest / 7.5, strict=True))
