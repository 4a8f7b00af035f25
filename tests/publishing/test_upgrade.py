"""A site moves to a newer Broadsheet: pins, workflow and names of settings, never what people wrote."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet import __version__
from broadsheet.cli import main
from broadsheet.publishing.renamed_keys import KeyChange, rename_keys

WORKFLOW = ".github/workflows/publish.yml"
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs Git")


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def upgrade(root: Path, *words: str) -> tuple[int, str]:
    return run("upgrade", "--root", root, *words)


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def commit(root: Path) -> None:
    if shutil.which("git"):
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--allow-empty", "--message", "So far")


def write_as_old(root: Path, path: str, text: str) -> None:
    """Put a file there as an older Broadsheet would have written it."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
    record = root / ".broadsheet/written.json"
    values = json.loads(record.read_text("utf-8"))
    values["files"][path] = hashlib.sha256(text.encode()).hexdigest()
    values["version"] = "0.0.9"
    record.write_text(json.dumps(values), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of today."""
    assert run("init", tmp_path / "site")[0] == 0
    commit(tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def old_site(site: Path) -> Path:
    """A made-up site of an older Broadsheet: a key and a script that are gone, other pins."""
    write_as_old(site, WORKFLOW, "name: Publish\non: push\n")
    write_as_old(site, ".broadsheet/gone.sh", "#!/bin/sh\n")
    write_as_old(site, "requirements-broadsheet.txt", "# Broadsheet itself.\nbroadsheet==0.0.9\n")
    write_as_old(
        site,
        "requirements.txt",
        "click==8.1.0 \\\n    --hash=sha256:00\nold-thing==1.0 \\\n    --hash=sha256:11\n",
    )
    record = site / ".broadsheet/written.json"
    values = json.loads(record.read_text("utf-8"))
    values["packages"] = ["click", "old-thing"]
    del values["files"][".broadsheet/plan-run.sh"]
    record.write_text(json.dumps(values), "utf-8")
    (site / ".broadsheet/plan-run.sh").unlink()
    settings = site / "content/config/site.yaml"
    settings.write_text("language: de # of the pages\n" + settings.read_text("utf-8"), "utf-8")
    (site / "content/notes/2605.22355.md").write_text("Mine.\n")
    (site / "README.md").write_text("Mine.\n")
    commit(site)
    return site


def test_a_site_of_today_has_nothing_to_do(site, snapshot):
    before = snapshot(site)
    assert upgrade(site) == (0, f"nothing to do: the site is as Broadsheet {__version__} has it\n")
    assert upgrade(site, "--check")[0] == 0
    assert snapshot(site) == before


def test_an_old_site_moves_and_each_change_is_said(old_site, tmp_path, snapshot):
    run("init", tmp_path / "new")
    code, told = upgrade(old_site)
    assert code == 0
    assert told.splitlines()[0] == f"from Broadsheet 0.0.9 to {__version__}:"
    for line in (
        f"  {WORKFLOW}: as this version has it",
        "  .broadsheet/plan-run.sh: new",
        "  .broadsheet/gone.sh: removed, since this version and host need none",
        f"  requirements-broadsheet.txt: broadsheet==0.0.9 → broadsheet=={__version__}",
        "  content/config/site.yaml: line 1: 'language' is gone, and a comment now; "
        "write 'theme: {name: broadsheet, language: …}' in mkdocs.yml",
    ):
        assert line in told.splitlines()
    assert "requirements.txt: packages: 1 changed, " in told and ", 1 gone" in told
    for path in (WORKFLOW, "requirements.txt", "requirements-broadsheet.txt", ".broadsheet/plan-run.sh"):
        assert (old_site / path).read_bytes() == (tmp_path / "new" / path).read_bytes()
    assert not (old_site / ".broadsheet/gone.sh").exists()
    settings = (old_site / "content/config/site.yaml").read_text("utf-8")
    assert settings.startswith("# language: de # of the pages\n# How the digest looks")
    assert (old_site / "README.md").read_text() == "Mine.\n"
    assert (old_site / "content/notes/2605.22355.md").read_text() == "Mine.\n"
    commit(old_site)
    assert upgrade(old_site)[1].startswith("nothing to do")


def test_a_check_says_the_same_changes_nothing_and_fails(old_site, snapshot):
    before = snapshot(old_site)
    code, told = upgrade(old_site, "--check")
    assert code == 1
    assert told.startswith(f"from Broadsheet 0.0.9 to {__version__}, 'broadsheet upgrade' would change:\n")
    assert f"  {WORKFLOW}: as this version has it\n" in told
    assert snapshot(old_site) == before


def test_a_workflow_that_somebody_edited_is_left_and_the_difference_is_shown(old_site):
    mine = "name: Publish\non: push\n# mine\n"
    (old_site / WORKFLOW).write_text(mine)
    commit(old_site)
    for _ in range(2):
        code, told = upgrade(old_site)
        assert code == 0
        assert f"{WORKFLOW}: you edited it, so it is left as it is; what this version would change:\n" in told
        assert f"--- {WORKFLOW} (yours)\n+++ {WORKFLOW} (Broadsheet {__version__})\n" in told
        assert "\n-# mine\n" in told
        assert (old_site / WORKFLOW).read_text() == mine
        commit(old_site)


def test_a_file_of_ours_that_somebody_removed_stays_away_and_one_edited_is_not_removed(old_site):
    (old_site / ".github/dependabot.yml").unlink()
    (old_site / ".broadsheet/gone.sh").write_text("#!/bin/sh\n# mine\n")
    commit(old_site)
    told = upgrade(old_site)[1]
    assert ".github/dependabot.yml was removed; an upgrade does not bring it back" in told
    assert not (old_site / ".github/dependabot.yml").exists()
    assert (old_site / ".broadsheet/gone.sh").exists()


def test_pins_that_a_robot_moved_are_ours_again_and_packages_that_were_added_stay(site):
    pins = (site / "requirements.txt").read_text("utf-8")
    added = "mkdocs-stones==1.0 \\\n    --hash=sha256:22\n"
    moved = pins.replace("\nclick==", "\nclick==9") + added
    (site / "requirements.txt").write_text(moved, "utf-8")
    commit(site)
    assert "  requirements.txt: packages: 1 changed, 0 new, 0 gone\n" in upgrade(site)[1]
    assert (site / "requirements.txt").read_text("utf-8") == f"{pins}# added by hand\n{added}"
    commit(site)
    assert upgrade(site)[1].startswith("nothing to do")


def test_the_wheel_that_a_site_installed_goes_with_its_line(tmp_path):
    wheel = f"broadsheet-{__version__}-py3-none-any.whl"
    (tmp_path / wheel).write_bytes(b"a wheel")
    run("init", tmp_path / "site", "--from", tmp_path / wheel)
    commit(tmp_path / "site")
    code, told = upgrade(tmp_path / "site", "--from", "0.9.1")
    assert code == 0
    assert f"  wheels/{wheel}: removed, since the site installs another Broadsheet\n" in told
    assert not (tmp_path / "site/wheels" / wheel).exists()


def test_another_host_brings_its_files_and_takes_away_those_of_the_one_before(site):
    settings = site / "content/config/site.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("host: github-pages", "host: gitlab-pages"), "utf-8"
    )
    commit(site)
    code, told = upgrade(site)
    assert code == 0
    assert "  .gitlab-ci.yml: new\n" in told
    assert not (site / WORKFLOW).exists() and (site / ".gitlab-ci.yml").is_file()


def test_line_ends_of_windows_are_no_edit(old_site):
    workflow = old_site / WORKFLOW
    workflow.write_bytes(workflow.read_bytes().replace(b"\n", b"\r\n"))
    commit(old_site)
    assert f"  {WORKFLOW}: as this version has it\n" in upgrade(old_site)[1]


def test_newer_commits_of_actions_which_a_robot_proposed_are_no_edit(site):
    workflow = site / WORKFLOW
    ours = workflow.read_text("utf-8")
    moved = re.sub(r"(actions/checkout@)\w+ # v\S+", rf"\g<1>{'a' * 40} # v7.0.0", ours)
    assert moved != ours
    workflow.write_text(moved, "utf-8")
    commit(site)
    assert upgrade(site)[1].startswith("nothing to do"), "and they stay"
    write_as_old(site, WORKFLOW, "steps:\n  - uses: actions/checkout@\n")
    workflow.write_text(f"steps:\n  - uses: actions/checkout@{'a' * 40} # v5.0.0\n", "utf-8")
    commit(site)
    assert f"  {WORKFLOW}: as this version has it\n" in upgrade(site)[1]
    assert workflow.read_text("utf-8") == ours


@needs_git
def test_a_site_with_changes_that_are_not_committed_is_left(old_site, snapshot):
    (old_site / "README.md").write_text("Not committed.\n")
    before = snapshot(old_site)
    code, told = upgrade(old_site)
    assert code == 1
    assert "has changes that are not committed (README.md); commit or discard them first" in told
    assert snapshot(old_site) == before


def test_a_site_of_a_newer_broadsheet_is_left(site):
    record = site / ".broadsheet/written.json"
    record.write_text(record.read_text("utf-8").replace(f'"{__version__}"', '"99.0.0"'), "utf-8")
    code, told = upgrade(site)
    assert code == 1
    assert "the site is of Broadsheet 99.0.0, and this is" in told


def test_a_site_from_before_there_was_a_record_gets_what_it_lacks_and_keeps_what_it_has(tmp_path):
    site = tmp_path / "old"
    (site / "content/config").mkdir(parents=True)
    (site / "mkdocs.yml").write_text("site_name: Old\n")
    (site / "content/config/site.yaml").write_text("host: netlify\n")
    (site / ".gitignore").write_text("mine\n")
    code, told = upgrade(site)
    assert code == 0
    assert told.startswith("from a Broadsheet that kept no record to ")
    assert "  netlify.toml: new\n" in told and ".gitignore: you edited it" in told
    assert (site / ".gitignore").read_text() == "mine\n"


def test_what_is_no_site_or_has_a_broken_record_is_told(tmp_path, site):
    assert "mkdocs.yml: missing; run 'broadsheet init' here" in upgrade(tmp_path)[1]
    for broken in ("{", "[]", '{"files": 1}'):
        (site / ".broadsheet/written.json").write_text(broken)
        code, told = upgrade(site)
        assert code == 1 and ".broadsheet/written.json: cannot be read (" in told


def test_a_key_gets_its_new_name_where_it_stands_and_nowhere_else():
    text = (
        "sources:\n  - kind: feed # most\n    most: 3\n  - {kind: arxiv, 'most': 4, words: [most]}\nmost: 1\n"
    )
    changes = [KeyChange("s.yaml", "sources[].most", "at_most"), KeyChange("other.yaml", "most", "least")]
    renamed, done = rename_keys("s.yaml", text, changes)
    assert renamed == (
        "sources:\n  - kind: feed # most\n    at_most: 3\n"
        "  - {kind: arxiv, at_most: 4, words: [most]}\nmost: 1\n"
    )
    assert sorted(done) == [
        "line 3: 'sources[].most' is 'at_most' now",
        "line 4: 'sources[].most' is 'at_most' now",
    ]
