"""Maps of a library, as pages show them: what a map is made from, and the map that is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from broadsheet.library.digest import Digest, Entries
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.maps import NEWEST, Places
from broadsheet.outputs.maps.drawing import Chart, DrawnMap, dots_of, draw_map
from broadsheet.outputs.maps.frames import Spot, spots_of
from broadsheet.outputs.maps.regions import Said, find_regions, named_regions
from broadsheet.text.paper_words import plain_title

# Of more papers than this only the most voted have dots, and so many of them.
MOST_DOTS = 300
DOTS_OF_MANY = 100
# A topic has a map where so many of the newest papers are of it.
MIN_OF_TOPIC = 12


class MapFacts(NamedTuple):
    """What a map is made from: its papers, across and down where each lies, and names that a person gave.

    Without ``names`` the papers' own words name the regions.
    """

    entries: Entries
    coordinates: tuple[int, ...]
    names: tuple[str, ...]


def map_of_digest(library: Library, digest: Digest) -> MapFacts | None:
    """Return what the map of a week or a month is made from; None where it has none."""
    places = library.maps.get(digest.period.slug)
    return map_facts(digest.entries, places, digest.introduction.regions) if places else None


def map_of_topic(library: Library, topic: Topic) -> MapFacts | None:
    """Return what the map of a topic is made from, a part of that of the newest; None for few papers."""
    places = library.maps.get(NEWEST, {})
    facts = map_facts(library.topic_entries[topic.slug], places)
    return facts if len(facts.entries) >= MIN_OF_TOPIC else None


def map_facts(entries: Iterable[Entry], places: Places, names: tuple[str, ...] = ()) -> MapFacts:
    """Return what the map of those entries is made from that have a place."""
    placed = []
    coordinates: list[int] = []
    for entry in entries:
        place = places.get(entry.paper.id)
        if place:
            placed.append(entry)
            coordinates += place
    return MapFacts(tuple(placed), tuple(coordinates), names)


def map_values(facts: MapFacts | None) -> dict[str, DrawnMap | None]:
    """Return what a template of a page with a map is given."""
    return {"map": draw(facts)}


def draw(facts: MapFacts | None) -> DrawnMap | None:
    """Return the map as it is drawn; None where there is none."""
    if not facts:
        return None
    is_crowded = len(facts.entries) > MOST_DOTS
    most_dots = DOTS_OF_MANY if is_crowded else MOST_DOTS
    return draw_map(chart_of(facts, most_dots))


def chart_of(facts: MapFacts, most_dots: int) -> Chart:
    """Return what all drawings of a map show, with at most so many dots."""
    entries = facts.entries
    places = list(zip(facts.coordinates[::2], facts.coordinates[1::2], strict=True))
    spots = spots_of(places)
    papers = [_said(entry, spot) for entry, spot in zip(entries, spots, strict=True)]
    regions = named_regions(papers, facts.names) if facts.names else find_regions(papers)
    return Chart(tuple(spots), dots_of(entries, spots, most_dots), regions)


def _said(entry: Entry, spot: Spot) -> Said:
    return Said(plain_title(entry.paper), entry.paper.abstract, spot)
