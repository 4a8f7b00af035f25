"""GitHub's REST API, as far as answers to forms need it.

Its documentation: docs.github.com/rest, issues, comments, labels, pulls. Each request is one that may be made
twice, but for a new comment, which is looked for again where nobody can tell whether it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from broadsheet.errors import ConfigError, ErrorAnswer, NotFound, SourceError, Unanswered
from broadsheet.fetching.client import Key, Web
from broadsheet.fetching.json_values import as_dict, as_list, count, message, parse_json, records
from broadsheet.publishing.github.events import parse_day, text_of
from broadsheet.settings.repository import GITHUB_NAME

T = TypeVar("T")

ROBOT = "github-actions[bot]"
ROBOT_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"
VERSION = "2022-11-28"
_PAGE = 100  # the most that an answer has
_MOST_PAGES = 10  # of comments: ours is one of the first
_TOKEN = re.compile(r"[!-~]{1,1000}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue as it is now."""

    number: int
    is_open: bool
    text: str
    labels: tuple[str, ...]
    created: date | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """Comment of ours on an issue."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """Pull request for an issue. ``is_edited``: somebody else has added commits to it."""

    number: int
    is_open: bool
    is_merged: bool
    is_edited: bool = False


def make_key(api: str, name: str, token: str) -> Key:
    """Return the key to a repository at GitHub's API; ConfigError where it would be of no use."""
    if not _TOKEN.fullmatch(token):
        raise ConfigError("GITHUB_TOKEN: is no token; give the step the token of the workflow")
    parts = urlsplit(api)
    if not parts.hostname:
        raise ConfigError(f"GITHUB_API_URL {api!r}: is no web address; unset it, or write https://…")
    headers = {"Authorization": f"Bearer {token}", "X-GitHub-Api-Version": VERSION}
    return Key(parts.hostname, f"{parts.path.rstrip('/')}/repos/{name}/", headers, parts.port)


class Repository:
    """A repository at GitHub, asked over the network."""

    def __init__(self, web: Web, api: str, name: str) -> None:
        if not GITHUB_NAME.fullmatch(name):
            raise ConfigError(f"GITHUB_REPOSITORY {name!r}: is no repository; write it as owner/name")
        self._web = web
        self._name = name
        self._url = f"{api.rstrip('/')}/repos/{name}"

    # -- what is there ---------------------------------------------------------------------

    def issue(self, number: int) -> Issue:
        """Return an issue as it is now."""
        return self._call("GET", f"/issues/{number}", parse=_parse_issue)

    def issues_since(self, author: str, day: date) -> tuple[Issue, ...]:
        """Return the issues of an author that changed since a day began (UTC), at most 100."""
        params = {
            "creator": author,
            "since": f"{day}T00:00:00Z",
            "state": "all",
            "per_page": str(_PAGE),
        }
        return self._call("GET", "/issues", params, parse=_parse_issues)

    def find_comment(self, number: int, marker: str) -> Comment | None:
        """Return the robot's first comment on an issue that begins with a marker; None without one."""
        for page in range(1, _MOST_PAGES + 1):
            params = {"per_page": str(_PAGE), "page": str(page)}
            comments = self._call("GET", f"/issues/{number}/comments", params, parse=_parse_list)
            for comment in comments:
                if _is_ours(comment, marker):
                    return Comment(_require_number(comment, "id"), text_of(comment))
            if len(comments) < _PAGE:
                break
        return None

    def requests(self, branch: str) -> tuple[Request, ...]:
        """Return the pull requests for a branch, the newest first."""
        owner = self._name.partition("/")[0]
        params = {"head": f"{owner}:{branch}", "state": "all", "per_page": str(_PAGE)}
        found: list[Request] = []
        for pull in self._call("GET", "/pulls", params, parse=_parse_list):
            number = _require_number(pull, "number")
            is_open = pull.get("state") == "open"
            is_edited = is_open and self._is_edited(number)
            found.append(Request(number, is_open, bool(pull.get("merged_at")), is_edited))
        return tuple(found)

    def _is_edited(self, number: int) -> bool:
        params = {"per_page": str(_PAGE)}
        for row in self._call("GET", f"/pulls/{number}/commits", params, parse=_parse_list):
            author = as_dict(as_dict(row.get("commit")).get("author"))
            if author.get("email") != ROBOT_EMAIL:
                return True
        return False

    # -- what is changed -------------------------------------------------------------------

    def comment(self, number: int, marker: str, text: str) -> None:
        """Have one comment of ours on an issue, with a text that begins with the marker.

        Unanswered where nobody can tell whether a new one was taken, not even after another look.
        """
        comment = self.find_comment(number, marker)
        if comment and comment.text == text:
            return
        if comment:
            self._call("PATCH", f"/issues/comments/{comment.id}", body={"body": text}, parse=_parse_object)
            return
        try:
            self._web.submit(f"{self._url}/issues/{number}/comments", {"body": text}, _parse_object)
        except (Unanswered, SourceError) as error:
            if not self.find_comment(number, marker):
                raise Unanswered(f"{error}, and no comment is there") from error

    def label(self, issue: Issue, wanted: str, ours: Iterable[str]) -> None:
        """Give an issue one of our labels, and take the others of ours from it; no other label changes."""
        if wanted not in issue.labels:
            path = f"/issues/{issue.number}/labels"
            self._call("POST", path, body={"labels": [wanted]}, parse=_parse_list)
        for name in ours:
            if name != wanted and name in issue.labels:
                with suppress(NotFound):
                    path = f"/issues/{issue.number}/labels/{quote(name, safe='')}"
                    self._call("DELETE", path, parse=_parse_list)

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: object = None,
        *,
        parse: Callable[[bytes], T],
    ) -> T:
        return self._web.call(method, f"{self._url}{path}", params or {}, body, parse)


