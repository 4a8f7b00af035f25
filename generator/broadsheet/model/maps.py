"""Maps of papers: where a layout puts them."""

from __future__ import annotations

from collections.abc import Mapping

# Places are whole numbers from 0 to this, across and down.
SIDE = 10_000

Place = tuple[int, int]
# Of the papers of one map, by their ids.
Places = Mapping[str, Place]

# Maps beside those of weeks and months, which go by their slugs.
NEWEST = "newest"
YEAR = "year"
# Days of the map of the newest.
NEWEST_DAYS = 30
