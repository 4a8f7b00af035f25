"""Social cards of weeks that have a map: which these are, and what stands on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.exports import with_card
from broadsheet.library.library import Library
from broadsheet.model.language.counts import counted
from broadsheet.model.shared import HUES
from broadsheet.outputs.cards.map_drawing import MAP_FRAME, MapCard, MapCardDot
from broadsheet.outputs.cards.typesetting import to_settable
from broadsheet.outputs.maps.atlas import MapFacts, chart_of, map_of_digest
from broadsheet.outputs.maps.drawing import draw_frame
from broadsheet.outputs.maps.labels import Label

# Cards are small: the most voted papers have dots.
_MOST_DOTS = 80


class MapCardFacts(NamedTuple):
    """All that the card of a week is made from; the map is drawn when the card is. ``topics`` are slugs."""

    site: str
    digest: Digest
    facts: MapFacts
    topics: tuple[str, ...]


def map_cards(library: Library) -> Iterator[tuple[str, MapCardFacts]]:
    """Yield the path of the card of each week that has a map, with what it is made from."""
    for week in with_card(library, library.weeks):
        facts = map_of_digest(library, week)
        if facts:
            path = urls.digest_card(week.period)
            yield path, MapCardFacts(library.site.name, week, facts, library.topic_slugs)


def describe_map_card(card: MapCardFacts) -> MapCard:
    """Return what stands on the card of a week; words that cannot be set in type are left out."""
    chart = chart_of(card.facts, _MOST_DOTS)
    drawing = draw_frame(MAP_FRAME, chart)
    dots = []
    for dot in chart.dots:
        topics = dot.entry.topics
        hue = card.topics.index(topics[0].slug) % len(HUES) if topics else None
        x, y = MAP_FRAME.point(dot.at)
        dots.append(MapCardDot(x, y, dot.radius, hue))
    return MapCard(
        name=to_settable(card.site),
        left=card.digest.period.label,
        right=counted(len(card.digest.entries), "paper"),
        lines=tuple([line for level in drawing.levels for line in level]),
        dots=tuple(dots),
        names=_settable(drawing.names),
        titles=_settable(drawing.titles),
    )


def _settable(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    return tuple([label for label in labels if to_settable(label.words) == label.words])
