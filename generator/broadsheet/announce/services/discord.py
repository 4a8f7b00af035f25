"""Discord: a webhook, whose address is the secret (discord.com/developers, Execute Webhook)."""

from __future__ import annotations

from broadsheet.announce.announcement import Announcement, fit
from broadsheet.announce.services.answers import parse_object
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.fetching.client import Submission, Web
from broadsheet.fetching.json_values import text
from broadsheet.text.chat_markup import for_discord

LONGEST = 2000
_SUPPRESS_EMBEDS = 1 << 2


def write(announcement: Announcement, longest: int) -> str:
    """Return a message in Discord's Markdown; an address between angles shows no preview."""
    return fit(announcement, longest, _write_message)


def _write_message(announcement: Announcement) -> str:
    lines = [f"**{for_discord(announcement.heading)}**", f"<{announcement.url}>"]
    for item in announcement.items:
        lines.append(f"• {for_discord(item.title)} <{item.url}>")
    if announcement.rest:
        lines.append(f"{for_discord(announcement.rest)} <{announcement.url}>")
    return "\n".join(lines)


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts, and waits for the message that was made."""
    body = {
        "content": write(delivery.announcement, LONGEST),
        "allowed_mentions": {"parse": []},
        "flags": _SUPPRESS_EMBEDS,
    }
    joint = "&" if "?" in secret else "?"
    submission = Submission(url=f"{secret}{joint}wait=true", body=body, hidden=True)
    return lambda: web.send_once(submission, parse)


def parse(body: bytes) -> str:
    """Return no address, since a message does not say in which server its channel is."""
    text(parse_object(body, "message").get("id"))
    return ""


SERVICE = Service(
    name="discord",
    title="Discord",
    secret="DISCORD_WEBHOOK",
    about="the address of a webhook",
    secret_is_address=True,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
