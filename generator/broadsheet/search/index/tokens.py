"""Words and terms, as the search knows them: the same rules stand in theme/assets/search-words.js.

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
# An ending, the letters that replace it, and how many letters must stand before it, one of them a vowel.
# The first that fits is taken, and "us" for "us" keeps the word as it is.
PLURALS = (
    ("sses", "ss", 1),
    ("ies", "y", 2),
    ("ss", "ss", 0),
    ("us", "us", 0),
    ("is", "is", 0),
    ("s", "", 2),
)
ENDINGS = (
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


def fold_text(text: str) -> str:
    """Return a text in lower case, without accents and with compatible forms made plain (NFKD, no marks)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return _FOREIGN.sub(_without_marks, decomposed.lower())


def _without_marks(match: re.Match[str]) -> str:
    characters = []
    for character in match[0]:
        if not unicodedata.category(character).startswith("M"):
            characters.append(character)
    return "".join(characters)


def split_compounds(text: str) -> Iterator[list[str]]:
    """Yield the words of a text, folded, in order, each as its parts between hyphens."""
    whole = _POSSESSIVE.sub("", fold_text(text))
    return map(_HYPHEN.split, _WORD.findall(whole))


def index_words(text: str) -> Iterator[str]:
    """Yield the words of a text in order; of ``pre-training`` pre, training and pretraining."""
    for parts in split_compounds(text):
        yield from parts
        if len(parts) == 2:
            yield "".join(parts)


def field_words(texts: Iterable[str]) -> list[str]:
    """Return the words of ``texts`` in order, without stop words, and ``BREAK`` at the end of each text.

    They are those of ``index_words``, but read in one go, which takes half the time. Words that
    hyphens join come after all texts, as if each were a text of its own.
    """
    folded_texts = f" {BREAK} ".join(map(fold_text, texts))
    compounds = _WORD.findall(_POSSESSIVE.sub("", folded_texts))
    hyphened = [word for word in compounds if not word.isalnum()]
    if hyphened:
        compounds = _HYPHEN.sub(" ", " ".join(compounds)).split()
    words = [word for word in compounds if word not in STOP_WORDS]
    words.append(BREAK)
    for parts in map(_HYPHEN.split, hyphened):
        if len(parts) == 2:
            words += ("".join(parts), BREAK)
    return words


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Return the part of a folded English word that its forms share; words with digits stay whole."""
    if len(word) < 4 or _NUMBER.search(word) or not word.isascii():
        return word
    singular = _without_ending(word, PLURALS)
    short = _without_ending(singular, ENDINGS)
    if singular.endswith(("ing", "ed")):
        return _DOUBLED.sub(r"\1", short)
    return short


def _without_ending(word: str, endings: Iterable[tuple[str, str, int]]) -> str:
    """Return the word with the first of ``endings`` that it has replaced, if enough stands before it."""
    for ending, replacement, min_length in endings:
        if word.endswith(ending):
            rest = word.removesuffix(ending)
            if len(rest) >= min_length and _VOWEL.search(rest):
                return rest + replacement
            return word
    return word


def utf16_key(term: str) -> bytes:
    """Return bytes by which terms have the order in which JavaScript compares them."""
    return term.encode("utf-16-be", "surrogatepass")


def index_terms(text: str) -> Iterator[str]:
    """Yield the terms of a text in order: the stems of its words, without stop words."""
    for word in index_words(text):
        if word not in STOP_WORDS:
            yield stem(word)
