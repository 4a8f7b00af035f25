"""Outcome of a form: what became of it, for a workflow as a line of JSON, and as an exit code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from broadsheet.text.plain import clean, shorten

_LONGEST_TITLE = 100
_LONGEST_REASON = 500
# Nothing else stands in the title of a request: no mention, number, address, command or expression can.
_NOT_SAFE = re.compile(r"[^A-Za-z0-9]+")


class Result(StrEnum):
    """What became of a form. A form that ``failed`` could not be judged: somebody could not be asked."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FAILED = "failed"


EXIT_CODES = {
    Result.TAKEN: 0,
    Result.UNCHANGED: 0,
    Result.FAILED: 1,
    Result.REFUSED: 2,
    Result.DUPLICATE: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a form of a ``kind`` (empty where it is none of ours), and why.

    ``paper`` is the id of the paper that it is about, and empty where it is about none that is known;
    ``files`` were written, by their places below ``content/``. ``title`` is for a request to merge.
    ``answer`` is Markdown for whoever sent the form.
    """

    result: Result
    kind: str = ""
    paper: str = ""
    files: tuple[str, ...] = ()
    title: str = ""
    reasons: tuple[str, ...] = ()
    answer: str = ""

    def to_json(self) -> str:
        """Return it as a line of JSON in ASCII, without the answer."""
        values = {
            "result": self.result.value,
            "kind": self.kind or None,
            "paper": self.paper or None,
            "files": list(self.files),
            "title": self.title,
            "reasons": [shorten(clean(reason), _LONGEST_REASON) for reason in self.reasons],
        }
        return json.dumps(values)


def safe_title(what: str, words: str = "") -> str:
    """Return a title for a request, of words of ours and what letters and digits strangers' words have."""
    safe_words = _NOT_SAFE.sub(" ", words).strip()
    if not safe_words:
        return what
    return shorten(f"{what}: {safe_words}", _LONGEST_TITLE).rstrip("…")
