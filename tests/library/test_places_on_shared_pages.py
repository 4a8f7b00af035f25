"""Which papers share a page, and where each of them stands."""

from __future__ import annotations

from datetime import date

import pytest
from make import make_library, make_site
from sharing import NEW, OLD, entry_of, sharing_library

from broadsheet.library import urls
from broadsheet.library.shared_pages import PAGE_PAPERS, depth_for, folder_key, part_of


def places(*entries, **site) -> dict[str, str]:
    """Return where each paper stands, by its id."""
    library = sharing_library(*entries, **site)
    return {entry.paper.id: urls.place(entry, "") for entry in library.entries}


@pytest.mark.parametrize(
    ("paper_id", "folder"),
    [
        ("2405.00017", "2405"),
        ("0704.0001", "0704"),
        ("2412.123456", "2412"),
        ("hep-th-9901001", "9901"),
        ("2413.00017", "other"),  # there is no such month
        ("2400.00017", "other"),
        ("doi-10.5555-stones.1", "other"),
        ("openreview-9901001", "other"),
    ],
)
def test_a_paper_is_in_the_folder_of_the_month_of_its_id_or_among_the_others(paper_id, folder):
    assert folder_key(paper_id).folder == folder


@pytest.mark.parametrize(
    ("folder", "papers", "depth"),
    [
        ("2405", 1, 0),
        ("2405", PAGE_PAPERS, 0),
        ("2405", PAGE_PAPERS + 1, 1),
        ("2405", 10 * PAGE_PAPERS, 1),
        ("2405", 10 * PAGE_PAPERS + 1, 2),
        ("other", 16 * PAGE_PAPERS, 1),
        ("other", 16 * PAGE_PAPERS + 1, 2),
    ],
)
def test_a_folder_has_so_many_parts_that_a_page_has_a_hundred_papers_at_most(folder, papers, depth):
    assert depth_for(folder, papers) == depth


@pytest.mark.parametrize(("depth", "part"), [(0, ""), (1, "7"), (2, "17"), (3, "017")])
def test_a_part_is_named_by_the_last_digits_of_an_id(depth, part):
    assert part_of(folder_key("2405.00017"), depth) == part


def test_papers_of_older_months_share_a_page_and_those_of_the_newest_have_one_each():
    old, last_month = entry_of("2601.00002"), entry_of("2604.00003", date(2026, 4, 30))
    assert places(old, last_month) == {
        "2605.00001": "paper/2605.00001/",
        "2604.00003": "papers/2604/#p-2604.00003",
        "2601.00002": "papers/2601/#p-2601.00002",
    }
    assert places(old, last_month, months=2)["2604.00003"] == "paper/2604.00003/"


@pytest.mark.parametrize(("months", "is_shared"), [(1, True), (5, True), (6, False), (100_000, False)])
def test_months_are_counted_over_the_turn_of_the_year(months, is_shared):
    library = sharing_library(entry_of("2512.00001", date(2025, 12, 31)), months=months)
    assert library.newest.period.start == NEW
    assert bool(library.with_shared_page) is is_shared


def test_a_paper_with_an_old_id_that_was_listed_lately_has_a_page_for_itself():
    assert places(entry_of("1706.03762", NEW))["1706.03762"] == "paper/1706.03762/"


def test_a_hidden_paper_keeps_a_page_for_itself():
    assert places(entry_of("2601.00002", left_out="Off topic"))["2601.00002"] == "paper/2601.00002/"


def test_the_newest_month_is_that_of_papers_that_are_shown():
    hidden = entry_of("2606.00001", date(2026, 6, 1), left_out="Off topic")
    assert places(hidden, entry_of("2605.00002", date(2026, 5, 1)))["2605.00002"] == "paper/2605.00002/"


def test_a_large_month_is_parted():
    entries = [entry_of(f"2601.{number:05}") for number in range(PAGE_PAPERS + 1)]
    assert places(*entries)["2601.00042"] == "papers/2601/2/#p-2601.00042"


def test_no_page_is_shared_where_nobody_asked_for_it():
    library = sharing_library(entry_of("2601.00002", OLD), months=None)
    assert library.with_shared_page == () and library.with_own_page == library.with_page


def test_an_empty_site_shares_no_page():
    assert make_library(site=make_site(paged_months=1), entries=[]).with_shared_page == ()
