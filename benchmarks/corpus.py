"""A site of any size to measure with: ``mkdocs.yml`` and ``content/`` of N papers.

    .venv/bin/python benchmarks/corpus.py FOLDER --papers 10000
    .venv/bin/python benchmarks/corpus.py FOLDER --new-day      # adds a day of 50 papers to it

Papers are the recorded ones of the folder ``DATA`` where that is present (``--data`` names another):
the newest daily papers, joined with arXiv for abstracts and categories, and before their first day
as many days of arXiv records as it takes. Beyond what was recorded they are made up of three recorded ones
each, with about as many new words as so many recorded papers would have. Elsewhere they are made up
of words of our own, in the same lengths. The same arguments always give the same bytes.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper, Sighting
from broadsheet.model.period import is_working_day
from broadsheet.pipeline import read_settings
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store
from broadsheet.text.plain import clean, is_web_address

REPOSITORY = Path(__file__).parent.parent
# Recorded papers, which are not ours to publish: Daily Papers and arXiv's records as gzipped JSON lines.
# The folder is named here and nowhere else in the benchmarks; it may be absent.
DATA = REPOSITORY.parent / "shared" / "data"
LAST_DAY = date(2026, 5, 29)  # of the recorded daily papers
NEW_DAY = 50  # papers on a day that --new-day adds
SOURCE = "huggingface"
# Of the recorded daily papers: the 21 quantiles of an abstract's and a title's length in characters,
# of the number of authors and of votes, and the shares of papers that have code, stars and a project.
ABSTRACT = (165, 920, 1018, 1087, 1147, 1191, 1238, 1275, 1310, 1347, 1379, 1415, 1454, 1492, 1534)
ABSTRACT += (1580, 1639, 1695, 1773, 1856, 1923)
TITLE = (6, 38, 47, 53, 58, 62, 65, 68, 70, 73, 77, 79, 81, 84, 87, 90, 93, 97, 102, 110, 175)
AUTHORS = (1, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 10, 11, 13, 15, 22, 120)
VOTES = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 10, 11, 14, 17, 22, 28, 39, 250)
CODE, PROJECT, ORGANISATION, FORMULA = 0.37, 0.29, 0.30, 0.118
NAMED = 0.61  # share of recorded titles with a colon
SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta"),
    *("ve", "wi", "xo", "zu", "bran", "clem", "drin", "flor", "grun", "pran", "stel", "trin", "vul", "lor"),
)
FORMULAE = (r"$O(n \log n)$", r"$\alpha_{t+1}$", r"$\sim 60\%$", r"$\frac{1}{2}$", r"$x \in \mathbb{R}^d$")
AREAS = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.RO", "cs.SD", "stat.ML", "cs.IR")

Day = tuple[date, list[Paper]]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--papers", type=int, default=2000, metavar="N")
    words.add_argument("--data", type=Path, default=DATA, help=f"recorded papers  [default: {DATA}]")
    words.add_argument("--made-up", action="store_true", help="take no recorded papers")
    words.add_argument("--new-day", action="store_true", help="add a day of papers to an existing site")
    asked = words.parse_args()
    data = Path() if asked.made_up else asked.data
    if asked.new_day:
        print(f"{add_day(asked.folder, data)}: {NEW_DAY} papers added")
    else:
        print(f"{write_site(asked.folder, asked.papers, data)} papers in {asked.folder}")


def write_site(folder: Path, papers: int, data: Path) -> int:
    """Write a new site of so many papers; how many it has. SystemExit where content stands already."""
    if (folder / "content").exists():
        raise SystemExit(f"{folder}/content: exists; name a new folder, or add --new-day")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPOSITORY / "mkdocs.yml", folder)
    for part in ("config", "pages"):
        shutil.copytree(REPOSITORY / "content" / part, folder / "content" / part)
    about = folder / "content" / "pages" / "about.md"
    # The sample's own links to papers of the sample.
    about.write_text("# About\n\nA site to measure, of recorded papers.\n", "utf-8")
    settings = folder / "content" / "config" / "site.yaml"
    kept = [line for line in settings.read_text("utf-8").splitlines(True) if "edition: sample" not in line]
    settings.write_text("".join(kept), "utf-8")
    store = Store(folder)
    for day, listed in _days(papers, data):
        _write_day(store, day, listed, min(day + timedelta(days=8), LAST_DAY + timedelta(days=1)))
    return sum(1 for _ in (folder / "content" / "papers").glob("*/*.json"))


def add_day(folder: Path, data: Path) -> date:
    """One more working day after the site's last, of papers that it does not have yet."""
    content = folder / "content"
    last = date.fromisoformat(max(path.stem for path in (content / "ledger").glob("*.json")))
    day = next(d for d in _forward(last + timedelta(days=1)) if is_working_day(d))
    new = (paper for paper in _more(data) if not (content / paper_path(paper.id)).exists())
    listed = [_seen(paper, day) for paper in itertools.islice(new, NEW_DAY)]
    _write_day(Store(folder), day, listed, day + timedelta(days=1))
    return day


