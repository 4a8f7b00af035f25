"""What only GitHub and pre-commit run: neither says more than that it does not work."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile

import pytest
import yaml
from conftest import REPOSITORY

from broadsheet.cache.owned_files import RECORD

GITHUB = REPOSITORY / ".github"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def test_there_is_a_form_for_bugs_ideas_sources_and_questions():
    assert [form.stem for form in FORMS] == ["bug", "idea", "question", "source"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_all_that_github_asks_for(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form.keys() == {"name", "description", "labels", "body"}
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert asked, "a form that asks for nothing"
    names = [part["id"] for part in asked]
    assert len(names) == len(set(names))
    for part in form["body"]:
        assert part["type"] in KINDS
        assert part["attributes"]["value" if part["type"] == "markdown" else "label"].strip()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_links_only_to_files_that_exist(path):
    # Relative to /OWNER/NAME/issues/new, where forms are filled in.
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
        assert target.startswith("../blob/HEAD/")
        assert (REPOSITORY / target.removeprefix("../blob/HEAD/")).is_file(), target


def test_what_others_can_answer_leads_to_them():
    config = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "config.yml").read_text("utf-8"))
    assert config["blank_issues_enabled"] is False
    for link in config["contact_links"]:
        assert link.keys() == {"name", "url", "about"}
        assert link["url"].startswith("https://")


def test_hooks_are_local_and_run_only_what_make_sets_up():
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))
    rules = re.findall(r"^([a-z -]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
    targets = " ".join(rules).split()
    [repository] = config["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        program, *words = hook["entry"].split()
        assert hook["language"] == "system"
        assert program.startswith(".venv/bin/") or (program == "make" and words[-1] in targets)


def test_all_of_the_site_is_published_names_with_a_dot_too_but_not_our_list_of_it(tmp_path):
    workflow = yaml.safe_load((GITHUB / "workflows" / "publish.yml").read_text("utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    [pack] = [step for step in steps if step.get("name") == "Pack the site"]
    [upload] = [step for step in steps if "upload-artifact@" in step.get("uses", "")]
    files = ["index.html", ".nojekyll", "CNAME", ".well-known/security.txt", f"a/{RECORD}"]
    for name in [*files, RECORD]:
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    os.link(tmp_path / "site" / "index.html", tmp_path / "site" / "linked.html")
    environment = {**os.environ, "RUNNER_TEMP": str(tmp_path)}
    subprocess.run(["bash", "-ec", pack["run"]], cwd=tmp_path, env=environment, check=True)
    assert upload["with"]["path"] == "${{ runner.temp }}/artifact.tar"
    assert upload["with"]["name"] == "github-pages", "where actions/deploy-pages looks"
    with tarfile.open(tmp_path / "artifact.tar") as archive:
        packed = {member.name: member for member in archive if not member.isdir()}
    assert sorted(packed) == sorted(f"./{name}" for name in [*files, "linked.html"])
    assert all(member.isfile() for member in packed.values()), "Pages takes no links"
