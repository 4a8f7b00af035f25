"""The ranking of the search page (scripts/search/engine) once more, in Python, from the same files.

The benchmark ranks thousands of queries with it, and tests/test_search_engine.py holds the two
together: same papers, same order, same scores. Filters, phrases and cards are the browser's alone.
"""
# ruff: noqa: D102

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.model.shared import HASH_DIGITS, RANKING, RankingNumbers
from broadsheet.search.index.binary import FOLDER, parse_file
from broadsheet.search.index.tokens import ENDINGS, PLURALS, STOP_WORDS, split_compounds, stem, utf16_key

Scores = NDArray[np.float64]
TEXT, TITLE, AUTHOR = range(3)
LONGEST_ENDING = 7
_DIGIT = re.compile("[0-9]")
_ENDS_IN_WORD = re.compile(r"[^\W_]\Z")


class Concept(NamedTuple):
    """One thing that a query asks for."""

    ways: list[tuple[str, float]]  # terms that say it, each with a weight
    is_guessed: bool  # hardly any paper has the word, and others were taken for it as well


@dataclass
class Index:
    """The index's files by path, decoded when they are first needed."""

    files: Mapping[str, bytes]
    numbers: RankingNumbers = RANKING
    asked: dict[str, int] = field(default_factory=dict)
    _shards: dict[int, Any] = field(default_factory=dict)
    _words: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.head, _ = parse_file(self._file("head"))
        self.papers = self.head["papers"]
        self.first = [utf16_key(term) for term in self.head["first"].split("\n")]
        self._starts = [name[:-1] for name in self.head["words"] if name.endswith("-")]
        self._ends = [name[1:] for name in self.head["words"] if name.startswith("-")]
        names, counts = self.head["common"]
        self.common = dict(zip(names.split("\n") if counts else (), counts, strict=True))

    def _file(self, name: str) -> bytes:
        data = self.files[f"{FOLDER}{name}.bin"]
        self.asked[name] = len(data)
        return data

    def shard(self, term: str) -> Any:
        number = max(0, bisect.bisect_right(self.first, utf16_key(term)) - 1)
        if number not in self._shards:
            mark = self.head["shards"][HASH_DIGITS * number : HASH_DIGITS * (number + 1)]
            self._shards[number] = _decoded(self._file(f"terms{number}-{mark}"))
        return self._shards[number]

    def lists(self, term: str) -> list[tuple[NDArray[Any], NDArray[Any]]] | None:
        shard = self.shard(term)
        place = shard["places"].get(term)
        if place is None:
            return None
        starts = shard["starts"][3 * place : 3 * place + 4]
        return [(shard["papers"][a:b], shard["impacts"][a:b]) for a, b in itertools.pairwise(starts)]

    def buckets(self, letters: str, ends: bool) -> list[Any]:
        """Return the files of words that begin with letters, or that end so, read from the end."""
        names = self._ends if ends else self._starts
        chosen = [name for name in names if name.startswith(letters)]
        if not chosen:
            chosen = names[: bisect.bisect_left(names, letters)][-1:]
        return [self._bucket(f"-{name}" if ends else f"{name}-") for name in chosen]

    def _bucket(self, name: str) -> Any:
        if name not in self._words:
            head, sections = parse_file(self._file(f"words{name}-{self.head['words'][name]}"))
            self._words[name] = (head["words"].split("\n"), sections[0])
        return self._words[name]

    # Ranking

    def idf(self, frequency: int) -> float:
        return math.log(1 + (self.papers - frequency + 0.5) / (frequency + 0.5))

    def corrections(self, word: str) -> list[tuple[str, float]]:
        """Terms that may have been meant by ``word``, with a weight each, likeliest first."""
        long = len(word) > 6
        best = self._near(word, 3, 1) if long else {}
        best = best or self._near(word, 2, 2 if long else 1)
        ordered = sorted(best.items(), key=lambda item: (*item[1], item[0]))
        nearest = [term for term, (away, _) in ordered if away == ordered[0][1][0]]
        weight = self.numbers.typo if ordered and ordered[0][1][0] <= 1 else self.numbers.second_typo
        return [(term, weight) for term in nearest[: self.numbers.candidates]]

    def _near(self, word: str, letters: int, farthest: int) -> dict[str, tuple[float, int]]:
        """Return how far each term is from ``word``, and its level, negative, by the ends of both."""
        best: dict[str, tuple[float, int]] = {}
        for words, levels in [
            *self.buckets(word[:letters], False),
            *self.buckets(word[: -letters - 1 : -1], True),
        ]:
            for other, level in zip(words, levels, strict=True):
                key = stem(other)
                if abs(len(other) - len(word)) > farthest or key == stem(word):
                    continue
                away = distance(word, other, farthest)
                if 0 < away <= farthest and (key not in best or (away, -level) < best[key]):
                    best[key] = (away, -level)
        return best

    def concepts(self, query: str) -> list[Concept]:
        """Return each thing that is asked for."""
        forms: dict[str, str] = {}
        joined: dict[str, str] = {}
        for compound in split_compounds(query):
            for word in compound.parts:
                if word not in STOP_WORDS:
                    forms.setdefault(stem(word), word)
                    if compound.whole:
                        joined[stem(word)] = stem(compound.whole)
        if not self.papers:
            return []
        rarest = sorted(forms, key=lambda term: self.common.get(term, 0))[: self.numbers.most_terms]
        asked = [term for term in forms if term in rarest]
        papers = {term: [len(papers) for papers, _ in self.lists(term) or ()] for term in asked}
        others: dict[str, list[tuple[str, float]]] = {term: [] for term in asked}
        longer: dict[str, int] = {}
        last = next(reversed(forms), "")
        if last in papers and _ENDS_IN_WORD.search(query):
            longer = self.completions(forms[last], papers[last], len(forms) == 1)
            others[last] = [(term, self.numbers.ending) for term in longer]
        doubtful = {
            term: forms[term]
            for term in asked
            if term != last or max(longer.values(), default=0) <= self._rare(asked)
        }
        slips = self._slips(doubtful, {term: sum(counts) for term, counts in papers.items()})
        for term, corrections in slips.items():
            others[term] += corrections
        concepts = []
        for term in asked:
            ways = self._ways(term, others[term], joined.get(term), frozenset(asked))
            concepts.append(Concept(ways, is_guessed=bool(slips.get(term))))
        return concepts

    def _rare(self, asked: Sequence[str]) -> int:
        """Return in how many papers a word may stand that is no slip of the finger yet."""
        return 0 if len(asked) > self.numbers.few else self.numbers.rare

    def completions(self, word: str, papers: Sequence[int], alone: bool) -> dict[str, int]:
        """Return the terms that the last word of a query may become, and in how many papers each stands."""
        rare = sum(papers) <= self.numbers.rare
        if len(word) < 3 or (alone and not rare):
            return {}
        found: dict[str, int] = {}
        texts: dict[str, int] = {}
        if rare:
            held = self.shard(word)
            texts = {term: self._papers_with(held, term) for term in held["places"]}
            found = {term: count for term, count in texts.items() if term.startswith(word)}
        for term, count in self.common.items():
            if term.startswith(word) and count > (papers[0] if papers else 0):
                found[term] = count
                break
        found.pop(stem(word), None)
        if rare and not found and not sum(papers):
            for term in outgrown_stems(word):
                if count := texts.get(term, 0) or self.common.get(term, 0):
                    found[term] = count
                    break
        ordered = sorted(found.items(), key=lambda item: (-item[1], utf16_key(item[0])))
        return dict(ordered[: self.numbers.candidates])

    def _papers_with(self, held: Any, term: str) -> int:
        place = 3 * held["places"][term]
        return int(held["starts"][place + 1] - held["starts"][place])

    def _slips(
        self, forms: Mapping[str, str], papers: Mapping[str, int]
    ) -> dict[str, list[tuple[str, float]]]:
        """Return what may have been meant by words that hardly any paper has, unless there are too many."""
        long = len(papers) > self.numbers.few
        rare = self._rare(list(papers))
        doubtful = [
            term
            for term, word in forms.items()
            if papers[term] <= (0 if _DIGIT.search(word) else rare) and len(word) >= 4 and word.isascii()
        ]
        chosen = sorted(doubtful, key=lambda term: papers[term])[
            : self.numbers.doubtful_of_many if long else self.numbers.doubtful
        ]
        most = 1 if long else max(1, self.numbers.candidates // max(1, len(chosen)))
        return {term: self.corrections(forms[term])[:most] for term in chosen}

    def _ways(
        self, term: str, others: list[tuple[str, float]], joined: str | None, asked: Set[str]
    ) -> list[tuple[str, float]]:
        ways = [(term, 1.0)]
        if joined is not None:
            ways.append((joined, 1.0))
        ways += others
        pairs = self.shard(term)["short"].get(term, ())
        spelt = [(len(long.split(" ")), short) for long, short in pairs if set(long.split(" ")) <= asked]
        spelt.sort(key=lambda item: (-item[0], -self.common.get(item[1], 0), utf16_key(item[1])))
        acronyms = list(dict.fromkeys(short for _, short in spelt))
        ways += [(short, self.numbers.long_form) for short in acronyms[: self.numbers.acronyms]]
        return ways

    def _term(self, term: str) -> tuple[Scores, Scores, float]:
        """Return what the term says of each paper by its text and authors, and by its title; its idf."""
        scores, titles = np.zeros((2, self.papers))
        lists = self.lists(term)
        if lists is None:
            return scores, titles, 0.0
        (text, strong), (title, in_title), (author, by) = lists
        idf = self.idf(max(len(text), len(title), len(author)))
        step = self.head["step"]
        scores[text] += idf * step * strong
        scores[author] += idf * step * self.numbers.author * by
        titles[title] += idf * step * in_title
        return scores, titles, idf

    def ranked(
        self, query: str, most: int = 50, alike: Scores | None = None
    ) -> tuple[list[int], list[float], float]:
        """Return the numbers of the best papers, their scores, and how much of the query the best explains.

        ``alike`` is the cosine of the query with each paper, where meaning is to be counted.
        """
        total, explained, titles, titled = np.zeros((4, self.papers))
        asked = 0.0
        concepts = self.concepts(query)
        for ways, _ in concepts:
            best, best_title = np.zeros((2, self.papers))
            weightiest = 0.0
            for term, weight in ways:
                scores, in_title, idf = self._term(term)
                best = np.maximum(best, weight * scores)
                best_title = np.maximum(best_title, weight * in_title)
                weightiest = max(weightiest, weight * idf)
            weightiest = weightiest or self.idf(0)
            asked += weightiest
            explained += np.where(np.maximum(best, best_title) > 0, weightiest, 0)
            titled += np.where(best_title > 0, weightiest, 0)
            total += best
            titles += best_title
        if not asked:
            return [], [], 0.0
        explained /= asked
        share = titled / asked
        total += self.numbers.title * titles * share * share * share
        total *= 1 - self.numbers.coverage + self.numbers.coverage * explained
        top = int(np.argmax(total))
        found = total > 0
        if alike is not None and self._wants_meaning(concepts, explained[top]):
            found |= alike >= self.numbers.alike
            weight = self.numbers.meaning * (1 - explained[top])
            total = total / (total[top] or 1) + weight * np.maximum(0, alike)
        order = np.lexsort((-np.arange(self.papers), -total))
        order = order[found[order]][:most]
        return order.tolist(), total[order].tolist(), float(explained[top])

    def wants_meaning(self, query: str) -> bool:
        """Return whether the page looks for papers that say in other words what is asked for."""
        return self._wants_meaning(self.concepts(query), self.ranked(query, 1)[2])

    def _wants_meaning(self, concepts: Sequence[Concept], explained: float) -> bool:
        guessed = sum(concept.is_guessed for concept in concepts)
        return explained < self.numbers.said and 2 * guessed < len(concepts)


def outgrown_stems(word: str) -> list[str]:
    """Return the stems that a word may have outgrown while it is written, the longest first."""
    stems: dict[str, None] = {}
    for end in range(len(word) - 1, max(3, len(word) - LONGEST_ENDING), -1):
        for ending, _, _ in (*PLURALS, *ENDINGS):
            if ending.startswith(word[end:]):
                stems[stem(word[:end] + ending)] = None
    return list(stems)


def _decoded(data: bytes) -> dict[str, Any]:
    head, (lengths, gaps, packed_impacts) = parse_file(data)
    terms = head["terms"].split("\n")
    counts = _numbers(lengths)
    starts = np.concatenate(([0], np.cumsum(counts)))
    steps = _numbers(gaps) + 1
    sums = np.cumsum(steps)
    before = np.concatenate(([0], sums))[starts[:-1]]
    papers = sums - np.repeat(before, counts) - 1
    packed = np.frombuffer(packed_impacts, np.uint8)
    nibbles = np.stack((packed >> 4, packed & 15), axis=1).ravel()[: len(papers)]
    places = {term: place for place, term in enumerate(terms)}
    impacts = nibbles.astype(float)
    return {"places": places, "starts": starts, "papers": papers, "impacts": impacts, "short": head["short"]}


def _numbers(data: bytes) -> NDArray[np.int64]:
    read = np.frombuffer(data, np.uint8)
    last = np.flatnonzero(read < 128)
    starts = np.concatenate(([0], last[:-1] + 1)) if len(last) else last
    numbers = np.zeros(len(last), np.int64)
    for byte in range(int((last - starts).max(initial=-1)) + 1):
        there = starts + byte <= last
        numbers[there] |= (read[starts[there] + byte] & 127).astype(np.int64) << 7 * byte
    return numbers


@lru_cache(maxsize=1 << 17)  # many queries ask for the same words
def distance(a: str, b: str, most: int) -> int:
    """Restricted Damerau-Levenshtein: letters added, lost, changed, or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
