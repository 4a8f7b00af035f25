"""How good, steady and fast the maps of papers are, by recorded papers.

    PYTHONPATH=. .venv/bin/python benchmarks/map.py
    .venv/bin/python -m pip install scikit-learn umap-learn    # measured beside, where they are installed

Trustworthiness (who stands near is alike) and continuity (who is alike stands near) at k = 10: Venna and
Kaski, "Neighborhood preservation in nonlinear projection methods", 2001. Our maps grow by a day at a time, as
those of a site do; the others see the whole week at once. Times are of the processor.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from benchmarks.corpus import DATA, recorded_by_arxiv
from benchmarks.for_you import read_corpus
from benchmarks.map_drawing import draw_all, drawing_table, entries_of
from benchmarks.meaning import Nothing
from numpy.typing import NDArray

from broadsheet.maps.layout import SIDE, lay_out
from broadsheet.maps.own_words import own_word_vectors
from broadsheet.model.curation import Entry
from broadsheet.model.period import Period, is_working_day
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive, run_ends
from broadsheet.search.semantic.counts import TermCounter

K = 10
WEEKS = 20
FEWEST = 40  # papers of a week that is measured
SAMPLE = 800  # papers of a large map whose neighbours are compared
ALL = 40_000
A_DAY = 40  # papers on a day before the first that was recorded

Places = Mapping[str, tuple[int, int]]
Vectors = NDArray[np.integer]
Table = NDArray[np.float64]
Lay = Callable[[Vectors], Table]
PeriodOf = Callable[[date], Period]

Made = TypeVar("Made")

# What differs between machines, and may not move a dot.
MACHINES: dict[str, dict[str, str]] = {
    "as it is": {},
    "another processor's BLAS, one thread": {"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1"},
    "two threads, another hash seed": {"OPENBLAS_NUM_THREADS": "2", "PYTHONHASHSEED": "7"},
    "numpy without AVX": {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"},
}


class Week(NamedTuple):
    """A week's papers, by their numbers in the archive, up to the end of each of its days."""

    slug: str
    days: tuple[range, ...]


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, default=DATA, help=f"recorded papers  [default: {DATA}]")
    words.add_argument("--digest", action="store_true", help="print a digest of twenty weeks' maps alone")
    words.add_argument("--python", action="append", default=[], help="another Python that has to agree")
    asked = words.parse_args()
    if not (asked.data / "hf-daily.jsonl.gz").is_file():
        print(f"{asked.data}: no recorded papers, so nothing was measured")
        return
    records = read_corpus(asked.data).records
    weeks = list(newest_weeks(records))
    counter = TermCounter(records)
    if asked.digest:
        print(digest_of(week_maps(weeks, records, counter)))
        return
    print(f"{len(weeks)} weeks, {weeks[0].slug} to {weeks[-1].slug}\n")
    print(quality_table(weeks, records, counter))
    print(stability(weeks, records, counter))
    print(drawing_table(asked.data, dict(maps_to_draw(weeks, records, counter))))
    print(same_everywhere(asked.data, asked.python))
    print(times_table(asked.data, records))


