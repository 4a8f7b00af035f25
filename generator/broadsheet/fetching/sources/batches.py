"""Batches of what was found, by the days that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from broadsheet.model.ledger import Batch, Rejection
from broadsheet.model.paper import Paper
from broadsheet.text.plain import shorten

Found = tuple[date, Paper | Rejection]


def by_day(found: Iterable[Found], days: Sequence[date]) -> Iterator[Batch]:
    """Yield one batch for each of ``days``, in their order, of what was found for it; the rest is not
    offered."""
    offered: dict[date, list[Paper | Rejection]] = {day: [] for day in days}
    for day, item in found:
        if day in offered:
            offered[day].append(item)
    for day, items in offered.items():
        yield batch(day, items)


def batch(day: date, items: Iterable[Paper | Rejection]) -> Batch:
    """Return the items of a day as one batch; a paper that is listed twice is dropped the second time."""
    papers: dict[str, Paper] = {}
    drops: list[Rejection] = []
    for item in items:
        if isinstance(item, Rejection):
            drops.append(item)
        elif item.id in papers:
            drops.append(drop(f"{item.id} again", item.title, "listed twice on this day"))
        else:
            papers[item.id] = item
    return Batch(day=day, papers=tuple(papers.values()), drops=tuple(drops))


def drop(item: str, title: str, reason: str) -> Rejection:
    """Return a drop whose words are short enough for the ledger."""
    return Rejection(shorten(item, 120), shorten(title, 200), reason)
