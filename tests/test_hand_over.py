"""Between the job that fetches and the job that may write: files as data, and only those of robots."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from building import WORLD
from conftest import REPOSITORY
from hand_over import main as hand_over
from repositories import git

SCRIPTS = "generator/broadsheet/starts/scripts"
PROGRAM = REPOSITORY / SCRIPTS / "hand_over.py"
PAPER = "content/papers/2605/2605.22355.json"
LEDGER = "mail/2026-W21.txt"

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")


def refusal(kind: str, folder: Path) -> str:
    """What ``take`` says as it ends, having taken nothing."""
    with pytest.raises(SystemExit) as end:
        hand_over("take", kind, str(folder))
    return str(end.value)


def put(folder: Path, name: str, text: str = "{}") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The work tree of the job that takes, with one paper and one note."""
    tree = tmp_path / "tree"
    put(tree, PAPER, "old")
    put(tree, "content/notes/2605.22355.md", "A person's words.")
    monkeypatch.chdir(tree)
    return tree


@pytest.fixture
def clone(tree: Path, tmp_path: Path) -> Path:
    """That work tree as a clone of a repository on a server."""
    server = tmp_path / "server.git"
    git(tmp_path, "init", "--quiet", "--bare", str(server))
    git(tree, "init", "--quiet")
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "--message", "Begin")
    git(tree, "remote", "add", "origin", str(server))
    git(tree, "push", "--quiet", "origin", "HEAD:main")
    return tree


@needs_git
def test_what_is_new_or_changed_of_robots_is_given(clone, tmp_path, capsys):
    hand_over("give", "content", str(tmp_path / "given"))
    assert capsys.readouterr().out == "changed=false\n"
    put(clone, PAPER, "new")
    put(clone, "content/ledger/2026-05-18.json", "day")
    put(clone, "content/notes/2605.22355.md", "changed by whatever ran")
    put(clone, ".github/workflows/ci.yml", "changed too")
    hand_over("give", "content", str(tmp_path / "given"))
    assert capsys.readouterr().out == "changed=true\n"
    assert files(tmp_path / "given") == {PAPER: "new", "content/ledger/2026-05-18.json": "day"}


@needs_git
def test_of_what_a_form_became_papers_notes_and_topics_are_given_and_no_ledger(clone, tmp_path):
    put(clone, "content/config/topics.yaml", "topics")
    put(clone, "content/ledger/2026-05-18.json", "day")
    put(clone, "content/notes/2605.22355.md", "More words.")
    put(clone, "content/static/x.js", "whatever ran wrote this")
    hand_over("give", "community", str(tmp_path / "given"))
    assert files(tmp_path / "given").keys() == {"content/config/topics.yaml", "content/notes/2605.22355.md"}
    hand_over("take", "community", str(tmp_path / "given"))


def test_of_what_a_form_became_too_much_is_refused(tree, tmp_path):
    put(tmp_path / "given", PAPER, "x" * 2_000_001)
    assert "has more than 2,000,000 bytes" in refusal("community", tmp_path / "given")
    for number in range(21):
        put(tmp_path / "given", f"content/papers/2604/2604.{number:05}.json", "new")
    (tmp_path / "given" / PAPER).unlink()
    assert "more than 20 files" in refusal("community", tmp_path / "given")


def test_what_was_given_is_taken_and_nothing_else_changes(tree, tmp_path):
    put(tmp_path / "given", PAPER, "new")
    put(tmp_path / "given", "content/papers/6a/doi-10.1000-example.1.json", "other")
    put(tmp_path / "given", "content/tallies/discussions.json", "votes")
    before = files(tree)
    hand_over("take", "content", str(tmp_path / "given"))
    new = {PAPER: "new", "content/papers/6a/doi-10.1000-example.1.json": "other"}
    new["content/tallies/discussions.json"] = "votes"
    assert files(tree) == before | new


