"""`merge` and `split`: what is one work, by a person's word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from arxiv_made import entry, feed
from click.testing import CliRunner, Result
from conftest import Answers

from broadsheet import pipeline
from broadsheet.cli import main

FIRST = "content/papers/2603/2603.00001.json"
OTHER = "content/papers/2603/2603.00005.json"
NOTE = "content/notes/2603.00005.md"
TODAY = "2026-05-29"


def run(world: Path, command: str, *words: str, answers: Answers | None = None) -> Result:
    connect = (lambda root: answers.web()) if answers else None
    arguments = [command, "--root", str(world), *words]
    if command in ("merge", "split"):
        arguments += ["--today", TODAY]
    return CliRunner().invoke(main, arguments, obj=connect)


def read(world: Path, place: str) -> Any:
    return json.loads((world / place).read_text("utf-8"))


def apart(world: Path) -> list[list[str]]:
    pairs = yaml.safe_load((world / "content/removed.yaml").read_text("utf-8"))["apart"]
    return [pair["ids"] for pair in pairs]


def test_a_merged_paper_goes_into_the_other_with_its_sightings_and_its_note(world):
    first, other = read(world, FIRST), read(world, OTHER)
    words = (world / NOTE).read_bytes()
    done = run(world, "merge", "2603.00001", "https://arxiv.org/abs/2603.00005")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "merged 2603.00005 into 2603.00001: Counting to ten with large sums",
        f"wrote {FIRST}",
        "wrote content/notes/2603.00001.md",
        f"removed {NOTE}",
        f"removed {OTHER}",
    ]
    merged = read(world, FIRST)
    assert merged["also"] == ["2603.00005"] and merged["title"] == first["title"]
    days = {sighting["day"] for sighting in (*first["sightings"], *other["sightings"])}
    assert {sighting["day"] for sighting in merged["sightings"]} == days
    assert (world / "content/notes/2603.00001.md").read_bytes() == words
    checked = run(world, "check")
    assert checked.exit_code == 0, checked.output


@pytest.mark.slow
def test_the_address_of_a_merged_paper_leads_to_the_other_and_so_do_links_in_words(world):
    (world / "content/pages/best.md").write_text("[best](paper:2603.00005)")
    run(world, "merge", "2603.00001", "2603.00005")
    library = pipeline.read_library(world)
    pipeline.write_docs(library, world)
    docs = world / "build/docs"
    assert 'href="../../paper/2603.00001/"' in (docs / "paper/2603.00005.md").read_text("utf-8")
    assert "](paper/2603.00001.md)" in (docs / "best.md").read_text("utf-8")


def test_papers_with_a_note_each_are_not_merged_before_a_person_joined_these(world, snapshot):
    before = snapshot(world / "content")
    done = run(world, "merge", "2603.00003", "2603.00005")
    assert done.exit_code == 1
    assert done.stderr == (f"{NOTE}: 2603.00003 has a note, too; move these words there, then delete it\n")
    assert snapshot(world / "content") == before


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("2603.00001", "2603.00001v2"), "both names are of this one paper already"),
        (("2603.00001", "2603.09999"), "there is no such paper here"),
    ],
)
def test_what_cannot_be_merged_is_said_and_nothing_changes(world, snapshot, pair, told):
    before = snapshot(world / "content")
    done = run(world, "merge", *pair)
    assert done.exit_code == 1 and told in done.stderr
    assert snapshot(world / "content") == before


# split


def test_two_papers_that_look_like_one_are_kept_apart(world, snapshot):
    before = snapshot(world / "content")
    done = run(world, "split", "2603.00001", "2603.00005")
    assert done.exit_code == 0
    assert done.stdout == "2603.00001 and 2603.00005 stay two papers\nwrote content/removed.yaml\n"
    assert apart(world) == [["2603.00001", "2603.00005"]]
    assert before.items() <= snapshot(world / "content").items()
    again = run(world, "split", "2603.00005", "2603.00001")
    assert again.stdout == "2603.00005 and 2603.00001 stay two papers\n", "they are named once"
    assert apart(world) == [["2603.00001", "2603.00005"]]
    merging = run(world, "merge", "2603.00001", "2603.00005")
    assert merging.exit_code == 1
    assert "content/removed.yaml: keeps 2603.00001 and 2603.00005 apart" in merging.stderr


def test_a_work_that_was_taken_for_another_gets_a_page_of_its_own(world, answers):
    known = read(world, FIRST)
    (world / FIRST).write_text(json.dumps({"id": known.pop("id"), "also": ["2605.00001"], **known}))
    answers.give(200, feed(entry()))
    answers.give(404)
    done = run(world, "split", "2603.00001", "arXiv:2605.00001", answers=answers)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2603.00001 no longer goes by 2605.00001",
        "added 2605.00001: On Paper 1 (2026-03-02)",
        "wrote content/removed.yaml",
        f"wrote {FIRST}",
        "wrote content/papers/2605/2605.00001.json",
        "wrote content/ledger/2026-03-02.json",
    ]
    assert "also" not in read(world, FIRST)
    assert run(world, "check").exit_code == 0


def test_with_the_doi_of_another_work_goes_the_journal_that_came_with_it(world, answers):
    known = read(world, FIRST)
    published = {"doi": "10.5555/stones.7", "journal": "Journal of Examples"}
    place, paper_id = world / FIRST, known.pop("id")
    place.write_text(json.dumps({"id": paper_id, **known, **published}))
    answers.give(404)
    answers.give(200, [None])
    done = run(world, "split", "2603.00001", "10.5555/stones.7", answers=answers)
    assert done.exit_code == 1
    assert (
        "doi-10.5555-stones.7: has no page yet; 'broadsheet add --day 2026-03-02' gives it one" in done.stderr
    )
    assert published.keys().isdisjoint(read(world, FIRST))
    assert apart(world) == [["2603.00001", "doi-10.5555-stones.7"]]
