"""What more is known of papers that sources named.

Each is ``(web, config, ids, today) -> Iterator[Paper]``: papers without sightings, in any order and
only of those asked for. What fails is raised at the end, so that it costs no answer that was had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from generator.lookups import arxiv, semanticscholar
from generator.model import LookUpConfig, Paper
from generator.web import Web

LookUp = Callable[[Web, LookUpConfig, Sequence[str], date], Iterator[Paper]]

LOOK_UPS: dict[str, LookUp] = {"arxiv": arxiv.look_up, "semanticscholar": semanticscholar.look_up}
