"""Files of ``starts/`` that a site is written from, with what its owner said put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

_STARTS = files("broadsheet").joinpath("starts")
_PLACE = re.compile(r"@([A-Z_]+)@")


def read_template(path: str) -> str:
    """Return the text of a file of ``starts/``."""
    return _STARTS.joinpath(path).read_text("utf-8")


def fill_template(path: str, values: Mapping[str, str]) -> str:
    """Return the text of a file of ``starts/`` with each ``@NAME@`` replaced by its value."""

    def value_of(place: re.Match[str]) -> str:
        return values.get(place[1], place[0])

    return _PLACE.sub(value_of, read_template(path))
