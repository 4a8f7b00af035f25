"""A new site, as its owner makes one: what is written, what is refused, and what is asked on a terminal."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import REPOSITORY
from repositories import git
from terminals import open_terminal

from broadsheet import __version__
from broadsheet.cli import main
from broadsheet.model.forms import FORMS
from broadsheet.model.hosts import HOSTS
from broadsheet.publishing.starts import STARTS

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")
COMMON = {
    *(".broadsheet/written.json", ".gitignore", "README.md", "mkdocs.yml"),
    *("content/config/ranking.yaml", "content/config/rules.yaml", "content/config/site.yaml"),
    *("content/config/sources.yaml", "content/config/topics.yaml"),
    *("content/notes/.example.md", "content/pages/about.md"),
    *("requirements.txt", "requirements-broadsheet.txt"),
}
GITHUB = {
    *(".github/dependabot.yml", ".github/workflows/announce.yml", ".github/workflows/publish.yml"),
    *(f".broadsheet/{name}" for name in ("hand_over.py", "install.sh", "plan-run.sh", "push-content.sh")),
    *(".broadsheet/propose.sh", ".github/workflows/community.yml"),
    *(f".github/ISSUE_TEMPLATE/{form.template}" for form in FORMS),
    ".github/ISSUE_TEMPLATE/config.yml",
}
OWN_FILES = {
    "github-pages": GITHUB,
    "gitlab-pages": {".gitlab-ci.yml"}
    | {f".broadsheet/{name}.sh" for name in ("gitlab", "install", "push-content")},
    "cloudflare-pages": GITHUB | {"wrangler.toml", ".python-version", ".broadsheet/build.sh"},
    "netlify": GITHUB | {"netlify.toml", ".python-version", ".broadsheet/build.sh"},
    "s3": GITHUB | {".broadsheet/deploy.sh"},
    "none": GITHUB | {".broadsheet/deploy.sh"},
}


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def init(folder: Path, *words: str) -> Result:
    done = run("init", folder, *words)
    assert done.exit_code == 0, done.output
    return done


def refused(folder: Path, *words: str) -> str:
    """What ``init`` says as it writes nothing."""
    done = run("init", folder, *words)
    assert done.exit_code == 1, done.output
    return done.output


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] not in (".git", ".cache")}


@pytest.mark.parametrize("start", STARTS)
def test_every_start_is_sound_and_says_what_it_is(tmp_path, start):
    init(tmp_path / "new", "--start", start, "--name", "Stones")
    checked = run("check", "--root", tmp_path / "new")
    assert checked.exit_code == 0, checked.output
    assert "content is sound: 0 papers" in checked.output
    about = (tmp_path / "new/content/pages/about.md").read_text("utf-8")
    assert "Stones " in about
    for path in files(tmp_path / "new"):
        if path != ".broadsheet/written.json":
            assert not re.search(r"@[A-Z_]+@", (tmp_path / "new" / path).read_text("utf-8")), path


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_has_its_own_files_and_its_own_words(tmp_path, host):
    init(tmp_path / "new", "--host", host)
    assert files(tmp_path / "new") == COMMON | OWN_FILES[host]
    assert f"host: {host} " in (tmp_path / "new/content/config/site.yaml").read_text("utf-8")
    steps = (tmp_path / "new/README.md").read_text("utf-8").partition("## Publish it\n")[2]
    assert 2 <= len(re.findall(r"^\d\. ", steps, re.MULTILINE)) <= 4
    if host in ("github-pages", "gitlab-pages"):
        assert "No secret is needed" in steps


@pytest.mark.parametrize(
    ("start", "field", "sources"),
    [
        ("arxiv", "cs.CL,  stat ,cs.CL", {"kind": "arxiv-rss", "categories": ["cs.CL", "stat"]}),
        ("life-sciences", "cell biology", {"kind": "biorxiv", "categories": ["cell biology"]}),
        (
            "openreview",
            "ICLR.cc/2027/Conference",
            {"title": "ICLR 2027", "venue": "ICLR.cc/2027/Conference"},
        ),
        ("openreview", "2026", {"title": "2026", "venue": "2026"}),
    ],
)
def test_a_field_becomes_the_settings_of_its_source(tmp_path, start, field, sources):
    init(tmp_path / "new", "--start", start, "--field", field)
    text = (tmp_path / "new/content/config/sources.yaml").read_text("utf-8")
    first = yaml.safe_load(text)["sources"][0]
    assert {key: first[key] for key in sources} == sources
    assert run("check", "--root", tmp_path / "new").exit_code == 0


def test_each_category_of_arxiv_is_a_topic(tmp_path):
    init(tmp_path / "new", "--start", "arxiv", "--field", "cs.CL,math.OC")
    topics = yaml.safe_load((tmp_path / "new/content/config/topics.yaml").read_text("utf-8"))["topics"]
    found = [(topic["slug"], topic["match"]["categories"]) for topic in topics]
    assert found == [("cs-cl", ["cs.CL"]), ("math-oc", ["math.OC"])]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--address", "digest.example.org"), "has no scheme; write https://digest.example.org/\n"),
        (
            ("--address", "ftp://example.org"),
            "is no http(s) address; write it as https://digest.example.org/",
        ),
        (("--name", "two\nlines"), "give one line of at most 200 characters"),
        (("--start", "arxiv", "--field", "Computation and Language"), "is none for categories of arXiv"),
        (("--start", "arxiv", "--field", "cs.CLL"), "arXiv has no category 'cs.CLL'; did you mean"),
        (("--field", "cs.CL"), "the start 'huggingface' has no fields; leave it away"),
        (("--from", "../broadsheet"), "is no version, no wheel's file and no Git address with a tag"),
        (("--from", "https://git.example/broadsheet"), "no Git address with a tag"),
        (("--from", "broadsheet-9.9-py3-none-any.whl"), "is version 9.9, and this is"),
        (("--from", f"broadsheet-{__version__}-py3-none-any.whl"), "there is no such file"),
        (("--from", "stones-1.0-py3-none-any.whl"), "is no wheel of broadsheet"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(tmp_path, words, told):
    assert told in refused(tmp_path / "new", *words)
    assert not (tmp_path / "new").exists()


def test_a_name_in_any_script_is_taken(tmp_path):
    init(tmp_path / "مجلة", "--name", 'مجلة الأحجار: "الأولى"', "--address", "https://example.org/d")
    settings = (tmp_path / "مجلة/mkdocs.yml").read_text("utf-8")
    assert 'site_name: "مجلة الأحجار: \\"الأولى\\""' in settings
    assert 'site_url: !ENV [SITE_URL, "https://example.org/d/"]' in settings
    assert (tmp_path / "مجلة/README.md").read_text("utf-8").startswith('# مجلة الأحجار: "الأولى"\n')
    assert run("check", "--root", tmp_path / "مجلة").exit_code == 0


def test_a_folder_that_holds_something_is_refused_by_what_is_there(tmp_path, snapshot):
    for name in "gfedcba":
        (tmp_path / name).write_text("mine")
    before = snapshot(tmp_path)
    told = "holds a, b, c, d, e and 2 more already; name a new or empty folder. Nothing was written"
    assert refused(tmp_path) == f"{tmp_path}: {told}\n"
    assert "a: is a file; name a folder for the new site" in refused(tmp_path / "a")
    assert snapshot(tmp_path) == before


@needs_git
def test_the_folder_becomes_a_repository_where_it_is_in_none(tmp_path):
    init(tmp_path / "new")
    assert git(tmp_path / "new", "symbolic-ref", "HEAD") == "refs/heads/main\n"
    waiting = git(tmp_path / "new", "status", "--porcelain", "--untracked-files=all")
    listed = {line[3:] for line in waiting.splitlines()}
    assert listed == files(tmp_path / "new"), "what a build makes is ignored, and nothing else"


@needs_git
def test_a_new_clone_is_taken_with_its_branch_and_one_with_changes_is_refused(tmp_path):
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=trunk", "server.git")
    git(tmp_path, "clone", "--quiet", "server.git", "clone")
    init(tmp_path / "clone")
    assert git(tmp_path / "clone", "symbolic-ref", "HEAD") == "refs/heads/trunk\n"
    git(tmp_path / "clone", "add", ".")
    git(tmp_path / "clone", "commit", "--quiet", "--message", "Begin")
    for path in (tmp_path / "clone").iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    told = refused(tmp_path / "clone")
    assert "has changes that are not committed (.broadsheet/hand_over.py, " in told
    assert files(tmp_path / "clone") == set()


@needs_git
def test_inside_another_repository_none_is_made_and_that_is_said(tmp_path):
    git(tmp_path, "init", "--quiet")
    done = init(tmp_path / "new")
    assert f"note: it is inside the repository {tmp_path}" in done.output
    assert not (tmp_path / "new/.git").exists()


def test_without_git_the_site_is_written_and_what_to_do_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = init(tmp_path / "new")
    assert "note: Git is not installed: install it, then run 'git init'" in done.output
    assert files(tmp_path / "new") == COMMON | GITHUB


# -- what is installed -------------------------------------------------------------------


def test_every_package_has_one_version_and_its_digests_and_none_is_a_developers(tmp_path):
    init(tmp_path / "new")
    text = (tmp_path / "new/requirements.txt").read_text("utf-8")
    pins = re.findall(
        r"^(\S+==\S+)(?: ; .*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == sum(1 + hashes.count("--hash") for _, hashes in pins)
    names = {pin.partition("==")[0] for pin, _ in pins}
    assert {"mkdocs", "mkdocs-material", "jinja2"} <= names
    assert not names & {"pytest", "ruff", "mypy", "playwright", "hypothesis", "zizmor", "uv", "broadsheet"}


def test_the_lock_of_sites_is_part_of_our_own():
    ours = (REPOSITORY / "requirements.lock").read_text("utf-8")
    sites = (REPOSITORY / "generator/broadsheet/starts/requirements.lock").read_text("utf-8")
    for pin in re.findall(r"^\S+==\S+", sites, re.MULTILINE):
        assert f"\n{pin}" in ours, f"{pin}: run 'make lock'"
    assert set(re.findall("sha256:[0-9a-f]+", sites)) <= set(re.findall("sha256:[0-9a-f]+", ours))


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        ("0.9.1", "broadsheet==0.9.1"),
        ("https://git.example/a/broadsheet@v1", "broadsheet @ git+https://git.example/a/broadsheet@v1"),
        ("git+ssh://git@git.example/a/b@v1", "broadsheet @ git+ssh://git@git.example/a/b@v1"),
    ],
)
def test_broadsheet_itself_comes_from_an_index_or_a_repository(tmp_path, origin, line):
    init(tmp_path / "new", "--from", origin)
    text = (tmp_path / "new/requirements-broadsheet.txt").read_text("utf-8")
    assert text.splitlines()[1:] == [line]


def test_one_that_runs_from_a_folder_says_that_a_site_cannot_install_it_from_there(tmp_path):
    note = distribution("broadsheet").read_text("direct_url.json")
    if "dir_info" not in (note or ""):
        pytest.skip("this Broadsheet was not installed from a folder")
    assert (
        "note: this Broadsheet runs from a folder, so requirements-broadsheet.txt"
        in init(tmp_path / "a").output
    )
    assert "note:" not in init(tmp_path / "b", "--from", "0.9.1").output


def test_a_wheels_file_is_kept_beside_with_its_digest(tmp_path):
    wheel = tmp_path / f"broadsheet-{__version__}-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    init(tmp_path / "new", "--from", str(wheel))
    assert (tmp_path / "new/wheels" / wheel.name).read_bytes() == b"a wheel"
    text = (tmp_path / "new/requirements-broadsheet.txt").read_text("utf-8")
    assert f"./wheels/{wheel.name} --hash=sha256:{hashlib.sha256(b'a wheel').hexdigest()}\n" in text


def test_the_record_has_the_digest_of_each_file_that_is_ours(tmp_path):
    init(tmp_path / "new", "--host", "netlify")
    record = json.loads((tmp_path / "new/.broadsheet/written.json").read_text("utf-8"))
    assert record["version"] == __version__
    assert set(record["files"]) == {
        *OWN_FILES["netlify"],
        *(".gitignore", "requirements.txt", "requirements-broadsheet.txt"),
    }
    for path, digest in record["files"].items():
        if path.endswith(".yml"):
            continue  # commits of actions are left out of its digest
        assert hashlib.sha256((tmp_path / "new" / path).read_bytes()).hexdigest() == digest


# -- a terminal --------------------------------------------------------------------------


def answer(folder: Path, *answers: str, words: tuple[str, ...] = ()) -> str:
    """Type answers on a terminal; return all that was shown on it."""
    command = [sys.executable, "-m", "broadsheet", "init", str(folder), *words]
    ours, theirs = open_terminal()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as program:
        os.close(theirs)
        os.write(ours, "".join(f"{text}\n" for text in answers).encode())
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the other end of a terminal is closed
            pass
        program.wait()
    os.close(ours)
    assert program.returncode == 0, shown.decode()
    return shown.decode()


@pytest.mark.slow
def test_on_a_terminal_it_asks_what_nobody_said_and_asks_again_where_an_answer_is_none(tmp_path):
    shown = answer(
        *(tmp_path / "new", "Stones", "stones.example.org", "https://stones.example.org"),
        *("arxiv", "geology!", "physics.geo-ph", ""),
        words=("--host", "netlify"),
    )
    assert "has no scheme; write https://stones.example.org/" in shown
    assert "is none for categories of arXiv" in shown
    assert "Host" not in shown, "it was said"
    assert 'site_name: "Stones"' in (tmp_path / "new/mkdocs.yml").read_text("utf-8")
    assert '"physics.geo-ph"' in (tmp_path / "new/content/config/sources.yaml").read_text("utf-8")
    assert (tmp_path / "new/netlify.toml").is_file()


def test_a_reading_group_picks_its_papers_by_hand(tmp_path):
    init(tmp_path / "new", "--start", "reading-group")
    done = run("fetch", "--root", tmp_path / "new", "--today", "2026-03-02")
    assert done.exit_code == 0
    assert "names no source, so papers are picked by hand" in done.output
