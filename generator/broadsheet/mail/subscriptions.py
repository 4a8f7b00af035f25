"""Columns by which the exports of newsletter providers tell subscribers from people who have left.

Names and values are those of Mailchimp, Buttondown, Kit, Ghost, beehiiv, MailerLite, Sendy, Brevo, Substack
and listmonk, as of 2026; capitals, spaces, hyphens and underscores make no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

# Whoever has something there is gone: a day, a reason, or a yes.
_LEFT = frozenset(
    (
        *("unsubscribed", "unsubscribed at", "unsubscribed on", "unsubscribed date", "unsubscribe date"),
        *("unsubscribe reason", "unsubscription date", "date unsubscribed", "is unsubscribed"),
        *("unsub time", "unsub reason", "unsub campaign title", "unsub date", "clean time", "cleaned"),
        *("cleaned at", "bounced", "bounced at", "hard bounced", "complained", "complained at"),
        *("spam complaint", "opt out", "opted out", "opted out at", "opt out time", "email opt out"),
        *("blocklisted", "blacklisted", "email blacklisted", "suppressed", "email disabled"),
        *("do not email", "do not contact", "deleted", "deleted at", "cancelled at", "canceled at"),
    )
)
# Whoever has a no there is not, or not yet, one of the readers.
_SUBSCRIBED = frozenset(
    (
        *("subscribed", "is subscribed", "subscribed to emails", "opted in", "opt in", "email opt in"),
        *("active", "is active", "confirmed", "is confirmed", "email confirmed", "enabled"),
    )
)
_STATUS = frozenset(
    (
        *("status", "state", "type", "subscriber type", "subscription", "subscription status"),
        *("subscription state", "subscriber status", "subscriber state", "email status", "member status"),
        *("contact status", "list status", "marketing status", "email marketing status"),
    )
)
# Beginnings of the words that a status says of somebody who must not be written to.
_GONE = (
    *("unsub", "un-sub", "not subscribed", "non subscribed", "nonsubscribed", "never subscribed"),
    *("clean", "bounc", "hard bounc", "soft bounc", "complain", "spam", "abuse", "opted out", "opt out"),
    *("cancel", "inactive", "not active", "disabled", "block", "black", "suppress", "invalid", "removed"),
    *("deleted", "archived", "undeliver", "unconfirmed", "not confirmed", "unactivated", "pending", "left"),
)
_NO = frozenset(("", "0", "false", "f", "no", "n", "-", "null", "none", "nil", "n/a", "never"))


def find_departure(names: Sequence[str], row: Sequence[str]) -> str:
    """Return the name of the column that says that the person of a row has left; empty where none does."""
    for name, cell in zip(names, row, strict=False):
        if _says_gone(_plain(name), _plain(cell)):
            return name
    return ""


def _says_gone(column: str, value: str) -> bool:
    if column in _LEFT:
        is_no_day = value.startswith("0000 00 00")  # as databases write it
        return value not in _NO and not is_no_day
    if column in _SUBSCRIBED:
        return bool(value) and value in _NO
    return column in _STATUS and value.startswith(_GONE)


def _plain(text: str) -> str:
    """Return a text in small letters, its words apart by one space each."""
    spaced = text.replace("_", " ").replace("-", " ")
    return " ".join(spaced.casefold().split())
