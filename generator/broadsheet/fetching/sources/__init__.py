"""Sources of papers: one file each, which declares its kind, and how to fetch and to parse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib import import_module
from typing import NamedTuple

from broadsheet.fetching.client import Web
from broadsheet.model.ledger import Batch
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import SourceKind

# A source yields batches, as they are read: of each of the days it was asked for at most one. The last
# argument is the day of the reading, for items that carry no date.
Fetch = Callable[[Web, SourceConfig, Sequence[date], date], Iterator[Batch]]


class Source(NamedTuple):
    """A kind of source, and how it is fetched."""

    kind: SourceKind
    fetch: Fetch


def _load_source(name: str) -> Source:
    """Return the source that the module of this name declares."""
    module = import_module(f"{__name__}.{name}")
    return Source(module.KIND, module.fetch)


# The modules of this folder that are sources; a new one is a file and a line here.
_MODULES = (
    "huggingface",
    "arxiv_rss",
    "arxiv",
    "feed",
    "openreview",
    "biorxiv",
    "broadsheet",
)
SOURCES = {source.kind.name: source for source in map(_load_source, _MODULES)}
SOURCE_KINDS = {name: source.kind for name, source in SOURCES.items()}
