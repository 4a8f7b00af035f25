"""The words of the archive as people write them, for typos and completion, in small files.

A word stands in two files, by its first two and by its last two letters: one slip of the finger leaves
one of the two intact (but for the middle letters of four, swapped), so two small files hold the word
that was meant.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from generator.search.frames import frame
from generator.search.postings import Vocabulary

# Shorter words have too many neighbours, longer ones are no words.
SHORTEST, LONGEST = 4, 24
_LETTERS = frozenset(string.ascii_lowercase)
# Words in a file, about 6 KB.
SIZE = 1500

# Its letters, from the side by which it is found; as it is written; how frequent it is.
Word = tuple[str, str, int]


def buckets(vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The name of each file and its frame, in the order of their names.

    ``ab-`` holds the words that begin with these or with later letters, up to the next file's;
    ``-ba`` those that end so, read from the end. The frame's head has ``words`` (joined by line
    feeds); its section is a byte a word: the power of two up to which it is frequent.
    """
    worth = np.flatnonzero((vocabulary.papers > 1) | vocabulary.in_title)
    offered = [
        (form, papers.bit_length())
        for form, papers in zip(
            (vocabulary.forms[place] for place in worth), vocabulary.papers[worth].tolist(), strict=True
        )
        if _is_offered(form)
    ]
    for step, name in ((1, "{}-"), (-1, "-{}")):
        for words in _cut(sorted((word[0][::step], *word) for word in offered)):
            said = "\n".join(form for _, form, _ in words)
            yield name.format(words[0][0][:2]), frame({"words": said}, bytes(level for *_, level in words))


def _cut(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Sorted words in runs of about ``SIZE``; what begins with the same two letters stays together."""
    run: list[Word] = []
    for _, group in groupby(words, lambda word: word[0][:2]):
        alike = list(group)
        if run and len(run) + len(alike) > SIZE:
            yield run
            run = []
        run += alike
    if run:
        yield run


def _is_offered(form: str) -> bool:
    ends_are_letters = form[0] in _LETTERS and form[-1] in _LETTERS
    return SHORTEST <= len(form) <= LONGEST and form.isascii() and ends_are_letters
