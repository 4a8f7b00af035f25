"""What people type, asked of the browser's engine: in Node without a page, over papers of our own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from benchmarks.search import read_corpus
from conftest import RECORDED

from broadsheet.search.index import index_files
from broadsheet.search.index.tokens import fold_text
from broadsheet.search.records import Record

HERE = Path(__file__).parents[1]
# Papers in the newest months, and the newest of the recorded ones.
NEWEST = 1371
DAILY = RECORDED / "data" / "hf-daily.jsonl.gz"
# Words with a digit that stand in one title, and in the texts of other papers.
DIGIT_WORDS = ("R1", "3D", "T5", "bm25", "100", "4090", "H2O", "70B", "GPT-4", "Llama-3.1", "CO2", "2x2")


def paper(number: int, title: str, abstract: str = "Nothing else.", **more: object) -> Record:
    values = {"id": f"2603.{number:05}", "day": date(2026, 3, 1) + timedelta(days=number // 9)}
    return Record(**(values | {"title": title, "abstract": abstract} | more))


def papers() -> list[Record]:
    made = []
    for word in DIGIT_WORDS:
        made.append(paper(len(made), f"Weighing {word} by hand"))
        made.append(paper(len(made), "A lamp", f"We weigh {word} as well."))
    named = {
        "doi-10.1101-2026.01.05.700013": {},
        "openreview-AbC123xyz": {},
        "hep-th-9901001": {},
        "doi-10.1093-bioinformatics-btab123-0a1b2c3d": {},
        "2603.00900": {"other_ids": ("doi-10.5555-stones.7",)},
    }
    for name, more in named.items():
        made.append(paper(len(made), "Known by another name", id=name, **more))
    return made


def write_index(folder: Path, records: list[Record]) -> Path:
    for file in index_files(records, ()):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if not found:
        assert not os.environ.get("CI"), "CI has Node"
        pytest.skip("needs Node")
    return found


def run(*command: str, **more: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_engine_finds_what_is_typed(node, tmp_path):
    folder = write_index(tmp_path, papers())
    run(node, "--test", str(HERE / "search_typed.test.mjs"), INDEX=str(folder))


def ask(node: str, folder: Path, queries: list[str]) -> list[dict]:
    """Return for each query all papers that match, by their numbers, and whether one is said to be it."""
    asked = folder / "queries.json"
    asked.write_text(json.dumps(queries), "utf-8")
    return json.loads(run(node, str(HERE / "search_matches.mjs"), str(folder), str(asked)))


@pytest.mark.slow  # it reads thousands of papers
def test_every_word_with_a_digit_lists_every_recorded_paper_that_says_it(node, tmp_path):
    if not DAILY.exists():
        pytest.skip("needs recorded papers")
    records, _ = read_corpus(str(DAILY))
    newest = records[-NEWEST:]
    saying: dict[str, set[int]] = defaultdict(set)
    for number, record in enumerate(newest):
        text = " ".join(
            (record.title, record.abstract, *record.keywords, record.organisation, *record.authors)
        )
        for word in re.findall(r"[^\W_]*[0-9][^\W_]*", fold_text(text)):
            saying[word].add(number)
    words = sorted(saying)
    assert len(words) > 1000
    answers = ask(node, write_index(tmp_path, newest), words)
    missing = {}
    for word, answer in zip(words, answers, strict=True):
        assert answer["direct"] is None, word
        left_out = saying[word] - set(answer["matches"])
        if left_out:
            missing[word] = left_out
    assert not missing
