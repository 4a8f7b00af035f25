"""Forms of readers, at a site of any size: from the text of an issue to an open pull request, and merged.

    .venv/bin/python benchmarks/forms.py --papers 40000 --forms 200
    .venv/bin/python benchmarks/forms.py --site FOLDER         # one that benchmarks/corpus.py wrote

The steps are those of the jobs of the workflow ``community.yml``, one form after the other on one machine;
GitHub gives each job of each form a machine of its own. *read* takes in all forms in one process, *answer*
comments and labels at a GitHub on loopback, *propose* commits, pushes and opens a request from one clone, and
*merge* is what editors press. arXiv's answers are made up and come at once.
"""
# ruff: noqa: D103, E402

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import httpx

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from arxiv_made import entry, feed
from benchmarks.corpus import write_site
from github_made import GH, REPOSITORY, TOKEN, GitHub, github
from repositories import git, put_program

from broadsheet.community.desk import Desk, Sender
from broadsheet.community.take_in import take_in
from broadsheet.disk.files import write_file
from broadsheet.fetching.client import Runtime, Web
from broadsheet.pipeline import read_settings
from broadsheet.publishing.github.answering import Answered, answer_form
from broadsheet.publishing.github.api import Repository, make_key
from broadsheet.publishing.github.decisions import Addresses
from broadsheet.publishing.github.events import read_event

BRANCH = "main"
TODAY = date(2026, 6, 1)
SCRIPTS = ROOT / "generator/broadsheet/starts/scripts"
EMAIL = "https://review.example/"
AT = Addresses("https://github.example/review/digest", "https://github.example/review/digest/actions/runs/1")


