"""Rot: a byte that changed in what a build wrote is found, named, and written again by the next build."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from building import build
from click.testing import CliRunner
from rotting import files_to_rot, rot

from broadsheet.cache.owned_files import RECORD
from broadsheet.cli import main

pytestmark = pytest.mark.slow
FLIPS = 25


def doctor(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--root", str(root), *options])
    return result.exit_code, result.output


@pytest.fixture
def built(world: Path) -> Path:
    assert build(world).returncode == 0
    return world


@pytest.mark.parametrize(
    "pattern",
    [
        "site/index.html",
        "site/paper/2603.00001/index.html",
        "site/paper/2603.00001/index.md",
        "site/feed.xml",
        "site/assets/broadsheet.*.css",
        "build/docs/feed.json",
        "build/docs/paper/2603.00001.md",
        "build/twins/paper/2603.00001/index.md",
    ],
)
def test_a_changed_byte_is_named_and_the_next_build_mends_it(built, snapshot, pattern):
    before = snapshot(built / "site")
    (file,) = built.glob(pattern)
    path = file.relative_to(built).as_posix()
    rot(file, 50)
    code, said = doctor(built, "--deep")
    assert code == 1
    assert f"{path}: is not as it was written; run 'broadsheet build'" in said
    assert build(built).returncode == 0
    assert snapshot(built / "site") == before
    assert "is not as it was written" not in doctor(built, "--deep")[1]


def test_a_file_that_is_gone_is_named(built):
    (built / "site" / "feed.xml").unlink()
    assert "site/feed.xml: is gone" in doctor(built, "--deep")[1]


def test_without_the_option_the_site_is_not_read(built):
    rot(built / "site" / "index.html", 50)
    assert "index.html" not in doctor(built)[1]


def test_a_site_elsewhere_is_looked_into_where_it_is_named(built, tmp_path):
    elsewhere = tmp_path / "public"
    assert build(built, "--site-dir", str(elsewhere)).returncode == 0
    rot(elsewhere / "index.html", 50)
    said = doctor(built, "--deep", "--site-dir", str(elsewhere))[1]
    assert f"{elsewhere / 'index.html'}: is not as it was written" in said


@pytest.mark.parametrize("seed", range(3))
def test_whatever_rots_nothing_wrong_is_published_after_a_look_and_a_build(built, snapshot, seed):
    dice = random.Random(seed)
    before = snapshot(built / "site")
    for folder in (".cache", "build", "site"):
        files = files_to_rot(built / folder)
        for file in dice.sample(files, min(FLIPS, len(files))):
            rot(file, dice.randrange(1 << 20))
    doctor(built, "--deep")
    done = build(built)
    assert done.returncode == 0, done.stdout + done.stderr
    assert snapshot(built / "site") == before
    assert (built / "site" / RECORD).is_file()


@pytest.mark.parametrize("place", [3, 700, 1500])
def test_a_line_of_our_list_may_rot_and_its_file_is_ours_all_the_same(built, snapshot, place):
    before = snapshot(built / "site")
    rot(built / "site" / RECORD, place)
    done = build(built)
    assert done.returncode == 0, done.stdout + done.stderr
    assert snapshot(built / "site") == before
