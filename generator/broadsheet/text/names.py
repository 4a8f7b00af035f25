"""Names of persons and groups, as reference managers part them.

The rules are those of BibTeX's "First von Last" and "von Last, Jr, First" (Patashnik, *BibTeXing*),
with the particles of the Citation Style Language. The scripts part names alike
(``theme/assets/scripts/citations/names.js``); ``tests/citation_vectors.json`` holds both together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.text import name_words
from broadsheet.text.name_affixes import (
    Words,
    take_suffix,
    without_degrees,
    without_marks,
    without_title,
)

_PARTICLES = frozenset(name_words.PARTICLES.split())
_CAPITAL_PARTICLES = frozenset(name_words.CAPITAL_PARTICLES.split())
_ALSO_GIVEN = frozenset(name_words.ALSO_GIVEN.split())
_VIETNAMESE_FAMILIES = frozenset(name_words.VIETNAMESE_FAMILIES.split())
_JOINING_WORDS = frozenset(name_words.JOINING_WORDS.split())
_FAMILY_ENDINGS = frozenset(name_words.FAMILY_ENDINGS.split())
_GROUP_WORDS = frozenset(name_words.GROUP_WORDS.split())
_GROUP_STEMS = tuple(name_words.GROUP_STEMS.split())
_LATER_GROUP_WORDS = frozenset(name_words.LATER_GROUP_WORDS.split())
_GROUP_CONJUNCTIONS = frozenset(name_words.GROUP_CONJUNCTIONS.split())
# Particles that are written as one with the name: d'Alembert, al-Khwarizmi.
_ATTACHED = re.compile(r"(?:d|l|dall|dell)'.|(?:a[dlnrst]|el)-.")
_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_DIGITS = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class Name:
    """Name as family and given where that can be told; a group's stays whole, as ``literal``.

    Particles (*van*, *de la*) are part of the family name.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @classmethod
    @lru_cache(maxsize=1 << 15)  # every author is in three formats, the paper's key, and many papers
    def parse(cls, name: str) -> Name:
        """Return the parts of ``Ludwig van Beethoven``, ``Beethoven, Ludwig van``, ``King, Jr., Martin`` …"""
        whole = without_marks(name)
        parts = [part.split() for part in whole.split(",")]
        parts = without_degrees(list(filter(None, parts)))
        parts, suffix = take_suffix([without_title(part) for part in parts])
        if len(parts) > 2 or _is_group(whole):
            return cls(literal=whole)
        if len(parts) == 2:
            family, given = parts
            return cls._of_inverted(family, given, suffix)
        words = parts[0] if parts else []
        start = _family_start(words)
        if not start:
            return cls(literal=whole if suffix else " ".join(words))
        return cls._of_words(words, start, suffix)

    @classmethod
    def _of_inverted(cls, family: Words, given: Words, suffix: str) -> Name:
        """Return a name whose family was given first; its particles may stand behind the given names."""
        end = len(given)
        while end and (_is_particle(given[end - 1]) or given[end - 1] in _CAPITAL_PARTICLES):
            end -= 1
        particles = given[end:]
        if len(particles) == 1 and particles[0][0].isupper():
            particles, end = [], len(given)
        return cls(" ".join(particles + family), " ".join(given[:end]), suffix)

    @classmethod
    def _of_words(cls, words: Words, start: int, suffix: str) -> Name:
        """Return a name whose given names stand first, as in Europe, or last, as in East Asia."""
        given = " ".join(words[:start])
        family = " ".join(words[start:])
        if len(words) == 2 and all(map(_EAST_ASIAN.fullmatch, words)):
            given, family = family, given
        return cls(family, given, suffix)


def _is_group(whole: str) -> bool:
    """Return True for the name of a group or a company, which has no parts."""
    words = whole.replace(",", " ").split()
    if not _GROUP_CONJUNCTIONS.isdisjoint(words[1:-1]):
        return True
    if "AI" in words and not whole.isupper():
        return True
    if whole.startswith(_DIGITS):
        return True
    later = [word.lower().rstrip(".") for word in words[1:]]
    if not _LATER_GROUP_WORDS.isdisjoint(later):
        return True
    return any(map(_is_group_word, words))


def _is_group_word(word: str) -> bool:
    folded = word.lower().rstrip(".")
    return folded in _GROUP_WORDS or folded.startswith(_GROUP_STEMS)


def _family_start(words: Words) -> int:
    """Return the place of the first word of the family name; 0 where that cannot be told."""
    if len(words) < 2 or _is_particle(words[0]):
        return 0
    start = _first_inner_particle(words)
    if start is None:
        start = _ordinary_start(words)
    while start > 1 and _is_capital_particle(words, start - 1):
        start -= 1
    return start


def _first_inner_particle(words: Words) -> int | None:
    """Return the place of the first particle in lower case, or of the word that it joins to the next."""
    for place, word in enumerate(words[1:-1], start=1):
        if word in _JOINING_WORDS:
            return place - 1
        if _is_particle(word):
            return place
    return None


def _ordinary_start(words: Words) -> int:
    last = len(words) - 1
    if last > 1 and words[last] in _FAMILY_ENDINGS:
        return last - 1
    return last


def _is_particle(word: str) -> bool:
    """Return True for a particle in lower case, alone or written as one with the name."""
    straight = word.replace("’", "'")
    return straight in _PARTICLES or _ATTACHED.match(straight) is not None


def _is_capital_particle(words: Words, place: int) -> bool:
    word = words[place]
    if word not in _CAPITAL_PARTICLES:
        return False
    return word not in _ALSO_GIVEN or _VIETNAMESE_FAMILIES.isdisjoint((words[0], words[-1]))
