"""Words and terms, as the search knows them: as scripts/search/engine/words.js does too.

Both are held together by tests/search-words.json: a rule that changes here changes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import NamedTuple

from broadsheet.search.index.letters import (
    HAN,
    HANGUL,
    KANA,
    SOUTHEAST,
    character_class,
    fold_plain,
    fold_text,
    plain_text,
)

# Words of the language alone; what stands in well-known titles ("all you need") is not among them.
_STOP_WORDS = """
a an and are as at be been but by can for from has have how in into is it its of on or our such than
that the their then there these they this those to was we were which while with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_POSSESSIVE = re.compile(r"'s(?![^\W_])")
# "don't" is written "dont" as well.
_CONTRACTION = re.compile(r"(?<=[^\W_])'(?=(?:t|re|ve|ll|d|m)(?![^\W_]))")
# In TeX, other shapes of the same letters.
_VARIANT = re.compile(r"\\var(?=(?:epsilon|theta|kappa|pi|rho|sigma|phi)(?![^\W_]))")
# Letters and digits; parts that hyphens or apostrophes join are words of their own, and together one more.
# A sign at the end belongs to names as C++, F# and A*, and a point at the beginning to .NET.
_WORD = re.compile(
    r"[^\W_]+(?:[-'][^\W_]+)*(?:\+\+(?![a-z+])|[#*](?![\w#*]))?"
    r"|(?:(?<!\w)|(?<=\basp)|(?<=\bado)|(?<=\bvb)|(?<=\bml))\.net(?!\w)"
)
_JOINT = re.compile("[-']")
_SIGNS = "+#*"
_INCREMENT = "+" * 2
# How long a name with a star may be: A*, RRT*.
_LONGEST_STARRED = 4
_PAIRED = re.compile(f"[{character_class(HAN, HANGUL, KANA, SOUTHEAST)}]")
_RUN = re.compile(f"{_PAIRED.pattern}+|[^{_PAIRED.pattern[1:]}+")
_HAN = re.compile(f"[{character_class(HAN)}]")
_HANGUL_WORD = re.compile(f"[{character_class(HANGUL)}]{{3,}}")
# Words with capitals inside, and where their parts meet: in DeepSeek, in BERTScore, not in LLMs.
_INNER_CAPITAL = re.compile("[A-Z](?:(?<=[a-z][A-Z])|(?<=[A-Z][A-Z])[a-z]{2})")
_ENGLISH_LETTERS = re.compile("[A-Za-z]+")
_LETTERS_AT_END = re.compile("(?<![A-Za-z])[A-Za-z]+$")
_CAMEL_JOINT = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
# Letters of a part, and of the longest one: of LLaVA there are no parts.
_SHORTEST_PART = 2
_SHORTEST_LONGEST_PART = 3
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
_ENGLISH = re.compile("[a-z]+")


class Compound(NamedTuple):
    """Word of a text, folded, with what else it is found by.

    Its ``parts`` are those between hyphens, or the pairs of characters of a script without spaces;
    ``whole`` is another way to write them all, or empty; ``singles`` are single Han characters.
    """

    parts: tuple[str, ...]
    whole: str = ""
    singles: tuple[str, ...] = ()


def split_compounds(text: str) -> Iterator[Compound]:
    """Yield the words of a text, folded, in order."""
    return map(_compound_of, _find_words(fold_text(text)))


def _find_words(folded: str) -> list[str]:
    """Return the words of a folded text with the signs that belong to them."""
    if "\\var" in folded:
        folded = _VARIANT.sub(r"\\", folded)
    if "'" in folded:
        folded = _CONTRACTION.sub("", _POSSESSIVE.sub("", folded))
    return _WORD.findall(folded)


@lru_cache(maxsize=1 << 16)
def _compound_of(word: str) -> Compound:
    if word == ".net":
        return Compound((word,))
    stripped = word.rstrip(_SIGNS)
    sign = word.removeprefix(stripped)
    pieces = _JOINT.split(stripped)
    parts: list[str] = []
    singles: list[str] = []
    for piece in pieces:
        for run in _RUN.findall(piece):
            parts += _pairs(run)
            if len(run) > 1:
                singles += _HAN.findall(run)
    whole = ""
    if _HANGUL_WORD.fullmatch(stripped):
        whole = stripped
    elif len(parts) == len(pieces) == 2 and not _PAIRED.search(stripped):
        whole = "".join(parts)
    return _with_sign(Compound(tuple(parts), whole, tuple(singles)), sign)


