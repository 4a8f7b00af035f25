"""Typed values out of a mapping that a person or a robot wrote, with every problem collected."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from broadsheet.text.plain import is_web_address, shorten

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # fromisoformat takes weeks and more besides


class Fields:
    """One mapping under inspection. Each method takes a key; ``close`` names those left over.

    A value that is missing or wrong adds a line to ``problems`` and gives an empty one, so that
    reading goes on and a person sees everything at once.
    """

    def __init__(self, file: str, value: object, problems: list[str], path: str = "") -> None:
        self._file = file
        self._path = path
        self._problems = problems
        self._known: list[str] = []
        self._values: Mapping[str, Any] = {}
        if isinstance(value, Mapping):
            self._values = {key: item for key, item in value.items() if isinstance(key, str)}
            for key in value.keys() - self._values.keys():
                self.wrong(f"the key {key!r} is no text; put it in quotes")
        elif value is not None:
            self.wrong("must be a mapping of keys to values")

    def wrong(self, what: str, key: str = "") -> None:
        """Report a problem at this place, or at ``key`` in it."""
        place = self._under(key) if key else self._path
        self._problems.append(": ".join(part for part in (self._file, place, what) if part))

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a string on one line or many; a number or a date must be quoted to be one."""
        value = self._take(key, required)
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(f"must be text, not {_shown(value)}; put it in quotes", key)
            return default
        return value

    def address(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return an absolute http(s) address."""
        value = self.text(key, default, required=required)
        if value and not is_web_address(value):
            self.wrong(f"must be an http(s) address, not {_shown(value)}", key)
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; empty where there is none."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(f"must be a list of texts, not {_shown(value)}", key)
            return ()
        return tuple(value)

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return a list of absolute http(s) addresses."""
        values = self.texts(key)
        if wrong := next((value for value in values if not is_web_address(value)), None):
            self.wrong(f"must be http(s) addresses, not {_shown(wrong)}", key)
            return ()
        return values

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(f"must be true or false, not {_shown(value)}", key)
            return default
        return value

    def number(self, key: str, default: float = 0) -> float:
        """Any number."""
        return float(self._number(key, (int, float), "a number", default))

    def count(self, key: str) -> int | None:
        """Return a whole number from 0, or None where there is none."""
        value = self._number(key, (int,), "a whole number from 0", None)
        if value is not None and value < 0:
            self.wrong(f"must be a whole number from 0, not {_shown(value)}", key)
            return None
        return int(value) if value is not None else None

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date as ``2026-05-18``, quoted or not."""
        value = self._take(key, required)
        if value is None or type(value) is date:
            return value
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.wrong(f"must be a date like 2026-05-18, not {_shown(value)}", key)
        return None

    def either(self, key: str, *, required: bool = False) -> object:
        """Return the value as it is, for a key whose kind the caller looks at."""
        return self._take(key, required)

    def each(self, key: str, *, required: bool = False) -> list[Fields]:
        """Return the mappings of a list, each under its own place ``key[0]``, ``key[1]`` …"""
        value = self._take(key, required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(f"must be a list, not {_shown(value)}", key)
            return []
        paths = (f"{self._under(key)}[{number}]" for number in range(len(value)))
        return [
            Fields(self._file, {} if item is None else item, self._problems, path)
            for path, item in zip(paths, value, strict=True)
        ]

    def inside(self, key: str) -> Fields:
        """Return the mapping under ``key``, empty where there is none."""
        return Fields(self._file, self._take(key), self._problems, self._under(key))

    def names(self) -> tuple[str, ...]:
        """Every key, for a mapping whose keys are names."""
        return tuple(self._values)

    def close(self) -> None:
        """Report every key that was not asked for, with the one that was probably meant."""
        for key in self._values:
            if key not in self._known:
                close = difflib.get_close_matches(key, self._known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(self._known)}"
                self.wrong(f"unknown key {key!r}; {hint}")

    def _under(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, required: bool = False) -> Any:
        self._known.append(key)
        value = self._values.get(key)
        if required and value in (None, "", []):
            self.wrong(f"missing {key!r}")
        return value

    def _number(self, key: str, kinds: tuple[type, ...], name: str, default: Any) -> Any:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, kinds) or not _finite(value):
            self.wrong(f"must be {name}, not {_shown(value)}", key)
            return default
        return value


def _finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _shown(value: object) -> str:
    return shorten(repr(value), 60)
