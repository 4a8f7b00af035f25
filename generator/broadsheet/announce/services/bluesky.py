"""Bluesky: a session, then ``com.atproto.repo.createRecord`` (docs.bsky.app).

A post is plain text: only its facets link, by offsets in UTF-8, so that no title can mention or link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any, NamedTuple

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.services.answers import bearer, parse_object
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import SourceError
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import text
from broadsheet.text.plain import shorten

# Graphemes; no text has more of them than characters, which are counted here.
LONGEST = 300
MAX_LINK = 60  # characters of the address as it is shown
SERVER = "https://bsky.social"
_AT_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/app\.bsky\.feed\.post/([A-Za-z0-9._~:-]{1,512})")


class _Session(NamedTuple):
    """A session at the server: the account's permanent name, and its token for an hour or two."""

    did: str
    token: str


def write(announcement: Announcement, longest: int) -> str:
    """Return the text of a post, which ends in the edition's address as it is shown."""
    link = _shown_link(announcement.url)
    return fit(announcement, longest, lambda shown: write_plain(shown, str, link))


def _shown_link(url: str) -> str:
    without_scheme = url.partition("://")[2]
    return shorten(without_scheme.rstrip("/"), MAX_LINK)


def make_record(delivery: Delivery) -> Mapping[str, Any]:
    """Return a post as the record that Bluesky keeps."""
    announcement = delivery.announcement
    post = write(announcement, LONGEST)
    end = len(post.encode())
    start = end - len(_shown_link(announcement.url).encode())
    link = {"$type": "app.bsky.richtext.facet#link", "uri": announcement.url}
    made = delivery.now.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "$type": "app.bsky.feed.post",
        "text": post,
        "facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [link]}],
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {"uri": announcement.url, "title": announcement.heading, "description": ""},
        },
        "langs": [announcement.language],
        "createdAt": made.replace("+00:00", "Z"),
    }


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Log in, and return what posts."""
    target = delivery.target
    credentials = {"identifier": target.to.removeprefix("@"), "password": secret}
    login = Submission(url=f"{target.server}/xrpc/com.atproto.server.createSession", body=credentials)
    session = web.send_once(login, _parse_session)
    body = {
        "repo": session.did,
        "collection": "app.bsky.feed.post",
        "record": make_record(delivery),
    }
    submission = Submission(
        url=f"{target.server}/xrpc/com.atproto.repo.createRecord",
        body=body,
        headers=bearer(session.token),
    )
    return lambda: web.send_once(submission, parse)


def _parse_session(body: bytes) -> _Session:
    session = parse_object(body, "error", "message")
    did, token = text(session.get("did")), text(session.get("accessJwt"))
    if not did.startswith("did:") or not token.isascii() or not token.isprintable() or not token:
        raise SourceError("an answer without a session")
    return _Session(did, token)


def parse(body: bytes) -> str:
    """Return the address of a post that was made, at Bluesky's own site."""
    record = parse_object(body, "error", "message")
    match = _AT_URI.fullmatch(text(record.get("uri")))
    if not match:
        raise SourceError("an answer without the post")
    return f"https://bsky.app/profile/{match[1]}/post/{match[2]}"


SERVICE = Service(
    name="bluesky",
    title="Bluesky",
    secret="BLUESKY_PASSWORD",
    about="an app password of the account, and not its own",
    needs=("to",),
    server=SERVER,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
