"""Enrichers: servers that are asked for more about papers that sources named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from broadsheet.fetching.client import Web
from broadsheet.fetching.enrichers import arxiv, crossref, huggingface_hub, semanticscholar
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig
from broadsheet.settings.source_kinds import EnricherKind

# An enricher yields papers without sightings, in any order and only of the works that it was given.
# What fails is raised at the end, so that it costs no answer that was had.
Enrich = Callable[[Web, EnricherConfig, Sequence[Paper], date], Iterator[Paper]]


class Enricher(NamedTuple):
    """A kind of enricher, and how it is asked."""

    kind: EnricherKind
    enrich: Enrich


# In the order in which they are asked.
_ALL = (
    Enricher(arxiv.KIND, arxiv.enrich),
    Enricher(semanticscholar.KIND, semanticscholar.enrich),
    Enricher(crossref.KIND, crossref.enrich),
    Enricher(huggingface_hub.KIND, huggingface_hub.enrich),
)
ENRICHERS = {enricher.kind.name: enricher for enricher in _ALL}
ENRICHER_KINDS = {name: enricher.kind for name, enricher in ENRICHERS.items()}
