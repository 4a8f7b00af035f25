"""Papers that a person adds: looked up or described by hand, and filed like those of a source.

They are listed by a source that people stand for (``by-hand``), and the ledger of their day counts them
as kept, so that the audit of a site says where every paper came from.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from broadsheet.errors import RefusedPaper, RemovedPaper, UnknownWork
from broadsheet.fetching.admission import admit
from broadsheet.fetching.client import Web
from broadsheet.fetching.single_works import Found, WorkName, look_up
from broadsheet.model.ledger import Batch, LedgerEntry
from broadsheet.model.merging import merge_papers
from broadsheet.model.owners import BY_HAND
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.provenance import givers_of_reading, with_givers
from broadsheet.model.removals import REMOVED
from broadsheet.settings.config import Config
from broadsheet.store.store import Store


class Wish(NamedTuple):
    """Work that a person wants to have: its name, and what the person knows of it.

    ``described`` has the id of the name; without a title it says nothing. ``asks`` is false where what
    it says is all that is wanted, and nobody has to be asked. ``seen_at`` is where it was wished for, in
    place of the address in its name.
    """

    name: WorkName
    described: Paper
    asks: bool = True
    seen_at: str = ""


class Addition(NamedTuple):
    """Paper as it is in ``content/`` now, what that took (``new``, ``listed``, ``same``), and remarks."""

    paper: Paper
    change: str
    remarks: tuple[str, ...] = ()


class Adding:
    """Adding of papers to one day of a site.

    Where the person named the day, a paper that is here already is listed on it, too. ``source`` is the
    one that lists them.
    """

    def __init__(
        self,
        store: Store,
        web: Web,
        config: Config,
        today: date,
        named_day: date | None = None,
        source: str = BY_HAND,
    ) -> None:
        self._store = store
        self._web = web
        self._config = config
        self._today = today
        self._is_day_named = named_day is not None
        self._day = named_day or today
        self._source = source

    def add(self, wish: Wish) -> Addition:
        """File one paper; BroadsheetError where it cannot be, and then nothing of it is written."""
        self._refuse_removed(wish.described)
        page = self._store.page_of(wish.described)
        if page:
            return self._list_known(page, wish)
        found = self._look_up(wish)
        paper = self._put_together(wish, found)
        self._refuse_removed(paper)
        page = self._store.page_of(paper)
        if page:
            return self._list_known(page, wish)
        self._keep(paper)
        return Addition(paper, "new", found.remarks)

    def _refuse_removed(self, paper: Paper) -> None:
        removal = self._store.removal_of(paper)
        if removal:
            raise RemovedPaper(
                f"{REMOVED}: {removal.why}; take it out of content/removed.yaml if it is to come back",
                removal.why,
            )

    def _look_up(self, wish: Wish) -> Found:
        if not wish.asks:
            return Found(())
        try:
            return look_up(self._web, self._config, wish.name, self._today)
        except UnknownWork:
            if wish.described.title:
                return Found((), ("nobody who was asked knows it, so it says what you gave",))
            raise

    def _put_together(self, wish: Wish, found: Found) -> Paper:
        """Return the paper as whoever was asked describes it, or else the person.

        RefusedPaper where it is beyond what ``content/`` holds.
        """
        described = wish.described
        if found.records:
            described = Paper(id=found.records[0].paper.id, title="")
        listed = replace(described, sightings=(self._sighting(wish),))
        paper = with_givers(listed, givers_of_reading(listed, self._source))
        for record in found.records:
            paper = merge_papers(paper, record.paper, self._today, self._config.source_order, record.by)
        batch = admit(Batch(day=self._day, papers=(paper,)))
        for drop in batch.drops:
            raise RefusedPaper(f"{paper.id}: cannot be kept: {drop.reason}")
        return batch.papers[0]

    def _sighting(self, wish: Wish) -> Sighting:
        return Sighting(self._source, self._day, wish.seen_at or wish.name.url)

    def _list_known(self, page: str, wish: Wish) -> Addition:
        """Return a paper that is here already, listed on the day if that was named."""
        known = self._store.paper(page)
        if not self._is_day_named:
            return Addition(known, "same")
        sighting = self._sighting(wish)
        if any((seen.source, seen.day) == (self._source, self._day) for seen in known.sightings):
            return Addition(known, "same")
        self._keep(Paper(id=page, title="", sightings=(sighting,)))
        return Addition(self._store.paper(page), "listed")

    def _keep(self, paper: Paper) -> None:
        """Write a paper, and then the ledger of its day."""
        added = self._store.add(paper, self._today)
        entry = LedgerEntry(source=self._source, day=self._day, read=self._today, kept=(added.page,))
        self._store.record(entry)
