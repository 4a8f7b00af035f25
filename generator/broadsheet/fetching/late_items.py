"""Late items: those of days that nobody asks for any more, or did not ask for, and where they are counted.

A journal puts a whole issue into its feed on one day, each article under the date on which it was accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from broadsheet.errors import ContentError
from broadsheet.fetching.sources.batches import DayList, reject_paper
from broadsheet.model.ledger import Batch, DatedItem, Rejection
from broadsheet.model.paper import Paper
from broadsheet.model.period import is_working_day
from broadsheet.model.site import SourceConfig
from broadsheet.store.history import History
from broadsheet.store.store import Store

_ONE_DAY = timedelta(days=1)
_OLDER = "older than"  # how the reason begins for which an item is too old to be late


class Reading(NamedTuple):
    """One reading of a source: the first day that it is asked for, the day on which that is done.

    ``keeps_days``: a dated item counts for its own day, as in a backfill, in place of that of the reading.
    ``keeps_lists``: so does all of a list that came out whole, however old, or it would pass for today's.
    """

    first_day: date
    today: date
    keeps_days: bool
    keeps_lists: bool


@dataclass(frozen=True, slots=True)
class LateItems:
    """Places for the late items of one source, of which ``history`` knows what was here before."""

    store: Store
    source: SourceConfig
    history: History
    reading: Reading

    def place(self, batch: Batch) -> Iterator[Batch]:
        """Yield a batch with the late items that count for its day, then those of other days.

        What the ledger has already is left out. An item that is older than the source's ``max_age``
        is among the drops. Where items keep their days, those between them were read too, and are empty.
        """
        if batch.failed or not batch.late:
            yield batch
            return
        day_lists: dict[date, DayList] = defaultdict(DayList)
        day_lists[batch.day] = DayList.of(batch)
        for dated_item in batch.late:
            placed = self._place_item(dated_item)
            if placed:
                day_lists[placed.day].add(placed.item)
        if self.reading.keeps_days and batch.late_complete:
            for day in self._quiet_days(min(day_lists)):
                day_lists.setdefault(day, DayList())
        for day, day_list in day_lists.items():
            whole = day_list.to_batch(day)
            if day == batch.day:
                whole = replace(whole, cap=batch.cap)
            yield whole

    def _quiet_days(self, earliest: date) -> Iterator[date]:
        """Yield the days from ``earliest`` to the first that was asked for which were never read."""
        day = earliest
        while day < self.reading.first_day:
            is_asked = self.source.weekends or is_working_day(day)
            if is_asked and self.store.reading(self.source.name, day) is None:
                yield day
            day += _ONE_DAY

    def _place_item(self, dated_item: DatedItem) -> DatedItem | None:
        """Return an item under the day for which it counts; None where the ledger has it already."""
        item = dated_item.item
        if isinstance(item, Paper):
            return self._place_paper(dated_item.day, item)
        if item.item in self.history.kept or self._reason_before(item.item) == item.reason:
            return None
        return dated_item if self.reading.keeps_lists else DatedItem(self.reading.today, item)

    def _place_paper(self, day: date, paper: Paper) -> DatedItem | None:
        page = self.store.page_of(paper)
        if page and self._was_kept(paper, page):
            return None
        reason_before = self._reason_before(paper.id)
        too_old = self._reject_old(day, paper)
        if too_old:
            is_known = reason_before == too_old.reason
            return None if is_known else DatedItem(self.reading.today, too_old)
        if reason_before and not reason_before.startswith(_OLDER):
            return None
        return self._count_for(self._choose_day(day, paper), paper)

    def _was_kept(self, paper: Paper, page: str) -> bool:
        if page not in self.history.kept:
            return False
        if paper.id == page:
            return True
        try:
            return paper.id in self.store.paper(page).other_ids
        except ContentError:
            return True  # a broken file is named where all of them are checked

    def _reason_before(self, item: str) -> str:
        """Return the reason for which an item was dropped before; empty where it never was."""
        dropped = self.history.dropped
        return dropped.get(item) or dropped.get(f"{item} again", "")

    def _reject_old(self, day: date, paper: Paper) -> Rejection | None:
        days_before = (self.reading.first_day - day).days
        if self.reading.keeps_lists or days_before <= self.source.max_age:
            return None
        return reject_paper(paper, f"{_OLDER} {self.source.max_age} days")

    def _choose_day(self, own_day: date, paper: Paper) -> date:
        """Return the day for which a paper counts: that of old, where only its file has gone."""
        kept_on = self.history.kept.get(paper.id)
        if kept_on:
            return kept_on
        if self.reading.keeps_days or self.reading.keeps_lists:
            return own_day
        return self.reading.today

    def _count_for(self, day: date, paper: Paper) -> DatedItem:
        sightings = [replace(sighting, day=day) for sighting in paper.sightings]
        return DatedItem(day, replace(paper, sightings=tuple(sightings)))
