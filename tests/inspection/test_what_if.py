"""`what-if`: a made-up month, replayed with one word more, loses exactly the papers that word means."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from make import make_paper, make_sighting

from broadsheet.cli import main
from broadsheet.store.store import Store

FIRST = date(2026, 3, 2)
DAYS = 30
TOPICS = "topics:\n  - {slug: sand, name: Sand, match: {words: [sand]}}\n"


def paper(day: int, number: int):
    subject = (
        "Surveying Sand" if number == 0 and day % 3 == 0 else "Sand" if number == 1 else "Counting Stones"
    )
    when = FIRST + timedelta(days=day)
    return make_paper(
        id=f"2603.{day:02d}{number:03d}",
        title=f"{subject}, Part {day} of {number}",
        abstract="",
        keywords=(),
        doi="",
        sightings=(make_sighting(day=when, votes=number),),
    )


@pytest.fixture
def month(tmp_path):
    """Thirty days of five papers each, and ten days before them; on every third day one is of a survey."""
    (tmp_path / "content/config").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Sand\nsite_url: https://sand.example/\n")
    (tmp_path / "content/config/topics.yaml").write_text(TOPICS)
    (tmp_path / "content/config/rules.yaml").write_text("rules: []\n")
    store = Store(tmp_path)
    for day in range(-10, DAYS):
        for number in range(5) if day >= 0 else (0,):
            made = (
                paper(max(day, 0), number)
                if day >= 0
                else make_paper(
                    id=f"2602.{-day:05d}",
                    title="Surveying, Long Ago",
                    doi="",
                    sightings=(make_sighting(day=FIRST + timedelta(days=day)),),
                )
            )
            store.add(made, date(2026, 4, 10))
    return tmp_path


def run(root, *words) -> list[str]:
    done = CliRunner().invoke(main, ["what-if", "--root", str(root), *map(str, words)])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def listed(lines: list[str], heading: str) -> list[str]:
    """The ids under a heading, whose count must be their number."""
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{heading}: "))
    under = []
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        under.append(line.split()[1])
    assert lines[start] == f"{heading}: {len(under)}"
    return sorted(under)


def test_one_exclude_word_more_loses_exactly_the_papers_it_means(month):
    rules = month / "new.yaml"
    rules.write_text("rules:\n  - {name: No surveys, effect: exclude, when: {title: [surveying]}}\n")
    lines = run(month, "--rules", rules, "--days", DAYS)
    assert lines[0] == "2 March 2026 to 31 March 2026: 150 papers, 150 shown now, 140 shown then"
    assert listed(lines, "lost") == [f"2603.{day:02d}000" for day in range(0, DAYS, 3)]
    assert all(line.endswith("left out by the rule “No surveys”") for line in lines if " 2603.00000 " in line)
    assert listed(lines, "gained") == listed(lines, "other topics") == listed(lines, "another score") == []


def test_one_exclude_word_less_gains_them(month):
    old = "rules:\n  - {name: No surveys, effect: exclude, when: {title: [surveying]}}\n"
    (month / "content/config/rules.yaml").write_text(old)
    (month / "new.yaml").write_text("rules: []\n")
    lines = run(month, "--rules", month / "new.yaml", "--days", 3)
    assert lines[0].startswith("29 March 2026 to 31 March 2026: 15 papers, 14 shown now, 15 shown then")
    assert (listed(lines, "gained"), listed(lines, "lost")) == (["2603.27000"], [])


def test_other_topics_and_another_ranking_move_papers_and_lose_none(month):
    (month / "topics.yaml").write_text("topics:\n  - {slug: sand, name: Sand, match: {words: [stone]}}\n")
    lines = run(month, "--topics", month / "topics.yaml", "--days", 1)
    assert listed(lines, "other topics") == [f"2603.29{number:03d}" for number in range(5)]
    (month / "ranking.yaml").write_text("topics: {sand: 7}\n")
    lines = run(month, "--ranking", month / "ranking.yaml", "--days", 1)
    assert listed(lines, "another score") == ["2603.29001"]
    assert lines[-1].endswith(": 1 → 8")


def test_a_paper_that_is_lost_is_not_told_again_under_its_other_topics(month):
    (month / "rules.yaml").write_text("rules:\n  - {name: No sand, effect: exclude, when: {title: [sand]}}\n")
    (month / "topics.yaml").write_text("topics:\n  - {slug: sand, name: Sand, match: {words: [stone]}}\n")
    lines = run(month, "--rules", month / "rules.yaml", "--topics", month / "topics.yaml", "--days", 1)
    assert listed(lines, "lost") == ["2603.29001"]
    assert listed(lines, "other topics") == [f"2603.29{number:03d}" for number in (0, 2, 3, 4)]


def test_a_topic_whose_words_change_without_moving_a_paper_moves_none(month):
    (month / "topics.yaml").write_text(TOPICS.replace("[sand]", "[sand, granite]"))
    assert listed(run(month, "--topics", month / "topics.yaml"), "other topics") == []


def test_nothing_is_written_and_the_files_at_fault_are_named(month, snapshot):
    before = snapshot(month / "content")
    bad = month / "bad.yaml"
    bad.write_text("rules:\n  - {name: X, effect: exclud, when: {topics: [gone]}}\n")
    done = CliRunner().invoke(main, ["what-if", "--root", str(month), "--rules", str(bad)])
    assert done.exit_code == 1
    assert f"{bad}: rules[0].effect: no such effect 'exclud'" in done.output
    assert f"{bad}: rules[0].when.topics: no topic 'gone' in content/config/topics.yaml" in done.output
    assert CliRunner().invoke(main, ["what-if", "--root", str(month)]).exit_code == 2
    assert snapshot(month / "content") == before
    assert json.loads((month / "content/papers/2603/2603.00000.json").read_text())["title"]
