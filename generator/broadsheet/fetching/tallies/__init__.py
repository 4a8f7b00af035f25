"""Places where readers vote and comment: one file each, which declares its kind and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from broadsheet.fetching.client import Web
from broadsheet.fetching.tallies import discussions, posts
from broadsheet.fetching.tallies.readings import Announced, TallyReading
from broadsheet.model.site import TallyConfig
from broadsheet.settings.source_kinds import TallyKind

# The posts that announced editions are those of the ledger; a place that needs none lets them be.
ReadTallies = Callable[[Web, TallyConfig, tuple[Announced, ...]], TallyReading]


class TallySource(NamedTuple):
    """A kind of place, and how it is read."""

    kind: TallyKind
    read: ReadTallies


_ALL = (
    TallySource(discussions.KIND, discussions.read),
    TallySource(posts.KIND, posts.read),
)
TALLY_SOURCES = {source.kind.name: source for source in _ALL}
TALLY_KINDS = {name: source.kind for name, source in TALLY_SOURCES.items()}
