"""Any other service that Apprise knows, by one of its addresses (github.com/caronc/apprise).

Apprise says whether a post was made, and no more: neither where it is nor, when it was not, whether that
is certain. So what it could not do counts as unknown, and is not tried again by itself.
"""

from __future__ import annotations

import logging

from broadsheet.announce.announcement import Announcement, fit, write_plain
from broadsheet.announce.targets import Delivery, Send, Service
from broadsheet.errors import ConfigError, Unanswered
from broadsheet.fetching.client import Web
from broadsheet.text.chat_markup import defuse

LONGEST = 1000
_LOUDEST = logging.CRITICAL + 1  # its log tells addresses, in which tokens stand


def write(announcement: Announcement, longest: int) -> str:
    """Return plain text that most services take."""
    return fit(announcement, longest, lambda shown: write_plain(shown, defuse, shown.url))


def prepare(_: Web, delivery: Delivery, secret: str) -> Send:
    """Return what posts; ConfigError where Apprise is not installed or knows no such address."""
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat
    except ImportError:
        raise ConfigError("'apprise' is not installed; run: pip install 'broadsheet[announce]'") from None
    logging.getLogger("apprise").setLevel(_LOUDEST)
    notifier = Apprise(asset=AppriseAsset(http_redirects=False))
    variable = delivery.target.secret
    if not notifier.add(secret) or len(notifier) != 1:
        raise ConfigError(f"{variable}: is not one address that Apprise knows; set it anew")
    announcement = delivery.announcement
    text = write(announcement, LONGEST)

    def send() -> str:
        if not notifier.notify(body=text, body_format=NotifyFormat.TEXT):
            raise Unanswered("Apprise says that it failed, and no more")
        return ""

    return send


SERVICE = Service(
    name="apprise",
    title="Apprise",
    secret="APPRISE_URL",
    about="one of Apprise's addresses",
    longest=LONGEST,
    write=write,
    prepare=prepare,
)
