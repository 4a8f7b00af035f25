"""A machine that has ProperDocs and not MkDocs: the site is rendered all the same.

Here is no ProperDocs. What stands in for it does the one thing that counts: it gives MkDocs to whoever asks
for it. tools/canary.sh tries the real one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import REPOSITORY

from broadsheet import pipeline

pytestmark = pytest.mark.slow
RUNNER = "broadsheet.rendering.accelerate.runner"


@pytest.fixture
def without_mkdocs(tmp_path) -> Path:
    """A folder of all packages but MkDocs."""
    packages = Path(find_spec("mkdocs").origin).parents[1]
    folder = tmp_path / "packages"
    folder.mkdir()
    for package in packages.iterdir():
        if package.name != "mkdocs" and not package.name.startswith("mkdocs-1"):
            (folder / package.name).symlink_to(package)
    return folder


def stand_in(packages: Path) -> None:
    """Lay a ProperDocs that stands for MkDocs beside the ``packages``."""
    hidden = packages.parent / "hidden"
    hidden.mkdir()
    (hidden / "mkdocs").symlink_to(Path(find_spec("mkdocs").origin).parent)
    (packages / "properdocs").mkdir()
    (packages / "properdocs" / "__init__.py").write_text("")
    (packages / "properdocs" / "replacement.py").write_text(f"import sys\nsys.path.append({str(hidden)!r})\n")


def render(world: Path, packages: Path) -> subprocess.CompletedProcess[str]:
    pipeline.write_docs(pipeline.read_library(world), world)
    command = [sys.executable, "-S", "-m", RUNNER, "build", str(world / "out"), str(world / "mkdocs.yml")]
    paths = [str(packages), str(REPOSITORY / "generator")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_properdocs_renders_the_site_where_mkdocs_is_missing(world, without_mkdocs):
    stand_in(without_mkdocs)
    ran = render(world, without_mkdocs)
    assert ran.returncode == 0, ran.stderr
    assert (world / "out" / "index.html").exists()


def test_without_either_it_is_mkdocs_that_is_missed(world, without_mkdocs):
    ran = render(world, without_mkdocs)
    assert ran.returncode == 1
    assert "No module named 'mkdocs'" in ran.stderr
