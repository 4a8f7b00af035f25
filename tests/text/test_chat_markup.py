"""Hostile titles in posts: nothing in them mentions, links or formats."""

from __future__ import annotations

import re

import pytest

from broadsheet.text.chat_markup import defuse, for_discord, for_slack, for_zulip

HOSTILE = [
    "@everyone look",
    "@here",
    "<@U123ABC> <!channel>",
    "@**all**",
    "@digest@evil.example",
    "https://evil.example/path",
    "HTTP://EVIL.example",
    "evil.example and t.me/evil",
    "mailto:me@evil.example",
    "tg://resolve?domain=evil",
    "#hashtag $CASH :smile:",
    "/start now",
    "[click](https://evil.example)",
    "<https://evil.example|click>",
    "**bold** *em* __u__ ~~s~~ ||spoiler|| `code` > quote",
    "\\*escaped\\* \\",
]
# What servers look for in plain text.
FOUND = re.compile(r"[@#$]\w|@\*|\w://|\b(?:mailto|tg):\S|\w\.[a-z]{2,}|(?<!\S)/\w|:\w+:", re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_of_a_stranger_has_nothing_that_servers_look_for(text):
    assert not FOUND.search(defuse(text).replace("\u200b", " "))
    assert defuse(text).replace("\u200b", "") == text, "and it reads as it did"


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_gets_no_sign_of_its_own_from_a_stranger(text):
    escaped = for_slack(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert not FOUND.search(escaped.replace("\u200b", " "))


@pytest.mark.parametrize("text", HOSTILE)
def test_discord_gets_every_sign_escaped(text):
    bare = re.sub(r"\\[^a-zA-Z0-9\s]", "", for_discord(text))
    assert not re.search(r"[\\*_~|`<>\[\]()#]|@\w|://", bare)


@pytest.mark.parametrize("text", HOSTILE)
def test_zulip_gets_look_alikes(text):
    escaped = for_zulip(text)
    assert not re.search(r"[*`~\[\]<>|]", escaped)
    assert not FOUND.search(escaped.replace("\u200b", " "))