def test_every_file_that_robots_have_written_may_be_taken(tmp_path, monkeypatch):
    for content in (REPOSITORY / "content", WORLD / "content"):
        for name in ("papers", "ledger"):
            shutil.copytree(content / name, tmp_path / "given/content" / name, dirs_exist_ok=True)
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(tmp_path / "tree")
    hand_over("take", "content", str(tmp_path / "given"))
    assert files(tmp_path / "tree") == files(tmp_path / "given")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("content", name) for name in (LEDGER, "content/papers/2605/x.md", "content/papers/2605/.x.json")),
        *(("content", name) for name in (".github/workflows/ci.yml", "content/.gitattributes", "x.json")),
        *(("content", name) for name in ("content/notes/2605.22355.md", "content/config/rules.yaml")),
        *(("content", name) for name in ("content/static/CNAME", "content/pages/about.md", ".git/hooks/x")),
        *(("content", name) for name in ("content/papers/2605/a/b.json", "content/papers/x.json")),
        *(("content", name) for name in ("content/papers/260/x.json", "content/papers/2605/a b.json")),
        *(("content", name) for name in ("content/papers/2605/x.json\n", "content/ledger/2026-5-18.json")),
        *(("content", name) for name in ("content/papers/2605/ü.json", "content/papers/2605/x.json.sh")),
        *(("content", name) for name in (f"content/papers/2605/{'a' * 121}.json", "mkdocs.yml", "Makefile")),
        *(
            ("mail", name)
            for name in (PAPER, "mail/2026-W21.sh", "mail/x/2026-W21.txt", "mail/.txt", "mail.txt")
        ),
        *(("community", name) for name in ("content/ledger/2026-05-18.json", "content/removed.yaml", LEDGER)),
        *(("community", name) for name in ("content/config/rules.yaml", "content/notes/.x.md", "mkdocs.yml")),
        *(("community", name) for name in ("content/notes/a/b.md", ".github/workflows/ci.yml", "content/x")),
    ],
)
def test_any_other_name_is_refused_and_all_that_came_with_it(tree, tmp_path, kind, name):
    put(tmp_path / "given", LEDGER if kind == "mail" else PAPER, "new")
    put(tmp_path / "given", name)
    before = files(tree)
    told = refusal(kind, tmp_path / "given")
    folder = "mail" if kind == "mail" else "content"
    assert told == f"hand_over.py: {name!r} is no file that robots write in {folder}/; nothing was taken"
    assert files(tree) == before


@pytest.mark.parametrize("make", ["link", "dangling link", "link to a folder", "pipe"])
def test_what_is_no_regular_file_is_refused(tree, tmp_path, make):
    put(tmp_path / "given", "content/papers/2604/2604.00001.json", "new")
    odd = tmp_path / "given" / PAPER
    odd.parent.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text("not to be published")
    if make == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to({"link": secret, "dangling link": tmp_path / "no", "link to a folder": tmp_path}[make])
    before = files(tree)
    told = refusal("content", tmp_path / "given")
    assert told == f"hand_over.py: {PAPER!r} is no regular file; nothing was taken"
    assert files(tree) == before


def test_a_file_that_is_too_large_is_refused(tree, tmp_path):
    put(tmp_path / "given", PAPER)
    os.truncate(tmp_path / "given" / PAPER, 32_000_001)
    assert "has more than 32,000,000 bytes; nothing was taken" in refusal("content", tmp_path / "given")


def test_nothing_is_written_through_a_link(tree, tmp_path):
    put(tmp_path / "given", "content/ledger/2026-05-18.json", "new")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tree / "content/ledger").symlink_to(outside)
    assert "would be written through a link; nothing was taken" in refusal("content", tmp_path / "given")
    assert list(outside.iterdir()) == []
    put(tmp_path / "given", PAPER, "new")
    shutil.rmtree(tmp_path / "given/content/ledger")
    (tree / PAPER).unlink()
    (tree / PAPER).symlink_to(tmp_path / "secret")
    hand_over("take", "content", str(tmp_path / "given"))
    assert not (tmp_path / "secret").exists()
    assert (tree / PAPER).read_text() == "new" and not (tree / PAPER).is_symlink()


