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
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"[js]r\.?|i[iv]|iii", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """Name as family and given where that can be told; a group's stays whole, as ``literal``.

    Particles (*van*, *de la*) are part of the family name.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @classmethod
    @lru_cache(maxsize=1 << 15)  # every author is in three formats, the paper's key, and many papers
    def parse(cls, name: str) -> Name:
        """Return the parts of ``Ludwig van Beethoven``, ``Beethoven, Ludwig van`` or ``Martin King, Jr.``."""
        whole = clean(name)
        parts = _COMMA.split(whole)
        if len(parts) > 2 or _GROUP.search(whole):
            return cls(literal=whole)
        if len(parts) == 2 and parts[1] and not _SUFFIX.fullmatch(parts[1]):
            family, given = parts
            if not family:
                return cls(literal=whole)
            return cls(family=family, given=given)
        return cls._parse_words(whole)

    @classmethod
    def _parse_words(cls, whole: str) -> Name:
        """Return the parts of a name whose given names stand first, with or without a suffix."""
        words = whole.replace(",", "").split()
        suffix = ""
        if len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
            suffix = words.pop()
        if len(words) < 2:
            return cls(literal=whole)
        family_start = len(words) - 1
        while family_start > 1 and words[family_start - 1][0].islower():
            family_start -= 1
        family = " ".join(words[family_start:])
        given = " ".join(words[:family_start])
        return cls(family, given, suffix)
