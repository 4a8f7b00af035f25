"""How many entries of a reader's ``.bib`` are found, and how long that takes, by recorded papers.

    PYTHONPATH=. .venv/bin/python benchmarks/references.py

500 entries of all kinds that reference managers and hands write: nine in ten are of papers in the archive,
the others of papers that it does not have, of which none must be found. Reading, loading and matching are
those of the scripts that ship, over the files that ship, run by Node; only the network is not in the time.
"""
# ruff: noqa: D103

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import recorded_by_arxiv
from benchmarks.for_you import answer_of, read_corpus, recorded_data
from benchmarks.meaning import Nothing

from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.text.latex import to_text

SCRIPT = Path(__file__).with_suffix(".mjs")
OF_A_KIND = 50
MARKS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0304": "="}
GREEK = {"alpha": 0x3B1, "delta": 0x3B4, "mu": 0x3BC, "pi": 0x3C0, "sigma": 0x3C3, "tau": 0x3C4, "phi": 0x3C6}
GREEK |= {"psi": 0x3C8, "Delta": 0x394, "Psi": 0x3A8}
SIGNS = {chr(sign): rf"$\{name}$" for name, sign in GREEK.items()} | {"°": r"${}^{\circ}$"}
ESCAPED = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "–": "--", "—": "---", "“": "``", "”": "''"}

Write = Callable[[Record], Mapping[str, str]]


class Item(NamedTuple):
    """An entry of the file: its kind, the id of its paper where the archive has it, and its fields."""

    kind: str
    paper: str | None
    fields: Mapping[str, str]


def main() -> None:
    data = recorded_data(__doc__)
    if not data:
        return
    written = read_corpus(data).records
    items = [*items_of(written), *strangers(written, data)]
    random.Random("order").shuffle(items)
    # The search has titles as they are read: without TeX.
    archive = Archive([replace(record, title=to_text(record.title)) for record in written], Nothing())
    found, ms = match(archive, items)
    print(f"{len(items)} entries, {len(written):,} papers\n")
    print(table(items, found))
    print(f"Read, unpacked and matched in {ms:.0f} ms.")


# The entries


def items_of(records: Sequence[Record]) -> list[Item]:
    """Return so many entries of each kind, each of another paper; those with TeX or accents go first."""
    dice = random.Random("references")
    papers = list(records)
    dice.shuffle(papers)
    papers.sort(key=lambda record: to_text(record.title).isascii())
    papers.sort(key=lambda record: not set(record.title) & {"$", "\\"})
    items = []
    for number, (kind, write) in enumerate(KINDS.items()):
        chosen = papers[number * OF_A_KIND : (number + 1) * OF_A_KIND]
        items += [Item(kind, record.id, write(record)) for record in chosen]
    return items


def strangers(records: Sequence[Record], data: Path) -> list[Item]:
    """Return entries of arXiv's papers that the archive does not have."""
    known = {record.id for record in records}
    others = [paper for paper in recorded_by_arxiv(data) if paper.id not in known][:OF_A_KIND]
    return [Item("not in the archive", None, {"title": one.title, "eprint": one.id}) for one in others]


def with_accents(record: Record) -> Mapping[str, str]:
    """Write a title as BibTeX had to have it before it knew other letters than those of ASCII."""
    letters = []
    for sign in to_text(record.title):
        base, *marks = unicodedata.normalize("NFD", sign)
        mark = MARKS.get("".join(marks))
        letters.append(rf"{{\{mark}{base}}}" if mark else SIGNS.get(sign, ESCAPED.get(sign, sign)))
    return {"title": "".join(letters)}


def in_braces(record: Record) -> Mapping[str, str]:
    """Protect capitals: whole words, as Zotero does."""
    words = to_text(record.title).split()
    return {"title": " ".join([f"{{{word}}}" if word != word.lower() else word for word in words])}


def without_colon(record: Record) -> Mapping[str, str]:
    return {"title": to_text(record.title).replace(":", " --")}


def in_lines(record: Record) -> Mapping[str, str]:
    return {"title": to_text(record.title).replace(" ", "\n    ") + "."}


def in_capitals(record: Record) -> Mapping[str, str]:
    return {"title": to_text(record.title).upper()}


def by_arxiv_id(record: Record) -> Mapping[str, str]:
    """Name arXiv's id in one of the ways in which people do."""
    ways = (
        {"eprint": f"{record.id}v2", "archivePrefix": "arXiv"},
        {"journal": f"arXiv preprint arXiv:{record.id}"},
        {"url": f"https://arxiv.org/pdf/{record.id}v1.pdf"},
        {"howpublished": rf"\url{{https://arxiv.org/abs/{record.id}}}"},
        {"journal": f"CoRR, abs/{record.id}"},
        {"volume": f"abs/{record.id}", "journal": "CoRR"},
        {"note": f"arXiv:{record.id} [cs]"},
    )
    return {"title": "Another title", **ways[int(record.id[-1]) % len(ways)]}


def by_doi(record: Record) -> Mapping[str, str]:
    ways = (
        f"10.48550/arXiv.{record.id}",
        f"10.48550/ARXIV.{record.id}",
        f"https://doi.org/10.48550/arXiv.{record.id}",
        rf"10.48550\/arXiv.{record.id}",
    )
    return {"title": "Another title", "doi": ways[int(record.id[-1]) % len(ways)]}


# The first two take the titles with TeX and with other letters, as far as there are any.
KINDS: dict[str, Write] = {
    "title, as arXiv has it": lambda record: {"title": record.title},
    "title, accents and Greek as TeX": with_accents,
    "title, words in braces": in_braces,
    "title, other sign for the colon": without_colon,
    "title, broken into lines, with a period": in_lines,
    "title, capitals": in_capitals,
    "title, small letters": lambda record: {"title": to_text(record.title).lower()},
    "arXiv id": by_arxiv_id,
    "DOI": by_doi,
}


# The matches


def match(archive: Archive, items: Sequence[Item]) -> tuple[Sequence[str | None], float]:
    """Return which paper each entry was found to be, and how many ms it took."""
    bib = "\n".join([entry(number, item) for number, item in enumerate(items)])
    answer = answer_of(SCRIPT, archive, bib)
    return answer["found"], answer["ms"]


def entry(number: int, item: Item) -> str:
    fields = "".join([f"  {name} = {{{value}}},\n" for name, value in item.fields.items()])
    return f"@article{{key{number},\n{fields}  year = 2026\n}}\n"


def table(items: Sequence[Item], found: Sequence[str | None]) -> str:
    lines = ["| entries by | entries | found | as another paper |", "|---|--:|--:|--:|"]
    for kind in (*KINDS, "not in the archive"):
        lines.append(row(kind, [pair for pair in zip(items, found, strict=True) if pair[0].kind == kind]))
    lines.append(row("all that the archive has", [p for p in zip(items, found, strict=True) if p[0].paper]))
    return "\n".join(lines) + "\n"


def row(kind: str, pairs: Sequence[tuple[Item, str | None]]) -> str:
    right = sum(item.paper is not None and item.paper == paper for item, paper in pairs)
    wrong = sum(paper is not None and item.paper != paper for item, paper in pairs)
    return f"| {kind} | {len(pairs)} | {100 * right / len(pairs):.0f} % | {wrong} |"


if __name__ == "__main__":
    main()
