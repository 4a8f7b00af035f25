"""Finding many phrases in a text in one pass, so that topics cost the same however many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4
_SHORT = 40  # characters of a text that is worth remembering, as keywords are

Tokens = tuple[str, ...]


def _words(text: str) -> Tokens:
    """The words of ``text``, lower-case, without punctuation."""
    return tuple(_TOKEN.findall(text.lower()))


@lru_cache(maxsize=65_536)  # the same few thousand words make most of every text
def _singular(word: str) -> str:
    """Without a plural ending. Where it takes too much it does so in phrase and text alike."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("ie"):
        return f"{word[:-2]}y"  # movie and movies, body and bodies
    return word[:-1] if word.endswith(("sse", "she", "che", "xe")) else word  # box and axe, and more of them


def can_be_found(phrase: str) -> bool:
    """Whether more than one letter is left of a phrase without its signs: ``C++`` would find any *c*."""
    words = _words(phrase)
    return len("".join(words)) > 1 or phrase.lower() in words


class PhraseMatcher:
    """A set of phrases that can be looked up in any text; see ``Conditions`` for what matches."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[Tokens, str, str]]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(set(phrases)):
            self._learn(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._known: dict[str, frozenset[str]] = {}  # of keywords, which many papers have alike

    def _learn(self, phrase: str) -> None:
        words = _words(phrase)
        if not words:
            return
        stem = words[-1] if phrase.rstrip().endswith("*") else ""
        singular = tuple(_singular(word) for word in (words[:-1] if stem else words))
        if singular:
            self._by_first[singular[0]].append((singular[1:], stem, phrase))
        else:
            self._stems[stem].append(phrase)

    def found(self, text: str) -> frozenset[str]:
        """The phrases that stand in ``text``, as they were given."""
        if len(text) > _SHORT:
            return self._found(text)
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._found(text)
        return known

    def _found(self, text: str) -> frozenset[str]:
        written = _words(text)
        singular = tuple(map(_singular, written))
        phrases: set[str] = set()
        known = self._by_first
        for at in [at for at, word in enumerate(singular) if word in known]:
            for rest, stem, phrase in known[singular[at]]:
                end = at + 1 + len(rest)
                if (not rest or singular[at + 1 : end] == rest) and _goes_on(written, end, stem):
                    phrases.add(phrase)
        for word in written if self._stems else ():
            for length in self._stem_lengths:
                phrases.update(self._stems.get(word[:length], ()) if length <= len(word) else ())
        return frozenset(phrases)


def _goes_on(written: Tokens, end: int, stem: str) -> bool:
    return not stem or (end < len(written) and written[end].startswith(stem))
