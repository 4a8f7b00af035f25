"""Discussions and issues of a repository at GitHub (GraphQL API, docs.github.com/graphql).

One that has a line ``paper: ID`` or ``edition: SLUG`` is about that. The votes are the thumbs up, or the
upvotes where these are more: nobody counts twice. All of a list is read, or nothing of it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from broadsheet.errors import ErrorAnswer, NotFound, SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.json_values import (
    address,
    as_dict,
    as_list,
    count,
    message,
    parse_json,
    records,
    text,
)
from broadsheet.fetching.tallies.readings import Announced, TallyReading, choose_most
from broadsheet.model.site import TallyConfig
from broadsheet.model.tallies import HERE, Subject, Tally, parse_subject
from broadsheet.settings.repository import GITHUB_NAME
from broadsheet.settings.source_kinds import Politeness, Setting, SettingType, TallyKind

PAGE_SIZE = 100
MAX_PAGES = 50
_LISTS = ("discussions", "issues")
_SUBJECT = re.compile(r"^[ \t#]*(paper|edition):[ \t]*(\S{1,120})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def _find_fault(value: str) -> str:
    if value and not GITHUB_NAME.fullmatch(value):
        return "must be a repository's owner and name, such as ada/digest"
    return ""


KIND = TallyKind(
    name="discussions",
    title=HERE,
    url="https://api.github.com",
    settings=(
        Setting("repository", SettingType.TEXT, "its owner and name", required=True, find_fault=_find_fault),
        Setting("lists", SettingType.TEXTS, "which lists are read", choices=_LISTS, default=("discussions",)),
        Setting("label", SettingType.TEXT, "only those with this label count"),
    ),
    politeness=Politeness("api.github.com", spacing=1.0),
)
_NODE = (
    "url body comments{totalCount} labels(first:100){nodes{name}} "
    "reactionGroups{content reactors{totalCount}}"
)
_QUERIES = {
    name: (
        "query($owner:String!,$name:String!,$after:String){repository(owner:$owner,name:$name){"
        f"list:{name}(first:{PAGE_SIZE},after:$after,orderBy:{{field:CREATED_AT,direction:ASC}})"
        f"{{totalCount pageInfo{{hasNextPage endCursor}} nodes{{{_NODE}{extra}}}}}}}}}"
    )
    for name, extra in (("discussions", " upvoteCount"), ("issues", ""))
}


class _Page(NamedTuple):
    """A page of a list: its items, how many there are in all, and where the next one begins, if any."""

    items: tuple[Mapping[str, Any], ...]
    total: int
    next: str


def read(web: Web, config: TallyConfig, _: tuple[Announced, ...]) -> TallyReading:
    """Return the tallies of all that is discussed; SourceError or WebError where one list is not whole."""
    found: list[tuple[Subject, Tally]] = []
    for name in config.texts("lists"):
        for item in _read_list(web, config, name):
            parsed = _parse_item(item, config)
            if parsed:
                found.append(parsed)
    return TallyReading(choose_most(found))


def _read_list(web: Web, config: TallyConfig, name: str) -> Iterator[Mapping[str, Any]]:
    owner, _, repository = config.text("repository").partition("/")
    number = 0
    after = ""
    for _page in range(MAX_PAGES):
        variables = {"owner": owner, "name": repository, "after": after or None}
        body = {"query": _QUERIES[name], "variables": variables}
        page = web.post(f"{config.url}/graphql", {}, body, parse)
        yield from page.items
        number += len(page.items)
        if not page.next:
            if number < page.total:
                raise SourceError(f"gave {number} of {page.total} {name}: the answer was cut")
            return
        after = page.next
    raise SourceError(f"has more than {MAX_PAGES * PAGE_SIZE:,} {name}, which is more than are read")


def parse(body: bytes) -> _Page:
    """Return a page of a list; ErrorAnswer where errors stand beside it, or in its place."""
    answer = as_dict(parse_json(body))
    errors = [as_dict(error) for error in as_list(answer.get("errors"))]
    if errors:
        words = message(errors[0].get("message")) or "no reason"
        if errors[0].get("type") == "NOT_FOUND":
            raise NotFound(f"GitHub: {words}; correct 'repository', or give leave to read it")
        raise ErrorAnswer(words)
    found = as_dict(as_dict(as_dict(answer.get("data")).get("repository")).get("list"))
    total = count(found.get("totalCount"))
    info = as_dict(found.get("pageInfo"))
    if "data" not in answer and message(answer.get("message")):
        raise ErrorAnswer(message(answer["message"]))
    if total is None or not isinstance(found.get("nodes"), list) or "hasNextPage" not in info:
        raise SourceError("answered no list of discussions")
    next_page = text(info.get("endCursor")) if info.get("hasNextPage") else ""
    return _Page(tuple(records(found["nodes"])), total, next_page)


def _parse_item(item: Mapping[str, Any], config: TallyConfig) -> tuple[Subject, Tally] | None:
    """Return what a discussion is about and its numbers; None for one that is about neither."""
    body = item.get("body")
    match = _SUBJECT.search(body) if isinstance(body, str) else None
    subject = parse_subject(match[1], match[2]) if match else None
    url = address(item.get("url"))
    if subject is None or not url or not _has_label(item, config.text("label")):
        return None
    thumbs = 0
    for group in records(item.get("reactionGroups")):
        if group.get("content") == "THUMBS_UP":
            thumbs = count(as_dict(group.get("reactors")).get("totalCount")) or 0
    comments = count(as_dict(item.get("comments")).get("totalCount")) or 0
    votes = max(thumbs, count(item.get("upvoteCount")) or 0)
    return subject, Tally(config.name, url, votes, comments)


def _has_label(item: Mapping[str, Any], label: str) -> bool:
    if not label:
        return True
    names = [text(row.get("name")).casefold() for row in records(as_dict(item.get("labels")).get("nodes"))]
    return label.casefold() in names
