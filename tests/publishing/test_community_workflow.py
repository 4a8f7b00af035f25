"""The workflow of forms: its steps run here as GitHub would, against a repository that is a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from building import copy_of_world
from click.testing import CliRunner
from conftest import REPOSITORY as REPOSITORY_ROOT
from github_made import GH, REPOSITORY, TOKEN, Fault, GitHub, github
from repositories import git, put_program

from broadsheet.cli import main

# Each test runs the steps of jobs in repositories of its own.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("git"), reason="needs Git"),
]

PAPER, OTHER = "content/papers/2605/2605.00001.json", "content/papers/2605/2605.00002.json"
NOTE = "content/notes/2605.00001.md"
# The command with a network in which arXiv knows every paper of May 2026, and nobody else knows any.
BROADSHEET = f"""#!{sys.executable}
import re, sys
sys.path.append({str(REPOSITORY_ROOT / "tests")!r})
import httpx
from arxiv_made import entry, feed
from broadsheet.cli import main
from broadsheet.fetching.client import Runtime, Web

def answer(request):
    found = re.search(r"2605\\.(\\d+)", str(request.url))
    if "arxiv.org" not in request.url.host or not found:
        return httpx.Response(404)
    return httpx.Response(200, content=feed(entry(int(found[1]))))

runtime = Runtime(httpx.MockTransport(answer), lambda seconds: None)
main(obj=lambda root: Web("https://review.example/", runtime=runtime))
"""
# Git, but that a branch moves between the first look at it and the push.
MOVING = """#!/bin/sh
if [ "$1" = push ] && [ ! -e "$DONE" ]; then
  touch "$DONE"
  "$GIT" --git-dir="$SERVER" update-ref "refs/heads/$MOVED" "$NEW_TIP"
