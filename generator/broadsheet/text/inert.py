"""Strangers' words in Markdown that a host shows and acts on: quoted, so that nothing in them acts."""

from __future__ import annotations

import re

from broadsheet.text.plain import clean, shorten

# Marks of direction: in a line of other words they would turn those, too.
_DIRECTION = re.compile("[\u061c\u200e\u200f]")
_BACKTICK = "`"
_LONGEST = 200


def inert(words: str, longest: int = _LONGEST) -> str:
    """Return one line of words as code (CommonMark 0.31, 6.1), in which GitHub and GitLab act on nothing.

    No ``@name`` in it notifies, no ``#1`` and no address is a link, and it holds no HTML. Where there is
    nothing to quote it is empty.
    """
    line = _DIRECTION.sub("", clean(words)).replace(_BACKTICK, "'")
    # A workflow would read these as an expression of its own, were the text ever put into one.
    line = clean(line.replace("${{", "$ { {"))
    if not line:
        return ""
    return f"{_BACKTICK}{shorten(line, longest)}{_BACKTICK}"
