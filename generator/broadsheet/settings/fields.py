"""Typed values out of a mapping that a person or a robot wrote, with every problem collected."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from broadsheet.settings.keys import Key
from broadsheet.text.plain import is_web_address, shorten

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # fromisoformat takes weeks and more besides


class Fields:
    """One mapping under inspection. Each method takes a key; ``close`` names those left over.

    A value that is missing or wrong adds a line to ``problems`` and gives an empty one, so that
    reading goes on and a person sees everything at once. Whoever asks for a key of settings says with
    ``about`` what it means, for the reference; ``keys``, where it is given, takes what was asked for.
    """

    def __init__(
        self, file: str, value: object, problems: list[str], path: str = "", keys: list[Key] | None = None
    ) -> None:
        self._file = file
        self._path = path
        self._problems = problems
        self._keys = keys
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

    def text(self, key: str, default: str = "", *, required: bool = False, about: str = "") -> str:
        """Return a string on one line or many; a number or a date must be quoted to be one."""
        self._declare(key, "text", about, default, required=required)
        return self._text(key, default, required)

    def _text(self, key: str, default: str, required: bool) -> str:
        value = self._take(key, required)
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(f"must be text, not {_shown(value)}; put it in quotes", key)
            return default
        return value

    def choice(
        self, key: str, known: Collection[str], default: str = "", *, required: bool = False, about: str = ""
    ) -> str:
        """Return one of the texts that are known; empty, with a problem, for another one."""
        self._declare(key, "one of", about, default, required=required, choices=tuple(known))
        value = self._text(key, default, required)
        if value and value not in known:
            hint = _hint(value.lower(), known)
            self.wrong(f"no such {key} {value!r}; {hint}", key)
            return ""
        return value

    def address(self, key: str, default: str = "", *, required: bool = False, about: str = "") -> str:
        """Return an absolute http(s) address."""
        self._declare(key, "address", about, default, required=required)
        value = self._text(key, default, required)
        if value and not is_web_address(value):
            self.wrong(f"must be an http(s) address, not {_shown(value)}", key)
            return default
        return value

    def texts(
        self,
        key: str,
        *,
        required: bool = False,
        default: tuple[str, ...] = (),
        choices: tuple[str, ...] = (),
        about: str = "",
    ) -> tuple[str, ...]:
        """Return a list of strings, not empty if it is ``required``; ``default`` where there is none.

        Whether they are among the ``choices`` is for the caller to say.
        """
        self._declare(key, "list of texts", about, default, required=required, choices=choices)
        return self._texts(key, required) or default

    def _texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(f"must be a list of texts, not {_shown(value)}", key)
            return ()
        return tuple(value)

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return a list of absolute http(s) addresses."""
        values = self._texts(key)
        if wrong := next((value for value in values if not is_web_address(value)), None):
            self.wrong(f"must be http(s) addresses, not {_shown(wrong)}", key)
            return ()
        return values

    def flag(self, key: str, default: bool = False, *, about: str = "") -> bool:
        """Return true or false."""
        self._declare(key, "true or false", about, default)
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(f"must be true or false, not {_shown(value)}", key)
            return default
        return value

    def number(self, key: str, default: float = 0, *, about: str = "") -> float:
        """Any number."""
        self._declare(key, "number", about, default)
        return float(self._number(key, (int, float), "a number", default))

    def count(self, key: str, *, about: str = "") -> int | None:
        """Return a whole number from 0, or None where there is none."""
        self._declare(key, "whole number", about)
        return self._count(key)

    def count_or(self, key: str, default: int, *, about: str = "") -> int:
        """Return a whole number from 0, or the default where there is none."""
        self._declare(key, "whole number", about, default)
        value = self._count(key)
        if value is None:
            return default
        return value

    def _count(self, key: str) -> int | None:
        value = self._number(key, (int,), "a whole number from 0", None)
        if value is not None and value < 0:
            self.wrong(f"must be a whole number from 0, not {_shown(value)}", key)
            return None
        return int(value) if value is not None else None

    def day(self, key: str, *, required: bool = False, about: str = "") -> date | None:
        """Return a date as ``2026-05-18``, quoted or not."""
        self._declare(key, "date", about, required=required)
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

    def either(self, key: str, kind: str = "", *, required: bool = False, about: str = "") -> object:
        """Return the value as it is, for a key whose ``kind`` the caller looks at, and says in words."""
        self._declare(key, kind, about, required=required, is_open=True)
        return self._take(key, required)

    def each(self, key: str, *, required: bool = False, about: str = "") -> list[Fields]:
        """Return the mappings of a list, each under its own place ``key[0]``, ``key[1]`` …"""
        self._declare(key, "list", about, required=required, has_items=True)
        value = self._take(key, required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(f"must be a list, not {_shown(value)}", key)
            return []
        paths = (f"{self._under(key)}[{number}]" for number in range(len(value)))
        return [
            Fields(self._file, {} if item is None else item, self._problems, path, self._keys)
            for path, item in zip(paths, value, strict=True)
        ]

    def inside(self, key: str, *, about: str = "") -> Fields:
        """Return the mapping under ``key``, empty where there is none."""
        self._declare(key, "mapping", about)
        return Fields(self._file, self._take(key), self._problems, self._under(key), self._keys)

    def names(self) -> tuple[str, ...]:
        """Every key, for a mapping whose keys are names."""
        return tuple(self._values)

    def close(self) -> None:
        """Report every key that was not asked for, with the one that was probably meant."""
        for key in self._values:
            if key not in self._known:
                hint = _hint(key, self._known)
                self.wrong(f"unknown key {key!r}; {hint}")

    def _declare(self, key: str, kind: str, about: str, default: object = None, **facts: Any) -> None:
        """Note a key that is asked for, where somebody wants to know; ``facts`` are others of ``Key``."""
        if self._keys is None:
            return
        place = self._under(key)
        declared = Key(place, kind, about, default, **facts)
        self._keys.append(declared)

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


def _hint(word: str, known: Collection[str]) -> str:
    """Return which of the known words was probably meant, or all of them."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known: {', '.join(known)}"


def _finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _shown(value: object) -> str:
    return shorten(repr(value), 60)
