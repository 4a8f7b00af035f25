"""The accounts: everything offered is kept or dropped for a reason, and what is amiss is told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from make import MONDAY, make_entry, make_library, make_paper, make_reading, make_sighting, make_site

from broadsheet.library.audit import (
    ANOTHER_ID,
    NO_FILE,
    content_of,
    failing_sources,
    gaps,
    source_states,
    stale_readings,
    tallies,
    unread_omissions,
)
from broadsheet.model.ledger import Rejection

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
HIDDEN = "hidden by the editor: advertising"
RULED = "left out by the rule “A: b”"


def entry(id, left_out="", day=MONDAY, also=()):
    paper = make_paper(id=id, other_ids=also, sightings=(make_sighting(day=day),))
    return make_entry(paper=paper, left_out=left_out, page="rule" not in left_out)


def reading(day=MONDAY, kept=(), dropped=(), **overrides):
    return make_reading(day=day, kept=tuple(kept), dropped=tuple(dropped), **overrides)


def only_row(library):
    (row,) = tallies(library)
    return row


def test_what_a_rule_or_an_editor_takes_out_counts_as_dropped_for_that_reason():
    entries = (entry("a"), entry("b", HIDDEN), entry("c", RULED), entry("d", RULED))
    library = make_library(entries=entries, readings=(reading(kept="abcd"),))
    row = only_row(library)
    assert (row.fetched, row.kept) == (4, 1)
    assert row.dropped == ((RULED, 2), ("hidden by the editor", 1))
    assert [loss.reason for loss in row.losses] == [HIDDEN, RULED, RULED]


def test_duplicates_are_one_reason_whatever_they_are_duplicates_of():
    drops = (
        Rejection("x", "X", "duplicate: the same work as a"),
        Rejection("y", "Y", "duplicate: the same work as b"),
    )
    row = only_row(make_library(entries=(entry("a"),), readings=(reading(kept="a", dropped=drops),)))
    assert row.dropped == (("duplicate", 2),)


def test_an_alias_of_a_paper_is_kept_and_two_names_of_one_count_once():
    library = make_library(entries=(entry("a", also=("b",)),), readings=(reading(kept="ab"),))
    row = only_row(library)
    assert (row.kept, [loss.reason for loss in row.losses]) == (1, [ANOTHER_ID])


def test_what_no_file_holds_any_more_is_dropped_and_says_so():
    row = only_row(make_library(entries=(), readings=(reading(kept="z"),)))
    assert (row.fetched, row.kept, row.dropped) == (1, 0, ((NO_FILE.partition(": ")[0], 1),))


def test_a_paper_that_no_reading_names_is_told_apart():
    library = make_library(entries=(entry("a", RULED), entry("b", RULED)), readings=(reading(kept="a"),))
    assert [loss.item for loss in unread_omissions(library)] == ["b"]


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from(["", HIDDEN, RULED])), max_size=9),
    st.data(),
)
def test_every_row_adds_up(made, data):
    entries = [entry(id, why) for id, why in dict(made).items()]
    kept = data.draw(st.lists(st.sampled_from("abcdefghi"), unique=True))
    drops = tuple(Rejection(str(n), "", "no id") for n in range(data.draw(st.integers(0, 3))))
    row = only_row(make_library(entries=entries, readings=(reading(kept=kept, dropped=drops),)))
    assert row.fetched == row.kept + sum(count for _, count in row.dropped)
    assert row.kept == sum(1 for e in entries if not e.left_out and e.paper.id in kept)


def state(*readings):
    (found,) = source_states(make_library(entries=(), readings=readings))
    return found


def test_a_source_is_failing_once_its_last_try_is_more_than_a_day_after_its_last_good_one():
    good = reading(read=MONDAY)
    early = reading(day=TUESDAY, read=None, asked=TUESDAY, failed="answered 503")
    late = reading(day=WEDNESDAY, read=None, asked=WEDNESDAY, failed="answered 500")
    assert state(good, early).failing is None
    assert state(good, early, late).failing == late
    assert state(good, early, late).last_good == MONDAY
    assert state(good, early, late).last_try == WEDNESDAY


def test_a_source_that_could_be_read_later_is_not_failing_for_one_day_that_fails():
    bad = reading(read=None, asked=MONDAY + timedelta(days=9), failed="answered 500")
    assert state(bad, reading(day=TUESDAY, read=MONDAY + timedelta(days=9))).failing is None


def test_a_source_that_never_gave_anything_is_failing_after_a_day_too():
    one = reading(read=None, asked=MONDAY, failed="answered 404")
    other = reading(day=TUESDAY, read=None, asked=WEDNESDAY, failed="answered 404")
    assert state(one).failing is None
    assert state(one, other).failing == other
    assert state(one, other).last_good is None


def test_only_sources_that_are_still_configured_are_called_failing():
    old = (
        reading(source="old", read=MONDAY),
        reading(source="old", day=TUESDAY, asked=date(2026, 4, 1), failed="x"),
    )
    library = make_library(entries=(), readings=old)
    assert [s.name for s in source_states(library) if s.failing] == ["old"]
    assert failing_sources(library) == ()


def test_content_is_of_the_last_day_a_fetch_entered_anything():
    failed = reading(day=TUESDAY, read=None, asked=date(2026, 3, 20), failed="answered 500")
    assert content_of(make_library(readings=(reading(), failed))) == date(2026, 3, 20)
    assert content_of(make_library(readings=())) is None


def test_gaps_are_working_days_without_an_edition_that_are_no_holidays():
    days = [MONDAY + timedelta(days=n) for n in range(9)]
    readings = [
        reading(days[0], kept="a"),
        reading(days[1], asked=days[8], read=None, failed="answered 500"),
        reading(days[2]),  # holiday, every year
        reading(days[4]),  # read, and empty; the day before was not read
        reading(days[7], read=days[7]),  # not over when it was read
        reading(days[8], read=days[8]),  # the newest may still fill
    ]
    site = make_site(holidays=frozenset({"03-04"}))
    library = make_library(entries=(entry("a"),), readings=readings, site=site)
    assert [(gap.day, gap.why) for gap in gaps(library)] == [
        (days[7], "not read since it was over"),
        (days[4], "read, and nothing was offered"),
        (days[3], "not read"),
        (days[1], "could not be read"),
    ]


def test_a_list_that_is_the_one_of_the_day_before_is_stale_weekends_between_or_not():
    monday, friday = reading(kept="ab"), reading(MONDAY + timedelta(days=4), kept="ba")
    other = reading(MONDAY + timedelta(days=7), kept="abc")
    empty = reading(MONDAY + timedelta(days=8), kept="", dropped=())
    again = reading(MONDAY + timedelta(days=9), kept="cba")
    assert stale_readings([monday, friday, other, empty, again]) == (friday, again)
    assert stale_readings([empty, reading(MONDAY + timedelta(days=10), kept="", dropped=())]) == ()
