"""Keys by which papers are cited, as people type them: ``pebble2026stones``.

A key is made of the first author's family name, the year, and the first telling word of the title
as it was first seen, in lower-case ASCII; where two would be alike, the later paper's has a letter
more. Fetch writes it into the paper, and from then on it never changes. Of papers that were
written without one, ``complete`` derives the keys that the next fetch will write.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from anyascii import anyascii

from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.model.paper import Paper
from broadsheet.text import latex
from broadsheet.text.names import Name
from broadsheet.text.stop_words import STOP_WORDS

CITE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]*")  # what BibTeX, LaTeX and addresses take as it is
_NOBODY = "anon"
_LONGEST_PART = 24  # letters of a name, or of a word
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NOT_LETTER = re.compile(r"[^a-z]")
_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def make_key(paper: Paper) -> str:
    """Return the key of a paper where no other has the same."""
    return f"{_first_family(paper)}{paper.year:04d}{_telling_word(paper.title)}"


def _first_family(paper: Paper) -> str:
    if not paper.authors:
        return _NOBODY
    name = Name.parse(paper.authors[0])
    family = ""
    for word in (name.family or name.literal).split():
        letters = _NOT_LETTER.sub("", _to_ascii(word))
        if family and len(family) + len(letters) > _LONGEST_PART:
            break
        family += letters
    return family[:_LONGEST_PART] or _NOBODY


def _telling_word(title: str) -> str:
    """Return the first word of a title that carries a subject; empty where none does."""
    for word in _WORD.findall(latex.to_text(title)):
        ascii_word = _NOT_LETTER_OR_DIGIT.sub("", _to_ascii(word))
        is_word = len(ascii_word) > 1 and ascii_word[0].isalpha()
        if is_word and word.casefold() not in STOP_WORDS:
            return ascii_word[:_LONGEST_PART]
    return ""


def _to_ascii(text: str) -> str:
    """Return a text in lower-case ASCII, letters of other scripts by their sound: ``ł`` as l."""
    ascii_text: str = text if text.isascii() else anyascii(text)
    return ascii_text.lower()


class CiteKeys:
    """Keys of a store, without regard to case, and those that its papers without one will get.

    All papers that are there are added first, and then keys are given.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._without_key: list[tuple[date, str, str]] = []
        self._waiting: dict[str, str] = {}

    def add(self, paper: Paper, *, is_written: bool = True) -> None:
        """Add a paper that is there already, and say if its key, where it has one, is written in its file."""
        if paper.cite_key and is_written:
            self._taken.add(paper.cite_key.lower())
        else:
            self._without_key.append((paper.day, paper.id, paper.cite_key or make_key(paper)))

    def waiting(self) -> Mapping[str, str]:
        """Return the ids of the papers without a key, the oldest first, and their keys to be."""
        for _, paper_id, key in sorted(self._without_key):
            self._waiting[paper_id] = self._take(key)
        self._without_key.clear()
        return self._waiting

    def give(self, paper: Paper) -> Paper:
        """Return a paper with a key of its own: the one it waits for, or brings, or a new one."""
        key = self.waiting().get(paper.id)
        if key is None:
            key = self._take(paper.cite_key or make_key(paper))
        return replace(paper, cite_key=key)

    def _take(self, key: str) -> str:
        """Return a key, with letters behind it where it is taken, and take it."""
        free = next(candidate for candidate in _with_letters(key) if candidate.lower() not in self._taken)
        self._taken.add(free.lower())
        return free


def _with_letters(key: str) -> Iterator[str]:
    """Yield a key, then with a letter behind it, then with two, and so on."""
    yield key
    for number in count():
        letters = ""
        while number >= 0:
            number, place = divmod(number, len(_LETTERS))
            letters = _LETTERS[place] + letters
            number -= 1
        yield key + letters


def complete(papers: Sequence[Paper], without_key: Container[str], names: Fingerprints) -> Iterator[Paper]:
    """Yield the papers with the keys that those ``without_key`` in their files (ids) will get.

    Until then they have the key that they would get in an empty store.
    """
    keys = CiteKeys()
    for paper in papers:
        keys.add(paper, is_written=paper.id not in without_key)
    waiting = keys.waiting()
    for paper in papers:
        key = waiting.get(paper.id, paper.cite_key)
        if key == paper.cite_key:
            yield paper
            continue
        keyed = replace(paper, cite_key=key)
        names.know_as_made(keyed, paper, key)
        yield keyed
