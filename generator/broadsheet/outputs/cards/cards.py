"""Social cards: a picture of every edition and topic, and one of the site for all other pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial
from typing import NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.shared import HUES
from broadsheet.outputs.cards import drawing, typesetting
from broadsheet.outputs.cards.drawing import Card
from broadsheet.outputs.cards.typesetting import to_settable
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import with_noun

# Titles on the card of an edition, the lead among them.
MAX_TITLES = 3


class _PlannedCard(NamedTuple):
    """A card, the path of its picture, and the key under which that is cached."""

    path: str
    card: Card
    key: str


def cards(
    library: Library, cache: BlobCache, draw: Callable[[Card], bytes] = drawing.draw_card
) -> Iterator[OutFile]:
    """Yield all cards, each drawn when its bytes are asked for and the cache does not hold them.

    A site that wants no cards has none.
    """
    if not library.site.cards:
        return
    planned = [_plan_card(path, card) for path, card in _cards_by_path(library)]
    cache.prune(card.key for card in planned)
    for path, card, key in planned:
        make = partial(draw, card)
        get_or_draw = partial(cache.get_or_make, key, make)
        yield OutFile(path, get_or_draw, key)


def _plan_card(path: str, card: Card) -> _PlannedCard:
    parts = (typesetting.drawing_version(), astuple(card))
    description = repr(parts).encode()
    digest = hashlib.sha256(description).hexdigest()
    return _PlannedCard(path, card, f"{digest[:40]}.png")


def _cards_by_path(library: Library) -> Iterator[tuple[str, Card]]:
    name = to_settable(library.site.name)
    yield urls.CARD, _site_card(library, name)
    digests = (*library.editions, *library.weeks, *library.months)
    for digest in library.exported_of(digests):
        path = urls.digest_card(digest.period)
        yield path, _edition_card(digest, name)
    for number, topic in enumerate(library.topics):
        path = urls.topic_card(topic.slug)
        papers = len(library.topic_entries[topic.slug])
        hue = number % len(HUES)
        yield path, _topic_card(topic, papers, hue, name)


def _site_card(library: Library, name: str) -> Card:
    """Return the card of the site: its name and its tagline."""
    tagline = to_settable(library.site.tagline)
    return Card(name=name, lines=_without_empty(tagline))


def _edition_card(digest: Digest, name: str) -> Card:
    """Return the card of an edition: its headline, if any, and its first titles.

    Its date is the lead where there is neither.
    """
    papers = with_noun(len(digest.entries), "paper")
    number = f"No. {digest.number:,} · {papers}"
    lines = _edition_lines(digest)
    if not lines:
        return Card(name=name, right=number, lead=digest.period.label)
    return Card(
        name=name,
        left=digest.period.label,
        right=number,
        lead=lines[0],
        lines=tuple(lines[1:]),
    )


def _edition_lines(digest: Digest) -> list[str]:
    """Return the headline and the titles that can be set, at most as many as a card has room for."""
    lines = []
    headline = to_settable(digest.introduction.title)
    if headline:
        lines.append(headline)
    for entry in digest.entries:
        if len(lines) == MAX_TITLES:
            break
        title = plain_title(entry.paper)
        line = to_settable(title)
        if line:
            lines.append(line)
    return lines


def _topic_card(topic: Topic, number: int, hue: int, name: str) -> Card:
    """Return the card of a topic: its name and sentence, and its number of papers.

    That number is the lead where the name cannot be set.
    """
    papers = with_noun(number, "paper")
    title = to_settable(topic.name)
    about = to_settable(topic.about)
    return Card(
        name=name,
        left="Topic",
        right=papers if title else "",
        lead=title or papers,
        lines=_without_empty(about),
        hue=hue,
    )


def _without_empty(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