fi
exec "$GIT" "$@"
"""


class Runner:
    """GitHub with the repository of a new site, and runners that take a job each in a new clone of it."""

    def __init__(self, folder: Path, host: GitHub) -> None:
        self.folder = folder
        self.host = host
        self.environment: dict[str, str] = {}
        put_program(folder / "bin/gh", GH)
        put_program(folder / "bin/broadsheet", BROADSHEET)
        site = copy_of_world(folder / "site")
        done = CliRunner().invoke(main, ["init", str(folder / "new")])
        assert done.exit_code == 0, done.output
        for name in (".github", ".broadsheet", ".gitignore"):
            given = folder / "new" / name
            (shutil.copytree if given.is_dir() else shutil.copy)(given, site / name)
        with (site / "mkdocs.yml").open("a") as settings:
            settings.write(f"repo_url: https://github.com/{REPOSITORY}\n")
        git(site, "init", "--quiet", "--initial-branch=trunk")
        git(site, "add", ".")
        git(site, "commit", "--quiet", "--message", "Begin")
        git(site, "push", "--quiet", str(host.repository), "HEAD:trunk")
        self.jobs: dict[str, Any] = yaml.safe_load((site / ".github/workflows/community.yml").read_text())[
            "jobs"
        ]

    def clone(self, name: str, commit: str = "") -> Path:
        """A runner's work tree, as shallow as actions/checkout makes it."""
        tree = self.folder / name
        shutil.rmtree(tree, ignore_errors=True)
        git(self.folder, "init", "--quiet", str(tree))
        git(tree, "remote", "add", "origin", self.host.repository.as_uri())
        git(tree, "fetch", "--quiet", "--depth=1", "origin", commit or "trunk")
        git(tree, "checkout", "--quiet", "FETCH_HEAD")
        return tree

    def run(self, script: str, tree: Path, **more: str) -> subprocess.CompletedProcess[str]:
        environment = (
            os.environ
            | {
                **{
                    "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                    "GITHUB_ACTIONS": "true",
                },
                **{
                    "GITHUB_REPOSITORY": REPOSITORY,
                    "GITHUB_API_URL": self.host.address,
                    "GITHUB_RUN_ID": "7",
                },
                **{"GITHUB_EVENT_PATH": str(self.folder / "event.json"), "GH_TOKEN": TOKEN},
                **{"RUNNER_TEMP": str(self.folder / "temp"), "GITHUB_OUTPUT": str(self.folder / "output")},
            }
            | self.environment
            | more
        )
        command = ["bash", "-e", "-c", script]
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)

    def step(self, job: str, name: str, tree: Path, **more: str) -> dict[str, str]:
        """The outputs of a step, which must end well."""
        [found] = [step for step in self.jobs[job]["steps"] if step.get("name") == name]
        (self.folder / "output").write_text("")
        done = self.run(found["run"], tree, **more)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())

    def form(self, number: int, action: str = "opened", *, shows: bool = False) -> str:
        """A run for an event of an issue, all its jobs; what was done with its request in the end."""
        (self.folder / "event.json").write_text(json.dumps(self.host.event(number, action)))
        shutil.rmtree(self.folder / "temp", ignore_errors=True)
        (self.folder / "temp").mkdir()
        if action == "closed":
            self.propose(number, "remove")
            return "remove"
        tree = self.clone("read")
        commit = self.step("read", "Name the commit", tree)["sha"]
        author = self.host.issues[number]["user"]["login"]
        self.step("read", "Take the form in", tree, NUMBER=str(number), AUTHOR=author)
        if shows:
            self.step("read", "Build its page", tree)
        self.step("read", "Gather what it says", tree)
        answered = self.step("answer", "Answer", tree, GITHUB_TOKEN=TOKEN, PREVIEW="success", MOST="5")
        if answered["do"] != "nothing":
            self.propose(number, answered["do"], answered["title"], commit)
        return answered["do"]

    def propose(self, number: int, deed: str, title: str = "", commit: str = "") -> None:
        tree = self.clone("propose", commit)
        more = {"DEFAULT_BRANCH": "trunk", "NUMBER": str(number), "DO": deed, "TITLE": title}
        self.step("propose", "Push and ask, or take back", tree, **more)

    def push(
        self, number: int, *words: str, deed: str = "push", **files: str
    ) -> subprocess.CompletedProcess[str]:
        """What the last script does with some files, by their paths."""
        tree = self.clone("propose")
        for name, text in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text)
        command = f"sh .broadsheet/propose.sh {deed} {number} community/issue-{number} {' '.join(words)}"
        return self.run(command, tree, DEFAULT_BRANCH="trunk")

    def tip(self, branch: str) -> str:
        return git(self.host.repository, "rev-parse", branch).strip()

    def changed(self, branch: str) -> set[str]:
        """The files in which a branch is not as the default branch."""
        listed = git(self.host.repository, "diff", "--name-only", f"trunk...{branch}")
        return set(listed.split())

    def edit(self, branch: str) -> str:
        """An editor adds a commit to a branch; its id."""
        tree = self.folder / "editor"
        shutil.rmtree(tree, ignore_errors=True)
        git(self.folder, "clone", "--quiet", f"--branch={branch}", str(self.host.repository), str(tree))
        git(tree, "commit", "--quiet", "--allow-empty", "--message", "Better words")
        git(tree, "push", "--quiet", "origin", branch)
        return self.tip(branch)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    server = tmp_path / "server.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=trunk", str(server))
    git(server, "config", "uploadpack.allowAnySHA1InWant", "true")
    with github(server) as host:
        yield Runner(tmp_path, host)


def form(paper: str) -> str:
    return f"### Paper to add\r\n\r\narXiv:{paper}\r\n\r\n### Why readers should see it\r\n\r\nIt counts.\r\n"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq")
