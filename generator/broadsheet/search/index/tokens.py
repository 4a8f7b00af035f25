"""What a word is, for the search: the same rules stand in theme/assets/scripts/search/engine/words.js.

Both are held together by tests/search-words.json: a rule that changes here changes there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Words of the language alone; what stands in well-known titles ("all you need") is not among them.
_STOP_WORDS = """
a an and are as at be been but by can for from has have how in into is it its of on or our such than
that the their then there these they this those to was we were which while with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_POSSESSIVE = re.compile(r"['’]s(?![^\W_])")
# Letters and digits; parts that hyphens join are words of their own, and together one more.
_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_HYPHEN = re.compile(r"[-\u2010\u2011]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Stands between texts that are read in one go: no folded text has a capital letter.
BREAK = "A"
# An ending, what stands in its place, and how many letters must stand before it, one of them a vowel.
# The first that fits is taken, and "us" for "us" keeps the word as it is.
_PLURALS = (
    ("sses", "ss", 1),
    ("ies", "y", 2),
    ("ss", "ss", 0),
    ("us", "us", 0),
    ("is", "is", 0),
    ("s", "", 2),
)
_ENDINGS = (
    ("ization", "iz", 2),
    ("isation", "iz", 2),
    ("ation", "at", 2),
    ("ition", "it", 2),
    ("ction", "ct", 2),
    ("sion", "s", 3),
    ("ising", "iz", 2),
    ("ised", "iz", 2),
    ("ise", "iz", 2),
    ("ingly", "", 3),
    ("edly", "", 3),
    ("ically", "ic", 2),
    ("ally", "al", 2),
    ("ily", "y", 3),
    ("ly", "", 3),
    ("eed", "eed", 0),
    ("ing", "", 3),
    ("ed", "", 3),
    ("e", "", 3),
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_VOWEL = re.compile("[aeiouy]")
_NUMBER = re.compile("[0-9]")


def folded(words: str) -> str:
    """Lower case, without accents and with compatible forms made plain (NFKD, no marks)."""
    if words.isascii():
        return words.lower()
    return _FOREIGN.sub(_without_marks, unicodedata.normalize("NFKD", words).lower())


def _without_marks(found: re.Match[str]) -> str:
    return "".join(c for c in found[0] if not unicodedata.category(c).startswith("M"))


def compounds(words: str) -> Iterator[list[str]]:
    """The words as they stand, folded, in order, each as its parts between hyphens."""
    return (_HYPHEN.split(word) for word in _WORD.findall(_POSSESSIVE.sub("", folded(words))))


def index_words(words: str) -> Iterator[str]:
    """The same in one row; of ``pre-training`` pre, training and pretraining."""
    for parts in compounds(words):
        yield from parts
        if len(parts) == 2:
            yield "".join(parts)


def query_words(texts: Iterable[str]) -> list[str]:
    """The words of ``texts`` in order, without stop words, and ``BREAK`` at the end of each text.

    What hyphens join to one word comes after all texts, as if each were a text of its own.
    """
    whole = f" {BREAK} ".join(map(folded, texts))
    words = _WORD.findall(_POSSESSIVE.sub("", whole))
    hyphened = [word for word in words if not word.isalnum()]
    if hyphened:
        words = _HYPHEN.sub(" ", " ".join(words)).split()
    words = [word for word in words if word not in STOP_WORDS]
    words.append(BREAK)
    for parts in map(_HYPHEN.split, hyphened):
        if len(parts) == 2:
            words += ("".join(parts), BREAK)
    return words


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """The part of a folded English word that its forms share; words with digits stay whole."""
    if len(word) < 4 or _NUMBER.search(word) or not word.isascii():
        return word
    word = _without(word, _PLURALS)
    short = _without(word, _ENDINGS)
    return _DOUBLED.sub(r"\1", short) if word.endswith(("ing", "ed")) else short


def _without(word: str, endings: tuple[tuple[str, str, int], ...]) -> str:
    for ending, instead, least in endings:
        if word.endswith(ending):
            before = word[: len(word) - len(ending)]
            return before + instead if len(before) >= least and _VOWEL.search(before) else word
    return word


def utf16(term: str) -> bytes:
    """By these bytes terms have the order in which JavaScript compares them."""
    return term.encode("utf-16-be", "surrogatepass")


def terms(words: str) -> Iterator[str]:
    """What the index knows of ``words``: stems, in order, without stop words."""
    return (stem(word) for word in index_words(words) if word not in STOP_WORDS)
