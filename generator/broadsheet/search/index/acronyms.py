"""Acronyms and what they stand for, as the papers themselves say: "Long Form (LF)".

The letters are matched from behind, as Schwartz and Hearst do ("A simple algorithm for identifying
abbreviation definitions in biomedical text", 2003).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from broadsheet.search.index.tokens import STOP_WORDS, compounds, folded, stem

# A word of two to eight letters, digits or hyphens, two of them capitals, alone in brackets.
_SHORT = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{1,8})\)")
_CAPITALS = re.compile("[A-Z]")
_BREAK = re.compile(r"[.;:!?()\[\]]")
# Long forms of one acronym that are kept, the most frequent ones.
MOST = 3
# Stems of a long form, without stop words.
_LONGEST = 6

Pairs = Mapping[str, tuple[tuple[str, ...], ...]]


def acronyms(texts: Iterable[str]) -> Pairs:
    """For each acronym, as a term of the index, its long forms as terms, most frequent first."""
    return most_frequent(explained(texts))


def explained(texts: Iterable[str]) -> Counter[str]:
    """In how many of ``texts`` each acronym is explained so: the acronym and its long form, term by term."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({" ".join((short, *long)) for short, long in _pairs(text)})
    return counts


def most_frequent(counts: Mapping[str, int]) -> Pairs:
    """The long forms that are kept, of those that were ``explained``."""
    by_short: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for pair, papers in counts.items():
        short, *long = pair.split(" ")
        by_short[short].append((-papers, tuple(long)))
    return {short: tuple(long for _, long in sorted(by_short[short])[:MOST]) for short in sorted(by_short)}


def _pairs(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for match in _SHORT.finditer(text):
        short = match[1].removesuffix("s") if match[1][:-1].isupper() else match[1]
        if len(_CAPITALS.findall(short)) < 2:
            continue
        clause = _BREAK.split(text[max(0, match.start() - 120) : match.start()])[-1]
        words = (word for parts in compounds(_long_form(short, clause.strip())) for word in parts)
        long = tuple(dict.fromkeys(stem(word) for word in words if word not in STOP_WORDS))
        key = stem(folded(short).replace("-", ""))
        if 2 <= len(long) <= _LONGEST and key not in long:
            yield key, long


def _long_form(short: str, clause: str) -> str:
    """The end of ``clause`` that spells ``short``; or empty.

    Words that begin with its letters, one each, are taken first; else the shortest end in which the
    letters stand in order, the first of them first in a word.
    """
    letters = [c for c in folded(short) if c.isalnum()]
    words = [word for parts in compounds(clause) for word in parts][-len(letters) :]
    if [word[0] for word in words] == letters:
        return " ".join(words)
    text = folded(clause)
    at = len(text)
    for place, letter in reversed(list(enumerate(letters))):
        at = text.rfind(letter, 0, at)
        while at > 0 and place == 0 and text[at - 1].isalnum():
            at = text.rfind(letter, 0, at)
        if at < 0:
            return ""
    return text[at:] if len(text[at:].split()) <= min(len(letters) + 5, 2 * len(letters)) else ""
