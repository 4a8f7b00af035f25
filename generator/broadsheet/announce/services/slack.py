"""Slack: an incoming webhook, whose address is the secret (api.slack.com/messaging/webhooks)."""

from __future__ import annotations

from broadsheet.announce.announcement import Announcement, fit
from broadsheet.announce.services.answers import ignore
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.fetching.client import Submission, Web
from broadsheet.text.chat_markup import for_slack

LONGEST = 4000  # beyond it Slack may cut


def write(announcement: Announcement, longest: int) -> str:
    """Return a message in Slack's mrkdwn, each title a link."""
    return fit(announcement, longest, _write_message)


def _write_message(announcement: Announcement) -> str:
    lines = [f"<{announcement.url}|{for_slack(announcement.heading)}>"]
    for item in announcement.items:
        lines.append(f"• <{item.url}|{for_slack(item.title)}>")
    if announcement.rest:
        lines.append(f"{for_slack(announcement.rest)} <{announcement.url}>")
    return "\n".join(lines)


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts; with formatting off, ``*`` and ``_`` of a title are themselves."""
    body = {
        "text": write(delivery.announcement, LONGEST),
        "mrkdwn": False,
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    submission = Submission(url=secret, body=body, hidden=True)
    return lambda: web.send_once(submission, ignore)


SERVICE = Service(
    name="slack",
    title="Slack",
    secret="SLACK_WEBHOOK",
    about="the address of an incoming webhook",
    secret_is_address=True,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
