"""The page around a page: a template rendered once with holes, which are filled for every page.

A hole is a mark in the text. A filter that meets a mark leaves another behind and is applied when the
hole is filled. Whatever else a template does with a hole (compares it, measures it, looks inside)
raises ``Unfit``: such a template is left to MkDocs, which renders it anew for every page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any

from jinja2 import Environment
from jinja2.nodes import EvalContext

from broadsheet.rendering.accelerate.front_matter import FrontMatter

_MARK = re.compile("\ue000([0-9]+)\ue001")
_WIDTH = 200  # of a mark, so that what is cut short is seen to be
Values = Mapping[str, Any]
Context = Callable[[Mapping[str, Any], Callable[[str], "Hole"]], Mapping[str, Any]]


class Unfit(Exception):
    """A template does something with a page that only the page itself can answer."""


def _refuse(*_: object, **__: object) -> Any:
    raise Unfit("looks into what differs from page to page")


_refused: Any = _refuse


class Closed:
    """Something a template may pass on, but not look into."""

    __slots__ = ()
    __getattr__ = __getitem__ = __iter__ = __len__ = __contains__ = __call__ = __bool__ = __str__ = _refused
    __eq__ = __ne__ = __hash__ = __lt__ = __le__ = __gt__ = __ge__ = _refused
    __add__ = __radd__ = __mod__ = __mul__ = _refused


class Hole(Closed):
    """A place for a text; ``sure`` if that is never empty."""

    __slots__ = ("mark", "sure")

    def __init__(self, mark: str, sure: bool) -> None:
        self.mark, self.sure = mark, sure

    def __str__(self) -> str:
        return self.mark

    def __bool__(self) -> bool:
        return self.sure or _refuse()


class _Pairs(Closed):
    """A place for a list: some of its pairs, from which follows how any number is set."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Sequence[tuple[Hole, Hole]]) -> None:
        self._pairs = pairs

    def __iter__(self) -> Iterator[tuple[Hole, Hole]]:
        return iter(self._pairs)

    def __bool__(self) -> bool:
        return True


class TwoFaced:
    """Something of which templates see another side than MkDocs does."""

    seen_by_templates: Mapping[str, Hole]


class Shell:
    """A page with everything that is common to its kind, ready to be filled."""

    def __init__(self, parts: Sequence[Any], addresses: frozenset[str]) -> None:
        self._parts = parts
        self.addresses = addresses  # what it links to, as its template says it

    def fill(self, values: Values) -> str:
        """The page of ``values``: texts and lists of pairs by the names of the holes."""
        return "".join([part if isinstance(part, str) else str(part(values)) for part in self._parts])

    @property
    def text(self) -> str:
        """All that is common, and a word for each hole."""
        return "\0".join(part if isinstance(part, str) else repr(part) for part in self._parts)


