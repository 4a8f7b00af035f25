"""Folders that a command is pointed at: a work tree of gh-pages, a link, letters; nothing is lost in them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from building import build
from click.testing import CliRunner

from broadsheet.cli import main

pytestmark = pytest.mark.slow

# What a branch gh-pages may hold that another tool, or a person, put there.
OTHERS = {
    "CNAME": "papers.example.org\n",
    ".nojekyll": "",
    ".well-known/security.txt": "Contact: mailto:us@example.org\n",
    "index.html": "<p>Our group</p>",
    "sitemap.xml": "<urlset/>",
    "thesis/index.html": "<p>A thesis</p>",
}


def put_others(folder: Path) -> None:
    for path, text in OTHERS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def test_a_work_tree_of_other_people_s_pages_is_refused_and_stays(world, tmp_path, snapshot):
    pages = tmp_path / "gh-pages"
    pages.mkdir()
    subprocess.run(["git", "init", "--quiet", str(pages)], check=True)
    put_others(pages)
    before = snapshot(pages)
    failed = build(world, "--site-dir", str(pages))
    assert failed.returncode == 1
    assert f"{pages}: holds files, such as " in failed.stderr
    assert snapshot(pages) == before


def test_a_work_tree_with_only_git_in_it_is_filled_and_filled_again(world, tmp_path, snapshot):
    pages = tmp_path / "gh-pages"
    pages.mkdir()
    subprocess.run(["git", "init", "--quiet", str(pages)], check=True)
    git = snapshot(pages)
    assert build(world, "--site-dir", str(pages)).returncode == 0
    (pages / "CNAME").write_text(OTHERS["CNAME"])
    (pages / "thesis").mkdir()
    (pages / "thesis/index.html").write_text(OTHERS["thesis/index.html"])
    (world / "content/notes/2603.00001.md").unlink(missing_ok=True)
    done = build(world, "--site-dir", str(pages))
    assert done.returncode == 0, done.stderr
    after = snapshot(pages)
    assert git.items() <= after.items()
    assert after["CNAME"] == OTHERS["CNAME"].encode()
    assert after["thesis/index.html"] == OTHERS["thesis/index.html"].encode()


def test_a_clone_of_a_site_that_we_built_is_ours(world, tmp_path, snapshot):
    first, clone = tmp_path / "first", tmp_path / "clone"
    assert build(world, "--site-dir", str(first)).returncode == 0
    shutil.copytree(first, clone)
    assert build(world, "--site-dir", str(clone)).returncode == 0
    assert snapshot(clone) == snapshot(first)


def test_a_file_of_ours_that_somebody_replaced_by_a_page_of_theirs_is_the_build_s(world, snapshot):
    build(world)
    before = snapshot(world / "site")
    (world / "site/index.html").write_text("edited in place")
    assert build(world).returncode == 0
    assert snapshot(world / "site") == before


@pytest.mark.parametrize("folder", ["build/docs", "build/twins", "site"])
def test_a_link_to_a_folder_of_somebody_s_files_is_refused(world, tmp_path, snapshot, folder):
    put_others(tmp_path / "elsewhere")
    before = snapshot(tmp_path / "elsewhere")
    (world / folder).parent.mkdir(exist_ok=True)
    (world / folder).symlink_to(tmp_path / "elsewhere")
    failed = build(world)
    assert failed.returncode == 1
    assert "holds files" in failed.stderr
    assert snapshot(tmp_path / "elsewhere") == before


def test_letters_are_not_written_among_other_files(world, tmp_path, snapshot):
    put_others(tmp_path / "out" / "2026-03-06")
    before = snapshot(tmp_path / "out")
    mail = [
        "mail",
        "--root",
        str(world),
        "--dry-run",
        "--edition",
        "2026-03-06",
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(main, mail)
    assert result.exit_code == 1, result.output
    assert "holds files" in result.output
    assert snapshot(tmp_path / "out") == before
