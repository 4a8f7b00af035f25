"""A webhook of the owner's own: the edition as JSON, at an address that is the secret."""

from __future__ import annotations

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.services.answers import ignore
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.fetching.client import Submission, Web

LONGEST = 100_000


def write(announcement: Announcement, longest: int) -> str:
    """Return the plain text that goes with the facts."""
    return fit(announcement, longest, lambda shown: write_plain(shown, str, shown.url))


def prepare(web: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts; the key tells a receiver that it has this one already."""
    announcement = delivery.announcement
    papers = [{"id": item.id, "title": item.title, "url": item.url} for item in announcement.items]
    body = {
        "site": announcement.site,
        "edition": announcement.slug,
        "heading": announcement.heading,
        "url": announcement.url,
        "papers": papers,
        "total": announcement.total,
        "text": write(announcement, LONGEST),
    }
    submission = Submission(url=secret, body=body, headers={"Idempotency-Key": delivery.token}, hidden=True)
    return lambda: web.send_once(submission, ignore)


SERVICE = Service(
    name="webhook",
    title="a webhook",
    secret="ANNOUNCE_WEBHOOK",
    about="an address that takes JSON",
    secret_is_address=True,
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
