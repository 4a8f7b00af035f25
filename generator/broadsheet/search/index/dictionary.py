"""The words of the archive as people write them, for typos and completion, in small files.

A word stands in two files, by its first two and by its last two letters: one slip of the finger leaves
one of the two intact (but for the middle letters of four, swapped), so two small files hold the word
that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from broadsheet.search.index.binary import build_frame
from broadsheet.search.index.postings import Vocabulary

# Shorter words have too many neighbours, longer ones are no words.
SHORTEST, LONGEST = 4, 24
_OFFERED = re.compile(rf"[a-z][\x00-\x7f]{{{SHORTEST - 2},{LONGEST - 2}}}[a-z]")
# Words in a file, about 6 KB.
SIZE = 1500


def buckets(vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The name of each file and its frame, in the order of their names.

    ``ab-`` holds the words that begin with these or with later letters, up to the next file's;
    ``-ba`` those that end so, read from the end. The frame's head has ``words`` (joined by line
    feeds); its section is a byte a word: the power of two up to which it is frequent.
    """
    worth = np.flatnonzero((vocabulary.paper_counts > 1) | vocabulary.in_title)
    forms = (vocabulary.forms[place] for place in worth.tolist())
    level = {
        form: papers.bit_length()
        for form, papers in zip(forms, vocabulary.paper_counts[worth].tolist(), strict=True)
        if _OFFERED.fullmatch(form)
    }
    for step, name in ((1, "{}-"), (-1, "-{}")):
        for letters in _cut(sorted(form[::step] for form in level)):
            words = [word[::step] for word in letters]
            yield (
                name.format(letters[0][:2]),
                build_frame({"words": "\n".join(words)}, bytes(level[word] for word in words)),
            )


def _cut(words: Sequence[str]) -> Iterator[list[str]]:
    """Sorted words in runs of about ``SIZE``; what begins with the same two letters stays together."""
    run: list[str] = []
    for _, group in groupby(words, lambda word: word[:2]):
        alike = list(group)
        if run and len(run) + len(alike) > SIZE:
            yield run
            run = []
        run += alike
    if run:
        yield run
