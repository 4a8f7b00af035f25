"""Batches of the items that a source gave, by the days that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from broadsheet.model.addresses import arxiv_in, doi_in
from broadsheet.model.ledger import Batch, DatedItem, Rejection
from broadsheet.model.paper import Paper
from broadsheet.text.plain import is_web_address, shorten

_LONGEST_NAME = 120  # characters of an item's name in the ledger
_LONGEST_BAD_ID = 60  # of an id that is none
_LONGEST_TITLE = 200
_LONGEST_ADDRESS = 200  # a cut address leads nowhere


@dataclass(slots=True)
class DayList:
    """List of one day while it is being read: its papers, each once, and the items that cannot be kept."""

    papers: dict[str, Paper] = field(default_factory=dict)
    drops: list[Rejection] = field(default_factory=list)

    @classmethod
    def of(cls, batch: Batch) -> DayList:
        """Return the list that a batch holds, to be added to."""
        day_list = cls()
        for paper in batch.papers:
            day_list.papers[paper.id] = paper
        day_list.drops.extend(batch.drops)
        return day_list

    def add(self, item: Paper | Rejection) -> None:
        """Add an item; of a paper that is listed twice the later version stays, or else the first."""
        if isinstance(item, Rejection):
            self.drops.append(item)
            return
        known = self.papers.get(item.id)
        if known is None:
            self.papers[item.id] = item
            return
        if _latest_version(item) > _latest_version(known):
            self.papers[item.id] = item
            item = known
        self.drops.append(reject_paper(item, "listed twice on this day", f"{item.id} again"))

    def to_batch(self, day: date) -> Batch:
        """Return everything that was added, as the batch of ``day``."""
        papers = tuple(self.papers.values())
        drops = tuple(self.drops)
        return Batch(day=day, papers=papers, drops=drops)


def _latest_version(paper: Paper) -> int:
    return max((version.number for version in paper.versions), default=0)


def make_batch(day: date, items: Iterable[Paper | Rejection]) -> Batch:
    """Return the items of a day as one batch."""
    day_list = DayList()
    for item in items:
        day_list.add(item)
    return day_list.to_batch(day)


def group_by_day(items: Iterable[DatedItem], days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch for each of ``days``, in their order; that of ``today`` has the items of other days.

    Where today is not among the days they are left to the reading that asks for it.
    """
    day_lists = {day: DayList() for day in days}
    late: list[DatedItem] = []
    for dated_item in items:
        day, item = dated_item
        if day in day_lists:
            day_lists[day].add(item)
        else:
            late.append(dated_item)
    for day, day_list in day_lists.items():
        batch = day_list.to_batch(day)
        if day == today:
            batch = replace(batch, late=tuple(late), late_complete=True)
        yield batch


def fail_days(days: Iterable[date], error: Exception) -> Iterator[Batch]:
    """Yield for each of ``days`` a batch that failed with this error."""
    for day in days:
        yield Batch(day=day, failed=str(error))


def reject(name: str, title: str, reason: str, url: str = "") -> Rejection:
    """Return an item that cannot be kept, its name and title short enough for the ledger."""
    short_name = shorten(name, _LONGEST_NAME)
    short_title = shorten(title, _LONGEST_TITLE)
    address = _keep_address(url, name)
    return Rejection(short_name, short_title, reason, address)


def _keep_address(url: str, name: str) -> str:
    """Return an address for the ledger; empty where it says no more than an item's name, or is none."""
    if url == name or not is_web_address(url):
        return ""
    if len(url) > _LONGEST_ADDRESS:
        return ""
    if arxiv_in(url) or doi_in(url):
        return ""
    return url


def reject_paper(paper: Paper, reason: str, name: str = "") -> Rejection:
    """Return a paper that is not kept, under its id or under another ``name``."""
    return reject(name or paper.id, paper.title, reason, paper.listing_url)


def reject_id(listed_id: str, title: str, expected: str) -> Rejection:
    """Return an item whose id is not what its source promises, such as "an arXiv id"."""
    short_id = shorten(listed_id, _LONGEST_BAD_ID)
    return reject(short_id, title, f"the id is not {expected}")
