"""Search for many phrases in a text in one pass, so that topics cost the same however many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4
_SHORT = 40  # characters of a text that is worth remembering, as keywords are
_PLURAL_STEM_ENDINGS = ("sse", "she", "che", "xe")  # of classes, dishes, branches and boxes

Tokens = tuple[str, ...]


class _PhraseTail(NamedTuple):
    """Rest of a phrase after its first word: whole words, then the stem of a word before a star."""

    words: Tokens
    stem: str
    phrase: str


def _split_words(text: str) -> Tokens:
    """Return the words of ``text``, lower-case, without punctuation."""
    return tuple(_TOKEN.findall(text.lower()))


@lru_cache(maxsize=65_536)  # the same few thousand words make most of every text
def _strip_plural(word: str) -> str:
    """Return a word without a plural ending. Where it takes too much it does so in phrase and text alike."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("ie"):
        return f"{word[:-2]}y"  # movie and movies, body and bodies
    if word.endswith(_PLURAL_STEM_ENDINGS):
        return word[:-1]  # box and axe, and more of them
    return word


def can_be_found(phrase: str) -> bool:
    """Return false where signs alone tell a phrase from one letter: ``C++`` would match any *c*."""
    words = _split_words(phrase)
    letters = "".join(words)
    return len(letters) > 1 or phrase.lower() in words


class PhraseMatcher:
    """Index of phrases that can be looked up in any text; see ``Conditions`` for what matches."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first_word: dict[str, list[_PhraseTail]] = defaultdict(list)
        self._phrases_by_stem: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(set(phrases)):
            self._add_phrase(phrase)
        stem_lengths = set(map(len, self._phrases_by_stem))
        self._stem_lengths = sorted(stem_lengths)
        self._matches_by_text: dict[str, frozenset[str]] = {}  # of keywords, which many papers have alike

    def _add_phrase(self, phrase: str) -> None:
        words = _split_words(phrase)
        if not words:
            return
        stem = ""
        if phrase.rstrip().endswith("*"):
            stem = words[-1]
            words = words[:-1]
        singular = tuple(map(_strip_plural, words))
        if singular:
            tail = _PhraseTail(singular[1:], stem, phrase)
            self._by_first_word[singular[0]].append(tail)
        else:
            self._phrases_by_stem[stem].append(phrase)

    def find_phrases(self, text: str) -> frozenset[str]:
        """Return the phrases that stand in ``text``, as they were given."""
        if len(text) > _SHORT:
            return self._search(text)
        matches = self._matches_by_text.get(text)
        if matches is None:
            matches = self._search(text)
            self._matches_by_text[text] = matches
        return matches

    def _search(self, text: str) -> frozenset[str]:
        # Run for every text of every paper: most words begin no phrase, and a comprehension
        # passes over those in half the time of a loop.
        words = _split_words(text)
        singular = tuple(map(_strip_plural, words))
        tails_of = self._by_first_word
        starts = [index for index, word in enumerate(singular) if word in tails_of]
        matches: set[str] = set()
        for start in starts:
            for rest, stem, phrase in tails_of[singular[start]]:
                end = start + 1 + len(rest)
                if rest and singular[start + 1 : end] != rest:
                    continue
                if not stem or _has_stem_at(words, end, stem):
                    matches.add(phrase)
        if self._phrases_by_stem:
            self._add_stem_matches(words, matches)
        return frozenset(matches)

    def _add_stem_matches(self, words: Tokens, matches: set[str]) -> None:
        """Add the phrases that are one stem and a star, such as ``count*``, to ``matches``."""
        for word in words:
            for length in self._stem_lengths:
                if length > len(word):
                    break
                phrases = self._phrases_by_stem.get(word[:length])
                if phrases:
                    matches.update(phrases)


def _has_stem_at(words: Tokens, index: int, stem: str) -> bool:
    return index < len(words) and words[index].startswith(stem)