# What it answers


def _parse_object(body: bytes) -> dict[str, Any]:
    """Return the object of an answer; ErrorAnswer, with GitHub's words, where it has nothing but those."""
    value = as_dict(parse_json(body))
    if set(value) <= {"message", "documentation_url", "status", "errors"}:
        words = message(value.get("message"))
        raise ErrorAnswer(words) if words else SourceError("answered an object with nothing in it")
    return value


def _parse_list(body: bytes) -> tuple[dict[str, Any], ...]:
    value = parse_json(body)
    if not isinstance(value, list):
        _parse_object(body)
        raise SourceError("answered an object, not a list")
    return tuple(records(value))


def _parse_issue(body: bytes) -> Issue:
    return _as_issue(_parse_object(body))


def _parse_issues(body: bytes) -> tuple[Issue, ...]:
    return tuple(_as_issues(_parse_list(body)))


def _as_issues(rows: Iterable[Mapping[str, Any]]) -> Iterator[Issue]:
    """Yield the issues of a list, in which GitHub has pull requests, too."""
    for row in rows:
        if "pull_request" not in row:
            yield _as_issue(row)


def _as_issue(row: Mapping[str, Any]) -> Issue:
    labels: list[str] = []
    for label in as_list(row.get("labels")):
        name = as_dict(label).get("name")
        if isinstance(name, str):
            labels.append(name)
    return Issue(
        number=_require_number(row, "number"),
        is_open=row.get("state") == "open",
        text=text_of(dict(row)),
        labels=tuple(labels),
        created=parse_day(row.get("created_at")),
    )


def _require_number(row: Mapping[str, Any], key: str) -> int:
    number = count(row.get(key))
    if not number:
        raise SourceError(f"answered without {key!r}")
    return number


def _is_ours(comment: Mapping[str, Any], marker: str) -> bool:
    """Return True for a comment of the robot's: the marker alone can be anybody's."""
    login = as_dict(comment.get("user")).get("login")
    return login == ROBOT and text_of(dict(comment)).startswith(marker)
