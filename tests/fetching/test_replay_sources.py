"""Several sources replayed on loopback: nothing offered is lost, whatever the network does.

Every test runs on made-up papers and, where they are, on recorded ones.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from make import make_source, start_site
from replay_archive import RECORDINGS, Archive
from replaying import Replay, hasty, running
from thorough import some_of

from broadsheet import pipeline
from broadsheet.fetching.sources import SOURCES, huggingface
from broadsheet.model.period import is_working_day

CATEGORIES = ("cs.CL", "cs.CV")
DAILY = make_source("daily", "huggingface", "The Daily List", "https://papers.example")
# Days with weekends and holidays, by archive: 30 of made-up papers, and 14 of recorded ones, which are ten
# times as many a day.
FIRST = date(2025, 12, 15)
LAST = {"made-up": date(2026, 1, 13), "recorded": date(2025, 12, 28)}
FEWEST = {"made-up": 300, "recorded": 800}  # papers of these days, by archive
WITHOUT_LATEX = {"made-up": 320, "recorded": 492}  # abstracts that lost it, of the whole archive
DAYS = 7  # what a fetch asks for by default
# About three answers in ten are not what they should be.
MIXED = (
    *("403:0.02", "406:0.03", "429:0.04", "429ra:0.02", "500:0.03", "503:0.03"),
    *("html:0.03", "truncate:0.05", "empty:0.03", "drop:0.04", "partial:0.03"),
)
FAULTS = ("403", "406", "429", "429ra", "500", "503", "html", "truncate", "empty", "slow", "drop")


def new_site(root: Path, address: str, *kinds: str) -> Path:
    start_site(root)
    lines = ["sources:"]
    for kind in kinds:
        lines += [f"  - kind: {kind}", f"    url: {address}"]
        lines += [] if kind == "huggingface" else [f"    categories: [{', '.join(CATEGORIES)}]"]
        lines += ["    announce: [new, cross, replace]"] if kind == "arxiv-rss" else []
    (root / "content/config/sources.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return root


Log = list[tuple[date, dict]]


def run_daily(root: Path, replay: Replay, first: date, last: date, *faults: str) -> Log:
    """A fetch a day, as a schedule would make them; every request with the day it was made on."""
    log: Log = []
    replay.log()
    for n in range((last - first).days + 1):
        today = first + timedelta(days=n)
        replay.be(today.isoformat(), *faults)
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        with hasty() as web:
            list(pipeline.fetch(root, web, pipeline.plan_fetch(root, days), today))
        log += [(today, request) for request in replay.log()]
    return log


def papers(root: Path) -> dict[str, bytes]:
    """The files of papers, without their keys: those are of who was read first, and never change."""
    files = (root / "content/papers").rglob("*.json")
    return {path.stem: re.sub(rb'\n *"cite_key": "[^"]*",', b"", path.read_bytes()) for path in files}


def ledger(root: Path) -> dict[tuple[date, str], dict]:
    rows = {}
    for path in (root / "content/ledger").glob("*.json"):
        for name, row in json.loads(path.read_bytes())["sources"].items():
            rows[date.fromisoformat(path.stem), name] = row
    return rows


def list_day(stamped: date) -> date:
    """The list of a submission shortly before the cut-off of a day, counted on one's fingers."""
    while stamped.weekday() > 4:
        stamped += timedelta(days=1)
    return stamped + timedelta(days=3 if stamped.weekday() == 4 else 1)


