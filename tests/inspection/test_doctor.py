"""`doctor` and `backfill`: what is amiss is found whatever else is broken, and mending it ends the matter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from click.testing import CliRunner
from make import MONDAY, make_paper, make_reading, make_sighting

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.fetching.client import Runtime, Web
from broadsheet.fetching.ingest import keep
from broadsheet.inspection.doctor import days_missing, examine, plan_backfill
from broadsheet.model.ledger import Batch
from broadsheet.model.site import SourceConfig
from broadsheet.pipeline import read_settings
from broadsheet.store.content import Content
from broadsheet.store.store import Store

LATER = MONDAY + timedelta(days=40)
SOURCE = SourceConfig("list", "huggingface", "The List", "https://list.example")
TITLES = (
    "How Pebbles Become Round Without Being Asked",
    "Gravel under the Wheels of Slow Carts",
    "Boulders that Nobody Moved for a Century",
    "Quicksand and Other Grounds for Haste",
    "What Loess Remembers of Old Winds",
)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def site(tmp_path):
    """A site of one source, read from Monday to Friday, a paper a day."""
    (tmp_path / "content/config").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Sand\nsite_url: https://sand.example/\n")
    (tmp_path / "content/config/sources.yaml").write_text(
        "sources:\n  - {kind: huggingface, name: list, url: https://list.example}\n"
    )
    store = Store(tmp_path)
    for n, day in enumerate(WEEK[:5]):
        made = make_paper(
            id=f"2603.0000{n}",
            title=TITLES[n],
            doi="",
            sightings=(make_sighting(source="list", day=day, url=""),),
        )
        store.add(made, LATER)
        store.record(make_reading(source="list", day=day, read=LATER, kept=(made.id,), dropped=()))
    return tmp_path


def told(site, *, urgent=True):
    return [str(finding) for finding in examine(site) if finding.urgent is urgent]


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_sound_site_needs_no_mending(site):
    assert examine(site) == ()
    done = run("doctor", "--root", site)
    assert (done.exit_code, done.output) == (0, "nothing needs mending\n")


def test_a_day_is_missing_if_it_was_not_read_failed_or_was_read_before_its_end():
    readings = [
        make_reading(source="list", day=WEEK[0], read=LATER),
        make_reading(source="list", day=WEEK[1], read=None, failed="answered 500"),
        make_reading(source="list", day=WEEK[2], read=WEEK[2]),
        make_reading(source="list", day=WEEK[3], read=WEEK[4], kept=(), dropped=()),
        make_reading(source="other", day=WEEK[4], read=LATER),
    ]
    assert list(days_missing(SOURCE, readings, WEEK, LATER)) == WEEK[1:5]
    settled = make_reading(source="list", day=WEEK[3], read=LATER, kept=(), dropped=())
    assert list(days_missing(SOURCE, [*readings, settled], WEEK, LATER)) == [WEEK[1], WEEK[2], WEEK[4]]


def test_missing_and_failed_days_are_told_in_runs_with_the_command_that_mends_them(site):
    for day in WEEK[1:3]:
        (site / f"content/ledger/{day}.json").unlink()
    Store(site).record(
        make_reading(
            source="list", day=WEEK[3], read=None, asked=LATER, failed="answered 503", kept=(), dropped=()
        )
    )
    lines = told(site)
    assert lines == [
        "source 'list': 2026-03-03 to 2026-03-04 (2 days) not read, or not to its end; "
        "run 'broadsheet backfill --since 2026-03-03 --until 2026-03-04'",
        "source 'list': 2026-03-05 could not be read: answered 503; "
        "run 'broadsheet backfill --since 2026-03-05 --until 2026-03-05'",
    ]
    assert run("doctor", "--root", site).exit_code == 1


def test_a_run_of_missing_days_goes_on_after_a_weekend(site):
    next_monday = MONDAY + timedelta(days=7)
    failure = {"read": None, "asked": LATER, "failed": "answered 503", "kept": (), "dropped": ()}
    for day in (WEEK[4], next_monday):
        Store(site).record(make_reading(source="list", day=day, **failure))
    assert [line for line in told(site) if "503" in line] == [
        f"source 'list': {WEEK[4]} to {next_monday} (2 days) could not be read: answered 503; "
        f"run 'broadsheet backfill --since {WEEK[4]} --until {next_monday}'"
    ]


def test_names_that_no_paper_prints_are_told_with_a_close_one(site):
    (site / "content/config/authors.yaml").write_text(
        "authors:\n"
        "- {name: Ada Example, spellings: [Ada Exampel, '<b>']}\n"
        "- {name: Ada Lovelace, spellings: [Béla Sample]}\n"
        "organisations: [{name: Ada Example}]\n"
    )
    place = "content/config/authors.yaml: no paper prints the"
    remedy = "write the name as papers print it, or take it out"
    assert told(site, urgent=False) == [
        f"{place} author 'Ada Exampel'; {remedy}; a close one is 'Ada Example'",
        f"{place} author '<b>'; {remedy}",
        f"{place} organisation 'Ada Example'; {remedy}",
    ]
    assert told(site) == []


def test_holidays_and_weekends_are_no_missing_days(site):
    (site / "content/ledger/2026-03-04.json").unlink()
    assert len(told(site)) == 1
    (site / "content/config/site.yaml").write_text("holidays: ['03-04']\n")
    assert told(site) == []


def test_broken_files_are_named_and_do_not_hide_the_rest(site):
    (site / "content/papers/2603/2603.00001.json").write_text("{")
    (site / "content/ledger/2026-03-04.json").write_bytes(b"\xff\x00")
    (site / "content/config/topics.yaml").write_text("topics: [")
    (site / "content/notes").mkdir()
    (site / "content/notes/2603.00001.md").write_text("of a paper whose file is broken")
    (site / "content/notes/2603.99999.md").write_text("of nothing")
    lines = told(site)
    assert [line.split(":")[0] for line in lines] == [
        "content/config/topics.yaml",
        "content/papers/2603/2603.00001.json",
        "content/ledger/2026-03-04.json",
    ], "topics are broken, so what depends on the configuration waits"
    (site / "content/config/topics.yaml").unlink()
    lines = told(site)
    assert "content/notes/2603.99999.md: there is no paper '2603.99999' in content/papers" in "\n".join(lines)
    assert not any("2603.00001.md" in line for line in lines)
    assert any("restore it from Git" in line for line in lines)


def test_what_the_ledger_kept_and_no_file_holds_is_told_and_asked_for_again(site):
    (site / "content/papers/2603/2603.00002.json").unlink()
    (line,) = told(site)
    assert line.startswith(
        "content/ledger/2026-03-04.json: names 2603.00002 as kept from list, and no file holds"
    )
    content, _ = Store(site).survey()
    ((_, days),) = plan_backfill(read_settings(site), content, None, WEEK[4], LATER)
    assert days == (WEEK[2],)


def test_a_name_that_leads_to_two_pages_is_told(site):
    store = Store(site)
    for n, other in ((0, "2603.00001"), (2, "doi-10.5555-x"), (3, "doi-10.5555-x")):
        path = site / f"content/papers/2603/2603.0000{n}.json"
        values = json.loads(path.read_text())
        path.write_text(json.dumps({"id": values.pop("id"), "also": [other], **values}))
    assert store.survey()[1] == ()
    lines = "\n".join(told(site))
    assert "2603.00000.json: also: 2603.00001 has a file of its own" in lines
    assert "run 'broadsheet merge 2603.00000 2603.00001'" in lines
    assert "2603.00003.json: also: doi-10.5555-x is claimed by 2603.00002 too" in lines


def test_probable_duplicates_and_missing_fields_are_worth_a_look_and_no_failure(site):
    path = site / "content/papers/2603/2603.00001.json"
    values = json.loads(path.read_text())
    values["title"] = TITLES[0]
    del values["abstract"]
    path.write_text(json.dumps(values))
    look = told(site, urgent=False)
    assert any(line.startswith("papers 2603.00000 and 2603.00001: may be one work") for line in look)
    assert any("1 paper with no abstract: 2603.00001; give 'look_ups" in line for line in look)
    assert run("doctor", "--root", site).exit_code == 0
    sources = site / "content/config/sources.yaml"
    sources.write_text(sources.read_text() + "look_ups:\n  - kind: arxiv\n")
    assert any("run 'broadsheet backfill', which looks it up" in line for line in told(site))


def test_orphaned_introductions_are_worth_a_look(site):
    (site / "content/digests").mkdir()
    (site / "content/digests/2025-W01.md").write_text("Long ago.")
    assert any("2025-W01.md: no paper is of that time" in line for line in told(site, urgent=False))


def ask(site, settings):
    """Give the source of a site other settings; return it."""
    path = site / "content/config/sources.yaml"
    path.write_text(f"sources:\n  - {{kind: huggingface, name: list, url: https://list.example{settings}}}\n")
    [source] = read_settings(site).sources
    return source


def planned(site, today=LATER):
    """Days that fetch and backfill would ask for from Monday to Friday."""
    content, _ = Store(site).survey()
    [(_, of_backfill)] = plan_backfill(read_settings(site), content, None, WEEK[4], today)
    [(_, of_fetch)] = pipeline.plan_fetch(site, WEEK[:5])
    return of_fetch, of_backfill


def test_a_day_that_was_read_with_other_settings_is_missing_and_the_others_are_not(site):
    source = ask(site, ", words: [sand]")
    assert planned(site) == ((), ()), "ledgers of before do not say what was asked for"
    for day in WEEK[:2]:
        keep(Store(site), source, Batch(day=day), LATER)
    assert planned(site) == ((), ())
    ask(site, ", words: [sand, gravel]")
    assert planned(site) == (tuple(WEEK[:2]), tuple(WEEK[:2]))
    [line] = [line for line in told(site) if "settings" in line]
    assert line.startswith(f"source 'list': {WEEK[0]} to {WEEK[1]} (2 days) read before the settings")
    ask(site, ", title: Sand, words: [sand]")
    assert planned(site) == ((), ()), "a title asks for nothing"


def test_a_question_is_the_same_in_any_order_and_with_defaults_written_out(site):
    assert ask(site, ", words: [a, b]").question == ask(site, ", words: [b, a], most: 2000").question
    assert ask(site, ", words: [a]").question != ask(site, ", authors: [a]").question


def test_a_new_site_is_sound_though_today_and_quiet_days_are_empty(site):
    quiet = {"source": "list", "kept": (), "dropped": ()}
    (site / "content/papers/2603/2603.00003.json").unlink()
    (site / "content/papers/2603/2603.00004.json").unlink()
    for day, read in ((WEEK[3], WEEK[4]), (WEEK[4], WEEK[4])):
        (site / f"content/ledger/{day}.json").unlink()
        Store(site).record(make_reading(day=day, read=read, **quiet))
    for day in WEEK[:3]:
        entry = Store(site).reading("list", day)
        (site / f"content/ledger/{day}.json").unlink()
        Store(site).record(replace(entry, read=WEEK[4]))
    assert told(site) == []


def test_a_sample_lacks_no_abstracts(site):
    path = site / "content/papers/2603/2603.00001.json"
    values = json.loads(path.read_text())
    del values["abstract"]
    path.write_text(json.dumps(values))
    assert len(told(site, urgent=False)) == 1
    (site / "content/config/site.yaml").write_text("edition: sample\n")
    assert told(site, urgent=False) == []


def answering(asked):
    def answer(request):
        asked.append(request.url.params["date"])
        return httpx.Response(200, json=[])

    return Web("https://sand.example/", runtime=Runtime(httpx.MockTransport(answer), sleep=lambda _: None))


def test_backfill_asks_for_what_is_missing_and_then_for_nothing(site):
    (site / "content/ledger/2026-03-03.json").unlink()
    Store(site).record(
        make_reading(
            source="list", day=WEEK[3], read=None, asked=LATER, failed="answered 503", kept=(), dropped=()
        )
    )
    asked = []
    for expected in (["2026-03-03", "2026-03-05"], []):
        content, _ = Store(site).survey()
        plan = plan_backfill(read_settings(site), content, None, WEEK[4], LATER)
        asked.clear()
        with answering(asked) as web:
            list(pipeline.fetch(site, web, plan, LATER))
        assert asked == expected
    assert told(site) == []


def test_backfill_goes_on_beside_a_broken_file(site):
    broken = site / "content/papers/2603/2603.00001.json"
    broken.write_text("{")
    (site / "content/ledger/2026-03-04.json").unlink()
    content, problems = Store(site).survey()
    ((_, days),) = plan_backfill(read_settings(site), content, None, WEEK[4], LATER)
    assert problems and WEEK[2] in days
    assert broken.read_text() == "{"


def test_a_source_that_was_never_read_is_asked_only_from_where_a_person_says(site):
    content = Content()
    assert plan_backfill(read_settings(site), content, None, WEEK[4], LATER)[0][1] == ()
    assert plan_backfill(read_settings(site), content, WEEK[0], WEEK[6], LATER)[0][1] == tuple(WEEK[:5])


def test_backfill_with_nothing_to_ask_says_so(site):
    done = run("backfill", "--root", site, "--today", "2026-03-06")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("0 days to ask for\n")
