"""Strangers' words in posts: they mention nobody, link nowhere and format nothing, whatever a service reads.

Servers look for mentions, hashtags, commands and addresses in plain text as well, and offer no escape for
them. What they look for is broken there by a space of no width (U+200B), which nobody sees.
"""

from __future__ import annotations

import re

_NO_WIDTH = "\u200b"
# @somebody, #tag, $cashtag, /command, and :emoji: of Zulip and Slack.
_SIGN = re.compile(r"[@#$]|(?<![^\s(\[\"'])/(?=\w)|:(?=[\w+-]+:)")
# https://…, mailto:… and evil.example, which some servers link without a scheme.
_SCHEME = re.compile(r":(?=//)|\b(?:mailto|tel|tg|xmpp|matrix):", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)\.(?=\w\w)")
_DISCORD = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~:@/]")
# Zulip's Markdown has no escape: signs that look the same and mean nothing.
_LOOK_ALIKES = str.maketrans(
    {
        "*": "\u2217",  # asterisk operator
        "`": "\u02cb",  # modifier letter grave accent
        "~": "\u223c",  # tilde operator
        "[": "\uff3b",  # fullwidth brackets
        "]": "\uff3d",
        "<": "\u2039",  # single angle quotation marks
        ">": "\u203a",
        "|": "\u2223",  # divides
    }
)


def defuse(text: str) -> str:
    """Return text in which servers find no mention, tag, command or address."""
    text = _SIGN.sub(rf"\g<0>{_NO_WIDTH}", text)
    text = _SCHEME.sub(rf"\g<0>{_NO_WIDTH}", text)
    return _DOT.sub(rf"\g<0>{_NO_WIDTH}", text)


def for_slack(text: str) -> str:
    """Return text that stays text in Slack's mrkdwn, where ``&``, ``<`` and ``>`` are its signs."""
    text = defuse(text).replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def for_discord(text: str) -> str:
    """Return text that stays text in Discord's Markdown."""
    escaped = _DISCORD.sub(r"\\\g<0>", text)
    return escaped.replace("@", f"@{_NO_WIDTH}")


def for_zulip(text: str) -> str:
    """Return text that stays text in Zulip's Markdown, with look-alikes of the signs that format."""
    return defuse(text.translate(_LOOK_ALIKES))
