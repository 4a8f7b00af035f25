"""Dates of strangers: one table of how they are written and what they mean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from broadsheet.fetching.dates import Order, day_of_milliseconds, find_order, parse_date, parse_day
from broadsheet.model.partial_dates import PartialDate

TODAY = date(2026, 5, 29)
TABLE = Path(__file__).with_name("dates.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", TABLE)
def test_a_date_means_what_its_reader_understands(row):
    written, meant = row.split("\t")
    parsed = parse_date(written)
    assert (parsed.isoformat() if parsed else "none") == meant


def test_what_is_no_text_is_no_date():
    assert parse_date(20260518) is None
    assert parse_date(None) is None


def test_a_month_is_no_day():
    assert parse_date("2026-05") == PartialDate(2026, 5)
    assert parse_day("2026-05") is None
    assert parse_day("2026-05-18") == date(2026, 5, 18)


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["13/04/2026", "03/04/2026"], Order.DAY_FIRST),
        (["04/13/2026", "03/04/2026"], Order.MONTH_FIRST),
        (["05/06/2026"], Order.MONTH_FIRST),  # the fifth of June is still to come
        (["06/05/2026"], Order.DAY_FIRST),
        (["03/04/2026", "04/04/2026"], Order.DAY_FIRST),  # next to one another, not a month apart
        (["04/03/2026", "04/04/2026"], Order.MONTH_FIRST),
        (["03/04/2026", "Sun, 05 Apr 2026 10:00:00 GMT"], Order.DAY_FIRST),
        (["03/04/2026", "2026-04-03"], Order.DAY_FIRST),  # of one item
        (["03/04/2026", "2026-03-04"], Order.MONTH_FIRST),
        (["03/04/2026"], None),
        (["13/04/2026", "04/13/2026"], None),
        (["11/12/2026"], None),  # both to come
        (["2026-05-18"], None),
        ([], None),
    ],
)
def test_neighbours_tell_the_order_of_day_and_month(written, order):
    assert find_order(written, TODAY) == order


def test_an_order_decides_what_numbers_leave_open_and_nothing_else():
    assert parse_date("05/06/2026", Order.DAY_FIRST) == date(2026, 6, 5)
    assert parse_date("05/06/2026", Order.MONTH_FIRST) == date(2026, 5, 6)
    assert parse_date("05/18/2026", Order.DAY_FIRST) == date(2026, 5, 18)
    assert parse_date("05.06.2026", Order.MONTH_FIRST) == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (1772409600000, date(2026, 3, 2)),
        (0, None),  # the epoch is when a server's clock began, and no paper
        (10**30, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ("1772409600000", None),
    ],
)
def test_milliseconds_are_a_utc_date(value, meant):
    assert day_of_milliseconds(value) == meant


@settings(deadline=None, max_examples=examples(50))
@given(st.text(alphabet="0123456789-/.:+TZ MayJun,'年月日", max_size=40) | st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    for order in (None, *Order):
        parsed = parse_date(text, order)
        assert parsed is None or 1991 <= parsed.year <= 2199
