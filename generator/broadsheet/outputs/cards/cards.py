"""Social cards: a picture of every edition and topic, and one of the site for all other pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial

from broadsheet.cache.blobs import BlobCache
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.outputs.cards import colours, drawing, typesetting
from broadsheet.outputs.cards.drawing import Card
from broadsheet.outputs.cards.typesetting import settable
from broadsheet.text.latex import to_text
from broadsheet.text.plain import with_noun

# Titles on the card of an edition, the lead among them.
TITLES = 3


def cards(
    library: Library, shelf: BlobCache, draw: Callable[[Card], bytes] = drawing.draw
) -> Iterator[OutFile]:
    """All cards, each drawn when its bytes are asked for and the shelf does not hold them; none if the
    site wants none."""
    if not library.site.cards:
        return
    planned = [(path, card, _key(card)) for path, card in _planned(library)]
    shelf.prune(key for _, _, key in planned)
    for path, card, key in planned:
        yield OutFile(path, partial(shelf.get_or_make, key, partial(draw, card)), key)


def _key(card: Card) -> str:
    drawn = repr((typesetting.drawing_version(), astuple(card))).encode()
    return f"{hashlib.sha256(drawn).hexdigest()[:40]}.png"


def _planned(library: Library) -> Iterator[tuple[str, Card]]:
    name = settable(library.site.name)
    yield urls.CARD, _site(library, name)
    for digest in (*library.editions, *library.weeks, *library.months):
        if library.exported(digest.period.start):
            yield urls.digest_card(digest.period), _edition(digest, name)
    for place, topic in enumerate(library.topics):
        number = len(library.topic_entries[topic.slug])
        yield urls.topic_card(topic.slug), _topic(topic, number, place % len(colours.HUES), name)


def _site(library: Library, name: str) -> Card:
    tagline = settable(library.site.tagline)
    return Card(name=name, lines=(tagline,) if tagline else ())


def _edition(digest: Digest, name: str) -> Card:
    """An edition's headline and its first titles; its date is the lead where there is neither."""
    headline = settable(digest.introduction.title)
    titles = (settable(to_text(entry.paper.title)) for entry in digest.entries)
    shown = [words for _, words in zip(range(TITLES), filter(None, titles), strict=False)]
    words = [headline, *shown][:TITLES] if headline else shown
    number = f"No. {digest.number:,} · {with_noun(len(digest.entries), 'paper')}"
    if not words:
        return Card(name=name, right=number, lead=digest.period.label)
    return Card(name=name, left=digest.period.label, right=number, lead=words[0], lines=tuple(words[1:]))


def _topic(topic: Topic, number: int, hue: int, name: str) -> Card:
    """A topic's name and sentence, or where the name cannot be set how many papers it has."""
    title, about, papers = settable(topic.name), settable(topic.about), with_noun(number, "paper")
    return Card(
        name=name,
        left="Topic",
        right=papers if title else "",
        lead=title or papers,
        lines=(about,) if about else (),
        hue=hue,
    )
