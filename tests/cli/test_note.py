"""`note`: the file that a person writes on a paper, opened in an editor where there is one."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from terminals import open_terminal

from broadsheet.cli import main

NEW = "content/notes/2603.00001.md"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def edit(world: Path, monkeypatch: pytest.MonkeyPatch, editor: str, paper: str = "2603.00001") -> None:
    """Run the command in a terminal, with an editor; what it says there is nobody's."""
    monkeypatch.setenv("VISUAL", editor)
    ours, theirs = open_terminal()
    with os.fdopen(theirs, "r+b", buffering=0) as device, monkeypatch.context() as patch:
        terminal = io.TextIOWrapper(device)
        patch.setattr(sys, "stdin", terminal)
        patch.setattr(sys, "stdout", terminal)
        main.main(["note", "--root", str(world), paper], standalone_mode=False)
        terminal.flush()
    os.close(ours)


def test_without_a_terminal_a_note_is_written_and_named(world):
    done = run("note", "--root", world, "https://arxiv.org/abs/2603.00001v2")
    assert (done.exit_code, done.output) == (0, f"wrote {NEW}\n")
    text = (world / NEW).read_text("utf-8")
    assert "# 2603.00001: Counting to ten with large sums\n# Ada Example" in text
    assert "# topics: [] # in place of those that were found; known: " in text
    assert run("check", "--root", world).exit_code == 0, "a note as it is made is sound"
    again = run("note", "--root", world, "2603.00001")
    assert again.output == f"{world / NEW}\n"
    assert (world / NEW).read_text("utf-8") == text


def test_the_facts_of_a_hostile_title_stay_comments(world):
    assert run("note", "--root", world, "2603.00002").exit_code == 0
    checked = run("check", "--root", world)
    assert checked.exit_code == 0, checked.output


def test_a_paper_that_is_not_here_gets_no_note(world):
    done = run("note", "--root", world, "2603.09999")
    assert done.exit_code == 1
    assert done.stderr.startswith("2603.09999: there is no such paper here")
    assert not (world / "content/notes/2603.09999.md").exists()


@pytest.mark.parametrize("command", [["note"], ["remove", "--why", "x"], ["merge", "2603.00001"]])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../mkdocs.yml", "../../mkdocs.yml"),
        ("../digests/2026-03-03", "../digests/2026-03-03"),
        ("2603.00001.md", "2603.00001.md"),
        ("con", "con"),
        ("", "''"),
        ("a\x1b[31mb", "a[31mb"),
    ],
)
def test_a_name_of_no_paper_is_refused_and_shown_as_it_was_read(world, snapshot, command, name, shown):
    before = snapshot(world)
    done = run(*command, "--root", world, name)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{shown}: there is no such paper here")
    after = snapshot(world)
    assert {path for path in after if not path.startswith(".cache/")} == before.keys()


def test_a_note_is_kept_that_the_editor_changed(world, monkeypatch):
    edit(world, monkeypatch, "sed -i.before 's/takeaway:.*/takeaway: Ten/'")
    assert "takeaway: Ten" in (world / NEW).read_text("utf-8")


def test_a_new_note_that_the_editor_left_as_it_was_is_not_left_behind(world, monkeypatch):
    edit(world, monkeypatch, "true")
    assert not (world / NEW).exists()


def test_a_note_that_was_there_stays_when_the_editor_changed_nothing(world, monkeypatch):
    place = world / "content/notes/2603.00003.md"
    before = place.read_bytes()
    edit(world, monkeypatch, "true", "2603.00003")
    assert place.read_bytes() == before
