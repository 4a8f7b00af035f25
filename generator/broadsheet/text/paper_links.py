"""Links to papers in people's Markdown: ``[text](paper:2605.22355)``."""

from __future__ import annotations

import re
from collections.abc import Callable

# Where Markdown has a link's address: in brackets after the text, or in a definition.
_PAPER_LINK = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)paper:([^\s)>]*)", re.MULTILINE)

_ENDS_A_LINK = str.maketrans({"(": "%28", ")": "%29"})


def linked_ids(words: str) -> tuple[str, ...]:
    """The ids of the papers that ``words`` link to, each once, in order."""
    return tuple(dict.fromkeys(match[2] for match in _PAPER_LINK.finditer(words)))


def link_papers(words: str, address: Callable[[str], str]) -> str:
    """``words`` with each ``paper:ID`` replaced by ``address(ID)``, in which nothing ends the link."""
    return _PAPER_LINK.sub(lambda match: match[1] + address(match[2]).translate(_ENDS_A_LINK), words)
