"""Real input on loopback: 42 days of Daily Papers, with and without faults, and killed."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.pipeline import fetch as pipeline_fetch
from generator.pipeline import plan_fetch, read_library
from generator.web import Web

pytestmark = pytest.mark.slow

SINCE, UNTIL = "2026-04-01", "2026-05-29"
Replay = Callable[..., str]


@pytest.fixture(scope="module")
def replay(shared) -> Iterator[Replay]:
    """Start the recorded API with some faults; gives its address."""
    started: list[subprocess.Popen[str]] = []

    def start(*faults: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = [word for fault in faults for word in ("--fault", fault)]
        command = [sys.executable, str(shared / "replay/replay.py"), "--port", str(port), *words]
        server = subprocess.Popen([*command, "--today", UNTIL], stdout=subprocess.PIPE, text=True)
        started.append(server)
        assert server.stdout and "replaying" in server.stdout.readline()
        return f"http://127.0.0.1:{port}"

    yield start
    for server in started:
        server.terminate()
        server.wait()


def broadsheet(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", *words[:1], "--root", str(root), *words[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fetch(root: Path) -> subprocess.CompletedProcess[str]:
    return broadsheet(root, "fetch", "--since", SINCE, "--until", UNTIL)


def new_site(folder: Path, source: str) -> Path:
    subprocess.run([sys.executable, "-m", "generator", "init", str(folder)], check=True, capture_output=True)
    sources = folder / "content/config/sources.yaml"
    text = sources.read_text().replace("https://huggingface.co", source)
    sources.write_text(text.partition("\n# Where more")[0] + "\n")  # without the look-ups
    return folder


@pytest.fixture(scope="module")
def good(replay, tmp_path_factory) -> Path:
    """A site that was fetched without any fault."""
    root = new_site(tmp_path_factory.mktemp("good") / "site", replay())
    done = fetch(root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def expected(shared) -> dict[str, list[str]]:
    """The ids of each day as recorded, read without any code of ours."""
    import gzip

    days: dict[str, list[str]] = {}
    with gzip.open(shared / "data/hf-daily.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if SINCE <= item["_digest_date"] <= UNTIL:
                days.setdefault(item["_digest_date"], []).append(item["paper"]["id"])
    return days


def papers(root: Path) -> dict[str, dict]:
    read = (json.loads(path.read_text("utf-8")) for path in (root / "content/papers").rglob("*.json"))
    return {paper["id"]: paper for paper in read}


def content(root: Path, snapshot) -> dict[str, bytes]:
    files = snapshot(root / "content")
    return {path: data for path, data in files.items() if not path.startswith("config/")}


def test_every_paper_of_the_recorded_days_is_kept_under_its_first_day(good, expected):
    first: dict[str, str] = {}
    for day in sorted(expected):
        for paper in expected[day]:
            first.setdefault(paper, day)
    kept = papers(good)
    assert len(expected) == 42 and len(first) == 1092
    assert {i: paper["sightings"][0]["day"] for i, paper in kept.items()} == first
    assert [s["day"] for s in kept["2604.07429"]["sightings"]] == ["2026-04-10", "2026-04-16"]


def test_the_ledger_accounts_for_every_item(good, expected):
    for day, ids in expected.items():
        ledger = json.loads((good / f"content/ledger/{day}.json").read_text())
        row = ledger["sources"]["huggingface"]
        assert row["fetched"] == len(ids)
        assert sorted(row["kept"]) == sorted(ids)


def test_a_second_fetch_rewrites_no_file(good):
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*.json")}
    assert fetch(good).returncode == 0
    again = broadsheet(good, "fetch", "--again", "--since", SINCE, "--until", UNTIL)
    assert "0 new papers, 0 changed, 1093 as before" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in good.rglob("*.json")} == before


def test_the_site_has_every_paper_once_on_its_day(good, expected):
    done = broadsheet(good, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    site = good / "site"
    listed: Counter[str] = Counter()
    for day in expected:
        main = (site / f"day/{day}/index.html").read_text("utf-8").partition("<aside")[0]
        items = re.findall(r'<article[^>]*>.*?href="\.\./\.\./paper/([^/"]+)/"', main, re.DOTALL)
        assert len(items) == len(set(items))
        listed.update(items)
        here = {i for i, paper in papers(good).items() if paper["sightings"][0]["day"] == day}
        assert set(items) == here, day
    assert set(listed) == set(papers(good)) and set(listed.values()) == {1}
    for paper in listed:
        assert (site / f"paper/{paper}/index.html").is_file()


def test_faults_cost_patience_but_no_paper(replay, good, tmp_path, snapshot):
    source = replay("429:0.2", "truncate:0.1", "drop:0.1", "503:0.1")
    root = new_site(tmp_path / "site", source)
    runs = 1
    while fetch(root).returncode != 0 or content(root, snapshot) != content(good, snapshot):
        runs += 1
        assert runs <= 3, "two further runs must do"
    with urllib.request.urlopen(f"{source}/__log") as log:
        requests = json.load(log)
    wasted = sum(request["fault"] is not None for request in requests)
    assert len(requests) == 43 + wasted, "a day that was had is not asked for again"


def test_a_source_that_answers_pages_of_html_changes_nothing(replay, good, tmp_path, snapshot):
    root = new_site(tmp_path / "site", replay("html"))
    before = snapshot(root)
    done = fetch(root)
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()
    assert 0 < len(told) <= 43
    assert all(line.startswith("source 'huggingface'") for line in told)
    assert snapshot(root / "content") == {
        path.removeprefix("content/"): data for path, data in before.items() if path.startswith("content/")
    }


def two_sources(root: Path) -> Path:
    """The site with arXiv's papers on graphics besides the daily ones, and arXiv's own records."""
    sources = root / "content/config/sources.yaml"
    address = re.search(r"http://127\.0\.0\.1:[0-9]+", sources.read_text())
    assert address
    arxiv = f"  - {{kind: arxiv, url: '{address[0]}', categories: [cs.GR]}}\n"
    sources.write_text(f"{sources.read_text()}{arxiv}look_ups: [{{kind: arxiv, url: '{address[0]}'}}]\n")
    return root


def run(root: Path) -> None:
    """One fetch of the last days that were recorded, in this process."""
    today = date.fromisoformat(UNTIL)
    with Web("https://review.example/") as web:
        plan = plan_fetch(root, [today - timedelta(days=n) for n in range(8, -1, -1)])
        assert not any(step.failed for step in pipeline_fetch(root, web, plan, today))


def killed(root: Path, after: float) -> bool:
    """Whether a fetch in a process of its own was killed so many seconds after its beginning."""
    child = os.fork()  # no interpreter to start: the moments are all moments of the fetch
    if child == 0:
        try:
            run(root)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_it_leaves_no_half_file_and_goes_on_next_time(replay, tmp_path, snapshot):
    address = replay()
    good = two_sources(new_site(tmp_path / "good", address))
    begun = time.monotonic()
    run(good)
    longest = time.monotonic() - begun
    root = two_sources(new_site(tmp_path / "site", address))
    chance = random.Random(20260529)
    kills = 0
    for _ in range(150):
        kills += killed(root, chance.uniform(0, longest))
        read_library(root)  # what `check` looks over
        if kills == 50:
            break
        if content(root, snapshot) == content(good, snapshot):
            shutil.rmtree(root / "content/papers")
            shutil.rmtree(root / "content/ledger")
    assert kills == 50
    assert broadsheet(root, "check").returncode == 0
    run(root)
    assert content(root, snapshot) == content(good, snapshot)