class ShellMaker:
    """Renders the templates of ``environment`` with holes.

    ``late`` are filters that depend on the page they stand on, in a form that takes the page's values
    in place of the template's context; no other such filter can be applied to a hole.
    """

    def __init__(
        self, environment: Environment, late: Mapping[Callable[..., Any], Callable[[Values, Any], Any]]
    ) -> None:
        self._late = late
        self._means: list[Any] = []
        self._addresses: set[str] = set()
        self._holed = environment.overlay()
        self._holed.getattr = self._looked_up  # type: ignore[assignment, method-assign]
        self._holed.filters = {name: self._deferred(f) for name, f in environment.filters.items()}

    def _looked_up(self, thing: Any, name: str) -> Any:
        """What a template finds; MkDocs itself must find the page's address as a text, to work with."""
        if isinstance(thing, TwoFaced) and name in thing.seen_by_templates:
            return thing.seen_by_templates[name]
        return Environment.getattr(self._holed, thing, name)

    def make(self, template: str, head: FrontMatter, context: Context) -> Shell:
        """Render ``template`` with a hole for every text of ``head`` but its kind.

        ``context`` makes the template's context from the front matter and a maker of further holes.
        ``Unfit`` where the template asks for more than holes can answer.
        """
        self._addresses.clear()
        parts = self._rendered(template, head, context, 3)
        if any(isinstance(part, _List) for part in parts):
            fewer = self._rendered(template, head, context, 2)
            if repr(fewer) != repr(parts):
                raise Unfit("does with a list what depends on its length")
        return Shell(parts, frozenset(self._addresses))

    def _rendered(self, template: str, head: FrontMatter, context: Context, length: int) -> list[Any]:
        """What the page consists of, made with so many pairs in each list."""
        self._means.clear()
        meta = {name: self._place(name, value, length) for name, value in head.items()}
        given = context(meta, lambda name: self._hole(_Value(name)))
        try:
            text = self._holed.get_template(template).render(given)
        except Unfit:
            raise
        except Exception as error:  # whatever a template of somebody's does with a hole
            raise Unfit(f"fails where it has no page to look at: {error}") from error
        parts = self._parts(text)
        if any("\ue000" in part or "\ue001" in part for part in parts if isinstance(part, str)):
            raise Unfit("cuts what differs from page to page")
        return _listed(parts, length)

    def _place(self, name: str, value: Any, length: int) -> Any:
        if name == "kind" or not value:
            return value
        if isinstance(value, str):
            return self._hole(_Value(f"meta.{name}"))
        sides = [_Pair(name, place) for place in range(2 * length)]
        return _Pairs([(self._hole(a), self._hole(b)) for a, b in zip(sides[::2], sides[1::2], strict=True)])

    def _hole(self, meaning: Any, sure: bool = True) -> Hole:
        self._means.append(meaning)
        return Hole(f"\ue000{len(self._means) - 1:0{_WIDTH}}\ue001", sure)

    def _deferred(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, but applied to a hole only when that is filled."""
        in_context = getattr(getattr(function, "jinja_pass_arg", None), "name", "") == "context"

        @wraps(function)
        def apply(*given: Any, **named: Any) -> Any:
            if in_context:
                self._addresses |= {value for value in given if isinstance(value, str)}
            if not any(self._marked(value) for value in (*given, *named.values())):
                return function(*given, **named)
            if any(self._marked(value) for value in named.values()):
                raise Unfit("makes the setting of a filter of what differs from page to page")
            if in_context and function not in self._late:
                raise Unfit("applies a filter of its own to what differs from page to page")
            said = [_PAGE, *given[1:]] if in_context else given
            parts = [self._parts(str(value)) if self._marked(value) else [_given(value)] for value in said]
            return self._hole(_Applied(self._late.get(function, function), parts, named), sure=False)

        return apply

    def _marked(self, value: object) -> bool:
        return isinstance(value, Hole) or (isinstance(value, str) and "\ue000" in value)

    def _parts(self, text: str) -> list[Any]:
        """``text`` as what stands in it and what its marks mean, in turn."""
        pieces = _MARK.split(text)
        parts = [self._means[int(piece)] if n % 2 else piece for n, piece in enumerate(pieces)]
        return [part for part in parts if part != ""]


class _Value:
    """A text of the page."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, values: Values) -> Any:
        return values[self._name]

    def __repr__(self) -> str:
        return self._name


class _Given(_Value):
    """What a filter was given that is no text of the page."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, (str, int, float, list, tuple, EvalContext, Environment, type(None))):
            raise Unfit(f"gives a filter a {type(value).__name__} beside what differs from page to page")
        self._value = value

    def __call__(self, values: Values) -> Any:
        return self._value

    def __repr__(self) -> str:
        plain = not isinstance(self._value, (EvalContext, Environment))
        return repr(self._value) if plain else type(self._value).__name__


class _Page(_Value):
    """All values of the page."""

    def __call__(self, values: Values) -> Values:
        return values


_PAGE = _Page("page")


def _given(value: Any) -> _Value:
    return value if value is _PAGE else _Given(value)


class _Pair(_Value):
    """One side of a pair of a list; only all of the list can be said."""

    def __init__(self, name: str, place: int) -> None:
        self.name, self.place = f"meta.{name}", place

    def __call__(self, values: Values) -> Any:
        _refuse()


class _Applied:
    """A filter and what it is to be applied to."""

    def __init__(self, function: Callable[..., Any], given: Sequence[Sequence[Any]], named: Values) -> None:
        if any(isinstance(part, _Pair) for parts in given for part in parts):
            raise Unfit("changes the pairs of a list")
        self._function, self._given, self._named = function, given, named

    def __call__(self, values: Values) -> Any:
        return self._function(*(_joined(parts, values) for parts in self._given), **self._named)

    def __repr__(self) -> str:
        return f"{self._function.__qualname__}{self._given!r}"


def _joined(parts: Sequence[Any], values: Values) -> Any:
    said = [part if isinstance(part, str) else part(values) for part in parts]
    return said[0] if len(said) == 1 else "".join(map(str, said))  # markup stays markup when alone


class _List:
    """A loop over pairs: what stands within a pair, and between two."""

    def __init__(self, name: str, within: str, between: str) -> None:
        self._name, self._within, self._between = name, within, between

    def __call__(self, values: Values) -> str:
        return self._between.join([a + self._within + b for a, b in values[self._name]])

    def __repr__(self) -> str:
        return f"{self._name}\0{self._within}\0{self._between}"


def _listed(parts: Sequence[Any], length: int) -> list[Any]:
    """``parts`` with each loop over pairs, of which there were ``length``, as one part."""
    listed: list[Any] = []
    at = 0
    while at < len(parts):
        if isinstance(parts[at], _Pair):
            listed.append(_loop(parts[at : at + 4 * length - 1], length))
            at += 4 * length - 1
        else:
            listed.append(parts[at])
            at += 1
    return listed


def _loop(parts: Sequence[Any], length: int) -> _List:
    if len(parts) < 4 * length - 1:
        raise Unfit("ends a list early")
    name, within, between = parts[0].name, parts[1], parts[3]
    expected = [(name, place) for place in range(2 * length)]
    if [(part.name, part.place) for part in parts[::2] if isinstance(part, _Pair)] != expected:
        raise Unfit("does more with a list than say its pairs in order")
    texts = all(isinstance(part, str) for part in parts[1::2])
    if not texts or {*parts[1::4]} != {within} or {*parts[3::4]} != {between}:
        raise Unfit("says one pair of a list otherwise than another")
    return _List(name, within, between)
