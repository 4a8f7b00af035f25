"""What keeps a tag from being a release, and who may do what in the workflow that makes one."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
import yaml
from conftest import REPOSITORY
from release import find_problems, notes

HOME = "https://github.com/someone/broadsheet"
PROJECT = """\
[project]
version = "1.2.0"
[project.urls]
Source = "https://github.com/someone/broadsheet"
"""
CHANGELOG = """\
# Changelog

## [Unreleased]

- Something to come.

## [1.2.0] - 2026-12-01

### Added

- A thing.

## [1.1.0] - 2026-11-01

- An older thing.

[1.2.0]: https://github.com/someone/broadsheet/releases
"""
WORKFLOW = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "release.yml").read_text("utf-8"))
JOBS = WORKFLOW["jobs"]


@pytest.fixture
def repository(tmp_path):
    """A repository of which v1.2.0 may be released."""
    (tmp_path / "generator" / "broadsheet").mkdir(parents=True)
    (tmp_path / "generator/broadsheet/__init__.py").write_text('"""Broadsheet."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def test_a_tag_that_agrees_with_everything_may_be_released(repository):
    assert list(find_problems(repository, "v1.2.0", HOME)) == []
    assert notes(repository, "v1.2.0") == "### Added\n\n- A thing."
    assert notes(repository, "v1.1.0") == "- An older thing."


@pytest.mark.parametrize(
    ("file", "old", "new", "tag", "told"),
    [
        ("pyproject.toml", "x", "x", "v1.2", "tag v1.2: is no version"),
        ("pyproject.toml", "x", "x", "1.2.0", "tag 1.2.0: is no version"),
        ("pyproject.toml", '"1.2.0"', '"1.1.0"', "v1.2.0", "pyproject.toml: version is 1.1.0"),
        ("generator/broadsheet/__init__.py", "1.2.0", "1.2.1", "v1.2.0", "__version__ is not 1.2.0"),
        ("CHANGELOG.md", "## [1.2.0] - 2026-12-01\n", "", "v1.2.0", "CHANGELOG.md: has no section"),
        ("CHANGELOG.md", " - 2026-12-01", "", "v1.2.0", "CHANGELOG.md: has no section"),
        ("CHANGELOG.md", "### Added\n\n- A thing.\n", "", "v1.2.0", "CHANGELOG.md: has no section"),
        ("pyproject.toml", "github.com/someone", "broadsheet.example", "v1.2.0", "Source is a placeholder"),
        ("pyproject.toml", "someone", "another", "v1.2.0", "make them one"),
    ],
)
def test_what_does_not_agree_is_said(repository, file, old, new, tag, told):
    path = repository / file
    path.write_text(path.read_text().replace(old, new))
    problems = list(find_problems(repository, tag, HOME))
    assert any(told in problem for problem in problems), problems


def test_a_version_is_the_same_wherever_it_stands():
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    [version] = re.findall(r'^version = "(.+)"', text, re.MULTILINE)
    problems = list(find_problems(REPOSITORY, f"v{version}", ""))
    assert not [problem for problem in problems if "__version__" in problem or "version is" in problem]


def test_nothing_is_published_without_a_person():
    assert JOBS["publish"]["environment"]["name"] == "release"
    publishing = [name for name, job in JOBS.items() if "pypi-publish" in str(job)]
    assert publishing == ["publish"]
    assert WORKFLOW[True]["push"].keys() == {"tags"}  # YAML reads "on" as true


def test_each_job_waits_for_the_one_before_so_that_nothing_untested_is_published():
    order = ["check", "test", "build", "attest", "publish", "announce"]
    assert list(JOBS) == order
    for before, name in pairwise(order):
        assert JOBS[name]["needs"] == before


def test_a_job_that_may_write_runs_nothing_of_the_repository_and_installs_nothing():
    assert WORKFLOW["permissions"] == {}
    for name, job in JOBS.items():
        if set(job["permissions"].values()) == {"read"}:
            continue
        used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
        assert "actions/checkout" not in used and "actions/setup-python" not in used, name
        for step in job["steps"]:
            assert "pip" not in step.get("run", ""), name
