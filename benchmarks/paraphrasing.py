"""What meaning adds to questions in other words, asked of the JavaScript that ships: prints Markdown.

    .venv/bin/python benchmarks/paraphrasing.py CORPUS

CORPUS is as for benchmarks/search.py. The papers of ``paraphrases.jsonl`` are halved by a hash of their
ids: whoever tries another ranking chooses on one half and reports the other, together with the papers of
``paraphrases-held-out.jsonl``. It needs Node.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

if __name__ == "__main__":  # as a script, not as a module of the tests
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus import put_files
from benchmarks.meaning import Nothing
from benchmarks.search import DEEPEST, Query, query_sets, read_corpus

from broadsheet.search.index import index_files
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.files import semantic_files

HERE = Path(__file__).parent
RESAMPLES = 10_000
HELD_OUT = "held out"
CHOSEN_ON = "chosen on"
ROWS = {
    "in everyday words": "paraphrase in everyday words",
    "in the field's words": "paraphrase",
    "thirty others": "paraphrase, held out",
}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """Answers to queries: for each the paper meant, and if words and meaning had it among the best."""

    papers: tuple[int, ...]
    by_words: Floats
    with_meaning: Floats


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("corpus", help="JSON lines, gzipped")
    records, summaries = read_corpus(words.parse_args().corpus)
    sets = query_sets(records, summaries, 1)
    with tempfile.TemporaryDirectory() as scratch:
        write_index(records, Path(scratch))
        answers = {row: ask(sets[kind], Path(scratch)) for row, kind in ROWS.items() if sets[kind]}
    print(table(records, answers))


def write_index(records: Sequence[Record], folder: Path) -> None:
    archive = Archive(records, Nothing())
    put_files((*index_files(records, ()), *semantic_files(archive)), folder)


def ask(queries: Sequence[Query], folder: Path) -> Answers:
    """Return what the engine that ships finds in the index below ``folder``."""
    asked = folder / "queries.json"
    asked.write_text(json.dumps([query.words for query in queries]), "utf-8")
    command = ["node", str(HERE / "shipped.mjs"), str(folder), str(asked), str(DEEPEST)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    papers = [next(iter(query.papers)) for query in queries]
    found = zip(papers, json.loads(done.stdout), strict=True)
    hits = np.asarray([[paper in by_words, paper in meant] for paper, (by_words, meant) in found], float)
    return Answers(tuple(papers), hits[:, 0], hits[:, 1])


def half_of(paper_id: str) -> str:
    """Return the half that a paper of ``paraphrases.jsonl`` belongs to."""
    digest = hashlib.sha256(paper_id.encode()).digest()
    return HELD_OUT if digest[-1] % 2 else CHOSEN_ON


def table(records: Sequence[Record], answers: Mapping[str, Answers]) -> str:
    lines = [
        "| paraphrases | half | queries | words | with meaning | difference |",
        "|---|---|--:|--:|--:|--:|",
    ]
    rows = [row for name, those in answers.items() for row in _halved(records, name, those)]
    held_out = [those for _, half, those in rows if half == HELD_OUT]
    rows.append(("all", HELD_OUT, _joined(held_out)))
    for name, half, those in rows:
        mean, low, high = difference(those.papers, those.by_words, those.with_meaning)
        recalls = f"{those.by_words.mean():.3f} | {those.with_meaning.mean():.3f}"
        cells = f"{len(those.papers)} | {recalls} | {mean:+.3f} ({low:+.3f} to {high:+.3f})"
        lines.append(f"| {name} | {half} | {cells} |")
    return "\n".join(lines)


def _halved(records: Sequence[Record], name: str, answers: Answers) -> Iterator[tuple[str, str, Answers]]:
    if name == "thirty others":
        yield name, HELD_OUT, answers
        return
    halves = np.asarray([half_of(records[paper].id) for paper in answers.papers])
    for half in (CHOSEN_ON, HELD_OUT):
        places = np.flatnonzero(halves == half)
        papers = tuple(answers.papers[place] for place in places)
        yield name, half, Answers(papers, answers.by_words[places], answers.with_meaning[places])


def _joined(parts: Sequence[Answers]) -> Answers:
    return Answers(
        tuple(paper for part in parts for paper in part.papers),
        np.concatenate([part.by_words for part in parts]),
        np.concatenate([part.with_meaning for part in parts]),
    )


def difference(papers: Sequence[int], before: Floats, after: Floats) -> tuple[float, float, float]:
    """Return how much the mean rises, and its bootstrap interval of 95 %.

    Papers are drawn, not queries: two queries of one paper are not two facts.
    """
    _, places = np.unique(papers, return_inverse=True)
    gains = np.bincount(places, after - before)
    counts = np.bincount(places)
    dice = np.random.default_rng(1)
    drawn = dice.integers(0, len(gains), (RESAMPLES, len(gains)))
    means = gains[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float((after - before).mean()), float(low), float(high)


if __name__ == "__main__":
    main()
