"""Answer to a form, in Markdown: our words, and what was typed only as quoted code that does nothing."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.community.outcomes import Result

_HEADS = {
    Result.TAKEN: "Thank you. This was understood, and an editor will look at it:",
    Result.UNCHANGED: "Thank you. The site says so already; nothing had to be changed:",
    Result.DUPLICATE: "Thank you. The site has this already:",
    Result.REFUSED: "Thank you. This cannot be taken as it is:",
    Result.FAILED: "Thank you. This could not be judged just now, and is kept for another try:",
}
_TAILS = {
    Result.TAKEN: "To change it, edit the form, or send it again.",
    Result.REFUSED: "To mend it, edit the form, or send it again.",
}


def make_answer(result: Result, lines: Iterable[str]) -> str:
    """Return an answer of a head, a list of lines of Markdown, and what can be done."""
    parts = [_HEADS[result], "\n".join([f"- {line}" for line in lines])]
    if result in _TAILS:
        parts.append(_TAILS[result])
    return "\n\n".join(filter(None, parts)) + "\n"