def test_a_command_that_is_none_says_how():
    command = [sys.executable, str(PROGRAM), "take", "docs", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "hand_over.py give content FOLDER" in done.stderr


# -- the workflows -----------------------------------------------------------------------

WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
}
WRITERS = [
    pytest.param(job, id=f"{workflow}-{name}")
    for workflow, settings in WORKFLOWS.items()
    for name, job in settings["jobs"].items()
    if "write" in job["permissions"].values()
]
# All that a job may do that may write.
HARMLESS = (
    *(f"python3 -I {SCRIPTS}/hand_over.py take ", "gh auth setup-git", f"{SCRIPTS}/push-content.sh "),
    *("actions/checkout@", "actions/download-artifact@", "actions/deploy-pages@"),
    # Of a release: what proves, uploads and announces files that another job has built.
    *("actions/attest-build-provenance@", "pypa/gh-action-pypi-publish@", "gh release create "),
)


def test_permissions_are_given_to_jobs_alone_and_to_each_its_own():
    for settings in WORKFLOWS.values():
        assert settings["permissions"] == {}
        assert all(isinstance(job["permissions"], dict) for job in settings["jobs"].values())


def test_who_may_write_is_known():
    assert [(writer.id, writer.values[0]["permissions"]) for writer in WRITERS] == [
        ("announce-ledger", {"contents": "write"}),
        ("mail-ledger", {"contents": "write"}),
        ("publish-commit", {"contents": "write", "pull-requests": "write"}),
        ("publish-deploy", {"pages": "write", "id-token": "write"}),
        ("release-attest", {"attestations": "write", "id-token": "write"}),
        ("release-publish", {"id-token": "write"}),
        ("release-announce", {"contents": "write"}),
    ]


@pytest.mark.parametrize("job", WRITERS)
def test_a_job_that_may_write_installs_nothing_and_reads_nothing_of_strangers(job):
    done = [line for step in job["steps"] for line in (step.get("run") or step["uses"]).splitlines()]
    assert [line for line in done if not line.startswith(HARMLESS)] == []
    assert "secrets." not in str(job)


# One step after another of both jobs, as GitHub would run them, with a folder for what it carries over.
PAIRS = [
    ("publish", "fetch", "commit", PAPER),
    ("mail", "mail", "ledger", LEDGER),
    ("announce", "announce", "ledger", "announce/2026-W21.txt"),
]


def step(job: dict, part: str) -> dict:
    [found] = [step for step in job["steps"] if part in str(step.get("run", "")) + str(step.get("uses", ""))]
    return found


@needs_git
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_what_one_job_gathers_another_commits_and_pushes(clone, tmp_path, pair):
    workflow, giver, taker, name = pair
    jobs = WORKFLOWS[workflow]["jobs"]
    give, upload = step(jobs[giver], "hand_over.py give"), step(jobs[giver], "upload-artifact@")
    take, download = step(jobs[taker], "hand_over.py take"), step(jobs[taker], "download-artifact@")
    assert jobs[taker]["needs"] == giver
    assert f"needs.{giver}.outputs.changed == 'true'" in jobs[taker]["if"]
    assert jobs[giver]["outputs"]["changed"] == f"${{{{ steps.{give['id']}.outputs.changed }}}}"
    assert f"steps.{give['id']}.outputs.changed == 'true'" in upload["if"]
    assert download["with"] == {key: upload["with"][key] for key in ("name", "path")}
    folder = Path(upload["with"]["path"].replace("${{ runner.temp }}", str(tmp_path)))

    put(clone, name, "fetched")
    output, tools = tmp_path / "output", tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text("#!/bin/sh\n")
    (tools / "gh").chmod(0o755)
    environment = os.environ | {
        **{"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output), "GITHUB_REF_NAME": "main"},
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
    }

    def run(script: str, where: Path) -> None:
        shutil.copytree(REPOSITORY / SCRIPTS, where / SCRIPTS, dirs_exist_ok=True)
        subprocess.run(["bash", "-ec", script], cwd=where, env=environment, check=True)

    run(give["run"], clone)
    assert output.read_text() == "changed=true\n"
    assert files(folder) == {name: "fetched"}
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(tmp_path / "server.git"), str(other))
    run(take["run"], other)
    [push] = [one for one in jobs[taker]["steps"] if one.get("name") == "Commit and push"]
    run(push["run"], other)
    pushed = git(tmp_path / "server.git", "show", "--name-only", "--format=%an %s", "main").splitlines()
    assert pushed[0].startswith("github-actions[bot] ")
    assert pushed[2:] == [name]
    assert git(tmp_path / "server.git", "show", f"main:{name}") == "fetched"
