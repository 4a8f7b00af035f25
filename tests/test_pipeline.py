"""Fetch and build as stories: what ends up in content/ whatever the network does."""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest
from make import start_site

from broadsheet import pipeline
from broadsheet.errors import BroadsheetError, ConfigError, ContentError
from broadsheet.fetching.client import TRIES
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.paper import Paper, Sighting
from broadsheet.store.store import Store

TODAY = date(2026, 3, 6)
MONDAY, TUESDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)


def item(number: int, votes: int = 1):
    return {"paper": {"id": f"2603.{number:05}", "title": f"Paper {number}", "upvotes": votes}}


@pytest.fixture
def root(tmp_path):
    start_site(tmp_path / "site")
    (tmp_path / "site/content/config/sources.yaml").write_text("sources: [{kind: huggingface}]\n")
    return tmp_path / "site"


def run(root, answers, days, today=TODAY, again=False):
    plan = pipeline.plan_fetch(root, days, again=again)
    return list(pipeline.fetch(root, answers.web(), plan, today))


def test_papers_are_kept_under_their_day_with_a_ledger(root, answers):
    answers.give(200, [item(1), item(2), {"paper": {}}])
    [step] = run(root, answers, [MONDAY])
    assert (step.new, step.changed, step.same, step.dropped, step.failed) == (2, 0, 0, 1, "")
    assert [paper.day for paper in Store(root).load().papers] == [MONDAY, MONDAY]
    reading = Store(root).reading("huggingface", MONDAY)
    assert (reading.fetched, reading.kept) == (3, ("2603.00001", "2603.00002"))


def test_a_second_fetch_rewrites_no_file(root, answers, snapshot):
    answers.give(200, [item(1)])
    answers.give(200, [item(1)])
    run(root, answers, [MONDAY])
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.json")}
    [step] = run(root, answers, [MONDAY])
    assert step.same == 1
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.json")} == before


def test_votes_are_refreshed_while_a_day_is_young_and_then_no_more(root, answers):
    answers.give(200, [item(1, votes=3)])
    answers.give(200, [item(1, votes=30)])
    answers.give(200, [item(1, votes=300)])
    run(root, answers, [MONDAY], today=date(2026, 3, 3))
    run(root, answers, [MONDAY], today=date(2026, 3, 9))
    assert Store(root).load().papers[0].votes == 30
    run(root, answers, [MONDAY], today=date(2026, 4, 9), again=True)
    assert Store(root).load().papers[0].votes == 30


def test_a_paper_that_is_featured_again_keeps_its_day_and_gets_a_sighting(root, answers):
    answers.give(200, [item(1)])
    answers.give(200, [item(1, votes=9), item(2)])
    run(root, answers, [MONDAY, TUESDAY])
    again = Store(root).load().papers[0]
    assert again.day == MONDAY
    assert [sighting.day for sighting in again.sightings] == [MONDAY, TUESDAY]


def test_a_day_that_was_read_when_it_had_settled_is_not_asked_for_again(root, answers):
    answers.give(200, [item(1)])
    late = date(2026, 3, 20)
    run(root, answers, [MONDAY], today=late)
    assert run(root, answers, [MONDAY], today=late) == []


def test_weekends_are_not_asked_for_unless_the_source_has_some(root):
    [(_, days)] = pipeline.plan_fetch(root, [date(2026, 3, 6), SATURDAY])
    assert days == (date(2026, 3, 6),)
    sources = root / "content/config/sources.yaml"
    sources.write_text("sources:\n  - kind: huggingface\n    weekends: true\n")
    [(_, days)] = pipeline.plan_fetch(root, [SATURDAY])
    assert days == (SATURDAY,)


def test_a_day_that_fills_is_completed_and_never_shrinks(root, answers):
    answers.give(200, [item(1)])
    answers.give(200, [item(2), item(3)])
    answers.give(200, [])
    for day in (2, 3, 4):
        run(root, answers, [MONDAY], today=date(2026, 3, day))
    reading = Store(root).reading("huggingface", MONDAY)
    assert reading.kept == ("2603.00002", "2603.00003", "2603.00001")
    assert reading.read == date(2026, 3, 4)
    assert len(Store(root).load().papers) == 3


def test_a_failed_day_is_told_and_the_others_are_kept(root, answers):
    answers.give(404)
    answers.give(200, [item(1)])
    first, second = run(root, answers, [MONDAY, TUESDAY])
    assert first.day == MONDAY and "answered 404" in first.failed
    assert second.new == 1
    assert "answered 404" in Store(root).reading("huggingface", MONDAY).failed


