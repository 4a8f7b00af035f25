"""Maps of papers: where a layout puts them."""

from __future__ import annotations

from collections.abc import Mapping

# Whole numbers, across and down.
Place = tuple[int, int]
# Of the papers of one map, by their ids.
Places = Mapping[str, Place]

# Maps beside those of weeks and months, which go by their slugs.
NEWEST = "newest"
YEAR = "year"
# Days of the map of the newest.
NEWEST_DAYS = 30
# With fewer papers there is no map.
MIN_PAPERS = 5
