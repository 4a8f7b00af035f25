"""The search as the browser runs it: in Node without a page, held against benchmarks/ranking.py."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.ranking import Index
from benchmarks.search import FLOOR, below_floor, figures, query_sets
from benchmarks.small import small_corpus
from scripting import SCRIPTS, loaded_with

from broadsheet.rendering.published_assets import publish_assets
from broadsheet.search.index import index_files
from broadsheet.search.index.file_sizes import USUAL, FileSizes, file_sizes
from broadsheet.search.records import Record

HERE = Path(__file__).parents[1]
SEARCH = SCRIPTS / "search"
ENGINE = SEARCH / "engine"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """An index of made-up papers in a folder, with the same files in memory."""
    records, summaries = small_corpus()
    folder = tmp_path_factory.mktemp("search")
    files = write_index(folder, records, USUAL)
    return folder, files, records, summaries


def write_index(folder: Path, records: Sequence[Record], sizes: FileSizes) -> dict[str, bytes]:
    files = {file.path: file.data for file in index_files(records, (), sizes=sizes)}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return files


def run(*command: str, **more: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_engine_does_what_its_own_tests_say(node, world):
    run(node, "--test", str(HERE / "search.test.mjs"), INDEX=str(world[0]))


def test_it_does_the_same_where_files_are_fewer_and_larger(node, world, tmp_path):
    _, files, records, _ = world
    sizes = file_sizes(100_000, counts_files=True)
    fewer_files = write_index(tmp_path, records, sizes)
    assert count_cards(fewer_files) == -(-len(records) // sizes.block) < count_cards(files)
    run(node, "--test", str(HERE / "search.test.mjs"), INDEX=str(tmp_path))


def count_cards(files: dict[str, bytes]) -> int:
    return sum(1 for path in files if "/cards" in path)


def test_the_browser_ranks_as_the_reference_does(node, world, tmp_path):
    folder, files, records, summaries = world
    dice = random.Random(1)
    sets = query_sets(records, summaries, 25)
    queries = [query.words for kind in sets.values() for query in kind]
    queries += [
        "",
        "of the",
        "zzzz",
        "x" * 5000,
        "<b>\"'",
        "pre-sorting",
        "cuonting brigdes ladedrs ropse",
        "cuonting brigdes ladedrs ropse lamsp stonse",
        *(s[: dice.randint(1, 40)] for s in summaries[:40]),
    ]
    asked = tmp_path / "queries.json"
    asked.write_text(json.dumps(queries), "utf-8")
    answers = json.loads(run(node, str(HERE / "search_ranking.mjs"), str(folder), str(asked)))
    index = Index(files)
    assert len(answers) == len(queries) > 200
    for query, answer in zip(queries, answers, strict=True):
        papers, scores, explained = index.ranked(query, 20)
        alike = [number % 97 / 97 for number in range(index.papers)]
        assert answer["papers"] == papers, query[:100]
        assert answer["scores"] == pytest.approx(scores)
        if papers:
            assert answer["meant"] == index.ranked(query, 20, np.asarray(alike, np.float32).astype(float))[0]
            assert 0 < explained <= 1


@pytest.mark.slow
def test_no_figure_of_the_small_corpus_is_below_its_floor(world):
    _, files, records, summaries = world
    whole = Index(files)
    bare = [replace(record, keywords=()) for record in records]
    wordless = Index({file.path: file.data for file in index_files(bare, ())})
    found = {}
    for kind, queries in query_sets(records, summaries, 100).items():
        index = wordless if kind == "a keyword" else whole
        if queries:
            found[kind] = figures(queries, lambda words, index=index: index.ranked(words)[0])
    assert not below_floor("small", found)
    assert json.loads(FLOOR.read_text("utf-8"))["small"].keys() <= found.keys()


def test_the_engine_is_small():
    """As it is published; the layer of meaning comes later, and only where it is needed."""
    modules = loaded_with(SEARCH / "worker.js")
    assert ENGINE / "engine.js" in modules and ENGINE / "meaning.js" not in modules
    theme = SCRIPTS.parents[1]
    published = publish_assets([theme]).by_name
    files = {published[path.relative_to(theme).as_posix()] for path in modules}
    assert sum(len(gzip.compress(file.data, 9)) for file in files) < 15_000