def test_a_failed_day_is_asked_for_again_and_then_leaves_no_trace(root, answers):
    late = date(2026, 3, 20)
    answers.give(404)
    answers.give(200, [item(2)])
    run(root, answers, [MONDAY, TUESDAY], today=late)
    answers.give(200, [item(1)])
    assert [step.day for step in run(root, answers, [MONDAY, TUESDAY], today=late)] == [MONDAY]
    assert Store(root).reading("huggingface", MONDAY).failed == ""


def test_a_fetch_that_reaches_nothing_leaves_content_as_it_was(root, answers, snapshot):
    answers.give(200, [item(1)])
    run(root, answers, [MONDAY])
    before = snapshot(root / "content")
    for _ in range(2 * TRIES):
        answers.give(200, b"<!doctype html><title>Please verify</title>")
    steps = run(root, answers, [MONDAY, TUESDAY])
    assert all(step.failed for step in steps)
    assert snapshot(root / "content") == before


def test_a_broken_file_fails_its_day_and_stays_as_it_is(root, answers):
    broken = root / "content/papers/2603/2603.00001.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{ half")
    answers.give(200, [item(1)])
    answers.give(200, [item(2)])
    first, second = run(root, answers, [MONDAY, TUESDAY])
    assert "content/papers/2603/2603.00001.json: is not JSON" in first.failed
    assert second.new == 1
    assert broken.read_text() == "{ half"


def test_a_run_that_is_cut_off_goes_on_where_it_stopped(root, answers):
    late = date(2026, 3, 20)
    answers.give(200, [item(1)])
    plan = pipeline.plan_fetch(root, [MONDAY, TUESDAY])
    next(iter(pipeline.fetch(root, answers.web(), plan, late)))
    [(_, days)] = pipeline.plan_fetch(root, [MONDAY, TUESDAY])
    assert days == (TUESDAY,)


def test_a_site_whose_papers_are_picked_by_hand_has_nothing_to_fetch(root):
    (root / "content/config/sources.yaml").write_text("sources: []\n")
    assert pipeline.plan_fetch(root, [MONDAY]) == ()
    (root / "content/config/sources.yaml").unlink()
    with pytest.raises(ConfigError, match=r"sources\.yaml: missing; add it, with a source"):
        pipeline.plan_fetch(root, [MONDAY])


def test_the_starter_is_sound_and_is_never_written_over(root, snapshot):
    pipeline.read_all(root)
    before = snapshot(root)
    with pytest.raises(BroadsheetError, match=r"holds \.broadsheet.* already; name a new or empty folder"):
        start_site(root)
    assert snapshot(root) == before


def test_config_and_content_and_what_stands_between_are_told_together(world):
    (world / "content/config/rules.yaml").write_text("rules:\n  - name: x\n    efect: hide\n")
    (world / "content/notes/2603.00006.md").write_text("---\npinn: true\n---\n")
    with pytest.raises(ContentError) as error:
        pipeline.read_all(world)
    told = "\n".join(error.value.problems)
    assert "rules[0]: unknown key 'efect'" in told and "unknown key 'pinn'" in told


def test_a_note_must_have_its_paper_and_its_topics(world):
    (world / "content/notes/2603.99999.md").write_text("---\ntopics: [sum]\n---\n")
    with pytest.raises(ContentError) as error:
        pipeline.read_all(world)
    assert error.value.problems == (
        "content/notes/2603.99999.md: there is no paper '2603.99999' in content/papers; "
        "name the file after its id",
        "content/notes/2603.99999.md: topics: no topic 'sum' in content/config/topics.yaml",
    )


def test_every_paper_is_in_a_list_or_says_why_not(world):
    library = pipeline.read_library(world)
    listed = {entry.paper.id for day in library.days for entry in day.entries}
    told = {entry.paper.id: entry.left_out for entry in library.left_out}
    assert listed | set(told) == set(library.by_id)
    assert told == {
        "2603.00004": "left out by the rule “No advertising”",
        "2603.00005": "hidden by the editor: the same work as another paper of the week",
    }


def test_pages_are_written_once_and_then_only_what_changed(world):
    library = pipeline.read_library(world)
    first = pipeline.write_docs(library, world)
    assert first.written > 20
    second = pipeline.write_docs(pipeline.read_library(world), world)
    assert (second.written, second.kept, second.removed) == (0, first.written, 0)


