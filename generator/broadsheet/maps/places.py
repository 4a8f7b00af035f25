"""Places of papers on all maps of a site: of each week and month, of the newest days and of a year.

Each map is laid out from the days that it has, one stage after the other, and every stage begins from the one
before: a new day then moves older papers little. All of it is a function of the papers alone, never of what
earlier builds made.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
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
from broadsheet.search.semantic import counts, paper_words
from broadsheet.search.semantic.archive import Archive, run_ends

# A map of a year has this many of its newest papers at most.
_MOST_OF_A_YEAR = 12_000
_YEAR_DAYS = 365
_ONE_DAY = timedelta(days=1)

# Numbers of the papers of a map at each of its stages, which only grow but for papers that left it.
Stages = tuple[range, ...]
PeriodOf = Callable[[date], Period]


def find_places(archive: Archive) -> dict[str, Places]:
    """Return the places of papers on each map, by the slug of its week or month, or its name."""
    places: dict[str, Places] = {}
    with _one_thread():
        for name, stages in _maps(archive):
            places[name] = _lay_out_stages(archive, stages)
    year = find_year_places(archive)
    if year:
        places[YEAR] = year
    return places


def find_year_places(archive: Archive) -> Places:
    """Return the places of papers on the map of the year; none where they are too few."""
    days = [record.day for record in archive.records]
    year = _year(days, archive.settled)
    if len(year) < MIN_PAPERS:
        return {}
    with _one_thread():
        return _lay_out_year(archive, year)


def layouts(archive: Archive) -> list[Callable[[], bytes]]:
    """Return what lays out each map but that of the year, where it is not kept, and keeps it.

    Each may be called in another process, and returns how many papers it laid out.
    """
    return [partial(_keep_places, archive, stages) for _, stages in _maps(archive)]


def _keep_places(archive: Archive, stages: Stages) -> bytes:
    mapped_before = archive.work["mapped"]
    with _one_thread():
        _lay_out_stages(archive, stages)
    mapped = archive.work["mapped"] - mapped_before
    return str(mapped).encode()


def _one_thread() -> AbstractContextManager[object]:
    """Keep products of matrices to one thread.

    They are so small that they are done before other threads have begun, and these, waiting for more, would
    take as much of a processor as the layout itself.
    """
    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def _maps(archive: Archive) -> Iterator[tuple[str, Stages]]:
    """Yield the maps that have enough papers, but for that of the year."""
    days = [record.day for record in archive.records]
    for name, stages in _stages_by_map(days):
        if len(stages[-1]) >= MIN_PAPERS:
            yield name, stages


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
    before = stages[:-1]
    if before:  # is kept too, since the next day's stage begins from it, or from this one
        archive.use_key("map", _facts_of_stages(archive, before))
    make = partial(_make_places, archive, stages)
    return _get_or_make(archive, stages[-1], _facts_of_stages(archive, stages), make)


def _facts_of_stages(archive: Archive, stages: Stages) -> list[str]:
    facts = []
    for papers in stages:
        digests = [record.text_digest for record in _records_of(archive, papers)]
        facts.append(" ".join(digests))
    return _facts(archive, stages[-1], facts)


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
    facts = _facts(archive, papers, [digest_of(vectors.tobytes())])
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
    """Return the places of papers, kept or made now, which depend on ``facts`` alone."""
    data = archive.get_or_make_from("map", facts, make)
    places: dict[str, Place] = {}
    for record, (x, y) in zip(_records_of(archive, papers), json.loads(data), strict=True):
        places[record.id] = (x, y)
    return places


def _facts(archive: Archive, papers: range, facts: Sequence[str]) -> list[str]:
    """Return ``facts`` with what else decides where papers lie: their ids, in this order, and our code."""
    ids = [record.id for record in _records_of(archive, papers)]
    return [_version(), *ids, *facts]


def _records_of(archive: Archive, papers: range) -> Sequence[Record]:
    return archive.records[papers.start : papers.stop]


@cache
def _version() -> str:
    """Return the version of all that places depend on besides the papers: code and its libraries."""
    code = code_version(
        Path(__file__).parent,
        Path(counts.__file__),
        Path(paper_words.__file__),
        Path(tokens.__file__),
    )
    return f"{code} {np.__version__}"
