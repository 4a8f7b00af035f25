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
from broadsheet.fetching.json_values import as_dict, parse_json, records
from broadsheet.fetching.sources import huggingface
from broadsheet.fetching.sources.batches import fail_days
from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Paper
from broadsheet.model.site import SourceConfig
from broadsheet.settings.source_kinds import SourceKind

KIND = SourceKind(name="broadsheet", settings=(huggingface.AI_SUMMARY,), second_hand=True)
_API = "/api/v1/"
_FORMAT = "broadsheet"
_FORMAT_VERSION = 1


def _parse_id(listed_id: str) -> str | None:
    paper_id = arxiv_id(listed_id)
    if paper_id is None and is_safe_id(listed_id) and not _is_doi_in_capitals(listed_id):
        return listed_id
    return paper_id


def _is_doi_in_capitals(listed_id: str) -> bool:
    """Return True for the id of a DOI that no site would give: beside it the right one had no place."""
    folded = listed_id.lower()
    return folded.startswith("doi-") and listed_id != folded


_SITE_IDS = huggingface.IdScheme(_parse_id, "an id that can be an address")


@dataclass(frozen=True, slots=True)
class SiteDays:
    """Days that a site has, as ISO dates, and the first that it gives out day by day."""

    days: frozenset[str]
    exported_since: date


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch a day; the days that the other site does not have are read, and empty."""
    try:
        site_days = web.get(f"{source.url}{_API}index.json", {}, parse_index)
    except (SourceError, WebError) as error:
        yield from fail_days(days[:PATIENCE], error)
        return
    for day in days:
        yield _read_day(web, source, site_days, day)


def _read_day(web: Web, source: SourceConfig, site_days: SiteDays, day: date) -> Batch:
    if day.isoformat() not in site_days.days:
        return Batch(day=day)
    if day < site_days.exported_since:
        since = site_days.exported_since
        problem = f"gives out days from {since} on; what is older is in its monthly dumps"
        return Batch(day=day, failed=f"source {source.name!r}: {problem}")
    url = f"{source.url}{_API}daily_papers/{day.isoformat()}.json"
    try:
        return web.get(url, {}, lambda body: parse(body, source, day))
    except (SourceError, WebError) as error:
        return Batch(day=day, failed=str(error))


def parse_index(body: bytes) -> SiteDays:
    """Return the days of a site; SourceError where ``body`` is not the index of a Broadsheet."""
    index = as_dict(parse_json(body))
    if index.get("format") != _FORMAT or index.get("version") != _FORMAT_VERSION:
        raise SourceError("answered something that is not the index of a Broadsheet (format 1)")
    days = set()
    for row in records(index.get("days")):
        slug = row.get("slug")
        if isinstance(slug, str):
            days.add(slug)
    exported_since = _parse_day(index.get("exported_since"))
    return SiteDays(frozenset(days), exported_since or date.min)


def _parse_day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse(body: bytes, source: SourceConfig, day: date) -> Batch:
    """Return the papers and drops of one day; SourceError where it is not a list of items."""
    batch = huggingface.parse(body, source, day, ids=_SITE_IDS)
    papers = []
    for paper in batch.papers:
        papers.append(_link_to_site(paper, source))
    return replace(batch, papers=tuple(papers))


def _link_to_site(paper: Paper, source: SourceConfig) -> Paper:
    """Return a paper whose sightings lead to its page at the site that listed it."""
    url = f"{source.url}/paper/{paper.id}/"
    sightings = tuple(replace(sighting, url=url) for sighting in paper.sightings)
    return replace(paper, sightings=sightings)
