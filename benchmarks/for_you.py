"""How well days are ordered for a reader, by recorded papers: whoever submitted papers stands for a reader.

    PYTHONPATH=. .venv/bin/python benchmarks/for_you.py

A reader saved the first three, or eight, papers that he or she submitted. Asked is which share of the papers
submitted on later days stands in the top five of its day. Readers count alike; the interval holds 95 of 100
means of readers drawn anew. One half of the readers chose the formula, with the other half in view;
*held out* are months of which the space learnt nothing.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from benchmarks.corpus import DATA, put_files, recorded
from benchmarks.meaning import Nothing

from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.places import place_files

SCRIPT = Path(__file__).with_suffix(".mjs")
SAVES = (3, 8)
TOP = 5
NEAREST = 3  # as ranking.js has it, for tf-idf
DRAWS = 2000
LEAST = 5  # readers, or a row says nothing


class Question(NamedTuple):
    """One day of one reader: what was saved before, and what was submitted on that day."""

    reader: str
    saved: tuple[int, ...]
    day: tuple[int, ...]
    wanted: tuple[int, ...]


Score = Callable[[Question], Sequence[float]]


class Corpus(NamedTuple):
    """Recorded papers in the order of days, with their place in it by id, and who submitted which."""

    records: Sequence[Record]
    submitted: Mapping[str, Sequence[int]]


def main() -> None:
    data = recorded_data(__doc__)
    if not data:
        return
    corpus = read_corpus(data)
    archive = Archive(corpus.records, Nothing())
    questions = {saves: list(ask(corpus, saves)) for saves in SAVES}
    shipped = ShippedOrder(archive, [question for asked in questions.values() for question in asked])
    tfidf = TfIdf(archive)
    scores: dict[str, Score] = {
        "chance": lambda question: [0.0] * len(question.day),
        "votes": lambda question: [corpus.records[paper].votes for paper in question.day],
        "For you": shipped.scores,
        "tf-idf": tfidf.scores,
    }
    print(f"{len(corpus.records):,} papers; the space was learnt from those up to", end=" ")
    print(f"{corpus.records[archive.learnt_from - 1].day}\n")
    for saves, asked in questions.items():
        print(table(asked, saves, scores, corpus, archive.learnt_from))
    print(shipped.report())


def recorded_data(about: str) -> Path | None:
    """Return the folder of recorded papers that the command line names; None, and say so, where it has none.

    ``about`` is what the benchmark says of itself; its first line describes it.
    """
    words = argparse.ArgumentParser(description=about.splitlines()[0])
    words.add_argument("--data", type=Path, default=DATA, help=f"recorded papers  [default: {DATA}]")
    data: Path = words.parse_args().data
    if (data / "hf-daily.jsonl.gz").is_file():
        return data
    print(f"{data}: no recorded papers, so nothing was measured")
    return None


def answer_of(script: Path, archive: Archive, asked: str) -> Any:
    """Return what a script answers as JSON, given what sites ship of an archive and the text ``asked``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        put_files(place_files(archive), folder)
        question = folder / "asked"
        question.write_text(asked, "utf-8")
        done = subprocess.run(["node", str(script), name, str(question)], capture_output=True, check=True)
    return json.loads(done.stdout)


# The readers


