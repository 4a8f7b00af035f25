"""Telegram: ``sendMessage`` of the Bot API (core.telegram.org), in whose address the token stands."""

from __future__ import annotations

import html

from broadsheet.announce.announcement import Announcement, fit
from broadsheet.announce.services.answers import parse_object
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import Throttled
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import as_dict, parse_json, text
from broadsheet.text.chat_markup import defuse

LONGEST = 4096  # UTF-16 units of the text; its markup is counted with them here
SERVER = "https://api.telegram.org"


def write(announcement: Announcement, longest: int) -> str:
    """Return a message in Telegram's HTML, each title a link."""
    return fit(announcement, longest, _write_message, _count_units)


def _count_units(message: str) -> int:
    return len(message.encode("utf-16-le")) // 2


def _write_message(announcement: Announcement) -> str:
    lines = [_link(announcement.url, announcement.heading)]
    for item in announcement.items:
        lines.append(f"• {_link(item.url, item.title)}")
    if announcement.rest:
        lines.append(_link(announcement.url, announcement.rest.removesuffix(":")))
    return "\n".join(lines)


def _link(url: str, words: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(defuse(words))}</a>'


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts."""
    target = delivery.target
    body = {
        "chat_id": target.to,
        "text": write(delivery.announcement, LONGEST),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    submission = Submission(url=f"{target.server}/bot{secret}/sendMessage", body=body, hidden=True)
    return lambda: web.send_once(submission, parse)


def parse(body: bytes) -> str:
    """Return the address of a message in a public chat; empty in another.

    Throttled where the answer asks for patience, which it says in its body alone.
    """
    parameters = as_dict(as_dict(parse_json(body)).get("parameters"))
    wait = parameters.get("retry_after")
    if isinstance(wait, int):
        raise Throttled("Telegram is asked too much", wait)
    answer = parse_object(body, "description")
    result = as_dict(answer.get("result"))
    name = text(as_dict(result.get("chat")).get("username"))
    number = result.get("message_id")
    if name.isascii() and name.isidentifier() and isinstance(number, int):
        return f"https://t.me/{name}/{number}"
    return ""


SERVICE = Service(
    name="telegram",
    title="Telegram",
    secret="TELEGRAM_TOKEN",
    about="the token of a bot that may write to the chat",
    needs=("to",),
    server=SERVER,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
