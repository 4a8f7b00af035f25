"""The nouns: ids, two readings of a paper in one, the ledger's arithmetic, days, weeks and months."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from make import MONDAY, make_paper, make_reading, make_sighting
from thorough import examples

from broadsheet.model.ids import arxiv_id, is_safe_id
from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import FIELDS, Paper, Sighting
from broadsheet.model.period import YOUNG_DAYS, Period

YOUNG = MONDAY + timedelta(days=YOUNG_DAYS)  # the last day on which Monday's counts may move
OLD = MONDAY + timedelta(days=YOUNG_DAYS + 1)

COUNTS = st.none() | st.integers(min_value=0, max_value=9)
DAYS = st.dates(min_value=MONDAY, max_value=MONDAY + timedelta(days=20))
SIGHTINGS = st.lists(
    st.builds(
        Sighting, st.sampled_from("ab"), DAYS, st.sampled_from(["", "https://a.example"]), COUNTS, COUNTS
    ),
    unique_by=lambda s: (s.day, s.source),
    min_size=1,
    max_size=6,
).map(lambda found: tuple(sorted(found, key=lambda s: (s.day, s.source))))


def papers(sightings: st.SearchStrategy[tuple[Sighting, ...]] = SIGHTINGS) -> st.SearchStrategy[Paper]:
    """One and the same paper as a source may tell it: any field may be empty."""
    texts = st.sampled_from(["", "one", "two"])
    lists = st.sampled_from([(), ("one",), ("two", "three")])
    return st.builds(
        Paper,
        id=st.just("2603.00001"),
        title=st.sampled_from(["One", "Two"]),
        abstract=texts,
        authors=lists,
        organisation=texts,
        published=st.none() | DAYS,
        categories=lists,
        keywords=lists,
        code=texts,
        stars=COUNTS,
        media=lists,
        ai_summary=texts,
        sightings=sightings,
    )


PAPERS = papers()


@st.composite
def apart(draw: st.DrawFn) -> tuple[Paper, Paper]:
    """Two readings of a paper that have no sighting in common, and not the same last day."""
    sightings = draw(SIGHTINGS.filter(lambda found: len(found) > 1))
    first = draw(st.sets(st.sampled_from(sightings), min_size=1, max_size=len(sightings) - 1))
    mine = tuple(s for s in sightings if s in first)
    theirs = tuple(s for s in sightings if s not in first)
    assume(mine[-1].day != theirs[-1].day)
    return draw(papers(st.just(mine))), draw(papers(st.just(theirs)))


# -- ids ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("2405.14906", "2405.14906"),
        ("2405.14906v2", "2405.14906"),
        (" arXiv:2405.14906v12 ", "2405.14906"),
        ("0704.0001", "0704.0001"),
        ("hep-th/9901001", "hep-th-9901001"),
        ("math.GT/0309136v1", "math.GT-0309136"),
    ],
)
def test_an_arxiv_id_loses_its_version_and_its_prefix(text: str, bare: str) -> None:
    assert arxiv_id(text) == bare


@pytest.mark.parametrize("number", ["2405.14906", "hep-th/9901001"])
def test_the_prefix_that_arxiv_prints_is_known_in_both_schemes(number: str) -> None:
    assert arxiv_id(f"arXiv:{number}") == arxiv_id(number) == arxiv_id(f"arxiv:{number}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2405",
        "2405.149",
        "24051.4906",
        "2405.14906/..",
        "v2",
        "2405.1 2405.2",
        "\u0662405.14906",
        "../x/9901001",
    ],
)
def test_what_is_no_arxiv_id_is_none(text: str) -> None:
    assert arxiv_id(text) is None


NUMBERS = r"[0-9]{4}\.[0-9]{4,5}|(hep-th|math|cond-mat|cs)(\.[A-Z]{2})?/[0-9]{7}"


@given(st.from_regex(NUMBERS, fullmatch=True), st.sampled_from(["", "v1", "v12"]))
@settings(max_examples=examples(80), deadline=None)
def test_every_arxiv_id_is_safe_as_a_file_name_and_can_be_written_back(number: str, version: str) -> None:
    bare = arxiv_id(number + version)
    assert bare is not None
    assert is_safe_id(bare)
    assert make_paper(id=bare).arxiv == number


def test_a_paper_from_elsewhere_has_no_arxiv_id() -> None:
    assert make_paper(id="doi-10-5555-stones-1").arxiv == ""
    assert make_paper(id="example-7").arxiv == ""
    assert make_paper(id="openreview-1234567").arxiv == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "a..b",
        ".x",
        "-x",
        "a b",
        "a\n",
        "ä",
        "x.",
        "index",
        "README",
        "a" * 121,
    ],
)
def test_an_id_that_could_be_a_path_or_a_folder_page_is_not_safe(text: str) -> None:
    assert not is_safe_id(text)


@pytest.mark.parametrize("text", ["2405.14906", "doi-10-5555-stones", "a", "indexes", "a" * 120])
def test_a_plain_slug_is_safe(text: str) -> None:
    assert is_safe_id(text)


# -- papers ------------------------------------------------------------------------------


def test_a_paper_belongs_to_its_first_day_and_counts_its_best_sighting() -> None:
    later = make_sighting(day=OLD, votes=40, comments=None)
    paper = make_paper(sightings=(make_sighting(votes=12, comments=3), later))
    assert (paper.day, paper.last_seen, paper.votes, paper.comments) == (MONDAY, OLD, 40, 3)


def test_a_paper_that_nobody_votes_on_has_no_votes() -> None:
    paper = make_paper(sightings=(make_sighting(votes=None, comments=None),))
    assert (paper.votes, paper.comments) == (0, 0)


@given(PAPERS, PAPERS, DAYS)
@settings(max_examples=examples(80), deadline=None)
def test_merging_what_was_merged_changes_nothing(known: Paper, read: Paper, today: date) -> None:
    merged = merge_papers(known, read, today)
    assert merge_papers(merged, read, today) == merged
    assert merge_papers(known, known, today) == known


@given(PAPERS, PAPERS, DAYS)
@settings(max_examples=examples(80), deadline=None)
def test_no_sighting_is_lost_or_made_up_by_a_merge(known: Paper, read: Paper, today: date) -> None:
    merged = [(s.day, s.source) for s in merge_papers(known, read, today).sightings]
    assert merged == sorted({(s.day, s.source) for s in known.sightings + read.sightings})


@given(apart(), DAYS)
@settings(max_examples=examples(80), deadline=None)
def test_readings_without_a_common_sighting_merge_either_way(both: tuple[Paper, Paper], today: date) -> None:
    one, other = both
    assert merge_papers(one, other, today) == merge_papers(other, one, today)


@given(PAPERS, PAPERS, DAYS)
@settings(max_examples=examples(80), deadline=None)
def test_what_is_empty_never_erases_what_is_not(known: Paper, read: Paper, today: date) -> None:
    merged = merge_papers(known, read, today)
    # Links come from the first source alone (``test_owners.py``), and who said what is no fact of the work.
    left_out = {field.name for field in FIELDS if field.vouched} | {"sightings", "said_by"}
    for name in {field.name for field in fields(Paper)} - left_out:
        values = [getattr(known, name), getattr(read, name)]
        given = [value for value in values if value not in (None, "", ())]
        assert getattr(merged, name) in (given or values), name


def test_the_later_sighting_speaks_for_the_paper_and_keeps_the_first_day() -> None:
    known = make_paper(title="Old Title")
    read = make_paper(title="New Title", sightings=(make_sighting(day=OLD),))
    merged = merge_papers(known, read, OLD)
    assert (merged.title, merged.day, merged.last_seen) == ("New Title", MONDAY, OLD)


def test_a_backfill_moves_the_day_forward_in_time_but_not_the_words_back() -> None:
    known = make_paper(title="New Title", sightings=(make_sighting(day=OLD),))
    read = make_paper(title="Old Title", abstract="", stars=99)
    merged = merge_papers(known, read, OLD)
    assert (merged.title, merged.day, merged.stars) == ("New Title", MONDAY, 7)


def test_the_same_day_read_again_corrects_the_words() -> None:
    assert merge_papers(make_paper(title="Tpyo"), make_paper(title="Typo"), OLD).title == "Typo"


def test_counts_move_while_a_sighting_is_young() -> None:
    read = make_paper(stars=70, sightings=(make_sighting(votes=90, comments=30),))
    merged = merge_papers(make_paper(), read, YOUNG)
    assert (merged.votes, merged.comments, merged.stars) == (90, 30, 70)


def test_counts_stay_as_they_were_once_a_sighting_is_old() -> None:
    read = make_paper(stars=70, sightings=(make_sighting(votes=90, comments=30),))
    assert merge_papers(make_paper(), read, OLD) == make_paper()


def test_a_count_that_is_missing_erases_none_and_a_zero_is_a_count() -> None:
    silent = make_paper(stars=None, sightings=(make_sighting(votes=None, comments=None, url=""),))
    assert merge_papers(make_paper(), silent, YOUNG) == make_paper()
    zero = make_paper(stars=0, sightings=(make_sighting(votes=0, comments=0),))
    merged = merge_papers(make_paper(), zero, YOUNG)
    assert (merged.votes, merged.comments, merged.stars) == (0, 0, 0)


def test_an_old_sighting_is_still_entered_when_it_was_not_known() -> None:
    elsewhere = make_sighting(source="journal", votes=90)
    merged = merge_papers(make_paper(), make_paper(sightings=(elsewhere,)), OLD)
    assert merged.sightings == (make_sighting(), elsewhere)


# -- readings ----------------------------------------------------------------------------


@st.composite
def readings(draw: st.DrawFn) -> LedgerEntry:
    """What a source may have offered: each item either kept or dropped."""
    items = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    dropped = draw(st.sets(st.sampled_from(items))) if items else set()
    return make_reading(
        kept=tuple(item for item in items if item not in dropped),
        dropped=tuple(Rejection(item, "", "no title") for item in items if item in dropped),
    )


def offered(*readings: LedgerEntry) -> set[str]:
    return {item for r in readings for item in (*r.kept, *(drop.item for drop in r.dropped))}


@given(readings(), readings())
@settings(max_examples=examples(80), deadline=None)
def test_a_later_reading_forgets_nothing_and_makes_up_nothing(first: LedgerEntry, later: LedgerEntry) -> None:
    assert offered(first.followed_by(later)) == offered(first, later)


@given(readings(), readings())
@settings(max_examples=examples(80), deadline=None)
def test_every_item_is_counted_once_as_kept_or_as_dropped(first: LedgerEntry, later: LedgerEntry) -> None:
    joined = first.followed_by(later)
    assert joined.fetched == len(joined.kept) + len(joined.dropped) == len(offered(first, later))


@given(readings(), readings())
@settings(max_examples=examples(80), deadline=None)
def test_the_same_reading_twice_is_the_reading(first: LedgerEntry, later: LedgerEntry) -> None:
    assert first.followed_by(first) == first
    assert first.followed_by(later).followed_by(later) == first.followed_by(later)


def test_a_later_reading_gives_the_order_and_the_day_it_was_read() -> None:
    first = make_reading(read=MONDAY, kept=("a", "b", "c"), dropped=())
    later = make_reading(read=OLD, kept=("c", "a"), dropped=())
    joined = first.followed_by(later)
    assert (joined.kept, joined.read) == (("c", "a", "b"), OLD)


def test_an_item_that_is_kept_at_last_is_dropped_no_longer() -> None:
    first = make_reading(kept=(), dropped=(Rejection("a", "", "no title"),))
    assert first.followed_by(make_reading(kept=("a",), dropped=())).dropped == ()


def test_a_try_that_fails_leaves_what_was_read_and_a_good_one_clears_the_failure() -> None:
    failure = LedgerEntry(source="example", day=MONDAY, failed="answered 503")
    failed = make_reading().followed_by(failure)
    assert failed == replace(make_reading(), failed="answered 503")
    assert failed.followed_by(make_reading()).failed == ""
    assert failure.followed_by(make_reading()) == make_reading()


def test_a_day_is_settled_when_it_was_read_after_its_counts_stopped() -> None:
    assert make_reading(read=OLD).settled
    assert not make_reading(read=YOUNG).settled
    assert not make_reading(read=None).settled
    assert not make_reading(read=OLD, failed="answered 503").settled


def test_a_day_that_was_read_before_its_end_is_filling() -> None:
    assert make_reading(read=MONDAY).filling
    assert not make_reading(read=MONDAY + timedelta(days=1)).filling
    assert not make_reading(read=None).filling


# -- periods -----------------------------------------------------------------------------


@given(st.dates(max_value=date(9998, 12, 31)))
@settings(max_examples=examples(150), deadline=None)
@example(date(2027, 1, 1))
@example(date(2024, 12, 30))
@example(date(2024, 2, 29))
@example(date(1, 1, 1))
def test_a_slug_names_its_period_and_the_period_holds_the_day(day: date) -> None:
    for period, days in (
        (Period.of_day(day), {1}),
        (Period.of_week(day), {7}),
        (Period.of_month(day), {28, 29, 30, 31}),
    ):
        assert Period.parse(period.slug) == period
        assert period.start <= day <= period.end
        assert (period.end - period.start).days + 1 in days


@given(st.text("0123456789W-", max_size=12) | st.text())
@settings(max_examples=examples(150), deadline=None)
@example("2026-W54")
@example("2026-W1")
@example("2026-13")
@example("2026-5")
@example("20260518")
@example("2026-02-30")
@example("W")
@example("\uff12026-05")
@example("9999-12")
@example("9999-W52")
@example("99999999999999999999-W01")
def test_a_text_is_the_slug_of_a_period_or_a_value_error(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.slug == text


def test_a_week_at_the_turn_of_the_year_belongs_to_the_year_of_its_thursday() -> None:
    week = Period.of_week(date(2027, 1, 1))
    assert (week.slug, week.start, week.end) == ("2026-W53", date(2026, 12, 28), date(2027, 1, 3))


def test_a_period_says_what_it_is_and_how_it_is_called() -> None:
    day = date(2026, 5, 8)
    called = [(p.kind, p.label) for p in (Period.of_day(day), Period.of_week(day), Period.of_month(day))]
    assert called == [
        ("day", "Friday, 8 May 2026"),
        ("week", "Week 19, 4 May 2026 to 10 May 2026"),
        ("month", "May 2026"),
    ]
