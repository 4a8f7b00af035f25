"""Owners of facts: whose word on a paper counts before whose, whoever was asked first.

A server's own record comes first, then the sources that list the paper, in the order of
``sources.yaml``, and look-ups last. A source that hands on what it read elsewhere (a feed, another
Broadsheet) comes after every source that does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from broadsheet.model.paper import COMMENTS, VOTES, Paper, Sighting

# Servers whose own records count as such, and what readers call them; of two, the first is believed.
SERVERS = {
    "arxiv": "arXiv",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "openreview": "OpenReview",
}

# The sources of what people add: its owner's hand, and readers' forms. No other may have these names.
BY_HAND = "by-hand"
COMMUNITY = "community"
# What readers call them.
PEOPLE = {BY_HAND: "by hand", COMMUNITY: "readers"}


class Giver(NamedTuple):
    """Who gave a fact: a source on the ``day`` of its list, or without a day, or a look-up.

    In a server's own record it gave what the ``server`` says, of that ``version`` (0 where unknown).
    """

    source: str
    day: date | None = None
    server: str = ""
    version: int = 0


class Place(NamedTuple):
    """Place of a source or a look-up among all, for comparison; the first is the least."""

    group: int
    number: int = 0
    name: str = ""


class Rank(NamedTuple):
    """Rank of a giver, for comparison: the least is believed. Of one server a later version comes
    first, and of one source a later day."""

    is_copy: bool
    server: Place
    version: int
    source: Place
    day: int


# Giver of a record that neither a source nor a look-up signed.
UNNAMED_LOOK_UP = "look-up"
_FIRST_LOOK_UP, _DIRECT, _NOT_CONFIGURED, _SECOND_HAND, _LOOK_UP = range(5)


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """The names of the sources in the owner's order.

    ``own_records`` are those whose lists are records of their own server, ``second_hand`` those that
    hand on what they read elsewhere, ``look_ups`` what is asked about papers that sources named. A
    source that is not configured any more comes between the direct and the second-hand ones.
    """

    names: tuple[str, ...] = ()
    own_records: frozenset[str] = field(default_factory=frozenset)
    second_hand: frozenset[str] = field(default_factory=frozenset)
    look_ups: frozenset[str] = field(default_factory=frozenset)

    def place(self, source: str) -> Place:
        """Return the place of a source that lists papers."""
        if source not in self.names:
            return Place(_NOT_CONFIGURED, name=source)
        group = _SECOND_HAND if source in self.second_hand else _DIRECT
        return Place(group, self.names.index(source))

    def rank(self, giver: Giver, *, vouched: bool = False) -> Rank:
        """Return the rank of a giver, which no two givers share.

        Of ``vouched`` fields look-ups come before lists, since what a list says of them may go again.
        """
        source = self.place(giver.source)
        if self._is_look_up(giver):
            is_first = giver.server or vouched
            group = _FIRST_LOOK_UP if is_first else _LOOK_UP
            source = Place(group, name=giver.source)
        day = 0
        if giver.day:
            day = giver.day.toordinal()
        return Rank(
            is_copy=not giver.server,
            server=_place_of_server(giver.server),
            version=-giver.version,
            source=source,
            day=-day,
        )

    def first_of(self, sources: Collection[str]) -> str:
        """Return the first of the sources that list a paper, beside its server's own record.

        Empty where only the server itself lists it: who hands it on besides is not its first.
        """
        copying = set(sources) - self.own_records
        direct = copying - self.second_hand
        if direct:
            return min(direct, key=self.place)
        if len(copying) < len(sources):
            return ""
        return min(copying, key=self.place, default="")

    def is_vouched(self, giver: Giver, first: str) -> bool:
        """Return True if links and the names of a publication are taken from a giver.

        ``first`` is the first of the sources that list the paper.
        """
        if giver.server or giver.source in self.own_records or self._is_look_up(giver):
            return True
        return giver.source == first

    def _is_look_up(self, giver: Giver) -> bool:
        if giver.day or giver.source in self.second_hand:
            return False
        return giver.source in (UNNAMED_LOOK_UP, giver.server) or giver.source in self.look_ups


UNORDERED = SourceOrder()


def _place_of_server(server: str) -> Place:
    """Return the place of a server among those that have records of their own."""
    servers = tuple(SERVERS)
    if server not in servers:
        return Place(len(servers), name=server)
    return Place(servers.index(server))


def last_days(sightings: Iterable[Sighting]) -> dict[str, date]:
    """Return the last day on which each source listed a paper, in the order of their first."""
    days: dict[str, date] = {}
    for sighting in sightings:
        day = days.get(sighting.source, sighting.day)
        days[sighting.source] = max(day, sighting.day)
    return days


def counting_source(sightings: Iterable[Sighting], count: str, order: SourceOrder) -> str:
    """Return the source whose votes, or comments, count: the first that gives any; else empty."""
    sources: set[str] = set()
    for sighting in sightings:
        if getattr(sighting, count) is not None:
            sources.add(sighting.source)
    return min(sources, key=order.place, default="")


def with_counts_in_order(paper: Paper, order: SourceOrder) -> Paper:
    """Return a paper whose votes and comments are those of the first source that counts them."""
    voted = counting_source(paper.sightings, VOTES, order)
    discussed = counting_source(paper.sightings, COMMENTS, order)
    sightings: list[Sighting] = []
    for sighting in paper.sightings:
        outranked: list[str] = []
        if voted not in ("", sighting.source):
            outranked.append(VOTES)
        if discussed not in ("", sighting.source):
            outranked.append(COMMENTS)
        ranked = replace(sighting, outranked=tuple(outranked))
        sightings.append(ranked)
    return replace(paper, sightings=tuple(sightings))
