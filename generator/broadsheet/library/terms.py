"""Terms of papers: the words of titles, each two neighbours among them, and keywords; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.model.curation import Entry
from broadsheet.text import latex
from broadsheet.text.combining_marks import COMBINING_MARKS
from broadsheet.text.plain import clean
from broadsheet.text.stop_words import is_stop_word

# A word is covered by a longer one if this share of its papers is among the longer one's.
COVERED = 0.6
# It stands where a formula stood; cleaning takes it out of what others wrote.
FORMULA_MARK = "\N{REPLACEMENT CHARACTER}"

# A word, or a mark that stands between two words and keeps them apart.
_LETTERS = rf"(?:[^\W_][{COMBINING_MARKS}]*)+"
_WORD = re.compile(rf"{_LETTERS}(?:[-.’']{_LETTERS})*|[^\w\s]")
_MAX_TERM_LENGTH = 60
# A month, and those that it is compared with.
_MONTHS_AT_HAND = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a month's entries, each by a key that all of its forms share.

    ``places`` are the places of the entries that have a term, in order; ``written`` are the forms in which
    these write it.
    """

    places: Mapping[str, Sequence[int]]
    written: Mapping[str, Sequence[str]]

    def count(self, key: str) -> int:
        """Return how many entries have a term."""
        return len(self.places.get(key, ()))

    def form(self, key: str) -> str:
        """Return the form in which a term is written most, of equals the first by the alphabet.

        Empty where no entry has the term.
        """
        counts = Counter(self.written.get(key, ()))
        highest = max(counts.values(), default=0)
        forms = [form for form, count in counts.items() if count == highest]
        return min(forms, default="")


class _Same(NamedTuple):
    """Entries that are the same only as themselves: to compare thousands takes longer than to read them."""

    entries: tuple[Entry, ...]

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.entries is other.entries


def collect_terms(entries: tuple[Entry, ...]) -> Terms:
    """Return the terms of entries, whose places are those in ``entries``.

    Those of the last months that were asked for are at hand: a month is compared with those before it, and
    those after it with this one.
    """
    return _collect_terms(_Same(entries))


@lru_cache(maxsize=_MONTHS_AT_HAND)
def _collect_terms(same: _Same) -> Terms:
    entries = same.entries
    # Of tens of thousands of terms few are looked at: whatever can be found later is.
    places: dict[str, list[int]] = defaultdict(list)
    written: dict[str, list[str]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for form in set(terms(entry)):
            key = term_key(form)
            written[key].append(form)
            places_of_key = places[key]
            if not places_of_key or places_of_key[-1] != place:
                places_of_key.append(place)
    return Terms(places, written)


def terms(entry: Entry) -> Iterator[str]:
    """Yield the words of the title, each two neighbours among them, and the keywords; no TeX."""
    title = _without_formulas(entry.paper.title)
    words = []
    for match in _WORD.findall(title):
        words.append(_without_capital(match))
    previous = ""  # the word before, where that one carries a subject
    for word in words:
        if not _carries_subject(word):
            previous = ""
            continue
        yield word
        if previous:
            yield f"{previous} {word}"
        previous = word
    for keyword in entry.paper.keywords:
        keyword_words = _without_formulas(keyword).split()
        term = " ".join(map(_without_capital, keyword_words))
        short_enough = len(term) <= _MAX_TERM_LENGTH
        if short_enough and FORMULA_MARK not in term and _carries_subject(term):
            yield term


def _without_formulas(text: str) -> str:
    """Return authors' words as text, with a mark of its own where a formula stood."""
    pieces = []
    for piece in latex.pieces(clean(text)):
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            pieces.append(FORMULA_MARK)
    return " ".join(pieces)


@lru_cache(maxsize=1 << 16)
def _without_capital(word: str) -> str:
    """Return a word without a title's capital at its head: *Multi-Agent* is *multi-agent*, *LoRA* stays."""
    parts = []
    for part in word.split("-"):
        rest = part[1:]
        capital_only_at_head = rest == rest.lower()
        parts.append(part.lower() if capital_only_at_head else part)
    return "-".join(parts)


@lru_cache(maxsize=1 << 16)
def _carries_subject(term: str) -> bool:
    if len(term) < 2 or is_stop_word(term):
        return False
    return any(map(str.isalpha, term))


@lru_cache(maxsize=1 << 16)
def term_key(term: str) -> str:
    """Return a term whatever its case, its hyphens and the plural of its last word."""
    folded = term.casefold().replace("-", " ")
    if len(folded) <= 3 or not folded.endswith("s"):
        return folded
    if folded.endswith(("ss", "us", "is")):
        return folded
    return folded.removesuffix("s")


def select_distinct(keys: Sequence[str], places: Mapping[str, Collection[int]]) -> list[str]:
    """Return the terms that no longer one covers and that lengthen none before them, in their order."""
    distinct: list[str] = []
    for key in keys:
        if _is_covered(key, keys, places):
            continue
        if not any(_is_part(chosen, key) for chosen in distinct):
            distinct.append(key)
    return distinct


def _is_covered(key: str, keys: Iterable[str], places: Mapping[str, Collection[int]]) -> bool:
    """Return True where a longer term among ``keys`` has most of the term's papers."""
    own_places = set(places[key])
    for longer in keys:
        if not _is_part(key, longer):
            continue
        common = own_places.intersection(places[longer])
        if len(common) / len(own_places) >= COVERED:
            return True
    return False


def _is_part(term: str, longer: str) -> bool:
    return term != longer and f" {term} " in f" {longer} "
