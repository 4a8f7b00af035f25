"""The words of papers as numbers, month by month: all of the index that other papers have no say in."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.index.acronyms import count_explanations
from broadsheet.search.index.binary import build_frame, parse_frame
from broadsheet.search.index.tokens import BREAK, field_words, stem
from broadsheet.search.records import Record

TEXT, TITLE, AUTHOR = range(3)
FIELDS = 3

Numbers = NDArray[np.integer[Any]]
_NONE = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Month:
    """Papers of a month, or of several, and what they say in each field.

    ``forms`` are the words as they are spelt, folded, numbered from 1; beside each its stem, in how many
    papers it stands and whether in a title. ``words`` holds by field the numbers of all words, paper
    after paper, 0 at the end of each text; ``lengths`` how many of them are each paper's, zeros
    included. ``acronyms`` is what the papers explained.
    """

    forms: Sequence[str]
    stems: Sequence[str]
    papers: Numbers
    in_title: NDArray[np.bool_]
    words: tuple[Numbers, ...]
    lengths: tuple[Numbers, ...]
    acronyms: Mapping[str, int]

    def packed(self) -> bytes:
        """All of it as bytes, for ``unpacked``."""
        width = "<u2" if len(self.forms) < 1 << 16 else "<u4"
        head = {"forms": self.forms, "stems": self.stems, "acronyms": self.acronyms, "width": width}
        words = (words.astype(width).tobytes() for words in self.words)
        lengths = (lengths.astype("<i4").tobytes() for lengths in self.lengths)
        return build_frame(
            head, self.papers.astype("<i4").tobytes(), self.in_title.tobytes(), *words, *lengths
        )

    @classmethod
    def unpacked(cls, data: bytes) -> Month:
        """The month that was ``packed``."""
        head, (papers, in_title, *rest) = parse_frame(data)
        return cls(
            forms=head["forms"],
            stems=head["stems"],
            papers=np.frombuffer(papers, "<i4"),
            in_title=np.frombuffer(in_title, np.bool_),
            words=tuple(np.frombuffer(part, head["width"]) for part in rest[:FIELDS]),
            lengths=tuple(np.frombuffer(part, "<i4") for part in rest[FIELDS:]),
            acronyms=head["acronyms"],
        )


def months(records: Sequence[Record]) -> Iterator[slice]:
    """Where each month's papers stand in ``records``, which come in the order of days."""
    start = 0
    for _, group in groupby(record.day.replace(day=1) for record in records):
        end = start + len(list(group))
        yield slice(start, end)
        start = end


class Numbered(dict[str, int]):
    """The number of each word, given when it is first asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def read(records: Sequence[Record]) -> Month:
    """Read the papers word by word; a title belongs to its paper's text as well."""
    number = Numbered({BREAK: 0})
    words = tuple(array("I") for _ in range(FIELDS))
    lengths = tuple(array("I") for _ in range(FIELDS))
    for record in records:
        for field, spoken in enumerate(_fields(record)):
            words[field].extend(map(number.__getitem__, spoken))
            lengths[field].append(len(spoken))
    numbers = tuple(np.asarray(field, np.int64) for field in words)
    sizes = tuple(np.asarray(field, np.int64) for field in lengths)
    forms = list(number)[1:]
    in_title = np.zeros(len(number), np.bool_)
    in_title[numbers[TITLE]] = True
    return Month(
        forms=forms,
        stems=[stem(form) for form in forms],
        papers=_papers(numbers, sizes, len(number))[1:],
        in_title=in_title[1:],
        words=numbers,
        lengths=sizes,
        acronyms=count_explanations(f"{record.title}. {record.abstract}" for record in records),
    )


def _papers(words: Sequence[Numbers], lengths: Sequence[Numbers], forms: int) -> Numbers:
    """In how many papers each word stands, whatever the field."""
    papers = [np.repeat(np.arange(len(length)), length) for length in lengths]
    pairs = distinct(np.concatenate(papers) * forms + np.concatenate(words))
    return np.bincount(pairs % forms, minlength=forms)


def joined(parts: Sequence[Month]) -> Month:
    """The papers of all ``parts``, in their order, as if they had been read as one."""
    number = Numbered({BREAK: 0})
    stems: list[str] = []
    numbers = []
    for part in parts:
        here = np.fromiter(chain((0,), map(number.__getitem__, part.forms)), np.int32, len(part.forms) + 1)
        stems += (part.stems[place] for place in np.flatnonzero(here[1:] > len(stems)).tolist())
        numbers.append(here)
    papers, in_title = np.zeros(len(number), np.int64), np.zeros(len(number), np.bool_)
    acronyms: Counter[str] = Counter()
    for here, part in zip(numbers, parts, strict=True):
        papers[here[1:]] += part.papers
        in_title[here[1:]] |= part.in_title
        acronyms.update(part.acronyms)
    every = range(FIELDS)
    words = [[here[part.words[field]] for here, part in zip(numbers, parts, strict=True)] for field in every]
    lengths = [[part.lengths[field] for part in parts] for field in every]
    return Month(
        forms=list(number)[1:],
        stems=stems,
        papers=papers[1:],
        in_title=in_title[1:],
        words=tuple(np.concatenate([_NONE, *several]) for several in words),
        lengths=tuple(np.concatenate([_NONE, *several]) for several in lengths),
        acronyms=acronyms,
    )


def distinct(numbers: Numbers) -> Numbers:
    """The numbers in order, each once. Of millions numpy's own way, by hashes, takes ten times as long."""
    numbers = np.sort(numbers)
    return numbers[changes(numbers)]


def changes(numbers: Numbers) -> NDArray[np.bool_]:
    """Where a number differs from the one before."""
    there = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=there[1:])
    return there


def _fields(record: Record) -> tuple[list[str], list[str], list[str]]:
    """The words of text, title and authors; an id is found as a word of the title is."""
    title = field_words((record.title,))
    for name in (record.id, *record.other_ids):
        title += (name.lower(), BREAK)
    parts = (record.title, record.abstract, record.takeaway, *record.keywords, record.organisation)
    return field_words(parts), title, field_words(record.authors)
