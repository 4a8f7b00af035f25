"""Acronyms and their long forms, as the papers themselves explain them: "Long Form (LF)".

The letters are matched from behind, as Schwartz and Hearst do ("A simple algorithm for identifying
abbreviation definitions in biomedical text", 2003).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from broadsheet.search.index.letters import fold_text
from broadsheet.search.index.tokens import STOP_WORDS, split_compounds, stem

# A word of two to nine letters, digits or hyphens, alone in brackets; two of them have to be capitals.
_IN_BRACKETS = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{1,8})\)")
_CAPITAL = re.compile("[A-Z]")
_MIN_CAPITALS = 2
_CLAUSE_END = re.compile(r"[.;:!?()\[\]]")
# Characters before the bracket in which a long form is looked for.
_REACH = 120
# Terms of a long form, without stop words.
_MIN_TERMS = 2
_MAX_TERMS = 6
# Long forms of one acronym that are kept, the most frequent ones.
MAX_LONG_FORMS = 3

# The terms of a long form, and for each acronym, as a term too, its long forms.
Terms = tuple[str, ...]
Acronyms = Mapping[str, tuple[Terms, ...]]


class _Explanation(NamedTuple):
    """Explanation of an acronym, both as terms of the index."""

    acronym: str
    long_form: Terms


class _CountedForm(NamedTuple):
    """Long form, and how many papers give it, as a negative number: the most frequent come first."""

    negative_count: int
    long_form: Terms


def find_acronyms(texts: Iterable[str]) -> Acronyms:
    """Return the acronyms that ``texts`` explain, with their long forms, most frequent first."""
    return choose_long_forms(count_explanations(texts))


def count_explanations(texts: Iterable[str]) -> Counter[str]:
    """Count the texts that give each explanation: an acronym and its long form, joined by spaces."""
    counts: Counter[str] = Counter()
    for text in texts:
        explanations = set()
        for acronym, long_form in _explanations(text):
            explanations.add(" ".join((acronym, *long_form)))
        counts.update(explanations)
    return counts


def choose_long_forms(explanation_counts: Mapping[str, int]) -> Acronyms:
    """Return the acronyms in order, each with its most frequent long forms."""
    by_acronym: dict[str, list[_CountedForm]] = defaultdict(list)
    for explanation, count in explanation_counts.items():
        acronym, *long_form = explanation.split(" ")
        counted_form = _CountedForm(-count, tuple(long_form))
        by_acronym[acronym].append(counted_form)
    chosen = {}
    for acronym, counted_forms in sorted(by_acronym.items()):
        most_frequent = sorted(counted_forms)[:MAX_LONG_FORMS]
        long_forms = [form.long_form for form in most_frequent]
        chosen[acronym] = tuple(long_forms)
    return chosen


def _explanations(text: str) -> Iterator[_Explanation]:
    """Yield the explanations in a text."""
    for match in _IN_BRACKETS.finditer(text):
        letters = match[1]
        if letters[:-1].isupper():
            letters = letters.removesuffix("s")
        if len(_CAPITAL.findall(letters)) < _MIN_CAPITALS:
            continue
        end = match.start()
        start = max(0, end - _REACH)
        clause = _CLAUSE_END.split(text[start:end])[-1]
        long_form = _spelt_out(letters, clause.strip())
        terms = _terms_of(long_form)
        name = fold_text(letters).replace("-", "")
        acronym = stem(name)
        if _MIN_TERMS <= len(terms) <= _MAX_TERMS and acronym not in terms:
            yield _Explanation(acronym, terms)


def _terms_of(long_form: str) -> Terms:
    """Return the terms of a long form, each once, without stop words."""
    terms: dict[str, None] = {}
    for word in _words_of(long_form):
        if word not in STOP_WORDS:
            terms[stem(word)] = None
    return tuple(terms)


def _words_of(text: str) -> list[str]:
    """Return the words of a text; the parts between hyphens are words of their own."""
    words: list[str] = []
    for compound in split_compounds(text):
        words += compound.parts
    return words


def _spelt_out(acronym: str, clause: str) -> str:
    """Return the end of ``clause`` that spells the acronym out; empty where it does not.

    Words that begin with its letters, one each, are taken first; else the shortest end in which the
    letters stand in order, the first of them first in a word.
    """
    letters = [character for character in fold_text(acronym) if character.isalnum()]
    words = _words_of(clause)[-len(letters) :]
    if [word[0] for word in words] == letters:
        return " ".join(words)
    text = fold_text(clause)
    start = len(text)
    for letter in reversed(letters[1:]):
        start = text.rfind(letter, 0, start)
        if start < 0:
            return ""
    start = text.rfind(letters[0], 0, start)
    while start > 0 and text[start - 1].isalnum():
        start = text.rfind(letters[0], 0, start)
    if start < 0:
        return ""
    long_form = text[start:]
    max_words = min(len(letters) + 5, 2 * len(letters))
    if len(long_form.split()) > max_words:
        return ""
    return long_form