def _pairs(run: str) -> list[str]:
    """Return the pairs of neighbours of a run of one kind of script, or all of it where it has no pairs."""
    if len(run) < 2 or not _PAIRED.match(run):
        return [run]
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _with_sign(compound: Compound, sign: str) -> Compound:
    """Return the compound with the sign at its end: part of its name, or another way to write it."""
    *before, last = compound.parts
    is_name = last.isascii() and last.isalpha()
    if not sign or not is_name:
        return compound
    if len(last) == 1:
        return compound._replace(parts=(*before, last + sign))
    is_starred = sign == "*" and len(last) <= _LONGEST_STARRED and last not in STOP_WORDS
    if before or not (sign == _INCREMENT or is_starred):
        return compound
    return compound._replace(whole=last + sign)


def camel_parts(plain: str) -> list[str]:
    """Return the parts, folded, of the words that have capitals inside: deep and seek of DeepSeek."""
    found = []
    for word in _camel_words(plain):
        parts = _CAMEL_JOINT.split(word)
        if max(map(len, parts)) >= _SHORTEST_LONGEST_PART:
            found += [part.lower() for part in parts if len(part) >= _SHORTEST_PART]
    return found


def _camel_words(plain: str) -> Iterator[str]:
    """Yield the words that have capitals inside; looking for a capital first takes a third of the time."""
    end = 0
    for capital in _INNER_CAPITAL.finditer(plain):
        place = capital.start()
        if place < end:
            continue
        before = _LETTERS_AT_END.search(plain[end:place])
        start = end + before.start() if before else place
        letters = _ENGLISH_LETTERS.match(plain, place)
        end = letters.end() if letters else place + 1
        yield plain[start:end]


def index_words(text: str, with_camel_parts: bool = True) -> Iterator[str]:
    """Yield the words by which a text is found; of ``pre-training`` pre, training and pretraining."""
    plain = plain_text(text)
    for word in _find_words(fold_plain(plain)):
        compound = _compound_of(word)
        yield from compound.parts
        if compound.whole:
            yield compound.whole
        yield from compound.singles
    if with_camel_parts:
        yield from camel_parts(plain)


def field_words(texts: Iterable[str], with_camel_parts: bool = True) -> list[str]:
    """Return the words of ``texts`` in order, without stop words, and ``BREAK`` at the end of each text.

    They are those of ``index_words``, but read in one go, which takes half the time. What else a word
    is found by comes after all texts, as if each were a text of its own; parts of words with capitals
    inside once, and only those that are not words of the texts.
    """
    plains = list(map(plain_text, texts))
    folded_texts = f" {BREAK} ".join(map(fold_plain, plains))
    found = _find_words(folded_texts)
    words = [word for word in found if word not in STOP_WORDS]
    words.append(BREAK)
    odd = {word for word in words if not word.isalnum()}
    if not folded_texts.isascii():
        odd.update(filter(_PAIRED.search, words))
    others: list[str] = []
    if odd:
        words = _split_odd(words, odd, others)
    if with_camel_parts:
        others += _unsaid_parts(plains, words)
    for word in others:
        if word not in STOP_WORDS:
            words += (word, BREAK)
    return words


def _unsaid_parts(plains: Iterable[str], words: Iterable[str]) -> list[str]:
    """Return the parts of words with capitals inside that are not among ``words``, each once.

    A name that is said ten times would else make its text longer, and all other words in it weaker.
    """
    parts: dict[str, None] = {}
    for plain in plains:
        parts.update(dict.fromkeys(camel_parts(plain)))
    if not parts:
        return []
    said = set(words)
    return [part for part in parts if part not in said]


def _split_odd(words: Iterable[str], odd: Set[str], others: list[str]) -> list[str]:
    """Return the words with ``odd`` ones in parts; what else these are found by goes to ``others``."""
    split: list[str] = []
    for word in words:
        if word not in odd:
            split.append(word)
            continue
        compound = _compound_of(word)
        split += [part for part in compound.parts if part not in STOP_WORDS]
        if compound.whole:
            others.append(compound.whole)
        others += compound.singles
    return split


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the part of a folded English word that its forms share; words with digits stay whole."""
    if len(word) < 4 or not _ENGLISH.fullmatch(word):
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
