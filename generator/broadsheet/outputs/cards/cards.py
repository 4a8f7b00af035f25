"""Social cards: a picture of every edition, topic and new paper, and one of the site for all other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial
from typing import NamedTuple

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.code_version import code_version
from broadsheet.cache.digests import digest_of_text
from broadsheet.disk.parallel import map_parallel
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.exports import with_card
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import catalogue_version
from broadsheet.model.language.words import gettext as _
from broadsheet.model.shared import HUES
from broadsheet.outputs.cards import drawing, typesetting
from broadsheet.outputs.cards.drawing import Card
from broadsheet.outputs.cards.map_cards import MapCardFacts, describe_map_card, map_cards
from broadsheet.outputs.cards.map_drawing import MapCard, draw_map_card
from broadsheet.outputs.cards.paper_cards import CardFacts, describe_card, paper_cards
from broadsheet.outputs.cards.paper_drawing import PaperCard, draw_paper_card
from broadsheet.outputs.cards.typesetting import to_settable
from broadsheet.text.paper_words import plain_title

# Titles on the card of an edition, the lead among them.
MAX_TITLES = 3

AnyCard = Card | PaperCard | MapCard
_Plan = Card | CardFacts | MapCardFacts


class _PlannedCard(NamedTuple):
    """A card, or what it will be made from; the path of its picture, and its key in the cache."""

    path: str
    card: _Plan
    key: str


def draw_any_card(card: AnyCard) -> bytes:
    """Return a card of any kind as a PNG."""
    if isinstance(card, PaperCard):
        return draw_paper_card(card)
    if isinstance(card, MapCard):
        return draw_map_card(card)
    return drawing.draw_card(card)


def cards(
    library: Library, cache: BlobCache, draw: Callable[[AnyCard], bytes] = draw_any_card
) -> Iterator[OutFile]:
    """Yield all cards, each drawn when its bytes are asked for and the cache does not hold them.

    A site that wants no cards has none.
    """
    if not library.site.cards:
        return
    of_maps = dict(map_cards(library))
    planned: list[_PlannedCard] = []
    for path, card in _cards_by_path(library):
        if path not in of_maps:
            planned.append(_plan_card(path, card, astuple(card)))
    for path, map_facts in of_maps.items():
        planned.append(_plan_card(path, map_facts, (code_version(), library.fingerprints.of(map_facts))))
    for path, facts in paper_cards(library):
        planned.append(_plan_card(path, facts, (code_version(), catalogue_version(), facts.parts)))
    cache.prune(card.key for card in planned)
    for plan in planned:
        make = partial(_draw_planned, plan.card, draw)
        get_or_draw = partial(cache.get_or_make, plan.key, make)
        yield OutFile(plan.path, get_or_draw, plan.key)


def draw_ahead(library: Library, cache: BlobCache) -> None:
    """Put all cards into the cache, drawn by all processors, while there is nothing else for them to do.

    Not those of weeks, whose maps are not known yet.
    """
    of_weeks = {urls.digest_card(week.period) for week in library.weeks}
    makes = [partial(_draw_into_cache, file) for file in cards(library, cache) if file.path not in of_weeks]
    for _drawn in map_parallel(makes):
        pass


def _draw_into_cache(file: OutFile) -> bytes:
    """Have the cache draw a card; return nothing, so that nothing is sent from process to process."""
    return file.data[:0]


def _plan_card(path: str, card: _Plan, made_from: tuple[object, ...]) -> _PlannedCard:
    parts = (typesetting.drawing_version(), made_from)
    digest = digest_of_text(repr(parts))
    return _PlannedCard(path, card, f"{digest}.png")


def _draw_planned(card: _Plan, draw: Callable[[AnyCard], bytes]) -> bytes:
    if isinstance(card, MapCardFacts):
        return draw(describe_map_card(card))
    if isinstance(card, CardFacts):
        return draw(describe_card(card))
    return draw(card)


def _cards_by_path(library: Library) -> Iterator[tuple[str, Card]]:
    name = to_settable(library.site.name)
    yield urls.CARD, _site_card(library, name)
    digests = (*library.editions, *library.weeks, *library.months)
    for digest in with_card(library, digests):
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
    papers = counted(len(digest.entries), "paper")
    number = _("No. %(number)s · %(papers)s", number=f"{digest.number:,}", papers=papers)
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
    papers = counted(number, "paper")
    title = to_settable(topic.name)
    about = to_settable(topic.about)
    return Card(
        name=name,
        left=_("Topic"),
        right=papers if title else "",
        lead=title or papers,
        lines=_without_empty(about),
        hue=hue,
    )


def _without_empty(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
