"""Social cards: a picture of every edition and topic, and one of the site for all other pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial

from generator import addresses
from generator.library import Digest, Library
from generator.model import Topic
from generator.outputs import press
from generator.outputs.press import Card, settable
from generator.shelf import Shelf
from generator.tex import to_text
from generator.text import counted
from generator.tree import OutFile

# Titles on the card of an edition, the lead among them.
TITLES = 3


def cards(library: Library, shelf: Shelf, draw: Callable[[Card], bytes] = press.draw) -> Iterator[OutFile]:
    """All cards, each drawn when its bytes are asked for and the shelf does not hold them; none if the
    site wants none."""
    if not library.site.cards:
        return
    planned = [(path, card, _key(card)) for path, card in _planned(library)]
    shelf.keep_only(key for _, _, key in planned)
    for path, card, key in planned:
        yield OutFile(path, partial(shelf.take, key, partial(draw, card)), key)


def _key(card: Card) -> str:
    drawn = repr((press.edition(), astuple(card))).encode()
    return f"{hashlib.sha256(drawn).hexdigest()[:40]}.png"


def _planned(library: Library) -> Iterator[tuple[str, Card]]:
    name = settable(library.site.name)
    yield addresses.CARD, _site(library, name)
    for digest in (*library.editions, *library.weeks, *library.months):
        if library.exported(digest.period.start):
            yield addresses.digest_card(digest.period), _edition(digest, name)
    for place, topic in enumerate(library.topics):
        number = len(library.topic_entries[topic.slug])
        yield addresses.topic_card(topic.slug), _topic(topic, number, place % len(press.HUES), name)


def _site(library: Library, name: str) -> Card:
    tagline = settable(library.site.tagline)
    return Card(name=name, lines=(tagline,) if tagline else ())


def _edition(digest: Digest, name: str) -> Card:
    """An edition's headline and its first titles; its date is the lead where there is neither."""
    headline = settable(digest.introduction.title)
    titles = (settable(to_text(entry.paper.title)) for entry in digest.entries)
    shown = [words for _, words in zip(range(TITLES), filter(None, titles), strict=False)]
    words = [headline, *shown][:TITLES] if headline else shown
    number = f"No. {digest.number:,} · {counted(len(digest.entries), 'paper')}"
    if not words:
        return Card(name=name, right=number, lead=digest.period.label)
    return Card(name=name, left=digest.period.label, right=number, lead=words[0], lines=tuple(words[1:]))


def _topic(topic: Topic, number: int, hue: int, name: str) -> Card:
    """A topic's name and sentence, or where the name cannot be set how many papers it has."""
    title, about, papers = settable(topic.name), settable(topic.about), counted(number, "paper")
    return Card(
        name=name,
        left="Topic",
        right=papers if title else "",
        lead=title or papers,
        lines=(about,) if about else (),
        hue=hue,
    )