def maps_to_draw(
    weeks: Sequence[Week], records: Sequence[Record], counter: TermCounter
) -> Iterator[tuple[str, Places]]:
    """Yield the maps of the weeks and of the months that are as new, by their slugs."""
    months = list(periods(records, Period.of_month, Period.of_week))
    for period in (*weeks, *months[-len(weeks) // 4 :]):
        papers = period.days[-1]
        ids = [records[number].id for number in papers]
        yield period.slug, dict(zip(ids, lay_out(own_word_vectors(counter, papers), ids), strict=True))


def newest_weeks(records: Sequence[Record]) -> Iterator[Week]:
    """Yield the newest twenty weeks that have enough papers, the oldest first."""
    weeks = [week for week in periods(records, Period.of_week, Period.of_day) if len(week.days[-1]) >= FEWEST]
    yield from weeks[-WEEKS:]


def periods(records: Sequence[Record], period_of: PeriodOf, part_of: PeriodOf) -> Iterator[Week]:
    days = [record.day for record in records]
    start = 0
    for end in run_ends(days, period_of):
        parts = [range(start, start + part) for part in run_ends(days[start:end], part_of)]
        yield Week(period_of(days[start]).slug, tuple(parts))
        start = end


def grow(
    stages: Sequence[range], records: Sequence[Record], vectors_of: Callable[[range], Vectors]
) -> Iterator[Places]:
    """Yield the map after each stage, which begins from the one before."""
    places: Places = {}
    for papers in stages:
        ids = [records[number].id for number in papers]
        places = dict(zip(ids, lay_out(vectors_of(papers), ids, places), strict=True))
        yield places


def week_maps(weeks: Sequence[Week], records: Sequence[Record], counter: TermCounter) -> list[Places]:
    return [
        list(grow(week.days, records, lambda papers: own_word_vectors(counter, papers)))[-1] for week in weeks
    ]


def digest_of(maps: Sequence[Places]) -> str:
    text = repr([sorted(places.items()) for places in maps])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# Whether neighbours stay neighbours


def quality_table(weeks: Sequence[Week], records: Sequence[Record], counter: TermCounter) -> str:
    meaning = Archive(records, Nothing()).vectors
    spaces: dict[str, Callable[[range], Vectors]] = {
        "own words": lambda papers: own_word_vectors(counter, papers),
        "meaning": lambda papers: meaning[papers.start : papers.stop],
    }
    rows = [
        "| space | by | trustworthiness | continuity | lowest | lowest | of t-SNE's |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for space, vectors_of in spaces.items():
        scores: dict[str, list[tuple[float, float]]] = {}
        for week in weeks:
            papers = week.days[-1]
            vectors = vectors_of(papers)
            alike = cosines(vectors)
            grown = list(grow(week.days, records, vectors_of))[-1]
            layouts = {"Broadsheet, a day at a time": lambda _vectors, grown=grown: table_of(grown)}
            layouts["Broadsheet, the whole week"] = whole
            layouts |= peers(len(papers))
            for name, lay in layouts.items():
                scores.setdefault(name, []).append(kept_neighbours(alike, lay(vectors)))
        of_tsne = np.mean(scores.get("t-SNE", [(np.nan, np.nan)]), axis=0)
        for name, both in scores.items():
            means = np.mean(both, axis=0)
            lowest = np.min(both, axis=0)
            cells = [space, name, *(f"{value:.3f}" for value in (*means, *lowest))]
            cells.append(", ".join([f"{part:.2f}" for part in means / of_tsne]))
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def table_of(places: Places) -> Table:
    return np.asarray(list(places.values()), np.float64)


def whole(vectors: Vectors) -> Table:
    ids = [str(number) for number in range(len(vectors))]
    return np.asarray(lay_out(vectors, ids), np.float64)


def cosines(vectors: Vectors) -> Table:
    rows = vectors.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    lengths[lengths == 0] = 1
    return (rows @ rows.T) / lengths[:, None] / lengths


def peers(count: int) -> dict[str, Lay]:
    """Return other methods, each with its defaults, as far as they are installed."""
    found: dict[str, Lay] = {}
    if find_spec("sklearn"):
        from sklearn.manifold import TSNE  # type: ignore[import-not-found]

        perplexity = min(30, (count - 1) / 3)
        found["t-SNE"] = lambda vectors: TSNE(
            metric="precomputed", init="random", random_state=0, perplexity=perplexity
        ).fit_transform(apart(vectors))
    if find_spec("umap"):
        from umap import UMAP  # type: ignore[import-not-found]

        found["UMAP"] = lambda vectors: UMAP(metric="precomputed", random_state=0).fit_transform(
            apart(vectors)
        )
    return found


def apart(vectors: Vectors) -> Table:
    distances = np.clip(1 - cosines(vectors), 0, None)
    np.fill_diagonal(distances, 0)
    return distances


def kept_neighbours(
    alike: Table, places: Table, papers: NDArray[np.int64] | None = None
) -> tuple[float, float]:
    """Return trustworthiness and continuity at ``K``.

    ``alike`` has a row for each of ``papers``, or for all.
    """
    papers = np.arange(len(places)) if papers is None else papers
    away = places[papers, None].astype(np.float64) - places
    in_space = ranks(-alike, papers)
    on_map = ranks((away**2).sum(axis=2), papers)
    count = len(places)
    most = len(papers) * K * (2 * count - 3 * K - 1) / 2
    strangers = np.where(on_map <= K, in_space - K, 0).clip(0).sum()
    lost = np.where(in_space <= K, on_map - K, 0).clip(0).sum()
    return float(1 - strangers / most), float(1 - lost / most)


def ranks(distances: Table, papers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rank of all by their distance from each of ``papers``, 0 for itself."""
    distances = distances.copy()
    distances[np.arange(len(papers)), papers] = -np.inf
    order = np.argsort(distances, axis=1, kind="stable")
    ranks_of = np.empty_like(order)
    np.put_along_axis(ranks_of, order, np.arange(distances.shape[1])[None, :], axis=1)
    return ranks_of


# Whether dots stay where they were


def stability(weeks: Sequence[Week], records: Sequence[Record], counter: TermCounter) -> str:
    moves: list[float] = []
    for week in weeks:
        maps = list(grow(week.days, records, lambda papers: own_word_vectors(counter, papers)))
        for before, after in pairwise(maps):
            for paper_id, (x, y) in before.items():
                moves.append(float(np.hypot(after[paper_id][0] - x, after[paper_id][1] - y)) / SIDE)
    known = weeks[-2].days[-1]
    alone = own_word_vectors(TermCounter(records[: known.stop]), known)
    settled = (alone == own_word_vectors(counter, known)).all()
    return (
        f"A new day moves an older dot of its week by {np.mean(moves):.3f} of the width on average, and by "
        f"{max(moves):.3f} at most ({len(moves):,} moves). "
        f"Later weeks change nothing of a week before: {settled}.\n"
    )


def same_everywhere(data: Path, pythons: Sequence[str]) -> str:
    machines = [(name, sys.executable, environment) for name, environment in MACHINES.items()]
    machines += [(python, python, {}) for python in pythons]
    rows = ["| twenty weeks' maps on | digest |", "|---|---|"]
    for name, python, environment in machines:
        command = [python, "-W", "ignore", __file__, "--digest", "--data", str(data)]
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
        )
        rows.append(f"| {name} | `{done.stdout.strip()}` |")
    return "\n".join(rows) + "\n"


# How long it takes


def times_table(data: Path, recorded_records: Sequence[Record]) -> str:
    rows = ["| map | papers | processor | trustworthiness | continuity |", "|---|--:|--:|--:|--:|"]
    records = list(forty_thousand(data, recorded_records))
    archive = Archive(records, Nothing())
    vectors = archive.vectors
    counter = archive.counter
    newest = len(records)
    for name, count in (("a week", 400), ("a month", 800)):
        papers = range(newest - count, newest)
        counter.count_terms(papers, [])  # reads the words, which a build has read
        own, took = timed(lambda papers=papers: own_word_vectors(counter, papers))
        places, laid = timed(lambda own=own: whole(own))
        rows.append(row_of(f"{name}, own words", count, took + laid, own, places))
    year = vectors[newest - 12_000 :]
    places, took = timed(lambda: whole(year))
    rows.append(row_of("a year, meaning", len(year), took, year, places))
    weeks = list(periods(records, Period.of_week, Period.of_day))
    months = list(periods(records, Period.of_month, Period.of_week))

    def by_own_words(papers: range) -> Vectors:
        return own_word_vectors(counter, papers)

    first = newest - 400
    stages = [range(first, first + papers) for papers in (80, 160, 240, 320, 400)]
    _, took = timed(lambda: list(grow(stages, records, by_own_words)))
    rows.append(f"| a week, its five days one after the other | 400 | {took:.2f} s | | |")

    def all_maps() -> list[Places]:
        grown = [list(grow(period.days, records, by_own_words))[-1] for period in (*weeks, *months)]
        ids = [record.id for record in records[newest - len(year) :]]
        return [*grown, dict(zip(ids, lay_out(year, ids), strict=True))]

    maps, laid = timed(all_maps)
    entries = entries_of(records)
    _, drawn = timed(lambda: draw_all(maps, entries))
    name = f"all {len(weeks)} weeks, {len(months)} months, a year"
    rows.append(f"| {name}: laid out, drawn | {newest:,} | {laid:.1f} + {drawn:.1f} s | | |")
    laid, drawn = times_of_new_day(records, entries, by_own_words)
    name = "what a new day changes: the week's, the month's, the newest days', twenty topics'"
    rows.append(f"| {name}: laid out, drawn | {newest:,} | {laid:.2f} + {drawn:.2f} s | | |")
    return "\n".join(rows)


def forty_thousand(data: Path, known: Sequence[Record]) -> Iterator[Record]:
    """Yield arXiv's records on days before those of the recorded papers, and then these."""
    ids = {record.id for record in known}
    others = [paper for paper in recorded_by_arxiv(data) if paper.id not in ids]
    others = others[: ALL - len(known)]
    day = known[0].day
    dated = []
    for number, paper in enumerate(others):
        if number % A_DAY == 0:
            day -= timedelta(days=1)
            while not is_working_day(day):
                day -= timedelta(days=1)
        dated.append(Record(id=paper.id, title=paper.title, abstract=paper.abstract, day=day))
    yield from sorted(dated, key=lambda record: (record.day, record.id))
    yield from known


def times_of_new_day(
    records: Sequence[Record],
    entries: Mapping[str, Entry],
    vectors_of: Callable[[range], Vectors],
) -> tuple[float, float]:
    """Return how long the last stages take to lay out, those before being kept, and to be drawn."""
    week = list(periods(records, Period.of_week, Period.of_day))[-1]
    month = list(periods(records, Period.of_month, Period.of_week))[-1]
    ends = records[-1].day
    days = [record.day for record in records]
    newest = range(bisect_left(days, ends - timedelta(days=29)), len(records))
    of_newest = (range(newest.start, week.days[0].start), newest)
    laid = 0.0
    maps: list[Places] = []
    for stages in (week.days, month.days, of_newest):
        earlier = list(grow(stages[:-1], records, vectors_of))
        before = earlier[-1] if earlier else {}
        papers = stages[-1]
        ids = [records[number].id for number in papers]
        places, took = timed(
            lambda papers=papers, ids=ids, before=before: lay_out(vectors_of(papers), ids, before)
        )
        maps.append(dict(zip(ids, places, strict=True)))
        laid += took
    for topic in range(20):
        ids = list(maps[-1])[topic::20]
        maps.append({paper_id: maps[2][paper_id] for paper_id in ids})
    _, drawn = timed(lambda: draw_all(maps, entries))
    return laid, drawn


def row_of(name: str, count: int, took: float, vectors: Vectors, places: Table) -> str:
    chosen = np.arange(0, count, max(1, count // SAMPLE))
    rows = vectors.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
    trust, continuity = kept_neighbours((rows[chosen] @ rows.T).astype(np.float64), places, chosen)
    return f"| {name} | {count:,} | {took:.2f} s | {trust:.3f} | {continuity:.3f} |"


def timed(make: Callable[[], Made]) -> tuple[Made, float]:
    start = time.process_time()
    made = make()
    return made, time.process_time() - start


if __name__ == "__main__":
    main()
