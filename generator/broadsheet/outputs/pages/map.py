"""Pages of maps: of the newest days with the way to every week's, and of a year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.model.language.words import ngettext
from broadsheet.model.maps import NEWEST, NEWEST_DAYS, YEAR
from broadsheet.model.period import Period
from broadsheet.outputs.maps.atlas import MapFacts, map_facts, map_values
from broadsheet.outputs.templating import sheet


class MapOfWeek(NamedTuple):
    """Week that has a map, with the number of its papers."""

    period: Period
    papers: int


def map_pages(library: Library) -> Iterator[OutFile]:
    """Yield the page of the newest days, which says so while there is no map; and that of a year."""
    newest = _facts(library, NEWEST)
    year = _facts(library, YEAR)
    yield sheet(
        library,
        "map.md.j2",
        urls.MAP,
        {
            "title": _("Map"),
            "description": ngettext(
                "The papers of the newest day on one map.",
                "The papers of the newest %(num)s days on one map.",
                NEWEST_DAYS,
            ),
            "kind": "map",
        },
        read=library.last_read,
        more=partial(map_values, newest),
        days=NEWEST_DAYS,
        weeks=_weeks_with_map(library),
        has_year=year is not None,
    )
    if year:
        yield sheet(
            library,
            "map_year.md.j2",
            urls.MAP_OF_YEAR,
            {
                "title": _("Map of a year"),
                "description": _("The papers of a year on one map."),
                "kind": "map",
            },
            read=None,
            more=partial(map_values, year),
            first=min(entry.paper.day for entry in year.entries),
            last=max(entry.paper.day for entry in year.entries),
        )


def _facts(library: Library, name: str) -> MapFacts | None:
    """Return what the map of a name is made from; None where there is none."""
    places = library.maps.get(name)
    return map_facts(library.shown, places) if places else None


def _weeks_with_map(library: Library) -> tuple[MapOfWeek, ...]:
    """Return the weeks that have a map, newest first."""
    weeks = []
    for week in reversed(library.weeks):
        if week.period.slug in library.maps:
            weeks.append(MapOfWeek(week.period, len(week.entries)))
    return tuple(weeks)
