"""What a library is turned into; each output is ``(Library) -> Iterable[OutFile]``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.library import Library
from generator.outputs.api import api
from generator.outputs.citations import citations
from generator.outputs.feeds import feeds
from generator.outputs.pages import pages
from generator.outputs.search import search
from generator.outputs.status import status
from generator.outputs.subscribe import subscribe
from generator.outputs.trends import trends
from generator.tree import OutFile

Output = Callable[[Library], Iterable[OutFile]]

OUTPUTS: tuple[Output, ...] = (pages, search, trends, status, feeds, citations, api, subscribe)
