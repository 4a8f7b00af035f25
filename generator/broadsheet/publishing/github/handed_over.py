"""What the job that read a form hands over, read as a stranger's: nothing in it is believed unseen.

That job ran the code of many packages on what somebody typed. So its words are checked once more: none of
them names a person, holds markup that acts, or is longer than a comment may be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.community.outcomes import Result
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ContentError, SourceError
from broadsheet.fetching.json_values import as_dict, parse_json, texts
from broadsheet.model.forms import FORM_OF_KIND

RESULT, ANSWER = "result.json", "answer.md"
_MAX_BYTES = 60_000  # GitHub takes 65,536 characters in a comment, and ours adds a few lines
_ADVICE = "nothing was answered or proposed; see the job that read the form"
_TITLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,:;()_/-]{0,149}", re.ASCII)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
# Names that notify, numbers that link, HTML, pictures, expressions of workflows, and signs nobody sees.
_ACTS = re.compile(r"@\w|#\d|<|!\[|\$\{\{|[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of a form; its ``kind`` is empty where it is none of ours."""

    result: Result
    kind: str
    title: str
    answer: str
    has_files: bool


def read_handed_over(folder: Path) -> HandedOver:
    """Return what a folder says of a form; ContentError where that is not what take-in says."""
    values = _read_result(folder / RESULT)
    try:
        result = Result(str(values.get("result")))
    except ValueError:
        raise ContentError(f"{RESULT}: names no result that a form can have; {_ADVICE}") from None
    kind = values.get("kind") or ""
    if kind and kind not in FORM_OF_KIND:
        raise ContentError(f"{RESULT}: names no kind of form; {_ADVICE}")
    title = str(values.get("title") or "")
    if title and not _TITLE.fullmatch(title):
        raise ContentError(f"{RESULT}: has a title with signs that no title of ours has; {_ADVICE}")
    answer = _read(folder / ANSWER).decode("utf-8", "replace").strip()
    if not is_inert(answer):
        raise ContentError(f"{ANSWER}: holds words that would do something at GitHub; {_ADVICE}")
    return HandedOver(result, str(kind), title, answer, bool(texts(values.get("files"))))


def is_inert(markdown: str) -> bool:
    """Return True where nothing but code (CommonMark 0.31, 6.1) holds what GitHub would act on."""
    for line in markdown.splitlines():
        without_code = _CODE.sub("", line)
        if _ACTS.search(without_code):
            return False
    return True


def _read_result(path: Path) -> Mapping[str, Any]:
    try:
        return as_dict(parse_json(_read(path)))
    except SourceError as error:
        raise ContentError(f"{path.name}: is no JSON; {_ADVICE}") from error


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, _MAX_BYTES)
    except FileNotFoundError as error:
        raise ContentError(f"{path.name}: is missing; {_ADVICE}") from error
    except UnreadableFileError as error:
        raise ContentError(f"{path.name}: {error}; {_ADVICE}") from error
