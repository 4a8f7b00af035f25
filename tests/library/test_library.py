"""The library: what is in it, in which order, and what each day, week, month and topic holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import (
    MONDAY,
    make_entry,
    make_library,
    make_paper,
    make_reading,
    make_sighting,
    make_site,
    make_topic,
)
from thorough import examples

from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Introduction
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.period import Period

TUESDAY = MONDAY + timedelta(days=1)
SATURDAY = MONDAY + timedelta(days=5)
NEXT_WEEK = MONDAY + timedelta(days=7)
NEXT_MONTH = date(2026, 4, 1)
A, B, C = (make_topic(slug=slug, name=slug.upper()) for slug in "abc")


def entry(id: str, day: date = MONDAY, votes: int = 0, **overrides: Any) -> Entry:
    paper = make_paper(id=id, sightings=(make_sighting(day=day, votes=votes),))
    return make_entry(**({"paper": paper, "score": votes, "topics": ()} | overrides))


def library(*entries: Entry, **overrides: Any) -> Library:
    values = {"entries": entries, "topics": (A, B, C), "introductions": (), "readings": (), "pages": {}}
    return make_library(**(values | overrides))


def ids(entries: tuple[Entry, ...]) -> str:
    return " ".join(entry.paper.id for entry in entries)


def days(digests: tuple[Digest, ...]) -> list[tuple[str, int, str]]:
    return [(digest.period.slug, digest.number, ids(digest.entries)) for digest in digests]


def day_of(*entries: Entry, day: date = MONDAY, readings: tuple[LedgerEntry, ...] = ()) -> Digest:
    return library(*entries, readings=readings).by_slug[day.isoformat()]


# -- order -------------------------------------------------------------------------------


def test_the_newest_day_comes_first_and_the_best_first_within_it() -> None:
    made = library(
        entry("old", MONDAY, votes=99),
        entry("b", TUESDAY, votes=5),
        entry("a", TUESDAY, votes=5),
        entry("best", TUESDAY, votes=9),
        entry("pinned", TUESDAY, votes=1, pinned=True),
    )
    assert ids(made.entries) == "pinned best a b old"
    assert ids(made.by_slug["2026-03-03"].entries) == "pinned best a b"
    assert ids(made.by_slug["2026-W10"].entries) == "pinned old best a b"


FOUR = [entry("a"), entry("b", TUESDAY), entry("c", votes=3), entry("d", NEXT_WEEK)]


@given(st.permutations(FOUR))
@settings(max_examples=examples(24), deadline=None)
def test_the_order_in_which_content_is_read_does_not_matter(entries: list[Entry]) -> None:
    assert ids(library(*entries).entries) == "d b c a"


def test_a_paper_stands_on_the_day_of_its_first_sighting_only() -> None:
    twice = make_paper(id="twice", sightings=(make_sighting(), make_sighting(day=TUESDAY, source="journal")))
    assert days(library(make_entry(paper=twice)).days) == [("2026-03-02", 1, "twice")]


# -- days, weeks, months -----------------------------------------------------------------


def test_editions_are_numbered_from_one_and_a_day_without_papers_is_none() -> None:
    made = library(
        entry("a", MONDAY),
        entry("b", NEXT_WEEK),
        readings=(make_reading(day=MONDAY), make_reading(day=TUESDAY, kept=())),
    )
    assert [digest.period.slug for digest in made.days] == ["2026-03-02", "2026-03-03", "2026-03-09"]
    assert days(made.editions) == [("2026-03-02", 1, "a"), ("2026-03-09", 2, "b")]


def test_a_week_and_a_month_hold_the_papers_of_their_days() -> None:
    made = library(entry("a"), entry("b", SATURDAY, votes=5), entry("c", NEXT_WEEK), entry("d", NEXT_MONTH))
    assert days(made.weeks) == [("2026-W10", 1, "b a"), ("2026-W11", 2, "c"), ("2026-W14", 3, "d")]
    assert days(made.months) == [("2026-03", 1, "b a c"), ("2026-04", 2, "d")]


def test_the_week_and_the_month_of_a_day_are_found_where_they_have_papers() -> None:
    made = library(entry("a"))
    week, month = made.week_of(SATURDAY), made.month_of(date(2026, 3, 31))
    assert week and week.period.slug == "2026-W10"
    assert month and month.period.slug == "2026-03"
    assert (made.week_of(NEXT_WEEK), made.month_of(NEXT_MONTH)) == (None, None)


def test_the_newest_edition_is_the_last_day_with_papers() -> None:
    made = library(entry("a"), entry("b", TUESDAY), readings=(make_reading(day=NEXT_WEEK, kept=()),))
    assert made.newest and made.newest.period == Period.of_day(TUESDAY)
    assert library(readings=(make_reading(day=NEXT_WEEK, kept=()),)).newest is None


def test_a_day_has_its_readings_in_the_order_of_their_sources() -> None:
    readings = (make_reading(source="journal"), make_reading(day=TUESDAY), make_reading(source="example"))
    assert [r.source for r in day_of(entry("a"), readings=readings).readings] == ["example", "journal"]


def test_an_introduction_belongs_to_its_period_and_others_have_an_empty_one() -> None:
    words = Introduction("2026-W10", "A week of stones", "Mind your toes.")
    made = library(entry("a"), introductions=(words,))
    assert made.by_slug["2026-W10"].introduction == words
    assert made.by_slug["2026-03"].introduction == Introduction("2026-03")


@pytest.mark.parametrize(
    ("state", "day", "entries", "readings"),
    [
        ("published", MONDAY, [entry("a")], [make_reading()]),
        ("published", MONDAY, [entry("a")], []),
        ("published", MONDAY, [entry("a")], [make_reading(failed="answered 503")]),
        ("filling", MONDAY, [entry("a")], [make_reading(), make_reading(source="b", read=MONDAY)]),
        ("failed", MONDAY, [], [make_reading(kept=()), make_reading(source="b", failed="answered 503")]),
        ("failed", SATURDAY, [], [make_reading(day=SATURDAY, read=None, kept=(), failed="answered 503")]),
        ("left-out", MONDAY, [entry("a", left_out="by a rule")], [make_reading(kept=("a",))]),
        ("left-out", SATURDAY, [], [make_reading(day=SATURDAY)]),
        ("weekend", SATURDAY, [], [make_reading(day=SATURDAY, kept=())]),
        ("quiet", MONDAY, [], [make_reading(kept=())]),
        ("unread", MONDAY, [], [make_reading(read=None, kept=(), dropped=())]),
    ],
)
def test_a_day_says_what_kind_of_day_it_was(
    state: str, day: date, entries: list[Entry], readings: list[LedgerEntry]
) -> None:
    assert day_of(*entries, day=day, readings=tuple(readings)).state == state


def test_the_days_around_a_day_are_those_that_are_known() -> None:
    made = library(entry("a"), entry("c", NEXT_WEEK), readings=(make_reading(day=TUESDAY, kept=()),))
    monday, tuesday, monday_after = made.days
    assert made.around(monday) == (None, tuesday)
    assert made.around(tuesday) == (monday, monday_after)
    assert made.around(monday_after) == (tuesday, None)


def test_around_a_week_are_weeks_and_around_a_month_months() -> None:
    made = library(entry("a"), entry("b", NEXT_WEEK), entry("c", NEXT_MONTH))
    assert made.around(made.weeks[1]) == (made.weeks[0], made.weeks[2])
    assert made.around(made.months[0]) == (None, made.months[1])
    assert made.around(made.months[1]) == (made.months[0], None)


def test_the_calendar_has_every_day_from_the_first_to_the_last() -> None:
    made = library(entry("a"), readings=(make_reading(day=MONDAY + timedelta(days=3)),))
    assert made.calendar() == tuple(MONDAY + timedelta(days=n) for n in range(4))


def test_a_source_was_last_read_on_the_newest_day_that_any_reading_gives() -> None:
    readings = (
        make_reading(day=TUESDAY, read=TUESDAY),
        make_reading(read=NEXT_WEEK),
        make_reading(source="b", read=None),
    )
    assert library(readings=readings).last_read == NEXT_WEEK


def test_days_were_last_read_when_the_latest_of_their_own_readings_was() -> None:
    readings = (
        make_reading(read=TUESDAY),
        make_reading(source="b", read=SATURDAY),
        make_reading(day=TUESDAY, read=NEXT_WEEK),
        make_reading(day=SATURDAY, read=None),
    )
    made = library(readings=readings)
    assert made.last_read_of([MONDAY]) == SATURDAY
    assert made.last_read_of([MONDAY, TUESDAY]) == NEXT_WEEK
    assert made.last_read_of([SATURDAY, NEXT_MONTH]) is None


# -- what is not shown -------------------------------------------------------------------


def test_what_is_left_out_stands_in_no_list_but_can_be_looked_up() -> None:
    hidden = entry("hidden", left_out="hidden by the editor: withdrawn", topics=(A,))
    excluded = entry("excluded", left_out="left out by the rule “X”", page=False, topics=(A,))
    made = library(entry("a"), hidden, excluded)
    assert ids(made.shown) == "a"
    assert [days(row) for row in (made.days, made.weeks, made.months)] == [
        [("2026-03-02", 1, "a")],
        [("2026-W10", 1, "a")],
        [("2026-03", 1, "a")],
    ]
    assert made.topic_entries["a"] == ()
    assert ids(made.left_out) == "excluded hidden"
    assert ids(made.with_page) == "a hidden"
    assert (made.by_id["hidden"], made.by_id["excluded"]) == (hidden, excluded)


# -- topics ------------------------------------------------------------------------------


def test_a_section_holds_each_paper_once_under_its_first_topic() -> None:
    digest = day_of(
        entry("1", votes=9, topics=(B, A)),
        entry("2", votes=8),
        entry("3", votes=7, topics=(A, B)),
        entry("4", votes=6, topics=(B,)),
    )
    sections = [(topic and topic.slug, ids(entries)) for topic, entries in digest.sections((A, B, C))]
    assert sections == [("a", "3"), ("b", "1 4"), (None, "2")]


TOPICS_OF = st.lists(st.sampled_from([A, B, C]), unique=True, max_size=3).map(tuple)


@given(st.lists(TOPICS_OF, min_size=1, max_size=8), st.integers(min_value=0, max_value=9))
@settings(max_examples=examples(80), deadline=None)
def test_the_first_papers_and_the_sections_hold_every_paper_once(topics: list[Any], most: int) -> None:
    digest = day_of(*(entry(str(n), topics=given) for n, given in enumerate(topics)))
    top = digest.lead_and_top(most)
    rest = [e for _, entries in digest.sections((A, B, C), skip=most) for e in entries]
    assert top == digest.entries[:most]
    assert sorted(ids((*top, *rest)).split()) == sorted(ids(digest.entries).split())
    assert all(entries for _, entries in digest.sections((A, B, C), skip=most))


def test_a_paper_counts_in_all_of_its_topics_and_the_largest_comes_first() -> None:
    digest = day_of(entry("1", topics=(B, A)), entry("2", topics=(C, B)), entry("3"))
    counts = digest.topic_counts((A, B, C))
    assert [(topic.slug, count) for topic, count in counts] == [("b", 2), ("a", 1), ("c", 1)]


def test_every_topic_has_its_papers_newest_first_or_an_empty_list() -> None:
    made = library(entry("1", topics=(A, B)), entry("2", TUESDAY, topics=(A,)))
    held = {slug: ids(entries) for slug, entries in made.topic_entries.items()}
    assert held == {"a": "2 1", "b": "1", "c": ""}


def test_the_most_voted_are_so_by_their_votes_whatever_their_score() -> None:
    digest = day_of(
        entry("pinned", votes=1, pinned=True),
        entry("b", votes=5, score=100),
        entry("a", votes=5),
        entry("most", votes=9, score=-3),
        entry("none", votes=0),
    )
    assert ids(digest.most_voted(3)) == "most a b"
    assert ids(digest.most_voted(9)) == "most a b pinned"


def numbered(id: str, comments: int = 0, organisation: str = "", **fields: Any) -> Entry:
    sighting = make_sighting(votes=0, comments=comments)
    return entry(id, paper=make_paper(id=id, sightings=(sighting,), organisation=organisation, **fields))


def test_the_most_discussed_have_comments_and_come_by_them_alone() -> None:
    digest = day_of(numbered("b", 2), numbered("a", 2), numbered("most", 9), numbered("none"))
    assert ids(digest.most_discussed(2)) == "most a"
    assert ids(digest.most_discussed(9)) == "most a b"


def test_the_most_starred_are_repositories_each_of_which_stands_once() -> None:
    digest = day_of(
        numbered("a", stars=5, code="https://code.example/a"),
        numbered("again", stars=4, code="https://code.example/A/"),
        numbered("most", stars=9, code="https://code.example/m"),
        numbered("none", stars=None, code="https://code.example/n"),
        numbered("nowhere", stars=7, code=""),
    )
    assert ids(digest.most_starred(9)) == "most a"
    assert ids(digest.most_starred(1)) == "most"


def test_organisations_with_several_papers_come_by_their_number_and_then_by_name() -> None:
    names = ("Two", "Two", "Three", "Three", "Three", "One", "", "", "Also Two", "Also Two")
    digest = day_of(*(numbered(str(n), organisation=name) for n, name in enumerate(names)))
    assert digest.organisations(9) == (("Three", 3), ("Also Two", 2), ("Two", 2))
    assert digest.organisations(1) == (("Three", 3),)


def test_topics_are_counted_by_month_where_they_have_papers() -> None:
    made = library(entry("1", topics=(A, B)), entry("2", topics=(A,)), entry("3", NEXT_MONTH, topics=(B,)))
    assert made.topic_months == {"a": {"2026-03": 2}, "b": {"2026-03": 1, "2026-04": 1}, "c": {}}


def test_months_up_to_a_day_have_no_gap_and_begin_with_the_first_paper() -> None:
    made = library(entry("1", date(2025, 11, 9)), entry("2", NEXT_MONTH))
    slugs = [period.slug for period in made.months_up_to(NEXT_MONTH, 12)]
    assert slugs == ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]
    assert [period.slug for period in made.months_up_to(MONDAY, 2)] == ["2026-02", "2026-03"]


# -- nothing at all ----------------------------------------------------------------------


def test_an_empty_library_answers_every_question() -> None:
    made = Library.of(site=make_site())
    assert (made.shown, made.left_out, made.with_page) == ((), (), ())
    assert (made.days, made.weeks, made.months, made.editions, made.calendar()) == ((), (), (), (), ())
    assert (made.newest, made.last_read, made.week_of(MONDAY), made.month_of(MONDAY)) == (None,) * 4
    assert (made.by_id, made.by_slug, made.topic_entries, made.pages) == ({}, {}, {}, {})