def served(log: Log, archive: Archive) -> dict[tuple[date, str], set[str]]:
    """The items of all answers that were whole, by the day and the source they were offered for.

    Told from the replay's own log and records, without any code of ours.
    """
    found = defaultdict(set)
    for today, request in log:
        if request["fault"] not in (None, "slow", "partial"):
            continue
        url = urlsplit(request["path"])
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.path == "/api/daily_papers":
            items = archive.lists.get(query["date"], [])
            items = items[int(query["p"]) * 100 :][: 1 if request["fault"] == "partial" else 100]
            found[date.fromisoformat(query["date"]), "huggingface"] |= {i["paper"]["id"] for i in items}
        elif url.path == "/api/query":
            wanted = set(re.findall(r"cat:(\S+)", query["search_query"]))
            known = [
                row
                for row in archive.records.values()
                if row["day"] <= today.isoformat() and wanted & set(row["categories"])
            ]
            known.sort(key=lambda row: (row["day"], row["id"]), reverse=True)
            most = min(archive.page, int(query["max_results"]))
            for row in known[int(query["start"]) :][:most]:
                found[list_day(date.fromisoformat(row["day"])), "api"].add(row["id"])
        elif url.path.startswith("/rss/"):
            wanted = set(unquote(url.path.removeprefix("/rss/")).split("+"))
            rows = archive.announced.get(today.isoformat(), [])
            found[today, "rss"] |= {row["id"] for row in rows if wanted & set(row["categories"])}
    return found


def accounted(row: dict) -> set[str]:
    assert row["fetched"] == len(row["kept"]) + len(row["dropped"])
    assert all(drop["reason"] for drop in row["dropped"])
    # What the API gave of other days is named on the newest day, and is of no list that was asked for.
    of_the_day = [drop for drop in row["dropped"] if "which was not asked for" not in drop["reason"]]
    return set(row["kept"]) | {drop["item"] for drop in of_the_day}


def test_a_list_is_read_with_all_that_its_items_hold():
    batch = huggingface.parse((RECORDINGS / "daily_papers.json").read_bytes(), DAILY, LAST["made-up"])
    assert (len(batch.papers), batch.drops) == (8, ())
    full, _, _, hidden, bare = batch.papers[:5]
    assert (full.id, full.organisation, full.stars) == ("2605.00001", "Institute of Small Numbers", 120)
    assert full.authors == ("Ada Example", "Béla Sample", "Cem Probe")
    assert full.keywords == ("stone counting", "outlines", "dry walls")
    assert (full.sightings[0].votes, full.sightings[0].comments) == (41, 3)
    assert full.discussion and full.media and full.project and full.code
    assert hidden.authors == ("Jana Voorbeeld",)
    assert (bare.discussion, bare.stars, bare.keywords) == ("", None, ())


@pytest.mark.slow
def test_weeks_of_faults_end_with_the_papers_of_weeks_without(archive, tmp_path):
    last = LAST[archive.name]
    with running(archive, seed=4) as replay:
        good = new_site(tmp_path / "good", replay.address, "huggingface", "arxiv")
        run_daily(good, replay, FIRST, last)
        bad = new_site(tmp_path / "bad", replay.address, "huggingface", "arxiv")
        log = run_daily(bad, replay, FIRST, last, *MIXED)
    later = [request for _, request in log if re.search(r"start=[1-9]", request["path"])]
    assert later, "more than one page was needed"
    wasted = [request["fault"] for _, request in log if request["fault"]]
    assert 0.25 < len(wasted) / len(log) < 0.36 and len(set(wasted)) == len(MIXED)

    assert papers(bad) == papers(good)
    rows, items = ledger(bad), served(log, archive)
    assert {key: set(row["kept"]) for key, row in rows.items()} == {
        key: set(row["kept"]) for key, row in ledger(good).items()
    }
    names = {"huggingface": "huggingface", "arxiv": "api"}
    for (day, name), row in rows.items():
        assert accounted(row) == items[day, names[name]], f"{name} on {day}"
    # And the other way round: no item was served for a day that was asked for and is in no row.
    first = FIRST - timedelta(days=DAYS - 1)
    asked = {key for key in items if first <= key[0] <= last and is_working_day(key[0]) and items[key]}
    assert asked <= {(day, names[name]) for day, name in rows}
    assert not [row for row in rows.values() if row.get("failed")]
    kept = {paper for row in rows.values() for paper in row["kept"]}
    assert kept == set(papers(bad)) and len(kept) > FEWEST[archive.name]


