"""Dictionary: the words of the archive as people write them, for typos and completion, in small files.

A word stands in two files, by its first two and by its last two letters: one slip of the finger leaves
one of the two intact (but for the middle letters of four, swapped), so two small files hold the word
that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from broadsheet.search.index.binary import build_frame
from broadsheet.search.index.postings import Vocabulary

# Shorter words have too many neighbours, longer ones are no words.
MIN_LENGTH = 4
MAX_LENGTH = 24
_OFFERED = re.compile(rf"[a-z][\x00-\x7f]{{{MIN_LENGTH - 2},{MAX_LENGTH - 2}}}[a-z]")
# Words in a file, about 6 KB.
SIZE = 1500


class WordFile(NamedTuple):
    """Frame of a file of words, and the letters that are the file's name."""

    name: str
    frame: bytes


def word_files(vocabulary: Vocabulary) -> Iterator[WordFile]:
    """Yield the files in the order of their names.

    ``ab-`` holds the words that begin with these or with later letters, up to the next file's;
    ``-ba`` those that end so, read from the end. The frame's head has ``words`` (joined by line
    feeds); its section is a byte a word: the power of two up to which it is frequent.
    """
    levels = _frequency_levels(vocabulary)
    for words in _cut_files(sorted(levels)):
        name = words[0][:2] + "-"
        yield WordFile(name, _word_frame(words, levels))
    backward = sorted([word[::-1] for word in levels])
    for words in _cut_files(backward):
        name = "-" + words[0][:2]
        forward = [word[::-1] for word in words]
        yield WordFile(name, _word_frame(forward, levels))


def _frequency_levels(vocabulary: Vocabulary) -> dict[str, int]:
    """Return the words that are offered, each with the power of two up to which it is frequent."""
    is_known = (vocabulary.paper_counts > 1) | vocabulary.in_title
    paper_counts = vocabulary.paper_counts.tolist()
    levels = {}
    for number in np.flatnonzero(is_known).tolist():
        form = vocabulary.forms[number]
        if _OFFERED.fullmatch(form):
            levels[form] = paper_counts[number].bit_length()
    return levels


def _word_frame(words: Sequence[str], levels: dict[str, int]) -> bytes:
    head = {"words": "\n".join(words)}
    return build_frame(head, bytes([levels[word] for word in words]))


def _cut_files(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield sorted words in runs of about ``SIZE``; words with the same first two letters stay together."""
    run: list[str] = []
    for _, group in groupby(words, _first_letters):
        alike = list(group)
        if run and len(run) + len(alike) > SIZE:
            yield run
            run = []
        run += alike
    if run:
        yield run


def _first_letters(word: str) -> str:
    return word[:2]
