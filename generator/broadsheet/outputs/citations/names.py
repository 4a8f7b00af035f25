"""Names of persons and groups, as reference managers part them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.text.plain import clean

_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|initiative|laborator\w*|labs?|institute|university)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[js]r\.?|i[iv]|iii", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as family and given where that can be told; a group's stays whole, as ``literal``.

    Particles (*van*, *de la*) are part of the family name.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @classmethod
    @lru_cache(maxsize=1 << 15)
    def of(cls, name: str) -> Name:
        """The parts of ``Ludwig van Beethoven``, ``Beethoven, Ludwig van`` or ``Martin King, Jr.``."""
        whole = clean(name)
        parts = re.split(r"\s*,\s*", whole)
        if len(parts) > 2 or _GROUP.search(whole):
            return cls(literal=whole)
        if len(parts) == 2 and parts[1] and not _SUFFIX.fullmatch(parts[1]):
            return cls(family=parts[0], given=parts[1]) if parts[0] else cls(literal=whole)
        words = whole.replace(",", "").split()
        suffix = words.pop() if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) else ""
        if len(words) < 2:
            return cls(literal=whole)
        at = len(words) - 1
        while at > 1 and words[at - 1][0].islower():
            at -= 1
        return cls(family=" ".join(words[at:]), given=" ".join(words[:at]), suffix=suffix)
