"""How well papers are found, and what it costs: prints Markdown, as in benchmarks/README.md.

    .venv/bin/python benchmarks/search.py CORPUS
    .venv/bin/python benchmarks/search.py small --floor        # made-up papers; exits with 1 under the floor

CORPUS is JSON lines, gzipped: items of the Daily Papers or records of arXiv (DATA in corpus.py says
where recorded ones lie). Queries are drawn from the papers, always the same ones; no index holds the
AI summaries, and the index that is asked for keywords holds none. Intervals are bootstrap intervals
of 95 %.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":  # as a script, not as a module of the tests
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.alike import related_table
from benchmarks.peers import Bm25, minisearch, pagefind
from benchmarks.ranking import Index
from benchmarks.small import small_corpus

from broadsheet.search.index import index_files
from broadsheet.search.index.acronyms import find_acronyms
from broadsheet.search.index.letters import fold_text
from broadsheet.search.index.tokens import STOP_WORDS, index_terms
from broadsheet.search.records import Record
from broadsheet.text import latex
from broadsheet.text.plain import clean

HERE = Path(__file__).parent
FLOOR = HERE / "search-floor.json"
# The second was written after the first, by other papers, to see whether what helps one helps the other.
PARAPHRASES = (HERE / "paraphrases.jsonl", HERE / "paraphrases-held-out.jsonl")
DEEPEST = 50
RESAMPLES = 1000

Find = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Query:
    """Words to look for, and the numbers of the papers that are meant."""

    words: str
    papers: frozenset[int]


@dataclass(frozen=True)
class Figures:
    """Means over a set of queries, each with its interval."""

    queries: int
    mrr: tuple[float, float, float]
    at_10: tuple[float, float, float]
    at_50: tuple[float, float, float]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("corpus", help="JSON lines, gzipped; or 'small' for made-up papers")
    words.add_argument("--sample", type=int, default=500, metavar="N", help="queries a set  [default: 500]")
    words.add_argument("--papers", type=int, metavar="N", help="only the first N papers")
    words.add_argument("--floor", action="store_true", help="exit with 1 where a figure is below its floor")
    words.add_argument(
        "--peers", type=Path, metavar="FOLDER", help="with minisearch and pagefind in node_modules"
    )
    words.add_argument("--browser", action="store_true", help="measure bytes, requests and time in Chromium")
    words.add_argument(
        "--queries", type=Path, metavar="FILE", help="write the queries there and measure nothing"
    )
    asked = words.parse_args()
    name = Path(asked.corpus).name.split(".")[0]
    records, summaries = read_corpus(asked.corpus, asked.papers)
    sets = query_sets(records, summaries, asked.sample)
    if asked.queries:
        asked.queries.write_text(
            json.dumps({k: [[q.words, sorted(q.papers)] for q in v] for k, v in sets.items()})
        )
        return
    files = {file.path: file.data for file in index_files(records, ())}
    print(f"## {name}: {len(records):,} papers\n\n{_sizes(files)}\n")
    found = {}
    for engine, find in _engines(records, files, asked.peers):
        found[engine] = {kind: figures(queries, find(kind)) for kind, queries in sets.items() if queries}
        print(table(engine, found[engine]), flush=True)
    if any(record.keywords for record in records):
        print(related_table(records, 2 * asked.sample), flush=True)
    if asked.browser:
        from benchmarks.cost import cost, site_of

        with tempfile.TemporaryDirectory() as scratch:
            print(*cost(site_of(records, (), Path(scratch)), sets, 3), sep="\n\n")
    if asked.floor and (falls := below_floor(name, found["Broadsheet"])):
        sys.exit("\n".join(falls))


# The papers


def read_corpus(name: str, most: int | None = None) -> tuple[list[Record], list[str]]:
    """Return the papers, oldest first, each once, and beside each its summary (empty where there is none)."""
    if name == "small":
        return small_corpus()
    with gzip.open(name, "rt", encoding="utf-8") as lines:
        read = [_daily(row) if "paper" in row else _archived(row) for row in map(json.loads, lines)]
    once = {record.id: (record, summary) for record, summary in reversed(read)}
    chosen = sorted(once.values(), key=lambda item: (item[0].day, item[0].id))[:most]
    return [record for record, _ in chosen], [summary for _, summary in chosen]


def _daily(row: Mapping[str, Any]) -> tuple[Record, str]:
    inner = row["paper"]
    organisation = inner.get("organization") or row.get("organization") or {}
    record = Record(
        id=inner["id"],
        title=latex.to_text(clean(row["title"])),
        day=date.fromisoformat(row["_digest_date"]),
        authors=tuple(clean(author["name"]) for author in inner["authors"] if not author.get("hidden")),
        organisation=clean(organisation.get("fullname") or ""),
        abstract=latex.to_text(clean(inner["summary"])),
        keywords=tuple(inner.get("ai_keywords") or ()),
        votes=inner["upvotes"],
        code=inner.get("githubRepo") or "",
    )
    return record, clean(inner.get("ai_summary") or "")


def _archived(row: Mapping[str, Any]) -> tuple[Record, str]:
    record = Record(
        id=row["id"],
        title=latex.to_text(clean(row["title"])),
        day=date.fromisoformat(row["_digest_date"]),
        authors=tuple(map(clean, row["authors"])),
        abstract=latex.to_text(clean(row["summary"])),
    )
    return record, ""


# The queries


def query_sets(records: Sequence[Record], summaries: Sequence[str], sample: int) -> dict[str, list[Query]]:
    """All sets by their names; a set that the corpus has nothing for is empty."""
    summarised = [n for n, summary in enumerate(summaries) if summary]
    whole = _drawn("summaries", summarised, sample)
    return {
        "AI summary": [Query(summaries[n], frozenset([n])) for n in whole],
        "AI summary without names": [Query(_nameless(summaries[n]), frozenset([n])) for n in whole],
        "four words of the abstract": list(_words(records, sample, 4, lambda r: r.abstract)),
        "three words of the title": list(_words(records, sample, 3, lambda r: r.title)),
        "the same, one typo": list(_words(records, sample, 3, lambda r: r.title, typos=1)),
        "the same, two typos": list(_words(records, sample, 3, lambda r: r.title, typos=2)),
        "the same, three typos": list(_words(records, sample, 3, lambda r: r.title, typos=3)),
        "the same, a typo in the last word": list(_words(records, sample, 3, lambda r: r.title, slip_in=2)),
        "the same, the last word begun": list(_begun(records, sample)),
        "a keyword": list(_keywords(records, sample)),
        "acronym for long form": list(_acronyms(records, sample, by_long=False)),
        "long form for acronym": list(_acronyms(records, sample, by_long=True)),
        "paraphrase": list(_paraphrases(records, "the field's")),
        "paraphrase, held out": list(_paraphrases(records, "held out")),
        "paraphrase in everyday words": list(_paraphrases(records, "everyday")),
    }


def _drawn(why: str, numbers: Sequence[Any], sample: int) -> list[Any]:
    return random.Random(why).sample(list(numbers), min(sample, len(numbers)))


_CONTENT = re.compile(r"[^\W\d_][^\W\d_-]{3,}")


def _content(text: str) -> list[str]:
    """Words of at least four letters, each once, without the stop words."""
    return [word for word in dict.fromkeys(_CONTENT.findall(text)) if fold_text(word) not in STOP_WORDS]


def _nameless(summary: str) -> str:
    """Without what may be a name: capitals that do not begin a sentence, capitals or digits within a word."""
    words = summary.split()
    inner = re.compile(r"\w[^\W\da-z_]|\d")
    return " ".join(
        word
        for before, word in zip([".", *words], words, strict=False)
        if not inner.search(word) and (before.endswith(".") or not word[0].isupper())
    )


def _words(
    records: Sequence[Record],
    sample: int,
    count: int,
    text: Callable[[Record], str],
    typos: int = 0,
    slip_in: int | None = None,
) -> Iterator[Query]:
    """So many words of a text in an order by chance; the same words whatever the number of typos.

    ``slip_in`` names the place of the word with the only typo; others are at places by chance.
    """
    rich = [n for n, record in enumerate(records) if len(_content(text(record))) >= count]
    for number in _drawn(f"{count} words", rich, sample):
        dice = random.Random(f"{records[number].id} {count}")
        words = dice.sample(_content(text(records[number])), count)
        places = dice.sample(range(count), count)[:typos]
        for place in places if slip_in is None else [slip_in]:
            words[place] = _mistyped(words[place], dice)
        yield Query(" ".join(words), frozenset([number]))


def _begun(records: Sequence[Record], sample: int) -> Iterator[Query]:
    """Three words of the title, of which the last is written as far as its middle."""
    for query in _words(records, sample, 3, lambda r: r.title):
        *before, last = query.words.split()
        begun = last[: max(3, len(last) // 2)]
        yield Query(" ".join([*before, begun]), query.papers)


def _mistyped(word: str, dice: random.Random) -> str:
    """One letter too many or too few, another letter, or two in the wrong order."""
    at = dice.randrange(len(word) - 1)
    letter = dice.choice([c for c in "abcdefghijklmnopqrstuvwxyz" if c not in word])
    slips = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return dice.choice([slip for slip in slips if slip != word])


def _keywords(records: Sequence[Record], sample: int) -> Iterator[Query]:
    """Return a keyword that 2 to 30 papers have."""
    papers: dict[str, set[int]] = defaultdict(set)
    for number, record in enumerate(records):
        for keyword in record.keywords:
            papers[keyword].add(number)
    shared = sorted(keyword for keyword, those in papers.items() if 2 <= len(those) <= 30)
    return (Query(keyword, frozenset(papers[keyword])) for keyword in _drawn("keywords", shared, sample))


def _acronyms(records: Sequence[Record], sample: int, by_long: bool) -> Iterator[Query]:
    """One of the two, for the papers (1 to 10) that say only the other; both in at least two papers."""
    texts = [f"{record.title}. {record.abstract}" for record in records]
    said = [f" {' '.join(index_terms(text.replace('-', ' ')))} " for text in texts]
    holders: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(said):
        for term in set(text.split()):
            holders[term].add(number)
    queries = []
    for short, longs in find_acronyms(texts).items():
        long = " ".join(longs[0])
        spelt = {n for n in set.intersection(*(holders[term] for term in longs[0])) if f" {long} " in said[n]}
        asked, meant = (
            (spelt, holders[short] - spelt) if by_long else (holders[short], spelt - holders[short])
        )
        if len(asked) > 1 and len(spelt & holders[short]) > 1 and 1 <= len(meant) <= 10:
            queries.append(Query(long if by_long else short, frozenset(meant)))
    return iter(_drawn(f"acronyms {by_long}", queries, sample))


def _paraphrases(records: Sequence[Record], words: str) -> Iterator[Query]:
    """Return what we wrote of the papers, mostly without the words of their titles and abstracts."""
    places = {record.id: number for number, record in enumerate(records)}
    for line in (line for path in PARAPHRASES for line in path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        if row["words"] == words and row["paper"] in places:
            yield Query(row["query"], frozenset([places[row["paper"]]]))


# The engines


def _engines(
    records: Sequence[Record], files: Mapping[str, bytes], peers: Path | None
) -> Iterator[tuple[str, Callable[[str], Find]]]:
    """Each engine's name, and how it finds for a set of queries; keywords without an index of them."""
    bare = [replace(record, keywords=()) for record in records]
    bare_files = {file.path: file.data for file in index_files(bare, ())}
    ours, ours_bare = Index(files), Index(bare_files)
    yield (
        "Broadsheet",
        lambda kind: lambda words: (ours_bare if kind == "a keyword" else ours).ranked(words, DEEPEST)[0],
    )
    yield from _with_meaning(records, ours, ours_bare)
    plain, plain_bare = Bm25(records), Bm25(bare)
    yield (
        "plain BM25",
        lambda kind: lambda words: (plain_bare if kind == "a keyword" else plain).ranked(words, DEEPEST),
    )
    for name, peer in (("MiniSearch", minisearch), ("Pagefind", pagefind)) if peers else ():
        with peer(records, peers) as find, peer(bare, peers) as find_bare:
            yield name, lambda kind, a=find, b=find_bare: b if kind == "a keyword" else a


