"""Places of papers on all maps of a site: of each week and month, of the newest days and of a year.

Each map is laid out from the days that it has, one stage after the other, and every stage begins from the one
before: a new day then moves older papers little. All of it is a function of the papers alone, never of what
earlier builds made.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from broadsheet.cache.code_version import code_version
from broadsheet.cache.digests import digest_of
from broadsheet.maps.layout import lay_out
from broadsheet.maps.own_words import own_word_vectors
from broadsheet.model.maps import MIN_PAPERS, NEWEST, NEWEST_DAYS, YEAR, Place, Places
from broadsheet.model.period import Period
from broadsheet.search.index import tokens
from broadsheet.search.records import Record
from broadsheet.search.semantic import counts
from broadsheet.search.semantic.archive import Archive, run_ends

# A map of a year has this many of its newest papers at most.
_MOST_OF_A_YEAR = 12_000
_YEAR_DAYS = 365
_ONE_DAY = timedelta(days=1)

# Numbers of the papers of a map at each of its stages, which only grow but for papers that left it.
Stages = tuple[range, ...]
PeriodOf = Callable[[date], Period]


def find_places(archive: Archive) -> dict[str, Places]:
    """Return the places of papers on each map, by the slug of its week or month, or its name.

    One thread only: products of so few papers are done before others have begun, and waiting for them
    would take as much of another processor as the layout of one.
    """
    places: dict[str, Places] = {}
    days = [record.day for record in archive.records]
    with threadpool_limits(limits=1):
        for name, stages in _stages_by_map(days):
            if len(stages[-1]) >= MIN_PAPERS:
                places[name] = _lay_out_stages(archive, stages)
        year = _year(days, archive.settled)
        if len(year) >= MIN_PAPERS:
            places[YEAR] = _lay_out_year(archive, year)
    return places


def _stages_by_map(days: Sequence[date]) -> Iterator[tuple[str, Stages]]:
    yield from _stages_by_period(days, Period.of_week, Period.of_day)
    yield from _stages_by_period(days, Period.of_month, Period.of_week)
    if days:
        yield NEWEST, _newest_stages(days)


def _stages_by_period(
    days: Sequence[date], period_of: PeriodOf, part_of: PeriodOf
) -> Iterator[tuple[str, Stages]]:
    """Yield each period with its stages: as it is after each of its parts that has papers."""
    start = 0
    for end in run_ends(days, period_of):
        stages = []
        for part_end in run_ends(days[start:end], part_of):
            stage = range(start, start + part_end)
            stages.append(stage)
        period = period_of(days[start])
        yield period.slug, tuple(stages)
        start = end


def _newest_stages(days: Sequence[date]) -> Stages:
    """Return the newest days as they were when their last week began, and as they are now.

    Within a week the first stage stays as it is, so that a day makes only the second anew.
    """
    last_week = Period.of_week(days[-1])
    first_of_week = bisect_left(days, last_week.start)
    now = range(_first_within(days, days[-1], NEWEST_DAYS), len(days))
    if first_of_week == 0:
        return (now,)
    before = range(_first_within(days, last_week.start - _ONE_DAY, NEWEST_DAYS), first_of_week)
    return (before, now)


def _year(days: Sequence[date], settled: int) -> range:
    """Return the papers of the year that ends with the settled months: a new day leaves it as it is."""
    if not settled:
        return range(0)
    first = _first_within(days, days[settled - 1], _YEAR_DAYS)
    return range(max(first, settled - _MOST_OF_A_YEAR), settled)


def _first_within(days: Sequence[date], last: date, number: int) -> int:
    """Return the first paper of the ``number`` days that end with ``last``."""
    return bisect_left(days, last - timedelta(days=number - 1))


def _lay_out_stages(archive: Archive, stages: Stages) -> Places:
    """Return the places of the papers of the last stage by their own words, kept or laid out now.

    They are made of the texts of these papers alone: those of a period that is over stay as they are.
    """
    facts = []
    for papers in stages:
        digests = [record.text_digest for record in _records_of(archive, papers)]
        facts.append(" ".join(digests))
    make = partial(_make_places, archive, stages)
    return _get_or_make(archive, stages[-1], facts, make)


def _make_places(archive: Archive, stages: Stages) -> bytes:
    papers = stages[-1]
    before = stages[:-1]
    earlier = _lay_out_stages(archive, before) if before else {}
    vectors = own_word_vectors(archive.counter, papers)
    return _lay_out(archive, papers, vectors, earlier)


def _lay_out_year(archive: Archive, papers: range) -> Places:
    """Return the places of the papers of a year, kept or laid out now.

    Of so many papers the space of meaning tells as much as their own words, in far less room.
    """
    vectors = archive.vectors[papers.start : papers.stop]
    facts = [digest_of(vectors.tobytes())]
    make = partial(_lay_out, archive, papers, vectors, {})
    return _get_or_make(archive, papers, facts, make)


def _lay_out(archive: Archive, papers: range, vectors: NDArray[Any], earlier: Places) -> bytes:
    """Return places as JSON, in the order of the papers."""
    archive.note_work("mapped", len(papers))
    ids = [record.id for record in _records_of(archive, papers)]
    positions = lay_out(vectors, ids, earlier)
    text = json.dumps(positions, separators=(",", ":"))
    return text.encode()


def _get_or_make(archive: Archive, papers: range, facts: Sequence[str], make: Callable[[], bytes]) -> Places:
    """Return the places of papers, kept or made now, which depend on ``facts`` and our code alone."""
    ids = [record.id for record in _records_of(archive, papers)]
    data = archive.get_or_make_from("map", (_version(), *ids, *facts), make)
    places: dict[str, Place] = {}
    for paper_id, (x, y) in zip(ids, json.loads(data), strict=True):
        places[paper_id] = (x, y)
    return places


def _records_of(archive: Archive, papers: range) -> Sequence[Record]:
    return archive.records[papers.start : papers.stop]


@cache
def _version() -> str:
    """Return the version of all that places depend on besides the papers: code and its libraries."""
    code = code_version(
        Path(__file__).parent,
        Path(counts.__file__),
        Path(tokens.__file__),
    )
    return f"{code} {np.__version__}"
