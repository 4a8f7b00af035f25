"""What a search costs: bytes and requests, from the index's files and in Chromium, and time, in Chromium.

    .venv/bin/python benchmarks/cost.py                         # 8,507 and 40,000 papers
    .venv/bin/python benchmarks/cost.py --papers 2000 --sample 2

Prints Markdown, as in benchmarks/README.md. The papers are those of benchmarks/corpus.py, with the topics
that ``content/config`` gives them; the index is whole, and the search page is that of a site of the newest
papers. ``--work FOLDER`` keeps what was built for another run; delete it when the code has changed.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import bisect
import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

if __name__ == "__main__":  # as a script, not as a module of the tests
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus
from benchmarks.meaning import WORDS, Likeness, Nothing, likeness_of
from benchmarks.ranking import Index
from benchmarks.search import Query, query_sets

from broadsheet.model.curation import Topic
from broadsheet.model.shared import HASH_DIGITS
from broadsheet.pipeline import read_library
from broadsheet.search.index import index_files
from broadsheet.search.index.binary import FOLDER, parse_file
from broadsheet.search.index.file_sizes import USUAL
from broadsheet.search.index.paper_facts import GROUP
from broadsheet.search.index.tokens import index_terms
from broadsheet.search.records import Record, make_records
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.files import semantic_files

REPOSITORY = Path(__file__).parent.parent
SIZES = (8507, 40_000)
NEWEST = 60  # papers of the site whose search page is taken
KINDS = (
    "three words of the title",
    "the same, one typo",
    "the same, two typos",
    "the same, three typos",
    "the same, the last word begun",
    "four words of the abstract",
)
KINDS += ("AI summary", "a keyword", "paraphrase")


@dataclass(frozen=True)
class Site:
    """A folder to serve, the index's files by path, and how alike a query is to each paper."""

    folder: Path
    files: Mapping[str, bytes]
    alike: Likeness


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument(
        "--papers", type=int, action="append", metavar="N", help="may be repeated  [default: 8507 and 40000]"
    )
    words.add_argument(
        "--queries", type=int, default=300, metavar="N", help="of a kind, counted from the files"
    )
    words.add_argument("--sample", type=int, default=3, metavar="N", help="of a kind, asked in Chromium")
    words.add_argument("--work", type=Path, metavar="FOLDER", help="keep what was built there")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for papers in asked.papers or SIZES:
            folder = (asked.work or Path(scratch)) / str(papers)
            if not (folder / "content").exists():
                corpus.write_site(folder, papers, corpus.DATA)
            library = read_library(folder)
            records = make_records(library.shown)
            site = site_of(records, library.topics, folder / "searched")
            sets = query_sets(records, summaries(records), asked.queries)
            print(f"### {papers:,} papers\n")
            for table in cost(site, sets, asked.sample):
                print(f"{table}\n", flush=True)


def cost(site: Site, sets: Mapping[str, Sequence[Query]], sample: int) -> Iterator[str]:
    """All tables, of the kinds of queries there are; ``sample`` (at least 2) of each in Chromium."""
    from benchmarks.browser import in_chromium

    kinds = {kind: sets[kind] for kind in KINDS if sets[kind]}
    browsed = {kind: [query.words for query in queries[:sample]] for kind, queries in kinds.items()}
    yield from_files(site, kinds)
    yield from in_chromium(site.folder, browsed)


def site_of(records: Sequence[Record], topics: Sequence[Topic], folder: Path) -> Site:
    """Return a site with a search page and these papers' index, in ``folder``: as it stands, or made now."""
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        corpus.write_site(folder / "newest", NEWEST, corpus.DATA)
        build = [sys.executable, "-m", "broadsheet", "build", "--root", str(folder / "newest")]
        subprocess.run(build, check=True, capture_output=True, cwd=REPOSITORY)
        (folder / "newest" / "site").rename(folder / "site")
        shutil.rmtree(folder / "site" / FOLDER)
        (folder / "site" / FOLDER).mkdir()
        for file in (*index_files(records, topics), *semantic_files(Archive(records, Nothing()))):
            (folder / "site" / file.path).write_bytes(file.data)
        (folder / "whole").touch()
    files = {f"{FOLDER}{path.name}": path.read_bytes() for path in (folder / "site" / FOLDER).iterdir()}
    return Site(folder / "site", files, likeness_of(files))


def summaries(records: Sequence[Record]) -> list[str]:
    """Return the AI summary of each paper that was recorded with one; empty for the others."""
    known: dict[str, str] = {}
    path = corpus.DATA / "hf-daily.jsonl.gz"
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                known[row["paper"]["id"]] = " ".join((row["paper"].get("ai_summary") or "").split())
    return [known.get(record.id, "") for record in records]


def from_files(site: Site, sets: Mapping[str, Sequence[Query]]) -> str:
    """Return a row for each kind of query: what it loads with only the head and the papers' meaning."""
    rows = [
        "| later query, counted from the files | queries | median KB | 95 % | most | over 150 KB | files |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, queries in sets.items():
        costs = [later(site, query.words) for query in queries]
        sizes = np.asarray([size for size, _ in costs]) / 1000
        told = f"{np.median(sizes):.0f} | {np.quantile(sizes, 0.95):.0f} | {sizes.max():.0f}"
        requests = statistics.median(count for _, count in costs)
        rows.append(
            f"| {kind} | {len(costs)} | {told} | {100 * (sizes > 150).mean():.1f} % | {requests:.0f} |"
        )
    return "\n".join(rows)


def later(site: Site, query: str) -> tuple[int, int]:
    """Bytes and files of terms, of the dictionary where a word is unknown, and of ten cards.

    Where words explain little, of what these mean and of the cards that meaning brings as well.
    """
    index = Index(site.files)
    index.asked.clear()
    papers = index.ranked(query, 10)[0]
    loaded = dict(index.asked)
    names = [_card(index, paper) for paper in papers]
    if index.wants_meaning(query):
        names += _meant(site.files, query)
        names += [_card(index, paper) for paper in index.ranked(query, 10, site.alike(query))[0]]
    loaded |= {name: len(site.files[f"{FOLDER}{name}.bin"]) for name in names}
    return sum(loaded.values()), len(loaded)


def _card(index: Index, paper: int) -> str:
    block = paper // USUAL.block
    at = HASH_DIGITS * (block // GROUP)
    return f"cards{block}-{index.head['cards'][at : at + HASH_DIGITS]}"


def _meant(files: Mapping[str, bytes], query: str) -> list[str]:
    """Return the files of meaning that a query's words stand in."""
    head, _ = parse_file(files[f"{FOLDER}meaning.bin"])
    first = head["first"].split("\n")
    asked = list(dict.fromkeys(index_terms(query)))[:WORDS]
    numbers = {max(0, bisect.bisect_right(first, term) - 1) for term in asked}
    return [f"meanings{n}-{head['shards'][HASH_DIGITS * n : HASH_DIGITS * (n + 1)]}" for n in sorted(numbers)]


if __name__ == "__main__":
    main()
