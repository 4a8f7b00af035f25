"""Arrays of numbers, and the numbering of words, for everything that counts words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]
Float = TypeVar("Float", bound=np.floating[Any])


class WordNumbers(dict[str, int]):
    """Numbers of words, given out in the order in which words are first asked for."""

    def __missing__(self, word: str) -> int:
        number = len(self)
        self[word] = number
        return number

    def number_words(self, words: Iterable[str]) -> NDArray[np.int32]:
        """Return the numbers of ``words``, without a loop of Python's: all words of all papers pass here."""
        return np.fromiter(map(self.__getitem__, words), np.int32)


def sort_distinct(numbers: Numbers) -> Numbers:
    """Return the numbers in order, each once.

    For millions of them numpy's own way, by hashes, takes ten times as long.
    """
    ordered = np.sort(numbers)
    return ordered[run_starts(ordered)]


def run_starts(numbers: Numbers) -> Booleans:
    """Return where a number differs from the one before."""
    starts = np.ones(len(numbers), np.bool_)
    after_first = starts[1:]
    np.not_equal(numbers[1:], numbers[:-1], out=after_first)
    return starts


def as_divisors(numbers: NDArray[Float]) -> NDArray[Float]:
    """Return the numbers with 1 in place of 0, so that a row of zeros stays one when it is divided."""
    divisors = numbers.copy()
    divisors[numbers == 0] = 1
    return divisors
