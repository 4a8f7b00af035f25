"""How much related papers have in common, for benchmarks/search.py: keywords, of which nobody was told."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from benchmarks.meaning import Nothing
from benchmarks.peers import Bm25, text_of

from broadsheet.search.index.tokens import STOP_WORDS, index_words
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.nearest import MAX_NEAREST
from broadsheet.search.semantic.related import find_related

# Of a paper's words the best by tf-idf are what BM25 is asked for, as "more like this" does.
WORDS = 25

Find = Callable[[int], Sequence[int]]


def related_table(records: Sequence[Record], sample: int) -> str:
    """Return the mean share of keywords (of all that either has) that a paper shares with its relatives.

    For so many papers with keywords; the engines see none.
    """
    bare = [replace(record, keywords=()) for record in records]
    keyed = [number for number, record in enumerate(records) if record.keywords]
    papers = random.Random("related").sample(keyed, min(sample, len(keyed)))
    rows = ["| related papers by | papers | shared keywords |", "|---|--:|--:|"]
    for name, find in (
        ("Broadsheet", _ours(bare)),
        ("BM25", _like_this(bare)),
        ("chance", _chance(len(bare))),
    ):
        shares = [_shared(records, paper, find(paper)) for paper in papers]
        known = np.asarray([share for share in shares if share is not None])
        rows.append(f"| {name} | {len(known)} | {known.mean():.3f} |")
    return "\n".join(rows)


def _shared(records: Sequence[Record], paper: int, others: Sequence[int]) -> float | None:
    """None where no relative has keywords."""
    mine = {word.lower() for word in records[paper].keywords}
    theirs = [{word.lower() for word in records[other].keywords} for other in others]
    shares = [len(mine & its) / len(mine | its) for its in theirs if its]
    return sum(shares) / len(shares) if shares else None


def _ours(records: Sequence[Record]) -> Find:
    place = {record.id: number for number, record in enumerate(records)}
    found = find_related(Archive(records, Nothing()))
    return lambda paper: [place[relative.id] for relative in found.get(records[paper].id, ())]


def _like_this(records: Sequence[Record]) -> Find:
    engine = Bm25(records)

    def find(paper: int) -> Sequence[int]:
        counts = Counter(word for word in index_words(text_of(records[paper])) if word not in STOP_WORDS)
        weight = {word: n * math.log(len(records) / len(engine.lists[word])) for word, n in counts.items()}
        words = sorted(weight, key=lambda word: (-weight[word], word))[:WORDS]
        ranked = engine.ranked(" ".join(words), MAX_NEAREST + 1)
        return [other for other in ranked if other != paper][:MAX_NEAREST]

    return find


def _chance(papers: int) -> Find:
    return lambda paper: random.Random(paper).sample([n for n in range(papers) if n != paper], MAX_NEAREST)
