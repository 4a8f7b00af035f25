"""Microsoft Teams: a workflow that posts a card when its address, which is the secret, is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.services.answers import ignore
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.fetching.client import Submission, Web

LONGEST = 8000  # a message has at most 28 KB


def write(announcement: Announcement, longest: int) -> str:
    """Return what the card says, as plain text."""
    return fit(announcement, longest, lambda shown: write_plain(shown, str, shown.url))


def make_card(announcement: Announcement) -> Mapping[str, Any]:
    """Return an Adaptive Card; its runs of rich text know no markup, unlike its blocks of text."""
    body = [_make_line(announcement.heading, announcement.url)]
    body += [_make_line(item.title, item.url) for item in announcement.items]
    if announcement.rest:
        body.append(_make_line(announcement.rest.removesuffix(":"), announcement.url))
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }


def _make_line(words: str, url: str) -> Mapping[str, Any]:
    run = {"type": "TextRun", "text": words, "selectAction": {"type": "Action.OpenUrl", "url": url}}
    return {"type": "RichTextBlock", "inlines": [run]}


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts."""
    card = make_card(delivery.announcement)
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    submission = Submission(url=secret, body={"type": "message", "attachments": [attachment]}, hidden=True)
    return lambda: web.send_once(submission, ignore)


SERVICE = Service(
    name="teams",
    title="Microsoft Teams",
    secret="TEAMS_WEBHOOK",
    about="the address of a workflow that posts to a channel when a webhook is asked",
    secret_is_address=True,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
