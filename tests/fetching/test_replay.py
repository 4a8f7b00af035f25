"""Two months of Daily Papers replayed on loopback, with and without faults, and killed.

Every test runs on made-up papers and, where they are, on recorded ones.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import replay_server
from replay_archive import Archive

from broadsheet.fetching.client import Web
from broadsheet.pipeline import fetch as pipeline_fetch
from broadsheet.pipeline import plan_fetch, read_library

pytestmark = pytest.mark.slow

SINCE, UNTIL = "2026-04-01", "2026-05-29"
SIZES = {"made-up": (42, 274, 7), "recorded": (42, 1092, 1)}  # days, papers, papers listed twice, by archive
Replay = Callable[..., str]


@pytest.fixture(scope="module")
def replay(archive: Archive) -> Iterator[Replay]:
    """Start a replay of the archive with some faults, in a process of its own; gives its address."""
    started: list[subprocess.Popen[str]] = []

    def start(*faults: str) -> str:
        command = [sys.executable, replay_server.__file__, "--today", UNTIL]
        if archive.folder:
            command += ["--data", str(archive.folder)]
        for fault in faults:
            command += ["--fault", fault]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(server)
        assert server.stdout
        return server.stdout.readline().strip()

    yield start
    for server in started:
        server.terminate()
        server.wait()


def broadsheet(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broadsheet", *words[:1], "--root", str(root), *words[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fetch(root: Path) -> subprocess.CompletedProcess[str]:
    return broadsheet(root, "fetch", "--since", SINCE, "--until", UNTIL)


def new_site(folder: Path, source: str) -> Path:
    subprocess.run([sys.executable, "-m", "broadsheet", "init", str(folder)], check=True, capture_output=True)
    sources = folder / "content/config/sources.yaml"
    kind = "- kind: huggingface\n"
    text = sources.read_text().replace(kind, f"{kind}    url: {source}\n")
    assert source in text
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
def expected(archive: Archive) -> dict[str, list[str]]:
    """The ids of each day as the archive has them, read without any code of ours."""
    days = {}
    for day, items in archive.lists.items():
        if SINCE <= day <= UNTIL:
            days[day] = [item["paper"]["id"] for item in items]
    return days


def papers(root: Path) -> dict[str, dict]:
    read = (json.loads(path.read_text("utf-8")) for path in (root / "content/papers").rglob("*.json"))
    return {paper["id"]: paper for paper in read}


def content(root: Path, snapshot) -> dict[str, bytes]:
    """What fetches wrote, but for the name of the question, which tells the ports of two replays apart."""
    files = snapshot(root / "content")
    fetched = {path: data for path, data in files.items() if path.startswith(("papers/", "ledger/"))}
    return {path: re.sub(rb'\n *"question": "[0-9a-f]+",?', b"", data) for path, data in fetched.items()}


def test_every_paper_is_kept_and_has_the_days_on_which_it_was_listed(good, expected, archive):
    listed: dict[str, list[str]] = {}
    for day in sorted(expected):
        for paper in expected[day]:
            listed.setdefault(paper, []).append(day)
    days = {name: [s["day"] for s in paper["sightings"]] for name, paper in papers(good).items()}
    assert days == listed
    again = [name for name in listed if len(listed[name]) > 1]
    assert (len(expected), len(listed), len(again)) == SIZES[archive.name]


def test_the_ledger_accounts_for_every_item(good, expected):
    for day, ids in expected.items():
        ledger = json.loads((good / f"content/ledger/{day}.json").read_text())
        row = ledger["sources"]["huggingface"]
        assert row["fetched"] == len(ids)
        assert sorted(row["kept"]) == sorted(ids)


def test_a_second_fetch_rewrites_no_file(good, expected):
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*.json")}
    assert fetch(good).returncode == 0
    again = broadsheet(good, "fetch", "--again", "--since", SINCE, "--until", UNTIL)
    items = sum(map(len, expected.values()))
    assert f"0 new papers, 0 changed, {items} as before" in again.stdout
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


# Whose papers they are that nobody gets to see makes no difference.
@pytest.mark.parametrize("archive", ["made-up"], indirect=True, scope="session")
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
    """One fetch of the last days of the archive, in this process."""
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
    # More than 50, since some runs end before they are killed: more of them where a machine gets quicker.
    for _ in range(600):
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
