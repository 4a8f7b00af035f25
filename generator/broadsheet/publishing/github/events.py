"""Event that started a workflow, as GitHub tells it: the one word on an issue that needs no asking.

Its documentation: docs.github.com, Webhook events and payloads, ``issues``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ConfigError, SourceError
from broadsheet.fetching.json_values import as_dict, count, parse_json

_MAX_BYTES = 5_000_000
# Those of companies have an underscore, those of apps a mark of their own.
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?", re.ASCII)
# Those whom the owner of a repository lets write into it, or who own it.
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_ADVICE = "run this in the workflow community.yml, or name the file of an event of an issue"


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """Event of an issue: its number, its author, its text as it was then, and the days of both."""

    number: int
    author: str
    text: str
    created: date
    updated: date
    is_trusted: bool


def read_event(path: Path) -> IssueEvent:
    """Return the event that a file holds; ConfigError where it is none of an issue."""
    try:
        event = as_dict(parse_json(read_regular(path, _MAX_BYTES)))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such file; {_ADVICE}") from error
    except UnreadableFileError as error:
        raise ConfigError(f"{path}: {error}") from error
    except SourceError as error:
        raise ConfigError(f"{path}: is no event of GitHub's; {_ADVICE}") from error
    issue = as_dict(event.get("issue"))
    number = count(issue.get("number"))
    author = parse_login(as_dict(issue.get("user")).get("login"))
    created = parse_day(issue.get("created_at"))
    updated = parse_day(issue.get("updated_at"))
    if not number or not author or not created or not updated:
        raise ConfigError(f"{path}: is no event of an issue; {_ADVICE}")
    return IssueEvent(
        number=number,
        author=author,
        text=text_of(issue),
        created=created,
        updated=updated,
        is_trusted=issue.get("author_association") in _TRUSTED,
    )


def parse_login(value: object) -> str:
    """Return the name of an account at GitHub, a robot's included; empty where it is none."""
    return value if isinstance(value, str) and _LOGIN.fullmatch(value) else ""


def text_of(issue: dict[str, Any]) -> str:
    """Return the text of an issue as its author wrote it; one without a text has an empty one."""
    body = issue.get("body")
    return body if isinstance(body, str) else ""


def parse_day(value: object) -> date | None:
    """Return the day (UTC) of a time such as ``2026-05-18T09:00:00Z``; None where it is none."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
