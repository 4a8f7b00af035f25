"""The site and its sources as their owner set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Where readers ask for the digest by e-mail: the provider's name, its address for a form and the
    name of the form's field; without a field, a ``mailto:`` address to write to."""

    title: str
    action: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What the owner calls the site and where it will stand; ``url`` ends with a slash.

    ``holidays`` are days without an edition: ``2026-12-25``, or ``12-25`` for every year. ``hub`` is
    the WebSub hub of its feeds, ``feed_ids`` what their ids begin with (a tag URI's, ``name,date:``).
    Papers of days before ``pages_since`` have no page of their own: lists link to their source. Papers
    and editions of the newest ``export_months`` have files to take along beside their pages.
    """

    name: str
    url: str
    tagline: str = ""
    language: str = "en"
    top: int = 5
    feed_papers: int = 100
    cards: bool = True
    holidays: frozenset[str] = frozenset()
    hub: str = ""
    feed_ids: str = ""
    pages_since: date | None = None
    export_months: int = 12
    subscribe: Subscribe | None = None


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source as configured: its kind, the name that sightings carry, what to call it.

    ``url`` is where its API is, ``home`` where a reader finds it. Of ``authors`` and ``words`` a paper
    must have one, where there are any; ``most`` papers are taken of a day. Each kind takes only some of
    the others: ``categories`` (of arXiv, bioRxiv), ``announce`` (of arXiv's lists: new, cross, replace,
    replace-cross), ``venue`` (of OpenReview), ``server`` (biorxiv or medrxiv).
    """

    name: str
    kind: str
    title: str
    url: str
    home: str = ""
    ai_summary: bool = False
    weekends: bool = False
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    announce: tuple[str, ...] = ()
    venue: str = ""
    server: str = ""
    most: int = 2000


@dataclass(frozen=True, slots=True)
class LookUpConfig:
    """A place that knows more of papers that sources named: its kind, its API, what to take."""

    kind: str
    url: str
    tldr: bool = False
