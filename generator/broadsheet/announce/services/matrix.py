"""Matrix: ``PUT /rooms/{roomId}/send/{eventType}/{txnId}`` (spec.matrix.org, client-server API).

The name of the transaction is that of the post: a homeserver that is sent it again sends no second event.
"""

from __future__ import annotations

import html
from urllib.parse import quote

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.services.answers import bearer, parse_object
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import text
from broadsheet.text.chat_markup import defuse

LONGEST = 8000  # an event has at most 65,536 bytes, and holds the words twice


def write(announcement: Announcement, longest: int) -> str:
    """Return the plain text of a message."""
    return fit(announcement, longest, lambda shown: write_plain(shown, defuse, shown.url))


def _write_html(announcement: Announcement) -> str:
    blocks = [f"<p>{_link(announcement.url, announcement.heading)}</p>"]
    items = [f"<li>{_link(item.url, item.title)}</li>" for item in announcement.items]
    if items:
        blocks.append(f"<ul>{''.join(items)}</ul>")
    if announcement.rest:
        blocks.append(f"<p>{_link(announcement.url, announcement.rest.removesuffix(':'))}</p>")
    return "".join(blocks)


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(words)}</a>'


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts."""
    target = delivery.target
    room = quote(target.to, safe="")
    body = {
        "msgtype": "m.text",
        "body": write(delivery.announcement, LONGEST),
        "format": "org.matrix.custom.html",
        "formatted_body": _write_html(delivery.announcement),
        "m.mentions": {},
    }
    submission = Submission(
        url=f"{target.server}/_matrix/client/v3/rooms/{room}/send/m.room.message/{delivery.token}",
        body=body,
        method="PUT",
        headers=bearer(secret),
    )

    def parse(answer: bytes) -> str:
        """Return the address of the event."""
        event = text(parse_object(answer, "errcode", "error").get("event_id"))
        return f"https://matrix.to/#/{room}/{quote(event, safe='')}" if event else ""

    return lambda: web.send_once(submission, parse)


SERVICE = Service(
    name="matrix",
    title="Matrix",
    secret="MATRIX_TOKEN",
    about="an access token of an account in the room",
    needs=("server", "to"),
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