def read_corpus(data: Path) -> Corpus:
    papers = {}
    for day, listed in recorded(data):  # the newest first, so that the first day of a paper wins
        for paper in listed:
            papers[paper.id] = Record(
                id=paper.id,
                title=paper.title,
                day=day,
                authors=paper.authors,
                organisation=paper.organisation,
                abstract=paper.abstract,
                keywords=paper.keywords,
                votes=paper.votes,
            )
    records = sorted(papers.values(), key=lambda record: (record.day, record.id))
    places = {record.id: place for place, record in enumerate(records)}
    submitted: dict[str, set[int]] = defaultdict(set)
    with gzip.open(data / "hf-daily.jsonl.gz", "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            name = (row.get("submittedBy") or row["paper"].get("submittedBy") or {}).get("name")
            place = places[row["paper"]["id"]]
            if name and records[place].day.isoformat() == row["_digest_date"]:
                submitted[name].add(place)
    return Corpus(records, {name: sorted(theirs) for name, theirs in submitted.items()})


def ask(corpus: Corpus, saves: int) -> Iterator[Question]:
    """Yield a question for each day after that of the last paper saved on which the reader submitted."""
    by_day = defaultdict(list)
    for place, record in enumerate(corpus.records):
        by_day[record.day].append(place)
    for reader, papers in sorted(corpus.submitted.items()):
        saved = tuple(papers[:saves])
        wanted = defaultdict(list)
        for paper in papers[saves:]:
            day = corpus.records[paper].day
            if day > corpus.records[saved[-1]].day:
                wanted[day].append(paper)
        for day, theirs in sorted(wanted.items()):
            yield Question(reader, saved, tuple(by_day[day]), tuple(theirs))


def chose(reader: str) -> bool:
    """Whether a reader is of the half by which the formula was chosen."""
    return hashlib.sha256(reader.encode()).digest()[-1] % 2 == 0


# The orders


class ShippedOrder:
    """The order that the script of the site gives, from the files of the site."""

    def __init__(self, archive: Archive, questions: Sequence[Question]) -> None:
        ids = [record.id for record in archive.records]
        asked = [
            {"saved": [ids[paper] for paper in one.saved], "day": [ids[paper] for paper in one.day]}
            for one in questions
        ]
        self._answer = answer_of(SCRIPT, archive, json.dumps(asked))
        self._ids = ids
        self._orders = dict(zip(questions, self._answer["orders"], strict=True))

    def scores(self, question: Question) -> Sequence[float]:
        """Return a score for each paper of the day: the better its place, the higher."""
        order = {paper: place for place, paper in enumerate(self._orders[question])}
        return [-float(order[self._ids[paper]]) for paper in question.day]

    def report(self) -> str:
        """Return a sentence on what it takes."""
        sizes = self._answer["sizes"]
        return (
            f"A day is ordered in {self._answer['mean']:.2f} ms of processor (mean), 40,000 papers in "
            f"{self._answer['largest']:.0f} ms. An order loads {sizes['recent'] / 1000:.1f} KB, "
            f"all files have {sizes['all'] / 1000:.0f} KB."
        )


class TfIdf:
    """The same formula without votes, by the cosines of tf-idf over all terms that the space knows."""

    def __init__(self, archive: Archive) -> None:
        counts = archive.counter.count_terms(range(len(archive.records)), archive.space.terms)
        weights = archive.space.weigh_counts(counts)
        rows = np.asarray(weights.row_numbers)
        self._starts = np.searchsorted(rows, np.arange(len(archive.records) + 1))
        self._weights = weights

    def scores(self, question: Question) -> Sequence[float]:
        """Return for each paper of the day how near it is to the nearest that were saved."""
        cosines = np.zeros((len(question.day), len(question.saved)))
        for column, saved in enumerate(question.saved):
            terms = np.zeros(self._weights.width)
            own = slice(self._starts[saved], self._starts[saved + 1])
            terms[self._weights.columns[own]] = self._weights.values[own]
            for row, paper in enumerate(question.day):
                its = slice(self._starts[paper], self._starts[paper + 1])
                cosines[row, column] = self._weights.values[its] @ terms[self._weights.columns[its]]
        nearest: Sequence[float] = np.sort(cosines, axis=1)[:, -NEAREST:].mean(axis=1).tolist()
        return nearest


# The shares


def shares(
    questions: Iterable[Question], score: Score, counts: Callable[[Question, int], bool]
) -> Sequence[float]:
    """Return for each reader the share of the papers that count which stand in the top of their day."""
    hits: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        papers = [paper for paper in question.wanted if counts(question, paper)]
        scores = np.asarray(score(question)) if papers else np.zeros(0)
        for paper in papers:
            own = scores[question.day.index(paper)]
            above = int((scores > own).sum())
            equal = int((scores == own).sum())  # of equals each is as likely to stand before the others
            hits[question.reader].append(min(1.0, max(0.0, (TOP - above) / equal)))
    return [sum(theirs) / len(theirs) for theirs in hits.values()]


def table(
    questions: Sequence[Question], saves: int, scores: Mapping[str, Score], corpus: Corpus, learnt: int
) -> str:
    def is_coauthored(question: Question, paper: int) -> bool:
        before = {name for saved in question.saved for name in corpus.records[saved].authors}
        return not before.isdisjoint(corpus.records[paper].authors)

    kinds: dict[str, Callable[[Question, int], bool]] = {
        "all readers": lambda *_: True,
        "the half that chose": lambda question, _: chose(question.reader),
        "the other half": lambda question, _: not chose(question.reader),
        "months held out": lambda _, paper: paper >= learnt,
        "co-authored": is_coauthored,
        "by others": lambda question, paper: not is_coauthored(question, paper),
    }
    lines = [f"| after {saves} saves | readers | " + " | ".join(scores) + " |"]
    lines.append("|---|--:|" + "--:|" * len(scores))
    for kind, counts in kinds.items():
        measured = [shares(questions, score, counts) for score in scores.values()]
        cells = [interval(theirs) for theirs in measured]
        lines.append(f"| {kind} | {len(measured[0])} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def interval(measured: Sequence[float]) -> str:
    """Return the mean, and where 95 of 100 means of as many readers lie."""
    if len(measured) < LEAST:
        return "-"
    values = np.asarray(measured)
    dice = np.random.default_rng(19)
    means = dice.choice(values, (DRAWS, len(values))).mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return f"{values.mean():.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
