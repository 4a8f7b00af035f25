"""Posts at Mastodon or Bluesky that announced a paper or an edition, and what readers say to them.

``GET /api/v1/statuses/:id`` of the instance (docs.joinmastodon.org) and ``app.bsky.feed.getPosts``
(docs.bsky.app), both without an account. The votes are the likes, or the reposts where these are more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from broadsheet.errors import NotAsked, NotFound, SourceError, WebError
from broadsheet.fetching.client import Web
from broadsheet.fetching.json_values import as_dict, count, parse_json, records, text
from broadsheet.fetching.tallies.readings import Announced, TallyReading, choose_most
from broadsheet.model.site import TallyConfig
from broadsheet.model.tallies import EDITION, Subject, Tally, parse_subject
from broadsheet.settings.source_kinds import Politeness, Setting, SettingType, TallyKind
from broadsheet.text.plain import is_web_address

MASTODON, BLUESKY = "mastodon", "bluesky"
TITLES = {MASTODON: "Mastodon", BLUESKY: "Bluesky"}
API = "https://public.api.bsky.app"
AT_ONCE = 25  # posts that Bluesky gives at once
_BLUESKY_HOST = "bsky.app"
_STATUS = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses|web/statuses)/([0-9A-Za-z]{1,40})/?", re.ASCII)
_PROFILE = re.compile(r"/profile/([A-Za-z0-9.:_%-]{3,253})/post/([A-Za-z0-9._~:-]{1,64})/?", re.ASCII)


def _find_fault(value: str) -> str:
    if not value or _parse_line(value):
        return ""
    return f"must be 'paper: ID ADDRESS' or 'edition: SLUG ADDRESS', of a post, not {value[:80]!r}"


KIND = TallyKind(
    name="posts",
    url=API,
    settings=(
        Setting(
            "network", SettingType.TEXT, "whose posts they are", required=True, choices=(MASTODON, BLUESKY)
        ),
        Setting(
            "posts",
            SettingType.TEXTS,
            "posts beside those that `announce` made, as `paper: ID ADDRESS` or `edition: SLUG ADDRESS`",
            find_fault=_find_fault,
        ),
    ),
    politeness=Politeness("bsky.app", spacing=0.5),
)


class _Post(NamedTuple):
    """A post, and what it is about."""

    subject: Subject
    url: str


class _Found(NamedTuple):
    """What became of asking for posts: their tallies, those that are gone, those that did not answer."""

    tallies: list[tuple[Subject, Tally]]
    gone: list[_Post]
    unread: list[_Post]
    problems: list[str]


def read(web: Web, config: TallyConfig, announced: tuple[Announced, ...]) -> TallyReading:
    """Return the tallies of the posts that settings and the ledger name.

    A post that did not answer keeps its numbers; one that its network no longer has loses them.
    WebError where none answered.
    """
    is_bluesky = config.text("network") == BLUESKY
    wanted = [post for post in _list_posts(config, announced) if _is_at_bluesky(post.url) == is_bluesky]
    read_posts = _read_bluesky if is_bluesky else _read_mastodon
    found = read_posts(web, config, wanted)
    if found.unread and len(found.unread) == len(wanted):
        raise WebError(found.problems[0])
    tallies = choose_most(found.tallies)
    kept = {post.subject for post in found.unread} | _old_subjects(announced)
    return TallyReading(tallies, frozenset(kept - tallies.keys()), tuple(dict.fromkeys(found.problems)))


def _old_subjects(announced: Sequence[Announced]) -> set[Subject]:
    return {Subject(EDITION, row.edition) for row in announced if row.is_old}


def _list_posts(config: TallyConfig, announced: Sequence[Announced]) -> list[_Post]:
    """Return all posts, each address once."""
    posts: dict[str, _Post] = {}
    for line in config.texts("posts"):
        post = _parse_line(line)
        if post:
            posts.setdefault(post.url, post)
    for row in announced:
        subject = parse_subject(EDITION, row.edition)
        if subject and not row.is_old and _names_a_post(row.url):
            posts.setdefault(row.url, _Post(subject, row.url))
    return list(posts.values())


def _parse_line(line: str) -> _Post | None:
    """Return the post that a line of settings names; None where it names none."""
    kind, _, rest = line.partition(":")
    words = rest.split()
    if len(words) != 2 or not is_web_address(words[1]) or not _names_a_post(words[1]):
        return None
    subject = parse_subject(kind.strip(), words[0])
    return _Post(subject, words[1]) if subject else None


def _is_at_bluesky(url: str) -> bool:
    return urlsplit(url).hostname == _BLUESKY_HOST


def _names_a_post(url: str) -> bool:
    pattern = _PROFILE if _is_at_bluesky(url) else _STATUS
    return pattern.fullmatch(urlsplit(url).path) is not None


# -- Mastodon ----------------------------------------------------------------------------------------


def _read_mastodon(web: Web, config: TallyConfig, posts: Sequence[_Post]) -> _Found:
    found = _Found([], [], [], [])
    for post in posts:
        parts = urlsplit(post.url)
        match = _STATUS.fullmatch(parts.path)
        number = match[1] if match else ""
        url = f"{parts.scheme}://{parts.netloc}/api/v1/statuses/{number}"
        try:
            status = web.get(url, {}, _parse_status)
        except NotFound:
            found.gone.append(post)
        except (NotAsked, SourceError, WebError) as error:
            found.unread.append(post)
            found.problems.append(str(error))
        else:
            tally = _make_tally(
                config, post.url, status, ("favourites_count", "reblogs_count"), "replies_count"
            )
            found.tallies.append((post.subject, tally))
    return found


def _parse_status(body: bytes) -> Mapping[str, Any]:
    status = as_dict(parse_json(body))
    if count(status.get("favourites_count")) is None:
        raise SourceError("answered JSON that is no post")
    return status


def _make_tally(
    config: TallyConfig, url: str, row: Mapping[str, Any], votes: tuple[str, ...], comments: str
) -> Tally:
    numbers = [count(row.get(key)) or 0 for key in votes]
    return Tally(config.name, url, max(numbers), count(row.get(comments)) or 0)


# -- Bluesky -----------------------------------------------------------------------------------------


def _read_bluesky(web: Web, config: TallyConfig, posts: Sequence[_Post]) -> _Found:
    found = _Found([], [], [], [])
    dids: dict[str, str] = {}
    for start in range(0, len(posts), AT_ONCE):
        chunk = posts[start : start + AT_ONCE]
        try:
            uris = {_uri_of(web, config, post.url, dids): post for post in chunk}
            query = urlencode([("uris", uri) for uri in uris])
            rows = web.get(f"{config.url}/xrpc/app.bsky.feed.getPosts?{query}", {}, _parse_posts)
        except (NotAsked, SourceError, WebError) as error:
            found.unread.extend(chunk)
            found.problems.append(str(error))
            continue
        for uri, post in uris.items():
            if uri not in rows:
                found.gone.append(post)
                continue
            tally = _make_tally(config, post.url, rows[uri], ("likeCount", "repostCount"), "replyCount")
            found.tallies.append((post.subject, tally))
    return found


def _uri_of(web: Web, config: TallyConfig, url: str, dids: dict[str, str]) -> str:
    """Return the name of a post at Bluesky; a handle is asked for its permanent name, each once."""
    match = _PROFILE.fullmatch(urlsplit(url).path)
    account, key = match.groups() if match else ("", "")
    if not account.startswith("did:"):
        if account not in dids:
            resolve = f"{config.url}/xrpc/com.atproto.identity.resolveHandle"
            dids[account] = web.get(resolve, {"handle": account}, _parse_did)
        account = dids[account]
    return f"at://{account}/app.bsky.feed.post/{key}"


def _parse_did(body: bytes) -> str:
    did = text(as_dict(parse_json(body)).get("did"))
    if not did.startswith("did:"):
        raise SourceError("answered no account")
    return did


def _parse_posts(body: bytes) -> Mapping[str, Mapping[str, Any]]:
    answer = as_dict(parse_json(body))
    if not isinstance(answer.get("posts"), list):
        raise SourceError("answered JSON that is no list of posts")
    return {text(row.get("uri")): row for row in records(answer["posts"])}