def _write_day(store: Store, day: date, papers: list[Paper], read: date) -> None:
    for paper in papers:
        store.add(paper, read)
    kept = tuple(paper.id for paper in papers)
    store.record(LedgerEntry(source=SOURCE, day=day, read=read, kept=kept))


# Which papers on which day


def _days(papers: int, data: Path) -> Iterator[Day]:
    """Days from the newest back, so many papers in all and none twice."""
    seen: set[str] = set()
    earliest = LAST_DAY + timedelta(days=1)
    for day, listed in recorded(data):
        fresh = [p for p in listed if p.id not in seen][: papers - len(seen)]
        seen |= {paper.id for paper in fresh}
        if fresh:
            earliest = day
            yield day, fresh
    rest = (paper for paper in _more(data) if paper.id not in seen)
    dice = random.Random("sizes")
    for day in _backward(earliest - timedelta(days=1)):
        if len(seen) >= papers:
            return
        if is_working_day(day):
            size = min(dice.randint(25, 55), papers - len(seen))
            listed = [_seen(paper, day) for paper in itertools.islice(rest, size)]
            seen |= {paper.id for paper in listed}
            yield day, listed


def put_files(files: Iterable[OutFile], folder: Path) -> None:
    """Write files below a folder, as they stand in a site."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)


def recorded(data: Path) -> Iterator[Day]:
    """Return the daily papers, newest day first, with arXiv's abstracts and categories where it has them."""
    path = data / "hf-daily.jsonl.gz"
    if not path.is_file():
        return
    known = {record["id"]: record for record in _records(data / "arxiv.jsonl.gz")}
    rows = sorted(_records(path), key=lambda row: str(row["_digest_date"]), reverse=True)
    for day, group in itertools.groupby(rows, key=lambda row: date.fromisoformat(row["_digest_date"])):
        yield day, [_daily(row, day, known.get(row["paper"]["id"], {})) for row in group]


def recorded_by_arxiv(data: Path) -> Iterator[Paper]:
    """Yield the papers of arXiv's records, in an order by chance; they have no day."""
    records = sorted(_records(data / "arxiv.jsonl.gz"), key=lambda record: str(record["id"]))
    random.Random("order").shuffle(records)
    yield from (_archived(record) for record in records)


def _more(data: Path) -> Iterator[Paper]:
    """Papers without a day: arXiv's records in an order by chance, then made-up ones without end."""
    archived = list(recorded_by_arxiv(data))
    yield from archived
    if archived:
        yield from (_recombined(number, archived) for number in itertools.count())
    phrases = [phrase for topic in read_settings(REPOSITORY).topics for phrase in topic.match.words]
    yield from (_made_up(number, phrases) for number in itertools.count())