def test_a_form_becomes_a_page_by_way_of_a_preview_a_request_and_a_persons_merge(runner):
    host = runner.host
    number = host.open_issue(form("2605.00001"))
    branch = f"community/issue-{number}"
    assert runner.form(number, shows=True) == "push"
    assert (runner.folder / "temp/preview/paper/2605.00001/index.html").is_file()
    [pull] = host.open_pulls()
    assert pull["title"] == "Add 2605.00001: On Paper 1"
    assert (pull["base"]["ref"], pull["head"]["ref"]) == ("trunk", branch)
    assert runner.changed(branch) == {PAPER, NOTE}
    assert "`2605.00001`" in host.answers(number)[0]

    host.issues[number]["body"] = form("2605.00002")
    assert runner.form(number, "edited") == "push"
    assert host.open_pulls() == [pull], "one request for an issue"
    assert runner.changed(branch) == {OTHER, NOTE.replace("1.md", "2.md")}
    assert "`2605.00002`" in host.answers(number)[0]

    host.merge(pull, runner.clone("editor"))
    runner.form(number, "closed")
    assert host.branches() == {"trunk"}
    tree = runner.clone("published")
    done = runner.run("broadsheet check && broadsheet build", tree)
    assert done.returncode == 0, done.stderr
    page = (tree / "site/paper/2605.00002/index.html").read_text("utf-8")
    issue = f"https://github.com/{REPOSITORY}/issues/{number}"
    listed = html5lib.parse(page, namespaceHTMLElements=False).iterfind(f".//a[@href='{issue}']")
    assert [link.text for link in listed] == ["readers"]

    host.issues[number]["state"] = "open"
    assert runner.form(number, "reopened") == "remove"
    assert f"merged with #{pull['number']}" in host.answers(number)[0]
    assert len(host.answers(number)) == 1 and host.open_pulls() == []


def test_the_same_files_twice_are_one_request_and_other_files_replace_them(runner):
    assert runner.push(1, "'Add a'", **{PAPER: "{}"}).returncode == 0
    tip = runner.tip("community/issue-1")
    assert runner.push(1, "'Add a'", **{PAPER: "{}"}).returncode == 0
    assert runner.tip("community/issue-1") == tip
    assert runner.push(1, "'Add b'", **{OTHER: "{}", NOTE: "Words."}).returncode == 0
    assert runner.changed("community/issue-1") == {OTHER, NOTE}
    [pull] = runner.host.pulls
    assert pull["body"].endswith("Closes #1.")
    author = git(runner.host.repository, "log", "-1", "--format=%an %s", "community/issue-1")
    assert author == "github-actions[bot] Add b\n"


def test_what_is_closed_is_taken_back_and_what_is_reopened_is_asked_for_anew(runner):
    runner.push(1, **{PAPER: "{}"})
    assert runner.push(1, deed="remove").returncode == 0
    assert runner.host.branches() == {"trunk"} and runner.host.open_pulls() == []
    assert runner.push(1, deed="remove").returncode == 0, "there is nothing to take back any more"
    runner.push(1, **{PAPER: "{}"})
    assert [pull["state"] for pull in runner.host.pulls] == ["closed", "open"]
    assert runner.host.pulls[1]["title"].startswith("What issue")


def test_what_the_default_branch_says_already_is_not_proposed(runner):
    done = runner.push(1)
    assert done.returncode == 0 and "nothing is proposed" in done.stdout
    assert runner.host.branches() == {"trunk"}


def test_what_an_editor_added_is_neither_replaced_nor_removed(runner):
    runner.push(1, **{PAPER: "{}"})
    tip = runner.edit("community/issue-1")
    for deed, files in (("push", {OTHER: "{}"}), ("remove", {})):
        done = runner.push(1, deed=deed, **files)
        assert done.returncode == 0
        assert "::warning::community/issue-1: somebody else has added commits to it" in done.stdout
        assert runner.tip("community/issue-1") == tip


