"""What the search costs to build, in CPU seconds and memory: prints Markdown, as in benchmarks/README.md.

    .venv/bin/python benchmarks/indexing.py                     # 8,507 and 40,000 papers
    .venv/bin/python benchmarks/indexing.py --papers 2000

Each part is measured in a process of its own, which is given the papers as records; nothing is cached.
``--work FOLDER`` keeps the papers' files for another run, as in benchmarks/cost.py. Exits with 1 where a part
takes more than its budget: 120 CPU seconds or 2 GB.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":  # as a script, not as a module of the tests
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus
from benchmarks.cost import SIZES
from benchmarks.meaning import Nothing

from broadsheet.model.curation import Topic
from broadsheet.pipeline import read_library
from broadsheet.search.index import index_files
from broadsheet.search.records import Record, make_records
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.files import semantic_files
from broadsheet.search.semantic.related import find_related

MOST_CPU = 120  # seconds
MOST_MEMORY = 2_000_000_000  # bytes

Build = Callable[[Sequence[Record], Sequence[Topic]], list[int]]


class Cost(NamedTuple):
    """CPU seconds of a part, the most memory of its process in bytes, and the sizes of its files."""

    cpu: float
    memory: int
    sizes: list[int]


def index(records: Sequence[Record], topics: Sequence[Topic]) -> list[int]:
    return [len(file.data) for file in index_files(records, topics)]


def meaning(records: Sequence[Record], topics: Sequence[Topic]) -> list[int]:
    return [len(file.data) for file in semantic_files(Archive(records, Nothing()))]


def whole(records: Sequence[Record], topics: Sequence[Topic]) -> list[int]:
    sizes = index(records, topics)
    archive = Archive(records, Nothing())
    sizes += [len(file.data) for file in semantic_files(archive)]
    find_related(archive)
    return sizes


PARTS: dict[str, Build] = {"index": index, "meaning": meaning, "index, meaning and related papers": whole}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument(
        "--papers", type=int, action="append", metavar="N", help="may be repeated  [default: 8507 and 40000]"
    )
    words.add_argument("--work", type=Path, metavar="FOLDER", help="keep what was written there")
    asked = words.parse_args()
    print("| papers | part | CPU, s | memory | files | size |\n|--:|---|--:|--:|--:|--:|")
    excess = False
    with tempfile.TemporaryDirectory() as scratch:
        for papers in asked.papers or SIZES:
            folder = (asked.work or Path(scratch)) / str(papers)
            if not (folder / "content").exists():
                corpus.write_site(folder, papers, corpus.DATA)
            for name in PARTS:
                cost = measured(folder, name)
                excess = excess or cost.cpu > MOST_CPU or cost.memory > MOST_MEMORY
                told = f"{cost.cpu:.0f} | {cost.memory / 1e9:.1f} GB | {len(cost.sizes):,}"
                print(f"| {papers:,} | {name} | {told} | {sum(cost.sizes) / 1e6:.1f} MB |", flush=True)
    sys.exit(excess)


def measured(folder: Path, part: str) -> Cost:
    """Return what a part costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measure, args=(folder, part, there))
    process.start()
    cost: Cost = here.recv()
    process.join()
    return cost


def _measure(folder: Path, part: str, answer: Connection) -> None:
    library = read_library(folder)
    records = make_records(library.shown)
    topics = library.topics
    del library
    before = _cpu()
    sizes = PARTS[part](records, topics)
    memory = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    answer.send(Cost(_cpu() - before, memory * 1024, sizes))


def _cpu() -> float:
    """Return the CPU seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
