"""Where papers come from; each source is ``(Web, SourceConfig, days) -> Iterator[Batch]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from broadsheet.fetching.client import Web
from broadsheet.fetching.sources import arxiv, arxiv_rss, biorxiv, broadsheet, feed, huggingface, openreview
from broadsheet.model.ledger import Batch
from broadsheet.model.site import SourceConfig

Source = Callable[[Web, SourceConfig, Sequence[date]], Iterator[Batch]]

SOURCES: dict[str, Source] = {
    "huggingface": huggingface.fetch,
    "arxiv-rss": arxiv_rss.fetch,
    "arxiv": arxiv.fetch,
    "feed": feed.fetch,
    "openreview": openreview.fetch,
    "biorxiv": biorxiv.fetch,
    "broadsheet": broadsheet.fetch,
}


def read(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """What a source gives for ``days``. A feed's items may be without a date: it is told the day."""
    if source.kind == "feed":
        return feed.fetch(web, source, days, today)
    return SOURCES[source.kind](web, source, days)
