"""What more is known of papers that sources named.

Each is ``(web, config, ids, today) -> Iterator[Paper]``: papers without sightings, in any order and
only of those asked for. What fails is raised at the end, so that it costs no answer that was had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import arxiv, semanticscholar
from broadsheet.model.paper import Paper
from broadsheet.model.site import LookUpConfig

LookUp = Callable[[Web, LookUpConfig, Sequence[str], date], Iterator[Paper]]

LOOK_UPS: dict[str, LookUp] = {"arxiv": arxiv.look_up, "semanticscholar": semanticscholar.look_up}