def test_a_branch_that_moves_between_our_look_and_our_push_is_looked_at_again(runner):
    runner.push(1, **{PAPER: "{}"})
    runner.push(2, **{OTHER: "{}"})
    put_program(runner.folder / "bin/git", MOVING)
    put_program(runner.folder / "bin/sleep", "#!/bin/sh\n")
    runner.environment = {
        **{"GIT": str(shutil.which("git")), "SERVER": str(runner.host.repository)},
        **{"MOVED": "community/issue-1", "NEW_TIP": runner.tip("community/issue-2")},
        "DONE": str(runner.folder / "moved"),
    }
    done = runner.push(1, **{NOTE: "Words."})
    assert done.returncode == 0 and "stale info" in done.stderr
    assert runner.changed("community/issue-1") == {NOTE}


@pytest.mark.parametrize("kind", ["403", "500"])
def test_a_request_that_cannot_be_opened_is_said_and_opened_by_the_next_run(runner, kind):
    runner.host.faults = [Fault("POST", "/pulls", kind)]
    done = runner.push(1, **{PAPER: "{}"})
    assert done.returncode == 1
    assert (
        "::error::community/issue-1 is pushed, and no pull request could be opened for it: allow"
        in done.stdout
    )
    assert done.stdout.rstrip().endswith("then run this job again.")
    assert runner.push(1, **{PAPER: "{}"}).returncode == 0
    assert len(runner.host.pulls) == 1
    runner.host.faults = [Fault("GET", "/pulls", kind)]
    done = runner.push(1, **{PAPER: "{}"})
    assert done.returncode == 1 and "does not say whether a pull request is open" in done.stdout
    assert len(runner.host.pulls) == 1


def test_a_server_that_takes_no_branch_is_said_after_some_tries(runner):
    put_program(
        runner.host.repository / "hooks/pre-receive", "#!/bin/sh\necho 'rule violations' >&2\nexit 1\n"
    )
    put_program(runner.folder / "bin/sleep", "#!/bin/sh\n")
    done = runner.push(1, **{PAPER: "{}"})
    assert done.returncode == 1
    assert "::error::community/issue-1 was not taken by the server, 4 times" in done.stdout
    assert "rule violations" in done.stderr and runner.host.asked == []


# -- what the workflow may do ---------------------------------------------------------------


@pytest.fixture(scope="module")
def workflow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("new") / "site"
    CliRunner().invoke(main, ["init", str(folder)])
    text = (folder / ".github/workflows/community.yml").read_text("utf-8")
    settings: dict[str, Any] = yaml.safe_load(text)
    return settings


def test_each_job_may_do_what_the_documentation_says_and_no_more(workflow):
    assert workflow["permissions"] == {}
    page = (REPOSITORY_ROOT / "docs/community-workflow.md").read_text("utf-8")
    table = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]+) \|", page, re.MULTILINE))
    for name, job in workflow["jobs"].items():
        rights = ", ".join(f"`{right}: {kind}`" for right, kind in job["permissions"].items())
        assert table.pop(name) == rights
    assert not table


def test_who_reads_a_form_may_write_nothing_and_who_writes_to_the_repository_installs_nothing(workflow):
    for name, job in workflow["jobs"].items():
        scripts = " ".join(str(step.get("run", "")) for step in job["steps"])
        rights = job["permissions"]
        if "take-in" in scripts or "broadsheet preview" in scripts:
            assert rights == {"contents": "read"}, name
            assert "github.token" not in str(job) and "secrets." not in str(job)
        if rights["contents"] == "write":
            assert "install" not in scripts and "broadsheet " not in scripts
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), (
                "what an event says reaches no script but by its environment"
            )
            assert "checkout@" not in step.get("uses", "") or step["with"]["persist-credentials"] is False


def test_nothing_runs_for_a_form_before_its_owner_says_so(workflow):
    jobs = workflow["jobs"]
    switch = "vars.BROADSHEET_COMMUNITY == 'true'"
    assert switch in jobs["read"]["if"] and switch in jobs["propose"]["if"] and switch in jobs["check"]["if"]
    assert jobs["answer"]["needs"] == "read" and "if" not in jobs["answer"]
