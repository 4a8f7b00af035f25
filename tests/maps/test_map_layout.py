"""Layout of maps: who stands near whom, what a new day moves, and that every machine puts all where we do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadsheet.maps.layout import REACH, SIDE, Position, lay_out

GROUPS = 6
# Positions of ``papers_of_groups(90)`` and then of thirty more beside them. Another digest is another map for
# every site: it may change only with a change of the layout that is meant to be one.
DIGEST = "ffe3a79d59b0b7f54645d71ccdb0e28eb0fc08334d6fa1aee35354e78a1e3d81"
LAY_OUT = "import test_map_layout; print(test_map_layout.digest_of_two_days())"


def papers_of_groups(count: int, dimensions: int = 32) -> tuple[NDArray[np.int8], list[str]]:
    """Return vectors of papers, each a mix of its group's vector and of one of its own, and their ids."""
    chance = np.random.RandomState(7)
    own = chance.randint(-60, 61, (count, dimensions))
    shared = chance.randint(-60, 61, (GROUPS, dimensions))
    vectors = own + shared[np.arange(count) % GROUPS]
    return vectors.astype(np.int8), [f"paper-{number}" for number in range(count)]


def digest_of_two_days() -> str:
    vectors, ids = papers_of_groups(120)
    first = lay_out(vectors[:90], ids[:90])
    second = lay_out(vectors, ids, dict(zip(ids, first, strict=False)))
    return hashlib.sha256(repr((first, second)).encode()).hexdigest()


def distances(positions: tuple[Position, ...]) -> NDArray[np.float64]:
    places = np.asarray(positions, np.float64)
    away = places[:, None] - places
    return np.sqrt((away**2).sum(axis=2))


def share_of_own_group(positions: tuple[Position, ...], nearest: int = 5) -> float:
    """Return which share of those that stand nearest to a paper are of its group."""
    order = np.argsort(distances(positions), axis=1, kind="stable")[:, 1 : nearest + 1]
    groups = np.arange(len(positions)) % GROUPS
    return float((groups[order] == groups[:, None]).mean())


@pytest.mark.parametrize("count", [40, 300, pytest.param(2100, marks=pytest.mark.slow)])
def test_papers_of_a_group_stand_near_each_other(count):
    vectors, ids = papers_of_groups(count)
    assert share_of_own_group(lay_out(vectors, ids)) > 0.8


def test_a_map_fills_its_frame():
    vectors, ids = papers_of_groups(50)
    places = np.asarray(lay_out(vectors, ids))
    assert places.min(axis=0).tolist() == [0, 0]
    assert places.max(axis=0).tolist() == [SIDE, SIDE]


@pytest.mark.parametrize("count", range(6))
def test_few_papers_stand_apart_and_within_the_frame(count):
    vectors, ids = papers_of_groups(count)
    positions = lay_out(vectors, ids)
    assert len(set(positions)) == count
    assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y in positions)


@pytest.mark.parametrize(
    "vectors",
    [np.zeros((40, 8), np.int8), np.ones((40, 8), np.int8), np.zeros((40, 0), np.int8)],
    ids=["no known word", "all the same", "no space"],
)
def test_papers_that_nothing_tells_apart_are_spread(vectors):
    ids = [str(number) for number in range(40)]
    apart = distances(lay_out(vectors, ids)) + np.eye(40) * SIDE
    assert apart.min() > SIDE / 100


def test_papers_that_are_like_no_other_stand_at_the_rim():
    vectors, ids = papers_of_groups(60)
    vectors[:6] = 0
    places = np.asarray(lay_out(vectors, ids), np.float64)
    from_middle = np.abs(places - np.median(places, axis=0)).max(axis=1)
    assert np.median(from_middle[:6]) > 1.5 * np.median(from_middle[6:])


def test_rows_of_any_numbers_are_taken_as_vectors_of_meaning():
    vectors, ids = papers_of_groups(30)
    vectors[:, 0] = 127
    halves = vectors.astype(np.float32) / 2
    assert lay_out(halves, ids) == lay_out(vectors, ids)


@pytest.mark.parametrize("known", [1, 3, 30, 89, 90])
def test_a_new_day_moves_older_papers_by_a_tenth_of_the_width_at_most(known):
    vectors, ids = papers_of_groups(90)
    before = dict(zip(ids, lay_out(vectors[:known], ids[:known]), strict=False))
    after = lay_out(vectors, ids, before)
    moved = []
    for paper_id, (x, y) in zip(ids, after, strict=True):
        if paper_id in before:
            moved.append(np.hypot(x - before[paper_id].x, y - before[paper_id].y))
    assert len(moved) == known
    assert max(moved) <= REACH + 1 <= SIDE / 10
    assert share_of_own_group(after) > 0.6


@pytest.mark.parametrize("known", [1, 2, 3])
def test_older_ones_of_few_papers_stay(known):
    vectors, ids = papers_of_groups(3)
    before = dict(zip(ids, [(10, 20), (9000, 40), (60, 9000)][:known], strict=False))
    after = dict(zip(ids, lay_out(vectors, ids, before), strict=True))
    assert {paper_id: after[paper_id] for paper_id in before} == before


def test_every_machine_makes_the_map_that_we_do():
    assert digest_of_two_days() == DIGEST


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "1"},
        {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "2", "PYTHONHASHSEED": "2"},
        {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX", "PYTHONHASHSEED": "3"},
    ],
    ids=["an old processor", "two threads", "numpy without vector instructions"],
)
def test_nothing_of_a_machine_moves_a_paper(environment):
    folder = Path(__file__).parent
    paths = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LAY_OUT],
        env={**os.environ, **environment, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == DIGEST
