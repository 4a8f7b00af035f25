"""`remove`: a paper goes for good, and nothing brings it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from broadsheet.cli import main

FILE = "content/papers/2603/2603.00005.json"
NOTE = "content/notes/2603.00005.md"
WHY = 'Its authors asked: "away with it"'


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def remove(world: Path, paper: str = "2603.00005", why: str = WHY) -> Result:
    return run("remove", "--root", world, paper, "--why", why, "--today", "2026-05-29")


def removed(world: Path) -> Any:
    return yaml.safe_load((world / "content/removed.yaml").read_text("utf-8"))


def test_a_removed_paper_and_its_note_go_and_are_remembered(world):
    done = remove(world, "https://arxiv.org/abs/2603.00005")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "removed 2603.00005: Twice the same triangle",
        "wrote content/removed.yaml",
        f"removed {NOTE}",
        f"removed {FILE}",
    ]
    assert not (world / FILE).exists() and not (world / NOTE).exists()
    [item] = removed(world)["removed"]
    assert (item["id"], item["why"], str(item["when"])) == ("2603.00005", WHY, "2026-05-29")
    assert run("check", "--root", world).exit_code == 0


def test_what_was_removed_is_not_added_again(world, answers):
    remove(world)
    words = ["add", "--root", str(world), "2603.00005"]
    done = CliRunner().invoke(main, words, obj=lambda root: answers.web())
    assert done.exit_code == 1
    assert done.stderr == (
        f"2603.00005: removed for good: {WHY}; take it out of content/removed.yaml if it is to come back\n"
    )


def test_other_ids_of_a_removed_paper_are_remembered_too(world):
    assert remove(world, "10.1000/example.1").exit_code == 0
    assert removed(world)["removed"][0]["id"] == "doi-10.1000-example.1"


@pytest.mark.parametrize(
    "before",
    [
        "# mine\nremoved: # gone\n- id: '2401.00001'\n  why: old\napart:\n- ids: [a1, b1]\n",
        "removed:\n  # newest first\n  - {id: '2401.00001', why: old}\n",
        "apart:\n  - ids: [a1, b1]",
        "removed: []\n",
    ],
    ids=["with comments", "indented", "without the key", "an empty list"],
)
def test_what_people_wrote_into_the_file_stays(world, before):
    (world / "content/removed.yaml").write_text(before)
    assert remove(world).exit_code == 0
    after = (world / "content/removed.yaml").read_text()
    for line in before.replace("removed: []", "removed:").splitlines():
        assert line in after.splitlines()
    assert removed(world)["removed"][0]["id"] == "2603.00005"


def test_a_file_that_cannot_be_added_to_is_left_alone(world, snapshot):
    (world / "content/removed.yaml").write_text("removed: [{id: '2401.00001', why: old}]\n")
    before = snapshot(world / "content")
    done = remove(world)
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "content/removed.yaml: cannot be added to as it is written; add this by hand: id:"
    )
    assert snapshot(world / "content") == before


def test_a_broken_file_is_said_to_be_and_nothing_is_removed(world, snapshot):
    (world / "content/removed.yaml").write_text("removed: [\n")
    before = snapshot(world / "content")
    assert remove(world).exit_code == 1
    assert snapshot(world / "content") == before


def test_words_that_link_to_a_removed_paper_are_named(world):
    (world / "content/pages/best.md").write_text("[the best](paper:2603.00005)")
    done = remove(world)
    assert done.exit_code == 0
    assert (
        done.stderr
        == "content/pages/best.md: links to paper:2603.00005, which was removed; take the link out\n"
    )


def test_a_paper_that_is_not_here_cannot_be_removed(world, snapshot):
    before = snapshot(world / "content")
    done = remove(world, "2603.09999")
    assert done.exit_code == 1 and "there is no such paper here" in done.stderr
    assert remove(world, why=" ").exit_code == 2
    assert snapshot(world / "content") == before
