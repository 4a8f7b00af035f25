"""Finding many phrases in a text in one pass, so that topics cost the same however many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4

Tokens = tuple[str, ...]


def tokens(text: str) -> Tokens:
    """The words of ``text``, lower-case, singular, without punctuation."""
    return tuple(_singular(word) for word in _TOKEN.findall(text.lower()))


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > _SHORTEST_PLURAL else word[:-1]


class Phrasebook:
    """A set of phrases that can be looked up in any text; see ``Conditions`` for what matches."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[Tokens, str, str]]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(set(phrases)):
            self._learn(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})

    def _learn(self, phrase: str) -> None:
        words = tokens(phrase)
        if not words:
            return
        if not phrase.rstrip().endswith("*"):
            self._by_first[words[0]].append((words[1:], "", phrase))
            return
        stem = _TOKEN.findall(phrase.lower())[-1]  # not made singular: any ending may follow
        if len(words) == 1:
            self._stems[stem].append(phrase)
        else:
            self._by_first[words[0]].append((words[1:-1], stem, phrase))

    def found(self, text: str) -> frozenset[str]:
        """The phrases that stand in ``text``, as they were given."""
        words = tokens(text)
        return frozenset(p for at in range(len(words)) for p in self._starting(words, at))

    def _starting(self, words: Tokens, at: int) -> Iterator[str]:
        word = words[at]
        for rest, stem, phrase in self._by_first.get(word, ()):
            end = at + 1 + len(rest)
            if words[at + 1 : end] == rest and _goes_on(words, end, stem):
                yield phrase
        for length in self._stem_lengths:
            if length > len(word):
                break
            yield from self._stems.get(word[:length], ())


def _goes_on(words: Tokens, end: int, stem: str) -> bool:
    return not stem or (end < len(words) and words[end].startswith(stem))
