"""Finds the keys of settings by asking their readers: what they look for is what there is.

A reader is given an empty file and notes each key that it asks for. Every list gets one empty entry, every
key that may be of several kinds an empty mapping, and every key that takes one of several words each of them
in turn, so that what only some have is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from broadsheet.settings.keys import Key

# What a reader asks for when a file holds this.
Ask = Callable[[Mapping[str, object]], Sequence[Key]]


class DeclaredKey(NamedTuple):
    """A key, and with which words of another one it is there, in words; empty where it always is.

    ``varies``: what holds without it is not the same with each of these words.
    """

    key: Key
    only_with: str
    varies: bool


class _Run(NamedTuple):
    """One asking: the key of which a word was tried, the word, and the keys that were asked for."""

    place: str
    word: str
    keys: tuple[Key, ...]


def find_keys(ask: Ask) -> tuple[DeclaredKey, ...]:
    """Return all keys that a reader knows, in the order in which it asks for them."""
    lists, words = _find_shape(ask)
    usual = _firsts(words)
    keys = list(_asked(ask, _sample(lists, usual)))
    for place in [key.place for key in keys if key.is_open]:
        keys += _asked(ask, _sample(lists, {**usual, place: {}}))
    runs: list[_Run] = []
    for place, choices in words.items():
        for word in choices:
            run = _Run(place, word, _asked(ask, _sample(lists, {**usual, place: word})))
            runs.append(run)
            keys += run.keys
    found = _merge(keys)
    return tuple([DeclaredKey(key, _condition(key, runs), _varies(key, runs)) for key in _by_parent(found)])


def _find_shape(ask: Ask) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """Return the places of the lists of a file, and of its keys with choices, until there are no new ones."""
    lists: set[str] = set()
    words: dict[str, tuple[str, ...]] = {}
    while True:
        known = len(lists) + len(words)
        for key in _asked(ask, _sample(lists, _firsts(words))):
            if key.has_items:
                lists.add(key.place)
            elif key.choices and key.kind == "one of":
                words[key.place] = key.choices
        if len(lists) + len(words) == known:
            return lists, words


def _firsts(words: Mapping[str, Sequence[str]]) -> dict[str, object]:
    return {place: choices[0] for place, choices in words.items()}


def _asked(ask: Ask, sample: Mapping[str, object]) -> tuple[Key, ...]:
    """Return the keys that are asked for, with the places of lists as ``sources[]``."""
    return tuple([replace(key, place=key.place.replace("[0]", "[]")) for key in ask(sample)])


def _sample(lists: Iterable[str], values: Mapping[str, object]) -> dict[str, Any]:
    """Return a file in which each list has one entry, and some keys a value."""
    sample: dict[str, Any] = {}
    for place in sorted(lists):
        _put(sample, f"{place}[].", None)
    for place, value in values.items():
        _put(sample, place, value)
    return sample


def _put(sample: dict[str, Any], place: str, value: object) -> None:
    """Put a value at a place such as ``sources[].kind``; at one that ends with a dot, what leads there."""
    *parents, last = place.split(".")
    here = sample
    for parent in parents:
        name = parent.removesuffix("[]")
        below: Any = here.setdefault(name, [{}] if parent.endswith("[]") else {})
        here = below[0] if isinstance(below, list) else below
    if last:
        here[last] = value


def _merge(keys: Iterable[Key]) -> list[Key]:
    """Return each key once; what is asked for twice at a place, without a meaning, adds what it may be."""
    explained: dict[tuple[str, str], Key] = {}
    kinds: dict[str, list[str]] = {}
    for key in keys:
        known = kinds.setdefault(key.place, [])
        if key.kind and key.kind not in known:
            known.append(key.kind)
        if key.about:
            explained.setdefault((key.place, key.about), key)
    places = {place for place, _ in explained}
    merged = [replace(key, kind=" or ".join(kinds[key.place])) for key in explained.values()]
    return merged + [Key(place, "") for place in kinds if place not in places]


def _by_parent(keys: Collection[Key]) -> list[Key]:
    """Return keys with those inside another one right after it."""
    order: dict[str, int] = {}
    for key in keys:
        order.setdefault(key.place, len(order))

    def rank(key: Key) -> list[int]:
        parents = [order[place] for place in order if _is_inside(key.place, place)]
        return [*sorted(parents), order[key.place]]

    return sorted(keys, key=rank)


def _is_inside(place: str, parent: str) -> bool:
    return place.startswith((f"{parent}.", f"{parent}[]."))


def _find(key: Key, run: _Run) -> Key | None:
    """Return a key as a run asked for it."""
    for asked in run.keys:
        if (asked.place, asked.about) == (key.place, key.about):
            return asked
    return None


def _varies(key: Key, runs: Iterable[_Run]) -> bool:
    found = [_find(key, run) for run in runs]
    return len({(asked.default, asked.required) for asked in found if asked}) > 1


def _condition(key: Key, runs: Iterable[_Run]) -> str:
    """Return with which words of other keys a key is there, as ``kind: arxiv, feed``."""
    with_it: dict[str, list[str]] = {}
    without: set[str] = set()
    for run in runs:
        if _find(key, run):
            with_it.setdefault(run.place, []).append(run.word)
        else:
            without.add(run.place)
    places = [place for place in with_it if place in without]
    parts: list[str] = []
    for place in places:
        name = place.rpartition(".")[2]
        parts.append(f"{name}: {', '.join(with_it[place])}")
    return "; ".join(parts)