@pytest.mark.slow
def test_lists_by_rss_under_faults_end_with_the_same_papers_too(archive, tmp_path):
    first, last = date(2026, 5, 4), date(2026, 5, 17)
    with running(archive, seed=4) as replay:
        good = new_site(tmp_path / "good", replay.address, "huggingface", "arxiv-rss")
        run_daily(good, replay, first, last)
        bad = new_site(tmp_path / "bad", replay.address, "huggingface", "arxiv-rss")
        log = run_daily(bad, replay, first, last, *MIXED)
    assert papers(bad) == papers(good)
    rows, items = ledger(bad), served(log, archive)
    for (day, name), row in rows.items():
        offered = items[day, name] if name == "huggingface" else items[day, "rss"] or items[day, "api"]
        assert accounted(row) == offered, f"{name} on {day}"
    feeds = [day for day, request in log if request["path"].startswith("/rss/") and not request["fault"]]
    assert len(feeds) == len({day for day in feeds}), "once a day is enough"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", ["arxiv", "arxiv-rss"])
def test_each_fault_costs_another_try_and_nothing_else(archive, kind, fault):
    with running(archive) as replay:
        source = make_source(
            "arxiv", kind, "arXiv", replay.address, categories=CATEGORIES, announce=("new", "cross")
        )
        replay.be("2026-05-19")
        with hasty() as web:
            [expected] = SOURCES[kind].fetch(web, source, [date(2026, 5, 19)], date(2026, 5, 19))
        replay.be("2026-05-19", f"{fault}:#1")
        with hasty() as web:
            [batch] = SOURCES[kind].fetch(web, source, [date(2026, 5, 19)], date(2026, 5, 19))
        asked = [request["fault"] for request in replay.log()]
    assert batch == expected and len(batch.papers) > 10
    assert asked[-1] is None or fault == "slow"
    assert asked.count(fault) == 1


@pytest.mark.parametrize("fault", ["403", "406", "429", "500", "html", "empty", "truncate", "drop"])
@pytest.mark.parametrize("kind", ["arxiv", "arxiv-rss"])
def test_each_fault_that_does_not_end_fails_the_day_and_never_empties_it(archive, kind, fault):
    with running(archive) as replay:
        source = make_source(
            "arxiv", kind, "arXiv", replay.address, categories=CATEGORIES, announce=("new", "cross")
        )
        replay.be("2026-05-19", fault)
        with hasty() as web:
            [batch] = SOURCES[kind].fetch(web, source, [date(2026, 5, 19)], date(2026, 5, 19))
    assert batch.failed and not batch.papers
    assert "\n" not in batch.failed


def test_abstracts_that_lost_their_latex_are_mended_from_arxiv(archive, tmp_path):
    """Counted from the records alone: what both have, where arXiv's text has LaTeX that the other lost."""

    def tidy(text: str) -> str:
        return " ".join(text.split())

    lost = {}
    for paper_id, item in archive.items.items():
        record = archive.records.get(paper_id)
        holds_latex = record and re.search(r"[$\\]", record["summary"])
        if holds_latex and tidy(item["paper"]["summary"]) != tidy(record["summary"]):
            lost[paper_id] = tidy(record["summary"])
    assert len(lost) == WITHOUT_LATEX[archive.name]
    listed = {day: {row["paper"]["id"] for row in rows} & lost.keys() for day, rows in archive.lists.items()}
    days = list(some_of(sorted(date.fromisoformat(day) for day, ids in listed.items() if ids)))
    expected = {paper_id: lost[paper_id] for day in days for paper_id in listed[day.isoformat()]}
    with running(archive) as replay:
        root = new_site(tmp_path / "site", replay.address, "huggingface")
        with (root / "content/config/sources.yaml").open("a", encoding="utf-8") as file:
            file.write(f"look_ups:\n  - kind: arxiv\n    url: {replay.address}\n")
        with hasty() as web:
            steps = list(pipeline.fetch(root, web, pipeline.plan_fetch(root, days), date(2026, 5, 29)))
    assert not [step for step in steps if step.failed]
    shown = {path.stem: json.loads(path.read_bytes()) for path in (root / "content/papers").rglob("*.json")}
    told = {paper_id: tidy(shown[paper_id]["abstract"]) for paper_id in expected}
    assert told == expected
    assert all(shown[paper_id]["categories"] for paper_id in expected)