def _with_meaning(
    records: Sequence[Record], ours: Index, ours_bare: Index
) -> Iterator[tuple[str, Callable[[str], Find]]]:
    try:
        from benchmarks.meaning import likeness
    except ImportError:
        return
    alike = likeness(records)
    yield (
        "Broadsheet with meaning",
        lambda kind: (
            lambda words: (ours_bare if kind == "a keyword" else ours).ranked(words, DEEPEST, alike(words))[0]
        ),
    )


# The figures


def figures(queries: Sequence[Query], find: Find) -> Figures:
    found = [find(query.words) for query in queries]
    ranks = [_first(list(papers)[:10], query.papers) for papers, query in zip(found, queries, strict=True)]
    recalls = [
        [len(query.papers & set(list(papers)[:depth])) / min(len(query.papers), depth) for depth in (10, 50)]
        for papers, query in zip(found, queries, strict=True)
    ]
    return Figures(
        len(queries),
        _interval([1 / rank if rank else 0.0 for rank in ranks]),
        _interval([recall for recall, _ in recalls]),
        _interval([recall for _, recall in recalls]),
    )


def _first(papers: Sequence[int], meant: frozenset[int]) -> int:
    return next((rank for rank, paper in enumerate(papers, start=1) if paper in meant), 0)


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    array = np.asarray(values)
    dice = np.random.default_rng(1)
    means = array[dice.integers(0, len(array), (RESAMPLES, len(array)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(array.mean()), float(low), float(high)


def table(engine: str, found: Mapping[str, Figures]) -> str:
    lines = [
        f"### {engine}\n",
        "| query | queries | MRR@10 | Recall@10 | Recall@50 |",
        "|---|--:|--:|--:|--:|",
    ]
    for kind, figure in found.items():
        cells = (f"{m:.3f} ({a:.3f} to {b:.3f})" for m, a, b in (figure.mrr, figure.at_10, figure.at_50))
        lines.append(f"| {kind} | {figure.queries} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sizes(files: Mapping[str, bytes]) -> str:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for path, data in files.items():
        kind = re.match("words|[a-z]+", path.rsplit("/", 1)[1])
        kinds[kind[0] if kind else path].update(files=1, bytes=len(data))
    rows = [f"| {kind} | {n['files']:,} | {n['bytes'] / 1000:,.0f} KB |" for kind, n in sorted(kinds.items())]
    whole = sum(map(len, files.values()))
    rows.append(f"| in all | {len(files):,} | {whole / 1000:,.0f} KB |")
    return "\n".join(["| files of | number | bytes |", "|---|--:|--:|", *rows])


def below_floor(name: str, found: Mapping[str, Figures]) -> list[str]:
    """Return a sentence for every figure that fell below the floor file's."""
    floors = json.loads(FLOOR.read_text("utf-8")).get(name, {})
    return [
        f"{FLOOR.name}: {name}: {kind}: {measure} is {value:.3f}, under its floor of {floor}"
        for kind, measures in floors.items()
        for measure, floor in measures.items()
        if (value := getattr(found[kind], measure)[0]) < floor
    ]


if __name__ == "__main__":
    main()
