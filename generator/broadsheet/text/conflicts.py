"""Marks that an unfinished merge leaves in a file."""

from __future__ import annotations

import re

# Seven signs at the head of a line and a name, as git-merge-file writes them.
_MARKER = re.compile(r"^(?:<{7}|>{7}) \S[^\n]*", re.MULTILINE)


def find_conflict(text: str) -> str:
    """Return where the first marker of an unfinished merge stands, as a problem; empty where none does."""
    marker = _MARKER.search(text)
    if marker is None:
        return ""
    line = text.count("\n", 0, marker.start()) + 1
    return (
        f"line {line}: an unfinished merge left '{marker[0][:7]}' there; "
        "choose what is to stay, and delete the marks (indent one that is meant)"
    )
