"""Content of a site: all that its files say but their settings, read at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.model.curation import Introduction, Note
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper
from broadsheet.model.removals import NO_REMOVALS, Removals
from broadsheet.store.tallies import PlaceTallies


@dataclass(frozen=True, slots=True)
class Content:
    """Everything below ``content/`` but its configuration.

    ``drafts`` are people's files in review, by their names there (``notes/2605.00001``): nothing of what they
    say is in the rest.
    """

    papers: tuple[Paper, ...] = ()
    notes: dict[str, Note] = field(default_factory=dict)
    introductions: tuple[Introduction, ...] = ()
    readings: tuple[LedgerEntry, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)
    removals: Removals = NO_REMOVALS
    drafts: frozenset[str] = frozenset()
    tallies: tuple[PlaceTallies, ...] = ()
