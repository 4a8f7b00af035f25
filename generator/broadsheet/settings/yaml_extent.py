"""Extent of a YAML text: how deep it is, and how long with all that its aliases repeat.

It is taken from the parser's events, before anything is made of them: a few hundred bytes of aliases
stand for more than any memory holds, and libyaml takes quadratic time for deep brackets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

MAX_DEPTH = 50
MAX_SIGNS = 2_000_000
_NESTING_SIGNS = "[{-?:"  # each list or mapping takes one of them at least


def may_be_too_large(data: str) -> bool:
    """Return False for a text that repeats nothing and cannot be deep, as nearly all are."""
    return "*" in data or sum([data.count(sign) for sign in _NESTING_SIGNS]) >= MAX_DEPTH


def check_extent(events: Iterable[yaml.Event]) -> None:
    """Raise MarkedYAMLError where the text of these events is too deep or too long."""
    gauge = _ExtentGauge()
    for event in events:
        gauge.add(event)


@dataclass(slots=True)
class _OpenNode:
    """Mapping or list that has not ended yet: its anchor, and the signs in it so far."""

    anchor: str | None
    signs: int = 1


class _ExtentGauge:
    """Gauge to be told every event of a text."""

    def __init__(self) -> None:
        self._open_nodes = [_OpenNode(None)]
        self._signs_by_anchor: dict[str, int] = {}

    def add(self, event: yaml.Event) -> None:
        """Count one event; MarkedYAMLError where that is one too many."""
        if isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = self._open_nodes.pop()
            self._count(event, node.anchor, node.signs)
        elif isinstance(event, yaml.ScalarEvent):
            self._count(event, event.anchor, len(event.value) + 1)
        elif isinstance(event, yaml.AliasEvent):
            self._repeat(event)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        self._open_nodes.append(_OpenNode(event.anchor))
        if len(self._open_nodes) > MAX_DEPTH:
            raise _refusal(event, f"more than {MAX_DEPTH} lists and mappings in one another")

    def _repeat(self, event: yaml.AliasEvent) -> None:
        for node in self._open_nodes:
            if node.anchor == event.anchor:
                raise _refusal(event, f"the alias *{event.anchor} stands inside what it repeats")
        self._count(event, None, self._signs_by_anchor.get(event.anchor or "", 0))

    def _count(self, event: yaml.Event, anchor: str | None, signs: int) -> None:
        if anchor:
            self._signs_by_anchor[anchor] = signs
        parent = self._open_nodes[-1]
        parent.signs += signs
        if parent.signs > MAX_SIGNS:
            raise _refusal(event, f"more than {MAX_SIGNS:,} signs, with all that aliases repeat")


def _refusal(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
