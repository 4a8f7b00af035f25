"""Titles of records that were looked up by id: whether they are of the work that was asked for.

Databases match preprints to articles by machine, and now and then a record is of another work.
"""

from __future__ import annotations

import re

from broadsheet.model.paper import Paper
from broadsheet.store.identity import plain_title

# Of the words of the shorter title, so many stand in the longer one of the same work, at least.
_COMMON = 0.5
# Words by which the parts of a series differ.
_NUMBER = re.compile(r"[0-9]+|[ivx]+", re.ASCII)


def is_same_work(paper: Paper, title: str) -> bool:
    """Return True if a record with this title can be of the paper, under its title or a former one."""
    words = _find_words(title)
    if not words:
        return True
    for known_title in (paper.title, *paper.former_titles):
        if _are_alike(_find_words(known_title), words):
            return True
    return False


def _find_words(title: str) -> frozenset[str]:
    return frozenset(plain_title(title).split())


def _are_alike(words: frozenset[str], other_words: frozenset[str]) -> bool:
    if words == other_words or not words:
        return True
    differing_words = words ^ other_words
    if all(map(_NUMBER.fullmatch, differing_words)):
        return False
    common = words & other_words
    fewest = min(len(words), len(other_words))
    return len(common) >= _COMMON * fewest
