"""arXiv's lists in a whole fetch: what is asked for again, and what becomes of replacements."""

from __future__ import annotations

import json
from datetime import date

import pytest
from arxiv_made import entry, feed, item, rss
from make import start_site

from broadsheet import pipeline

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 5, day) for day in (18, 19, 20))
NEXT = "<pubDate>Wed, 20 May 2026 00:00:00 -0400</pubDate>"
SOURCES = """sources:
  - kind: arxiv-rss
    url: https://rss.example
    categories: [cs.CL]
    announce: [new, replace]
"""


@pytest.fixture
def root(tmp_path):
    start_site(tmp_path / "site")
    (tmp_path / "site/content/config/sources.yaml").write_text(SOURCES, "utf-8")
    return tmp_path / "site"


def run(root, answers, *days: date, again=False):
    plan = pipeline.plan_fetch(root, days, again=again)
    return list(pipeline.fetch(root, answers.web(), plan, days[-1]))


def planned(root, *days: date) -> tuple[date, ...]:
    [(_, wanted)] = pipeline.plan_fetch(root, days)
    return wanted


def row(root, day: date) -> dict:
    return json.loads((root / f"content/ledger/{day}.json").read_text())["sources"]["arxiv-rss"]


def test_a_list_that_was_read_is_not_asked_for_again(root, answers):
    answers.give(200, rss(item()))
    run(root, answers, TUESDAY)
    assert planned(root, TUESDAY) == ()
    assert planned(root, TUESDAY, WEDNESDAY) == (WEDNESDAY,)


def test_an_empty_list_may_not_have_been_out_and_is_asked_for_while_it_is_young(root, answers):
    answers.give(200, rss())
    run(root, answers, TUESDAY)
    assert planned(root, TUESDAY) == (TUESDAY,)
    answers.give(200, rss(item(3), day=NEXT))
    answers.give(200, feed(entry(1, "2026-05-18T12:00:00Z")))
    run(root, answers, TUESDAY, WEDNESDAY)
    assert row(root, TUESDAY)["kept"] == ["2605.00001"]
    assert planned(root, TUESDAY, WEDNESDAY) == ()


def test_an_empty_list_of_a_holiday_is_not_asked_for_for_ever(root, answers):
    answers.give(200, rss())
    run(root, answers, TUESDAY)
    answers.give(200, rss())
    plan = pipeline.plan_fetch(root, [TUESDAY])
    list(pipeline.fetch(root, answers.web(), plan, date(2026, 5, 27)))
    assert planned(root, TUESDAY) == ()


def test_a_list_that_could_not_be_read_is_mended_by_the_next_run(root, answers):
    answers.give(200, rss(item(1)))
    answers.give(404)
    run(root, answers, MONDAY, TUESDAY)
    assert row(root, MONDAY)["failed"] and planned(root, MONDAY, TUESDAY) == (MONDAY,)


def test_a_replacement_of_a_known_paper_adds_a_version_and_that_of_another_is_dropped(root, answers):
    answers.give(200, rss(item(1)))
    run(root, answers, TUESDAY)
    answers.give(200, rss(item(1, "replace", 2), item(9, "replace", 4), day=NEXT))
    run(root, answers, WEDNESDAY)
    kept = json.loads((root / "content/papers/2605/2605.00001.json").read_text())
    assert [version["number"] for version in kept["versions"]] == [1, 2]
    assert [sighting["day"] for sighting in kept["sightings"]] == ["2026-05-19"]
    assert not (root / "content/papers/2605/2605.00009.json").exists()
    wednesday = row(root, WEDNESDAY)
    assert (wednesday["fetched"], wednesday["kept"]) == (2, ["2605.00001"])
    assert [drop["item"] for drop in wednesday["dropped"]] == ["2605.00009"]
    assert wednesday["dropped"][0]["reason"]


# -- lists of days that are not asked for ----------------------------------------------------------

LAST_WEEK = "<pubDate>Tue, 12 May 2026 00:00:00 -0400</pubDate>"
MONDAYS = "<pubDate>Mon, 18 May 2026 00:00:00 -0400</pubDate>"
NEVER = "<pubDate>never</pubDate>"


@pytest.mark.parametrize("is_first", [True, False])
def test_a_list_of_a_day_that_nobody_asked_for_stays_the_list_of_its_day(root, answers, is_first):
    if not is_first:
        answers.give(200, rss(item(9), day=MONDAYS))
        run(root, answers, MONDAY)
    for _ in range(2):
        answers.give(200, rss(item(1), item(title=""), day=LAST_WEEK))
        run(root, answers, TUESDAY)
    old = row(root, date(2026, 5, 12))
    assert (old["fetched"], old["kept"]) == (2, ["2605.00001"])
    assert planned(root, date(2026, 5, 12)) == ()
    assert row(root, TUESDAY)["fetched"] == 0
    assert planned(root, TUESDAY) == (TUESDAY,), "its own list may not have been out"
    assert not (root / "content/ledger/2026-05-13.json").exists(), "of the days between nothing is known"


def test_a_list_of_arxivs_keeps_its_day_however_old_it_is(root, answers):
    answers.give(200, rss(item(1), day="<pubDate>Tue, 03 Feb 2026 00:00:00 -0500</pubDate>"))
    run(root, answers, TUESDAY)
    assert row(root, date(2026, 2, 3))["kept"] == ["2605.00001"]
    assert planned(root, TUESDAY) == (TUESDAY,)


def test_a_list_without_any_date_is_no_list_of_a_day(root, answers):
    answers.give(200, rss(item(1, date=NEVER), item(2, date=NEVER), day=NEVER))
    answers.give(200, feed(total=0))
    [step] = run(root, answers, TUESDAY)
    assert step.failed == "answered a list without its date; the API found nothing"
    assert planned(root, TUESDAY) == (TUESDAY,)


def test_a_record_of_the_api_from_a_list_that_was_not_asked_for_is_named(root, answers):
    text = SOURCES.replace("arxiv-rss", "arxiv").partition("    announce")[0]
    (root / "content/config/sources.yaml").write_text(text, "utf-8")
    late = [entry(1, "2026-05-18T12:00:00Z"), entry(2, "2026-05-15T12:00:00Z")]
    for _ in range(2):
        answers.give(200, feed(*late))
        run(root, answers, TUESDAY)
    tuesday = json.loads((root / f"content/ledger/{TUESDAY}.json").read_text())["sources"]["arxiv"]
    assert tuesday["kept"] == ["2605.00001"]
    [drop] = tuesday["dropped"]
    assert drop["item"] == "2605.00002"
    assert drop["reason"] == "on the list of 2026-05-18, which was not asked for"
