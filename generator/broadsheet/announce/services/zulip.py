"""Zulip: ``POST /api/v1/messages`` with the key of a bot (zulip.com/api/send-message)."""

from __future__ import annotations

import base64

from broadsheet.announce.announcement import Announcement, fit
from broadsheet.announce.services.answers import parse_object
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import ErrorAnswer
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import message
from broadsheet.text.chat_markup import for_zulip

LONGEST = 10_000


def write(announcement: Announcement, longest: int) -> str:
    """Return a message in Zulip's Markdown, which has no escapes."""
    return fit(announcement, longest, _write_message)


def _write_message(announcement: Announcement) -> str:
    lines = [f"{for_zulip(announcement.heading)} {announcement.url}", ""]
    for item in announcement.items:
        lines.append(f"- {for_zulip(item.title)} {item.url}")
    if announcement.rest:
        lines += ["", f"{for_zulip(announcement.rest)} {announcement.url}"]
    return "\n".join(lines).strip()


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts."""
    target = delivery.target
    form = {
        "type": "stream",
        "to": target.to,
        "topic": target.topic,
        "content": write(delivery.announcement, LONGEST),
    }
    credentials = base64.b64encode(f"{target.user}:{secret}".encode()).decode("ascii")
    submission = Submission(
        url=f"{target.server}/api/v1/messages",
        form=form,
        headers={"Authorization": f"Basic {credentials}"},
    )

    def parse(body: bytes) -> str:
        """Return the address of the message."""
        answer = parse_object(body)
        if answer.get("result") == "error":
            raise ErrorAnswer(message(answer.get("msg")) or "no reason")
        number = answer.get("id")
        return f"{target.server}/#narrow/near/{number}" if isinstance(number, int) else ""

    return lambda: web.send_once(submission, parse)


SERVICE = Service(
    name="zulip",
    title="Zulip",
    secret="ZULIP_KEY",
    about="the key of the bot",
    needs=("server", "to", "topic", "user"),
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