class Bench(NamedTuple):
    """A work folder with the site as a clone, its server, and GitHub on loopback."""

    folder: Path
    site: Path
    host: GitHub

    def environment(self) -> dict[str, str]:
        """Return the variables that scripts of the workflow see."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return os.environ | {
            **{"PATH": path, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": self.host.address},
            **{"GH_TOKEN": TOKEN, "DEFAULT_BRANCH": BRANCH},
        }


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("--papers", type=int, default=40_000, metavar="N")
    words.add_argument("--forms", type=int, default=200, metavar="N")
    words.add_argument("--site", type=Path, help="take this site, which is copied, in place of a new one")
    asked = words.parse_args()
    with _bench(asked.site, asked.papers) as bench:
        texts = list(_forms(bench.site, asked.forms))
        with _measured("read"):
            results = _read(bench, texts)
        git(bench.site, "checkout", "--quiet", "--force", BRANCH)
        git(bench.site, "clean", "--quiet", "-d", "--force", "content")
        with _measured("answer"):
            answered = _answer(bench, texts)
        with _measured("propose"):
            for number, done in answered.items():
                if done.deed == "push":
                    _propose(bench, number, done)
        pulls = bench.host.open_pulls()
        with _measured("merge"):
            for pull in pulls:
                bench.host.merge(pull, bench.site)
    print(f"{len(texts)} forms: {dict(Counter(results))}; {len(pulls)} requests")


@contextmanager
def _measured(stage: str) -> Iterator[None]:
    """Say how long a stage took, by the clock and on processors, those of other programs included."""
    clock, busy = time.perf_counter(), sum(os.times()[:4])
    yield
    spent, used = time.perf_counter() - clock, sum(os.times()[:4]) - busy
    print(f"{stage:8} {spent:6.1f} s, {used:6.1f} s of CPU", flush=True)


@contextmanager
def _bench(given: Path | None, papers: int) -> Iterator[Bench]:
    """Yield the site in a repository, as a runner has it."""
    with tempfile.TemporaryDirectory(prefix="forms-") as place:
        folder = Path(place)
        site = folder / "site"
        if given:
            shutil.copytree(given, site, ignore=shutil.ignore_patterns(".cache", "build", "site"))
        else:
            print(f"{write_site(site, papers, Path())} papers", flush=True)
        settings = site / "mkdocs.yml"
        lines = [
            line for line in settings.read_text("utf-8").splitlines() if not line.startswith("repo_url:")
        ]
        settings.write_text("\n".join([*lines, f"repo_url: https://github.com/{REPOSITORY}", ""]), "utf-8")
        server = folder / "server.git"
        git(folder, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(server))
        git(site, "init", "--quiet", f"--initial-branch={BRANCH}")
        for repository in (site, server):
            git(repository, "config", "gc.auto", "0")
        git(site, "add", ".")
        git(site, "commit", "--quiet", "--message", "Begin")
        git(site, "remote", "add", "origin", str(server))
        git(site, "push", "--quiet", "origin", BRANCH)
        for repository in (site, server):  # as a clone and a host have them: in one pack
            git(repository, "gc", "--quiet")
        put_program(folder / "bin/gh", GH)
        with github(server) as host:
            yield Bench(folder, site, host)


def _forms(site: Path, number: int) -> Iterator[str]:
    """Forms as people send them: two in three propose a paper, of which some are here; others correct one."""
    known = sorted(path.stem for path in (site / "content/papers").glob("*/*.json"))
    for count in range(number):
        kind = count % 12
        if kind < 7:
            yield _form(
                **{"Paper to add": f"arXiv:2605.{count + 50_000}", "Why readers should see it": "It counts."}
            )
        elif kind == 7:
            yield _form(
                **{"Paper to add": known[count * 37 % len(known)], "Why readers should see it": "Good."}
            )
        elif kind == 8:
            yield _form(**{"Paper to add": "the one with the lamps", "Why readers should see it": "Light."})
        else:
            yield _form(
                **{"Paper to correct": known[count * 41 % len(known)], "What to correct": "Title (title)"},
                **{
                    "What it should say": f"Counting to {count}",
                    "Where that can be checked": "Its first page",
                },
            )


def _form(**answers: str) -> str:
    return "\r\n\r\n".join(f"### {label}\r\n\r\n{answer}" for label, answer in answers.items())


# The jobs


def _read(bench: Bench, texts: list[str]) -> list[str]:
    """Return what became of each form; for each a folder is handed over."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = re.search(r"2605\.([0-9]{5})", str(request.url))
        if "arxiv.org" not in request.url.host or not found:
            return httpx.Response(404)
        return httpx.Response(200, content=feed(entry(int(found[1]))))

    results = []
    runtime = Runtime(httpx.MockTransport(answer), lambda seconds: None)
    with Web(EMAIL, runtime=runtime) as web:
        desk = Desk.of(bench.site, read_settings(bench.site), web, TODAY, write_file)
        for number, text in enumerate(texts, start=1):
            outcome = take_in(
                desk, text, {}, Sender(f"https://github.com/{REPOSITORY}/issues/{number}", "ada")
            )
            results.append(str(outcome.result))
            form = bench.folder / "forms" / str(number)
            form.mkdir(parents=True)
            (form / "result.json").write_text(outcome.to_json())
            (form / "answer.md").write_text(outcome.answer, "utf-8")
            for place in outcome.files:
                if not place.startswith("ledger/"):
                    copy = form / "files/content" / place
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(bench.site / "content" / place, copy)
    return results


def _answer(bench: Bench, texts: list[str]) -> dict[int, Answered]:
    answered = {}
    for text in texts:
        bench.host.open_issue(text, author_association="MEMBER")
    key = make_key(bench.host.address, REPOSITORY, TOKEN)
    for number in bench.host.issues:
        event = bench.folder / "event.json"
        event.write_text(json.dumps(bench.host.event(number)))
        with Web(EMAIL, keys=[key]) as web:
            repository = Repository(web, bench.host.address, REPOSITORY)
            form = bench.folder / "forms" / str(number)
            answered[number] = answer_form(repository, read_event(event), form, AT, is_previewed=True, most=5)
    return answered


def _propose(bench: Bench, number: int, done: Answered) -> None:
    git(bench.site, "checkout", "--quiet", "--force", "--detach", BRANCH)
    files = str(bench.folder / "forms" / str(number) / "files")
    for command in (
        [sys.executable, "-I", str(SCRIPTS / "hand_over.py"), "take", "community", files],
        ["sh", str(SCRIPTS / "propose.sh"), "push", str(number), done.branch, done.title],
    ):
        subprocess.run(
            command, cwd=bench.site, env=bench.environment(), check=True, stdout=subprocess.DEVNULL
        )


if __name__ == "__main__":
    main()
