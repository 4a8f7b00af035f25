"""What a person took away does not come back, and what a person keeps apart is not joined again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from make import MONDAY, make_paper, make_sighting

from broadsheet.cli import main
from broadsheet.errors import ContentError
from broadsheet.fetching.ingest import keep
from broadsheet.inspection.doctor import examine, plan_backfill
from broadsheet.model.ledger import Batch
from broadsheet.pipeline import read_settings
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store

LATER = MONDAY + timedelta(days=40)
SIGHTING = make_sighting(source="list", url="")
PAPER = make_paper(id="2603.00001", doi="", sightings=(SIGHTING,))
# The same words under another name: without a person's word, one work.
TWIN = replace(PAPER, id="doi-10.5555-other", doi="10.5555/other", categories=())
REMOVED = "removed: [{id: '2603.00001', why: Asked for by its authors, when: 2026-03-09}]"
APART = "apart: [{ids: ['2603.00001', doi-10.5555-other]}]"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one source, which was read for Monday."""
    (tmp_path / "content/config").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Sand\nsite_url: https://sand.example/\n")
    (tmp_path / "content/config/sources.yaml").write_text(
        "sources:\n  - {kind: huggingface, name: list, url: https://list.example}\n"
    )
    _offer(tmp_path, PAPER)
    return tmp_path


def _offer(root: Path, *papers):
    [source] = read_settings(root).sources
    return keep(Store(root), source, Batch(day=MONDAY, papers=papers), LATER)


def _say(root: Path, text: str) -> None:
    (root / "content/removed.yaml").write_text(text)


def _delete(root: Path) -> None:
    (root / "content" / paper_path(PAPER.id)).unlink()


@pytest.mark.parametrize("offered", [PAPER, replace(PAPER, id="doi-10.5555-stones.1")])
def test_a_removed_paper_is_dropped_by_fetch_under_any_of_its_names(site, offered):
    _delete(site)
    _say(site, REMOVED.replace("when:", "also: [doi-10.5555-stones.1], when:"))
    step = _offer(site, offered)
    assert (step.new, step.dropped) == (0, 1)
    assert Store(site).load().papers == ()


def test_a_removed_paper_is_neither_missed_by_doctor_nor_asked_for_by_backfill(site):
    _delete(site)
    config = read_settings(site)

    def missing():
        [(_, days)] = plan_backfill(config, Store(site).load(), MONDAY, MONDAY, LATER)
        return days, examine(site)

    days, findings = missing()
    assert days == (MONDAY,) and findings
    _say(site, REMOVED)
    assert missing() == ((), ())


def test_a_removed_paper_whose_file_is_there_is_named(site):
    _say(site, REMOVED)
    done = CliRunner().invoke(main, ["check", "--root", str(site)])
    [line] = [line for line in done.output.splitlines() if "removed" in line]
    assert line.startswith(f"content/{paper_path(PAPER.id)}: ") and "delete this file" in line


def test_explain_says_that_a_paper_was_removed_and_why(site):
    _delete(site)
    _say(site, REMOVED)
    done = CliRunner().invoke(main, ["explain", "--root", str(site), "https://arxiv.org/abs/2603.00001v2"])
    [answer, remedy] = done.output.splitlines()
    assert answer.endswith("9 March 2026, and its page says so: Asked for by its authors")
    assert "content/removed.yaml" in remedy


def test_works_that_a_person_keeps_apart_are_not_joined_again(site):
    assert _offer(site, TWIN).kept == (PAPER.id,)
    (site / "content" / paper_path(PAPER.id)).unlink()
    Store(site).add(PAPER, LATER)
    _say(site, APART)
    assert _offer(site, TWIN).kept == (TWIN.id,)
    assert {paper.id: paper.other_ids for paper in Store(site).load().papers} == {PAPER.id: (), TWIN.id: ()}
    assert not [finding for finding in examine(site) if "may be one work" in finding.problem]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("removed: [{id: 2603.00001, why: Asked for}]", "removed[0].id: must be text, not 2603.00001"),
        ("removed: [{id: '2603.00001'}]", "removed[0]: missing 'why'"),
        ("removed: [{id: a/b, why: Asked for}]", "removed[0].id: must be the id of a paper"),
        ("removed: [{id: '1', why: A}, {id: '1', why: B}]", "removed: '1' is listed twice"),
        ("removed: [{id: '1', why: A, wen: 2026-03-09}]", "unknown key 'wen'; did you mean 'when'"),
        ("apart: [{ids: ['1']}]", "apart[0].ids: must be two ids"),
        ("removed: [", "not YAML"),
    ],
)
def test_a_slip_in_the_list_is_told_and_stops_the_fetch(site, text, problem):
    _say(site, text)
    with pytest.raises(ContentError) as caught:
        Store(site).load()
    assert any(
        told.startswith("content/removed.yaml: ") and problem in told for told in caught.value.problems
    )
    done = CliRunner().invoke(main, ["fetch", "--root", str(site), "--today", "2026-03-02"])
    assert done.exit_code == 1 and problem in done.output