def test_a_page_of_ones_own_cannot_take_the_place_of_another(world):
    shutil.copy(world / "content/pages/colophon.md", world / "content/pages/archive.md")
    with pytest.raises(BroadsheetError, match=r"archive\.md: two writers want this page"):
        pipeline.write_docs(pipeline.read_library(world), world)


@pytest.mark.parametrize(
    ("key", "gone", "stays"),
    [
        ("ai_summary: true", b"Ten, counted.", b"Eleven steps make ten."),
        ("tldr: true", b"Eleven steps make ten.", b"Ten, counted."),
    ],
)
def test_a_summary_by_a_model_is_nowhere_once_its_owner_does_not_ask_for_it(world, key, gone, stays):
    pipeline.write_docs(pipeline.read_library(world), world)
    config = world / "content/config/sources.yaml"
    config.write_text(config.read_text().replace(key, key.replace("true", "false")))
    pipeline.write_docs(pipeline.read_library(world), world)
    words = b"".join(path.read_bytes() for path in (world / "build").rglob("*") if path.is_file())
    assert stays in words and gone not in words


def test_links_to_papers_without_a_page_are_told_wherever_they_stand(world):
    (world / "content/digests/2026-03-03.md").write_text("See [this](paper:2603.99999).")
    (world / "content/notes/2603.00007.md").write_text("Not [that](<paper:2603.00004>) one.")
    (world / "content/pages/more.md").write_text("# More\n\n[Here][1].\n\n[1]: paper:nothing\n")
    with pytest.raises(ContentError) as error:
        pipeline.read_library(world)
    assert error.value.problems == (
        "content/digests/2026-03-03.md: links to paper:2603.99999, which has no page; correct the id",
        "content/notes/2603.00007.md: links to paper:2603.00004, which has no page; correct the id",
        "content/pages/more.md: links to paper:nothing, which has no page; correct the id",
    )


def test_a_new_day_leaves_the_pages_of_old_days_and_their_papers_as_they_were(world, snapshot):
    # A card of its own is lost by what is a month old, and the page names its edition's from then on.
    site = world / "content/config/site.yaml"
    text = site.read_text("utf-8")
    site.write_text(re.sub("^cards:.*\n", "", text, flags=re.MULTILINE) + "cards: {papers: false}\n", "utf-8")
    pipeline.write_docs(pipeline.read_library(world), world)
    before = snapshot(world / "build/docs")
    april = date(2026, 4, 20)
    store = Store(world)
    store.add(Paper(id="2604.00001", title="New", sightings=(Sighting("example", april),)), april)
    store.record(LedgerEntry(source="example", day=april, read=april, kept=("2604.00001",)))
    pipeline.write_docs(pipeline.read_library(world), world)
    after = snapshot(world / "build/docs")
    changed = {path for path in before if after.get(path) != before[path]}
    neighbours = {"day/2026-03-09.md", "week/2026-W11.md", "month/2026-03.md"}
    # What tells of the site as a whole: feeds, the index for search, the list for scripts, the newest papers.
    whole = (
        "for-you",
        "feed.",
        "feeds/",
        "search/",
        "api/daily_papers",
        "api/v1/index.json",
        "api/v1/dumps.json",
        "api.md",
    )
    assert not any(path.startswith("feeds/topic/") for path in changed), "no topic got a paper"
    assert {path for path in changed if not path.startswith(whole)} == {
        "index.md",
        "archive.md",
        "new.md",
        "status.md",
        "status.json",
        "offline.json",
        "map.md",
        "map/year.md",
        "topics.md",
        "trending.md",
        "trends.md",
        "about.md",
        *neighbours,
    }


def test_a_fetch_gives_papers_of_before_their_keys_and_one_that_reaches_nothing_none(root, answers, snapshot):
    answers.give(200, [item(1), item(2)])
    run(root, answers, [MONDAY])
    for path in (root / "content/papers").rglob("*.json"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if '"cite_key"' not in line), "utf-8")
    keyless = snapshot(root / "content")
    for _ in range(TRIES):
        answers.give(200, b"<!doctype html><title>Please verify</title>")
    run(root, answers, [MONDAY], again=True)
    assert snapshot(root / "content") == keyless
    answers.give(200, [item(3)])
    run(root, answers, [TUESDAY])
    keys = [paper.cite_key for paper in Store(root).load().papers]
    assert keys == ["anon2026", "anon2026a", "anon2026b"]
