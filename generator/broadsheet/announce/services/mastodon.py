"""Mastodon and servers with its API: ``POST /api/v1/statuses`` (docs.joinmastodon.org).

Each instance says how long a post may be, and as how many characters an address counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.services.answers import bearer, parse_object, web_address
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import BroadsheetError
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import as_dict, parse_json
from broadsheet.text.chat_markup import defuse

LONGEST = 500
URL_LENGTH = 23
_MOST = 100_000  # characters that an instance may allow


class _Limits(NamedTuple):
    """How many characters a post may have, and as how many each address counts."""

    longest: int = LONGEST
    url_length: int = URL_LENGTH


def write(announcement: Announcement, longest: int, url_length: int = URL_LENGTH) -> str:
    """Return a post; its one address, the last thing in it, counts as ``url_length`` characters."""
    url = announcement.url

    def write_post(shown: Announcement) -> str:
        return write_plain(shown, defuse, url)

    def measure(text: str) -> int:
        return len(text) - len(url) + url_length

    return fit(announcement, longest, write_post, measure)


def make_status(announcement: Announcement, longest: int, url_length: int) -> Mapping[str, str]:
    """Return a post as Mastodon takes it, in the language of the site, whatever its region."""
    language = announcement.language.partition("-")[0]
    return {"status": write(announcement, longest, url_length), "language": language}


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Ask the instance for its limits, and return what posts."""
    server = delivery.target.server
    limits = _read_limits(web, server)
    submission = Submission(
        url=f"{server}/api/v1/statuses",
        body=make_status(delivery.announcement, limits.longest, limits.url_length),
        # An instance that is sent the same key again within the hour gives the post that it has.
        headers={**bearer(secret), "Idempotency-Key": delivery.token},
    )
    return lambda: web.send_once(submission, parse)


def _read_limits(web: Web, server: str) -> _Limits:
    """Return the limits of an instance; the usual ones where it does not say."""
    try:
        return web.get(f"{server}/api/v2/instance", {}, _parse_limits)
    except BroadsheetError:
        return _Limits()


def _parse_limits(body: bytes) -> _Limits:
    configuration = as_dict(as_dict(parse_json(body)).get("configuration"))
    statuses = as_dict(configuration.get("statuses"))
    longest = _count(statuses.get("max_characters"), LONGEST)
    url_length = _count(statuses.get("characters_reserved_per_url"), URL_LENGTH)
    return _Limits(longest, url_length)


def _count(value: object, default: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return value if 0 < value <= _MOST else default


def parse(body: bytes) -> str:
    """Return the address of a post that was made."""
    status = parse_object(body, "error")
    return web_address(status.get("url")) or web_address(status.get("uri"))


SERVICE = Service(
    name="mastodon",
    title="Mastodon",
    secret="MASTODON_TOKEN",
    about="a token with the scope `write:statuses`",
    needs=("server",),
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
