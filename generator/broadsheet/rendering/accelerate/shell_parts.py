"""Parts of a shell: plain text, and calls that give the text of a hole from the values of a page.

Two parts that do the same have the same ``repr``, so that shells can be compared by their parts.
The calls are made for every page, so they hold no more than they need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from jinja2 import Environment
from jinja2.nodes import EvalContext

from broadsheet.rendering.accelerate.holes import Unfit, refuse

Values: TypeAlias = Mapping[str, Any]  # texts and lists of pairs by the names of the holes
Part: TypeAlias = str | Callable[[Values], Any]

_COMPARABLE = (str, int, float, list, tuple, type(None))  # types of which repr tells all
_NAMED_ONLY = (EvalContext, Environment)  # of which there is one in a build


class PageValue:
    """The value of one hole."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, values: Values) -> Any:
        """Return the value of the hole."""
        return values[self._name]

    def __repr__(self) -> str:
        return self._name


class PageValues:
    """All values of the page, for a filter that depends on the page."""

    def __call__(self, values: Values) -> Values:
        """Return the values as they are."""
        return values

    def __repr__(self) -> str:
        return "page"


class Constant:
    """An argument of a filter that is the same for all pages; Unfit where that cannot be told."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, _COMPARABLE + _NAMED_ONLY):
            raise Unfit(f"gives a filter a {type(value).__name__} beside what differs from page to page")
        self._value = value

    def __call__(self, values: Values) -> Any:
        """Return the argument, whatever the page."""
        return self._value

    def __repr__(self) -> str:
        if isinstance(self._value, _NAMED_ONLY):
            return type(self._value).__name__
        return repr(self._value)


class PairSide:
    """One side of a pair of a list; it has no value, since only the whole list can be printed.

    ``position`` counts the sides of all pairs: 0 and 1 are the first pair.
    """

    def __init__(self, list_name: str, position: int) -> None:
        self.list_name = list_name
        self.position = position

    def __call__(self, values: Values) -> Any:
        """Raise Unfit."""
        refuse()


class FilterCall:
    """A filter and its arguments, each of them a sequence of parts; ``options`` are constant."""

    def __init__(
        self, function: Callable[..., Any], arguments: Sequence[Sequence[Part]], options: Mapping[str, Any]
    ) -> None:
        for part in chain.from_iterable(arguments):
            if isinstance(part, PairSide):
                raise Unfit("changes the pairs of a list")
        self._function = function
        self._arguments = arguments
        self._options = options
        self._described_options: dict[str, Constant] = {}
        for name, value in options.items():
            self._described_options[name] = Constant(value)

    def __call__(self, values: Values) -> Any:
        """Apply the filter to the values of a page."""
        arguments = [_join(parts, values) for parts in self._arguments]
        return self._function(*arguments, **self._options)

    def __repr__(self) -> str:
        name = self._function.__qualname__
        return f"{name}{self._arguments!r}{self._described_options!r}"


def _join(parts: Sequence[Part], values: Values) -> Any:
    """Return the value of an argument; one part alone stays what it is, such as markup."""
    texts: list[Any] = []
    for part in parts:
        text = part if isinstance(part, str) else part(values)
        texts.append(text)
    if len(texts) == 1:
        return texts[0]
    return "".join(map(str, texts))


class PairLoop:
    """A loop over pairs: the text ``within`` a pair, and the text ``between`` two."""

    def __init__(self, list_name: str, within: str, between: str) -> None:
        self._list_name = list_name
        self._within = within
        self._between = between

    def __call__(self, values: Values) -> str:
        """Print the pairs of a page."""
        pairs = values[self._list_name]
        return self._between.join([first + self._within + second for first, second in pairs])

    def __repr__(self) -> str:
        return f"{self._list_name}\0{self._within}\0{self._between}"


def collapse_loops(parts: Sequence[Part], length: int) -> list[Part]:
    """Return ``parts`` with each printed list, which had ``length`` pairs, as one ``PairLoop``."""
    loop_size = 4 * length - 1  # the sides, the text within each pair, and the text between two
    collapsed: list[Part] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        if isinstance(part, PairSide):
            loop_parts = parts[index : index + loop_size]
            if len(loop_parts) < loop_size:
                raise Unfit("ends a list early")
            collapsed.append(_parse_loop(part.list_name, loop_parts))
            index += loop_size
        else:
            collapsed.append(part)
            index += 1
    return collapsed


def _parse_loop(list_name: str, parts: Sequence[Part]) -> PairLoop:
    """Return the loop that prints ``parts``: side, within, side, between, side, within, side and so on."""
    for position, side in enumerate(parts[::2]):
        in_order = isinstance(side, PairSide) and side.list_name == list_name and side.position == position
        if not in_order:
            raise Unfit("does more with a list than say its pairs in order")
    within = _common_text(parts[1::4])
    between = _common_text(parts[3::4])
    return PairLoop(list_name, within, between)


def _common_text(parts: Sequence[Part]) -> str:
    """Return the text that all ``parts`` are; Unfit where they differ or are more than text."""
    text = parts[0]
    if isinstance(text, str) and all(part == text for part in parts):
        return text
    raise Unfit("says one pair of a list otherwise than another")
