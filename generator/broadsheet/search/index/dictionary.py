"""Dictionary: the words of the archive as people write them, for typos and completion, in small files.

A word stands in two files, by its first and by its last letters: one slip of the finger leaves two of
either intact (but for the middle letters of four, swapped), and three in a word of seven letters or more,
so two small files hold the word that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from broadsheet.search.index.binary import build_frame
from broadsheet.search.index.postings import Vocabulary

# Shorter words have too many neighbours, longer ones are no words.
MIN_LENGTH = 4
MAX_LENGTH = 24
_OFFERED = re.compile(rf"[a-z][\x00-\x7f]{{{MIN_LENGTH - 2},{MAX_LENGTH - 2}}}[a-z]")
# Letters by which words are told apart: more where there are too many words with the same.
_FEWEST_LETTERS = 2
_MOST_LETTERS = 3


class WordFile(NamedTuple):
    """Frame of a file of words, and the letters that are the file's name."""

    name: str
    frame: bytes


def word_files(vocabulary: Vocabulary, most: int) -> Iterator[WordFile]:
    """Yield the files of about ``most`` words, in the order of their names.

    ``abc-`` holds the words that begin with these or with later letters, up to the next file's;
    ``-cba`` those that end so, read from the end. Words with the same two letters stand in one file, or
    in several that hold no others. The frame's head has ``words`` (joined by line feeds); its section
    is a byte a word: the power of two up to which it is frequent.
    """
    levels = _frequency_levels(vocabulary)
    for words in _cut_files(sorted(levels), most):
        name = words[0][:_MOST_LETTERS] + "-"
        yield WordFile(name, _word_frame(words, levels))
    backward = sorted([word[::-1] for word in levels])
    for words in _cut_files(backward, most):
        name = "-" + words[0][:_MOST_LETTERS]
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


def _cut_files(words: Sequence[str], most: int, letters: int = _FEWEST_LETTERS) -> Iterator[list[str]]:
    """Yield sorted words in runs of about ``most``; words with as many ``letters`` alike stay together.

    Those of which there are more are cut by one letter more, and no others stand with them.
    """
    run: list[str] = []
    for _, group in groupby(words, itemgetter(slice(letters))):
        alike = list(group)
        if run and len(run) + len(alike) > most:
            yield run
            run = []
        run += alike
        if len(run) > most and letters < _MOST_LETTERS:
            yield from _cut_files(run, most, letters + 1)
            run = []
    if run:
        yield run
