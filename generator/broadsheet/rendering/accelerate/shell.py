"""Shell of a page: a template rendered once with holes, which are filled for every page.

A hole is a mark in the text. A filter that meets a mark leaves another behind and is applied when the
hole is filled. Whatever else a template does with a hole raises ``Unfit``: such a template is left to
MkDocs, which renders it anew for every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from jinja2 import Environment

from broadsheet.rendering.accelerate.front_matter import FrontMatter
from broadsheet.rendering.accelerate.holes import (
    MARK,
    MARK_END,
    MARK_START,
    Hole,
    PairList,
    TwoFaced,
    Unfit,
    has_mark,
)
from broadsheet.rendering.accelerate.shell_parts import (
    Constant,
    FilterCall,
    PageValue,
    PageValues,
    PairLoop,
    PairSide,
    Part,
    Values,
    collapse_loops,
)

Context = Callable[[Mapping[str, Any], Callable[[str], Hole]], Mapping[str, Any]]


class Shell:
    """A page with everything that is common to its kind, ready to be filled."""

    def __init__(self, parts: Sequence[Part], addresses: frozenset[str]) -> None:
        self._parts = parts
        self.addresses = addresses  # of its links, as the template writes them

    def fill(self, values: Values) -> str:
        """Return the page of ``values``: texts and lists of pairs by the names of the holes."""
        # A list, not a loop: a page has a hundred parts, and this is done for every page.
        return "".join([part if isinstance(part, str) else str(part(values)) for part in self._parts])

    @property
    def text(self) -> str:
        """All common text, and a description of each hole; shells that differ have different texts."""
        texts: list[str] = []
        for part in self._parts:
            text = part if isinstance(part, str) else repr(part)
            texts.append(text)
        return "\0".join(texts)


class ShellMaker:
    """Maker of shells, which renders the templates of ``environment`` with holes.

    ``page_filters`` are the filters that depend on the page they stand on, each with a form of it that
    takes the page's values in place of the template's context; no other such filter can be applied to a
    hole.
    """

    def __init__(
        self,
        environment: Environment,
        page_filters: Mapping[Callable[..., Any], Callable[[Values, Any], Any]],
    ) -> None:
        self._page_filters = page_filters
        self._meanings: list[Part] = []  # of the marks, by number
        self._addresses: set[str] = set()
        self._environment = environment.overlay()
        self._environment.getattr = self._get_attribute  # type: ignore[assignment, method-assign]
        self._environment.filters = {}
        for name, function in environment.filters.items():
            self._environment.filters[name] = self._defer(function)

    def _get_attribute(self, thing: Any, name: str) -> Any:
        """Return an attribute for a template; MkDocs itself must get the page's address as a text."""
        if isinstance(thing, TwoFaced) and name in thing.seen_by_templates:
            return thing.seen_by_templates[name]
        return Environment.getattr(self._environment, thing, name)

    def make(self, template: str, head: FrontMatter, context: Context) -> Shell:
        """Render ``template`` with a hole for every text of ``head`` but its kind.

        ``context`` makes the template's context from the front matter and a maker of further holes.
        Raise Unfit where the template asks for more than holes can answer.
        """
        self._addresses.clear()
        parts = self._render(template, head, context, 3)
        has_loops = any(isinstance(part, PairLoop) for part in parts)
        if has_loops:
            parts_of_fewer = self._render(template, head, context, 2)
            if repr(parts_of_fewer) != repr(parts):
                raise Unfit("does with a list what depends on its length")
        return Shell(parts, frozenset(self._addresses))

    def _render(self, template: str, head: FrontMatter, context: Context, length: int) -> list[Part]:
        """Return the parts of the page, made with ``length`` pairs in each list."""
        self._meanings.clear()
        meta: dict[str, Any] = {}
        for name, value in head.items():
            meta[name] = self._stand_in(name, value, length)
        values = context(meta, lambda name: self._make_hole(PageValue(name)))
        try:
            text = self._environment.get_template(template).render(values)
        except Unfit:
            raise
        except Exception as error:  # whatever a template of somebody's does with a hole
            raise Unfit(f"fails where it has no page to look at: {error}") from error
        parts = self._split(text)
        for part in parts:
            if isinstance(part, str) and (MARK_START in part or MARK_END in part):
                raise Unfit("cuts what differs from page to page")
        return collapse_loops(parts, length)

    def _stand_in(self, name: str, value: Any, length: int) -> Any:
        """Return what a template sees of a value of the front matter; the kind and empty values as such."""
        if name == "kind" or not value:
            return value
        hole_name = f"meta.{name}"
        if isinstance(value, str):
            return self._make_hole(PageValue(hole_name))
        pairs: list[tuple[Hole, Hole]] = []
        for position in range(0, 2 * length, 2):
            first = self._make_hole(PairSide(hole_name, position))
            second = self._make_hole(PairSide(hole_name, position + 1))
            pairs.append((first, second))
        return PairList(pairs)

    def _make_hole(self, meaning: Part, never_empty: bool = True) -> Hole:
        number = len(self._meanings)
        self._meanings.append(meaning)
        return Hole(number, never_empty)

    def _defer(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function``, but applied to a hole only when that is filled."""
        first_argument = getattr(function, "jinja_pass_arg", None)
        in_context = getattr(first_argument, "name", "") == "context"

        @wraps(function)
        def apply(*arguments: Any, **options: Any) -> Any:
            if in_context:
                self._addresses.update(value for value in arguments if isinstance(value, str))
            if any(map(has_mark, options.values())):
                raise Unfit("makes the setting of a filter of what differs from page to page")
            if not any(map(has_mark, arguments)):
                return function(*arguments, **options)
            if not in_context:
                call = FilterCall(function, self._describe(arguments), options)
            elif function in self._page_filters:
                described: list[list[Part]] = [[PageValues()], *self._describe(arguments[1:])]
                call = FilterCall(self._page_filters[function], described, options)
            else:
                raise Unfit("applies a filter of its own to what differs from page to page")
            return self._make_hole(call, never_empty=False)

        return apply

    def _describe(self, arguments: Sequence[Any]) -> list[list[Part]]:
        """Return the parts of each argument of a filter."""
        described: list[list[Part]] = []
        for argument in arguments:
            if has_mark(argument):
                described.append(self._split(str(argument)))
            else:
                described.append([Constant(argument)])
        return described

    def _split(self, text: str) -> list[Part]:
        """Return the texts and the meanings of the marks in ``text``, in turn; no empty texts."""
        parts: list[Part] = []
        for index, piece in enumerate(MARK.split(text)):
            if index % 2:  # the number in a mark
                parts.append(self._meanings[int(piece)])
            elif piece:
                parts.append(piece)
        return parts
