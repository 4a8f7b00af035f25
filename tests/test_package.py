"""The package: what is in both archives, what it claims to be, and what shells and reporters are told."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from conftest import REPOSITORY
from packaging.metadata import Metadata

from broadsheet import __version__
from broadsheet.cli import main, versions

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
BACKEND = (
    "import sys; from setuptools import build_meta as b; getattr(b, f'build_{sys.argv[1]}')(sys.argv[2])"
)
SHELLS = ("bash", "zsh", "fish")


def jobs_of_ci() -> dict:
    return yaml.safe_load((REPOSITORY / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]


# What is in it


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> Path:
    """A copy of what is needed to build, without caches."""
    folder = tmp_path_factory.mktemp("package") / "source"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "generator", folder / "generator", ignore=ignored)
    shutil.copytree(REPOSITORY / "tests", folder / "tests", ignore=shutil.ignore_patterns("world", "*cache*"))
    (folder / "content").mkdir()
    (folder / "content" / "setup.py").write_text("")
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"):
        shutil.copy(REPOSITORY / name, folder)
    return folder


def built(sources: Path, kind: str) -> Path:
    out = sources.parent / kind
    out.mkdir()
    subprocess.run(
        [sys.executable, "-c", BACKEND, kind, str(out)], cwd=sources, check=True, capture_output=True
    )
    [archive] = out.iterdir()
    return archive


def files_of_the_generator(root: Path) -> set[Path]:
    paths = (root / "generator" / "broadsheet").rglob("*")
    return {path.relative_to(root) for path in paths if path.is_file() and "__pycache__" not in path.parts}


@pytest.mark.slow
def test_the_wheel_holds_the_generator_with_all_its_files_and_nothing_else(sources):
    archive = zipfile.ZipFile(built(sources, "wheel"))
    held = {name for name in archive.namelist() if not name.endswith("/")}
    package = sources / "generator"
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    wanted = {name for name in files if name.startswith("broadsheet/") and "__pycache__" not in name}
    about = {name for name in held if name.startswith(f"broadsheet-{__version__}.dist-info/")}
    assert held - about == wanted
    assert {"broadsheet/py.typed", "broadsheet/starts/requirements.lock"} <= held
    assert f"broadsheet-{__version__}.dist-info/licenses/LICENSE" in about
    text = archive.read(f"broadsheet-{__version__}.dist-info/METADATA")
    metadata = Metadata.from_email(text, validate=True)
    assert metadata.description and metadata.description_content_type == "text/markdown"
    assert metadata.license_expression == "MIT" and metadata.license_files == ["LICENSE"]


@pytest.mark.slow
def test_the_source_archive_builds_the_same_and_holds_no_tests_and_no_content(sources, tmp_path):
    with tarfile.open(built(sources, "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()
    assert {"LICENSE", "CHANGELOG.md", "SECURITY.md", "pyproject.toml"} <= {p.name for p in folder.iterdir()}
    assert not (folder / "tests").exists() and not (folder / "content").exists()
    own = {
        path.relative_to(folder) for path in (folder / "generator/broadsheet").rglob("*") if path.is_file()
    }
    given = sources / "generator/broadsheet"
    assert own == {path.relative_to(sources) for path in given.rglob("*") if path.is_file()}


# What it claims


def test_the_metadata_claim_the_pythons_and_systems_that_ci_tests_and_no_others():
    fast = jobs_of_ci()["fast"]["strategy"]["matrix"]
    pythons = {*fast["python"], *(job["python"] for job in fast["include"])}
    systems = {name.split("-")[0] for name in (*fast["system"], *(job["system"] for job in fast["include"]))}
    claimed = PROJECT["classifiers"]
    of_python = [line.rpartition(" ")[2] for line in claimed if line.startswith("Programming Language")]
    assert {name for name in of_python if name != "Only"} == pythons
    names = {"Operating System :: POSIX :: Linux": "ubuntu", "Operating System :: MacOS": "macos"}
    assert {names[line] for line in claimed if line.startswith("Operating System")} == systems
    assert claimed == sorted(claimed)


def test_the_typeface_is_nothing_that_an_installation_needs():
    assert not [line for line in PROJECT["dependencies"] if "font" in line]
    assert [line for line in PROJECT["optional-dependencies"]["cards"] if "font" in line]


# What shells and reporters are told


@pytest.mark.parametrize("shell", SHELLS)
def test_a_completion_is_valid_in_its_shell(shell, tmp_path):
    script = CliRunner().invoke(main, ["completion", shell])
    assert script.exit_code == 0
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"{shell} is not here")
    file = tmp_path / "completion"
    file.write_text(script.stdout)
    subprocess.run([program, "-n", str(file)], check=True)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_told_the_commands_that_begin_as_was_typed(shell):
    asked = {"_BROADSHEET_COMPLETE": f"{shell}_complete", "COMP_WORDS": "broadsheet expl", "COMP_CWORD": "1"}
    if shell == "fish":
        asked["COMP_CWORD"] = "expl"
    told = CliRunner().invoke(main, [], prog_name="broadsheet", env=asked)
    assert "explain" in told.stdout
    assert "build" not in told.stdout


def test_a_shell_that_click_does_not_know_is_refused_with_those_that_it_knows():
    refused = CliRunner().invoke(main, ["completion", "tcsh"])
    assert refused.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in refused.stderr


def test_the_version_names_all_that_a_report_needs():
    told = CliRunner().invoke(main, ["--version"])
    assert told.exit_code == 0
    first, *others = told.stdout.splitlines()
    assert first == f"broadsheet {__version__}"
    for word in ("Python 3.", "MkDocs 1.", "Material for MkDocs 9."):
        assert any(line.startswith(word) for line in others)


def test_the_version_is_told_even_where_mkdocs_is_missing(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    told = versions.describe_versions()
    assert "MkDocs: not installed" in told and f"broadsheet {__version__}" in told
