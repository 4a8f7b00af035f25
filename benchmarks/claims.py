"""Claims of recorded papers, drawn at random, for a person to judge: does each say what the paper did?

    .venv/bin/python benchmarks/claims.py --draw 200 --seed 20261130    # id, claim and title a line
    .venv/bin/python benchmarks/claims.py --judged                      # counts of verdicts in claims.tsv

The sentences are their authors' and stay out of the repository; ``claims.tsv`` has ids and verdicts alone.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

if __name__ == "__main__":  # as a script, not as a module of the tests
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus

from broadsheet.curation.claims import read_claims
from broadsheet.model.paper import Paper
from broadsheet.text.latex import to_text
from broadsheet.text.plain import clean

JUDGED = Path(__file__).parent / "claims.tsv"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--draw", type=int, metavar="N", default=200, help="papers to draw  [default: 200]")
    words.add_argument("--seed", type=int, default=20261130)
    words.add_argument("--judged", action="store_true", help="count the verdicts of claims.tsv")
    asked = words.parse_args()
    if asked.judged:
        verdicts = Counter(line.split("\t")[1] for line in JUDGED.read_text("utf-8").splitlines())
        print(", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common()))
        return
    drawn = _draw(asked.draw, asked.seed)
    for paper, claim in zip(drawn, read_claims(drawn), strict=True):
        print(paper.id, to_text(claim, is_tex=paper.is_tex), clean(paper.title), sep="\t")


def _draw(number: int, seed: int) -> list[Paper]:
    papers = []
    for _day, listed in corpus.recorded(corpus.DATA):
        papers += listed
    if not papers:
        raise SystemExit(f"{corpus.DATA}: no recorded papers are here to draw from")
    return random.Random(seed).sample(papers, number)


if __name__ == "__main__":
    main()
