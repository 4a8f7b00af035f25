"""Another Broadsheet: its ``api/v1/index.json`` says which days it has, ``daily_papers/`` what they hold.

The days have the shape of Hugging Face's lists, and are read as such; but the ids are that site's,
which knows works from elsewhere too, and its pages are where readers find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching.client import PATIENCE, Web
from broadsheet.fetching.json_values import parse_json
from broadsheet.fetching.sources import huggingface
from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import SourceKind

KIND = SourceKind(name="broadsheet", settings=(huggingface.AI_SUMMARY,))
_API = "/api/v1/"


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """One batch a day; the days that the other site does not have are read, and empty."""
    try:
        editions = web.get(f"{source.url}{_API}index.json", {}, parse_index)
    except (SourceError, WebError) as error:
        yield from (Batch(day=day, failed=str(error)) for day in days[:PATIENCE])
        return
    for day in days:
        if day.isoformat() not in editions.days:
            yield Batch(day=day)
        elif day < editions.since:
            told = f"gives out days from {editions.since} on; what is older is in its monthly dumps"
            yield Batch(day=day, failed=f"source {source.name!r}: {told}")
        else:
            yield _read(web, source, day)


def _read(web: Web, source: SourceConfig, day: date) -> Batch:
    address = f"{source.url}{_API}daily_papers/{day.isoformat()}.json"
    try:
        return web.get(address, {}, lambda body: parse(body, source, day))
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))


@dataclass(frozen=True, slots=True)
class Editions:
    """The slugs of the days that a site has, and the first day that it gives out day by day."""

    days: frozenset[str]
    since: date


def parse_index(body: bytes) -> Editions:
    """What a site has; SourceError where it is not the index of a Broadsheet."""
    index = parse_json(body)
    if not isinstance(index, dict) or index.get("format") != "broadsheet" or index.get("version") != 1:
        raise SourceError("answered something that is not the index of a Broadsheet (format 1)")
    days = index.get("days")
    rows = days if isinstance(days, list) else []
    return Editions(
        days=frozenset(
            row["slug"] for row in rows if isinstance(row, dict) and isinstance(row.get("slug"), str)
        ),
        since=_day(index.get("exported_since")) or date.min,
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def parse(body: bytes, source: SourceConfig, day: date) -> Batch:
    """The papers and drops of one day; SourceError where it is not a list of items."""
    batch = huggingface.parse(body, source, day, known=_known)
    return replace(batch, papers=tuple(_at_home(paper, source) for paper in batch.papers))


def _known(given: str) -> str | None:
    return arxiv_id(given) or (given if is_safe_id(given) else None)


def _at_home(paper: Paper, source: SourceConfig) -> Paper:
    """With the address of its page at the site that listed it."""
    url = f"{source.url}/paper/{paper.id}/"
    return replace(paper, sightings=tuple(replace(sighting, url=url) for sighting in paper.sightings))
