"""Another Broadsheet: its ``api/v1/index.json`` says which days it has, ``daily_papers/`` what they hold.

Days that are long past, and all days of a site that has packs, are in its monthly ``dumps/``. Days have the
shape of Hugging Face's lists, and are read as such; but the ids are that site's, which knows works from
elsewhere too, and its pages are where readers find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from broadsheet.errors import SourceError, WebError
from broadsheet.fetching.client import PATIENCE, Web
from broadsheet.fetching.json_values import as_dict, parse_json, records
from broadsheet.fetching.sources import huggingface
from broadsheet.fetching.sources.batches import fail_days
from broadsheet.fetching.sources.broadsheet_dumps import Rows, parse_dump
from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.ledger import Batch
from broadsheet.model.period import Period
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
    single_since: date


def fetch(web: Web, source: SourceConfig, days: Sequence[date], today: date) -> Iterator[Batch]:
    """Yield one batch a day; the days that the other site does not have are read, and empty."""
    try:
        site_days = web.get(f"{source.url}{_API}index.json", {}, parse_index)
    except (SourceError, WebError) as error:
        yield from fail_days(days[:PATIENCE], error)
        return
    reader = _DayReader(web, source)
    for day in days:
        if day.isoformat() not in site_days.days:
            yield Batch(day=day)
            continue
        try:
            if day < site_days.single_since:
                yield reader.read_from_dump(day)
            else:
                yield reader.read_single(day)
        except (SourceError, WebError) as error:
            yield Batch(day=day, failed=str(error))


class _DayReader:
    """Reads days of one site; the month that was read last is remembered, since days come in order."""

    def __init__(self, web: Web, source: SourceConfig) -> None:
        self._web = web
        self._source = source
        self._month = ""
        self._days: Mapping[str, Rows] | SourceError | WebError = {}

    def read_single(self, day: date) -> Batch:
        """Return a day that has a file of its own; SourceError or WebError where it cannot be had."""
        url = f"{self._source.url}{_API}daily_papers/{day.isoformat()}.json"
        return self._web.get(url, {}, lambda body: parse(body, self._source, day))

    def read_from_dump(self, day: date) -> Batch:
        """Return a day as the dump of its month has it; SourceError or WebError where it cannot be had."""
        month = Period.of_month(day).slug
        rows = self._read_dump(month).get(day.isoformat())
        if not rows:
            raise SourceError(f"source {self._source.name!r}: its dump of {month} has nothing of {day}")
        batch = huggingface.parse_rows(rows, self._source, day, ids=_SITE_IDS)
        return _link_to_site(batch, self._source)

    def _read_dump(self, month: str) -> Mapping[str, Rows]:
        """Return the days of a month; a dump that cannot be had is asked for once, whatever days are read."""
        if month != self._month:
            self._month = month
            url = f"{self._source.url}{_API}dumps/{month}.jsonl.gz"
            try:
                self._days = self._web.get(url, {}, parse_dump)
            except (SourceError, WebError) as error:
                self._days = error
        if isinstance(self._days, Mapping):
            return self._days
        raise self._days


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
    if index.get("packed") is True:
        return SiteDays(frozenset(days), date.max)
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
    return _link_to_site(batch, source)


def _link_to_site(batch: Batch, source: SourceConfig) -> Batch:
    """Return papers whose sightings lead to their pages at the site that listed them."""
    papers = []
    for paper in batch.papers:
        url = f"{source.url}/paper/{paper.id}/"
        sightings = tuple(replace(sighting, url=url) for sighting in paper.sightings)
        papers.append(replace(paper, sightings=sightings))
    return replace(batch, papers=tuple(papers))
