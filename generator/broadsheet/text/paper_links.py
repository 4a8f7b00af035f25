"""Links to papers in people's Markdown: ``[text](paper:2605.22355)``."""

from __future__ import annotations

import re
from collections.abc import Callable

# Where Markdown has a link's address: in brackets after the text, or in a definition.
_PAPER_LINK = re.compile(
    r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)paper:(?P<id>[^\s)>]*)",
    re.MULTILINE,
)

# Brackets would end the link too early.
_ESCAPED_BRACKETS = str.maketrans({"(": "%28", ")": "%29"})


def linked_ids(markdown: str) -> tuple[str, ...]:
    """Return the ids of the papers that ``markdown`` links to, each once, in order."""
    ids: dict[str, None] = {}
    for match in _PAPER_LINK.finditer(markdown):
        ids[match["id"]] = None
    return tuple(ids)


def link_papers(markdown: str, address: Callable[[str], str]) -> str:
    """Return ``markdown`` with each ``paper:ID`` replaced by ``address(ID)``, its brackets escaped."""

    def replace_link(match: re.Match[str]) -> str:
        url = address(match["id"])
        return match["before"] + url.translate(_ESCAPED_BRACKETS)

    return _PAPER_LINK.sub(replace_link, markdown)
