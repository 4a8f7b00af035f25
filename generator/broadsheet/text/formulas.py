"""Formulas in prose: where they begin and end, and how they are told from the words between prices."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from broadsheet.text import mathml

# Where a formula begins.
FORMULA_START = re.compile(r"(?P<dollar>(?<!\\)\$\$?)|\\(?P<opens>[(\[])")
# How far the end of a formula is looked for.
_MAX_FORMULA = mathml.MAX_LENGTH
_TEXT_COMMAND = re.compile(r"\\(?:text[a-z]*|mbox|operatorname\*?|math[a-z]+|emph)\s*\{[^{}]*\}|\\[a-zA-Z]+")
_PROSE = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}[ ,.;:]+[a-zA-Z]{2,}")
_MARKED = re.compile(r"[\\^_={}<>]")
_CERTAIN = re.compile(r"[\\^_=<>]")
_QUANTITY = re.compile(r"[a-zA-Z]'?|-?\d+(?:\.\d+)?")
_TWO_LETTERS = re.compile("[a-zA-Z]{2}")
_DOLLAR = re.compile(r"(?<!\\)\$")
_CLOSING = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}


class FormulaFinder:
    """Finder of the ends of a text's formulas.

    ``is_formula`` takes the text between two dollars and the sign behind the second one.
    """

    def __init__(self, text: str, is_formula: Callable[[str, str], bool]) -> None:
        self._text = text
        self._is_formula = is_formula
        # All dollars are found once: a search from each would take the square of their number.
        self._dollars = [match.start() for match in _DOLLAR.finditer(text)]

    def find_end(self, start: int, opening: str) -> int | None:
        """Return where the formula ends that ``opening`` opens before ``start``; None if it opens none."""
        if opening == "$":
            return self._find_closing_dollar(start)
        closing = _CLOSING[opening]
        limit = start + _MAX_FORMULA
        end = self._text.find(closing, start, limit)
        if end <= start:
            return None
        return end

    def _find_closing_dollar(self, start: int) -> int | None:
        first = bisect_left(self._dollars, start)
        # The next dollar closes it; or the third or fifth, if braces are open at the next.
        for end in self._dollars[first : first + 5 : 2]:
            if end - start > _MAX_FORMULA:
                return None
            body = self._text[start:end]
            if body.count("{") != body.count("}"):
                continue
            after = self._text[end + 1 : end + 2]
            return end if self._is_formula(body, after) else None
        return None


def find_formulas(text: str, is_tex: bool) -> Iterator[tuple[int, int]]:
    """Yield where each formula begins and ends, its dollars or brackets included.

    ``is_tex`` says that the author typed the text as TeX; of others only certain formulas count.
    """
    judge = is_formula if is_tex else is_certain_formula
    finder = FormulaFinder(text, judge)
    position = 0
    while opening := FORMULA_START.search(text, position):
        position = opening.end()
        end = finder.find_end(position, opening[0])
        if end is not None:
            position = end + len(opening[0])
            yield opening.start(), position


def is_formula(body: str, after: str) -> bool:
    """Tell a formula between two dollars from the words between two prices.

    ``after`` is the character behind the second dollar, empty at the end of the text.
    """
    if not body.strip():
        return False
    if body[0].isdigit() or body[0] == ".":
        return not _is_between_prices(body, after)
    bare = _TEXT_COMMAND.sub("", body)
    if body[0].isspace() and not _MARKED.search(body):
        return not _TWO_LETTERS.search(bare)
    return len(bare) <= 60 or len(_PROSE.findall(bare)) <= 2


def is_certain_formula(body: str, after: str) -> bool:
    """Return true where the author of a text that is no TeX cannot have meant anything but a formula."""
    is_marked = _CERTAIN.search(body) or _QUANTITY.fullmatch(body)
    is_parted = body != body.strip() or after.isalnum()
    if not is_marked or is_parted:
        return False
    return is_formula(body, after) and bool(mathml.to_text(body))


def _is_between_prices(body: str, after: str) -> bool:
    """Return true where ``body`` begins with a price and ends as words before another do."""
    last = body[-1]
    if last.isspace() or last in "(-–/" or after.isdigit():
        return True
    bare = _TEXT_COMMAND.sub("", body)
    return _PROSE.search(bare) is not None
