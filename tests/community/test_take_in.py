"""`take-in`: forms of readers, from what a host or a mail carries to content/, or to a refusal in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from arxiv_made import entry, feed
from click.testing import CliRunner, Result
from conftest import Answers

from broadsheet.cli import main

TODAY = "2026-05-29"


def propose(paper: str, why: str = "It counts stones better than before.", tick: str = " ") -> str:
    return (
        f"### Paper to add\n\n{paper}\n\n### Why readers should see it\n\n{why}\n\n"
        f"### Credit\n\n- [{tick}] Name me with it\n"
    )


def take_in(world: Path, answers: Answers, form: str, *words: object) -> Result:
    file = world.parent / "form.md"
    file.write_text(form, "utf-8", newline="")
    arguments = ["take-in", "--root", world, "--today", TODAY, file, *words]
    return CliRunner().invoke(main, list(map(str, arguments)), obj=lambda root: answers.web())


def said(done: Result) -> dict[str, Any]:
    [line] = done.stdout.splitlines()
    values: dict[str, Any] = json.loads(line)
    return values


def test_a_proposed_paper_is_looked_up_and_listed_by_the_community(world, answers):
    answers.give(200, feed(entry()))
    answers.give(404)
    done = take_in(world, answers, propose("https://arxiv.org/abs/2605.00001v2"))
    assert done.exit_code == 0, done.output
    outcome = said(done)
    assert (outcome["result"], outcome["kind"], outcome["paper"]) == ("taken", "propose", "2605.00001")
    paper = json.loads((world / "content/papers/2605/2605.00001.json").read_text("utf-8"))
    assert [sighting["source"] for sighting in paper["sightings"]] == ["community"]
