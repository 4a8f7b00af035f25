"""Items of feeds, whatever their format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from broadsheet.fetching.dates import Order, find_order, parse_date
from broadsheet.fetching.persons import Persons
from broadsheet.model.partial_dates import PublicationDate

_NOBODY = Persons()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An item of a feed, whatever its format.

    ``key`` is what tells it from the others, ``names`` are the ids and addresses that it gives for
    itself, ``link`` is absolute. ``dates`` are its dates as they are written, the best first;
    ``published`` is what they mean, and ``day`` too where they name one.
    """

    title: str = ""
    summary: str = ""
    authors: Persons = _NOBODY
    keywords: tuple[str, ...] = ()
    journal: str = ""
    key: str = ""
    names: tuple[str, ...] = ()
    link: str = ""
    dates: tuple[str, ...] = ()
    published: PublicationDate | None = None
    day: date | None = None


def date_items(items: Iterable[FeedItem], today: date) -> list[FeedItem]:
    """Return the items of a feed with the dates that theirs mean, which its other dates may decide."""
    undated = list(items)
    texts = [text for item in undated for text in item.dates]
    order = find_order(texts, today)
    return [_date_item(item, order) for item in undated]


def _date_item(item: FeedItem, order: Order | None) -> FeedItem:
    """Return an item with the first of its dates that names a day, or else a month or a year."""
    partial: PublicationDate | None = None
    for text in item.dates:
        parsed = parse_date(text, order)
        if isinstance(parsed, date):
            return replace(item, published=parsed, day=parsed)
        partial = partial or parsed
    return replace(item, published=partial)
