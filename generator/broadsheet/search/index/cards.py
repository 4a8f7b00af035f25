"""What is shown of a paper as a result, in blocks so small that ten results need not much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from broadsheet.model.limits import AUTHORS
from broadsheet.search.index.binary import build_frame
from broadsheet.search.records import Record

# Papers in a block. Blocks are filled in the order of days, so old ones stay as they are.
BLOCK = 3
# Blocks that share a hash in their names: the head then names few of them, and a new day renames few.
GROUP = 32


def card_block(records: Sequence[Record]) -> bytes:
    """Return a block as a frame without sections; its head has ``cards``, in the order of papers."""
    return build_frame({"cards": [_card(record) for record in records]})


def _card(record: Record) -> dict[str, Any]:
    """Leave out what is not known; ``more`` is how many authors are not named."""
    card = {
        "id": record.id,
        "title": record.title,
        "day": record.day.isoformat(),
        "authors": record.authors[: AUTHORS.in_search_results],
        "more": len(record.authors[AUTHORS.in_search_results :]),
        "organisation": record.organisation,
        "topics": record.topics,
        "votes": record.votes,
        "code": record.has_code,
        "takeaway": record.takeaway,
        "abstract": record.abstract,
        "keywords": record.keywords,
        "elsewhere": record.external_url,
    }
    return {name: value for name, value in card.items() if value}