def _records(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _forward(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in itertools.count())


def _backward(day: date) -> Iterator[date]:
    return (day - timedelta(days=n) for n in itertools.count())


# One paper


def _daily(row: dict[str, Any], day: date, record: dict[str, Any]) -> Paper:
    inner = row["paper"]
    return Paper(
        id=inner["id"],
        title=clean(row["title"]),
        abstract=clean(record.get("summary") or inner["summary"]),
        authors=tuple(clean(author["name"]) for author in inner["authors"] if not author.get("hidden")),
        organisation=clean((row.get("organization") or {}).get("fullname") or ""),
        published=date.fromisoformat(inner["publishedAt"][:10]),
        categories=tuple(record.get("categories") or ()),
        keywords=tuple(clean(word) for word in inner.get("ai_keywords") or () if clean(word)),
        code=_address(inner.get("githubRepo")),
        stars=inner.get("githubStars"),
        project=_address(inner.get("projectPage")),
        discussion=_discussion(inner["id"]),
        sightings=(_sighting(inner["id"], day, inner["upvotes"], row["numComments"]),),
    )


def _archived(record: dict[str, Any]) -> Paper:
    return Paper(
        id=record["id"],
        title=clean(record["title"]),
        abstract=clean(record["summary"]),
        authors=tuple(filter(None, map(clean, record["authors"]))),
        categories=tuple(record["categories"]),
        discussion=_discussion(record["id"]),
    )


def _recombined(number: int, recorded: Sequence[Paper]) -> Paper:
    """Return the ``number``-th paper of nobody that says what recorded ones say: sentences of three of them.

    Six titles in ten begin with a name, as recorded ones do, and abstracts name earlier ones. So every
    hundred papers have some sixty words that were new, of which forty come again: of the last recorded
    ones every hundred have 128, and 44.
    """
    dice = random.Random(f"recombined {number}")
    first, second, third = dice.sample(recorded, 3)
    own_name = f"{_system_name(number)}: " if dice.random() < NAMED else ""
    rival = _system_name(dice.randrange(number)) if number else "nothing"
    sentences = [
        *_part(first.abstract.split(". "), 0),
        *_part(second.abstract.split(". "), 1),
        f"It is held against {rival}",
        *_part(third.abstract.split(". "), 2),
    ]
    paper_id = _made_up_id(number)
    return Paper(
        id=paper_id,
        title=own_name + " ".join([*_half(first.title, 0), *_half(second.title, 1)]),
        abstract=". ".join(sentences),
        authors=third.authors,
        categories=first.categories,
        discussion=_discussion(paper_id),
    )


def _system_name(number: int) -> str:
    """Return the name of what the ``number``-th paper proposes."""
    dice = random.Random(f"name {number}")
    return "".join(dice.choices(SYLLABLES, k=4)).capitalize()


def _part(sentences: Sequence[str], third: int) -> Sequence[str]:
    """Return the first, second or last third of the sentences of an abstract, one at least."""
    size = -(-len(sentences) // 3)
    return sentences[third * size : (third + 1) * size] or sentences[-1:]


def _half(title: str, half: int) -> Sequence[str]:
    """Return the words of the first or the second half of a title."""
    words = title.split()
    middle = (len(words) + 1) // 2
    return words[middle:] if half else words[:middle]


def _made_up_id(number: int) -> str:
    """Return an id of a month before arXiv had such ids: it clashes with none."""
    month, place = divmod(number, 1200)
    return f"{7 + month // 12 % 90:02}{1 + month % 12:02}.{place:05}"


def _made_up(number: int, phrases: list[str]) -> Paper:
    """Return the ``number``-th paper of nobody."""
    dice = random.Random(f"paper {number}")
    paper_id = _made_up_id(number)
    title = f"{dice.choice(phrases)} {_words(dice, _drawn(dice, TITLE))}"
    formula = f" {dice.choice(FORMULAE)}" if dice.random() < FORMULA else ""
    code = f"https://github.com/{_word(dice)}/{_word(dice)}" if dice.random() < CODE else ""
    return Paper(
        id=paper_id,
        title=title[:1].upper() + title[1:],
        abstract=f"{_sentences(dice, _drawn(dice, ABSTRACT))} {dice.choice(phrases)}{formula}.",
        authors=tuple(f"{_name(dice)} {_name(dice)}" for _ in range(_drawn(dice, AUTHORS))),
        organisation=_name(dice) if dice.random() < ORGANISATION else "",
        categories=tuple(dice.sample(AREAS, dice.randint(1, 3))),
        code=code,
        stars=dice.randint(0, 900) if code else None,
        project=f"https://{_word(dice)}.example/" if dice.random() < PROJECT else "",
        discussion=_discussion(paper_id),
    )


def _seen(paper: Paper, day: date) -> Paper:
    """Return a paper without a day, on this one; with a preprint two days before and votes."""
    dice = random.Random(f"votes {paper.id}")
    sighting = _sighting(paper.id, day, _drawn(dice, VOTES), dice.randint(0, 4))
    return replace(paper, published=day - timedelta(days=2), sightings=(sighting,))


def _sighting(paper_id: str, day: date, votes: int, comments: int) -> Sighting:
    return Sighting(SOURCE, day, f"https://huggingface.co/papers/{paper_id}", votes, comments)


def _discussion(paper_id: str) -> str:
    return f"https://huggingface.co/papers/{paper_id}#community"


def _address(value: str | None) -> str:
    text = (value or "").strip()
    return text if is_web_address(text) else ""


def _drawn(dice: random.Random, quantiles: tuple[int, ...]) -> int:
    """Return a number that is distributed as the quantiles say."""
    place = dice.randrange(len(quantiles) - 1)
    return dice.randint(quantiles[place], quantiles[place + 1])


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.randint(1, 4)))


def _name(dice: random.Random) -> str:
    return _word(dice).capitalize()


def _words(dice: random.Random, length: int) -> str:
    return " ".join(_until(length, (_word(dice) for _ in itertools.count())))


def _sentences(dice: random.Random, length: int) -> str:
    sentences = (f"{_words(dice, dice.randint(60, 220)).capitalize()}." for _ in itertools.count())
    return " ".join(_until(length, sentences))


def _until(length: int, texts: Iterable[str]) -> Iterator[str]:
    """Texts until they have ``length`` characters in all."""
    for text in texts:
        yield text
        length -= len(text) + 1
        if length <= 0:
            return


if __name__ == "__main__":
    main()
