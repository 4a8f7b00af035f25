"""The words of the archive as people write them, for typos and completion, in small buckets.

A word stands in two buckets, by its first and by its last letter: whoever mistypes one letter gets
the other right, so two small files hold the word that was meant.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterator

from generator.search.frames import framed
from generator.search.postings import Vocabulary

# Shorter words have too many neighbours, longer ones are no words.
SHORTEST, LONGEST = 4, 24
_LETTERS = frozenset(string.ascii_lowercase)


def buckets(vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The name of each bucket (``a-`` by first letter, ``-a`` by last) and its frame.

    The frame's head has ``words`` (joined by line feeds); its section is a byte a word: the power
    of two up to which it is frequent.
    """
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for form, papers, in_title in zip(vocabulary.forms, vocabulary.papers, vocabulary.in_title, strict=True):
        if _is_offered(form) and (papers > 1 or in_title):
            level = int(papers).bit_length()
            found[f"{form[0]}-"].append((form, level))
            found[f"-{form[-1]}"].append((form, level))
    for name in sorted(found):
        words = sorted(found[name], key=lambda word: word[0] if name[1] == "-" else word[0][::-1])
        yield name, framed({"words": "\n".join(w for w, _ in words)}, bytes(level for _, level in words))


def _is_offered(form: str) -> bool:
    ends_are_letters = form[0] in _LETTERS and form[-1] in _LETTERS
    return SHORTEST <= len(form) <= LONGEST and form.isascii() and ends_are_letters
