"""The days of arXiv's lists: the cut-off in US Eastern time, weekends, holidays and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.fetching.sources.arxiv_days import EASTERN, find_list_day, find_submission_window
from broadsheet.model.period import is_working_day


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("submitted", "day"),
    [
        ("2026-05-18T13:59:59", date(2026, 5, 19)),  # Monday before the cut-off: Tuesday's list
        ("2026-05-18T14:00:00", date(2026, 5, 20)),  # and from it on Wednesday's
        ("2026-05-20T13:00:00", date(2026, 5, 21)),
        ("2026-05-21T13:00:00", date(2026, 5, 22)),  # Thursday's evening is the last of the week
        ("2026-05-21T14:00:00", date(2026, 5, 25)),  # until Friday 14:00: Sunday's evening
        ("2026-05-22T13:59:59", date(2026, 5, 25)),
        ("2026-05-22T14:00:00", date(2026, 5, 26)),  # the weekend: Monday's evening
        ("2026-05-23T09:00:00", date(2026, 5, 26)),
        ("2026-05-25T13:59:59", date(2026, 5, 26)),
    ],
)
def test_a_submission_is_on_the_list_that_the_schedule_says(submitted, day):
    assert find_list_day(eastern(submitted)) == day


@pytest.mark.parametrize(
    ("submitted", "day"),
    [
        # Sunday 8 March 2026, the clocks went forward: 14:00 was 19:00 UTC before, 18:00 after.
        ("2026-03-06T18:59:59+00:00", date(2026, 3, 9)),
        ("2026-03-06T19:00:00+00:00", date(2026, 3, 10)),
        ("2026-03-09T17:59:59+00:00", date(2026, 3, 10)),
        ("2026-03-09T18:00:00+00:00", date(2026, 3, 11)),
        # Sunday 1 November 2026, they go back.
        ("2026-10-30T17:59:59+00:00", date(2026, 11, 2)),
        ("2026-10-30T18:00:00+00:00", date(2026, 11, 3)),
        ("2026-11-02T18:59:59+00:00", date(2026, 11, 3)),
        ("2026-11-02T19:00:00+00:00", date(2026, 11, 4)),
    ],
)
def test_the_cut_off_follows_the_clocks_of_new_york(submitted, day):
    assert find_list_day(datetime.fromisoformat(submitted)) == day


def test_an_evening_without_an_announcement_hands_its_papers_to_the_next():
    thanksgiving = date(2026, 11, 26)
    assert find_submission_window(thanksgiving + timedelta(1)) is None
    assert find_list_day(eastern("2026-11-25T15:00:00")) == date(2026, 11, 30)
    start, end = find_submission_window(date(2026, 11, 30))
    assert (start, end) == (eastern("2026-11-25T14:00:00"), eastern("2026-11-27T14:00:00"))


def test_a_deferred_evening_of_a_sunday_goes_to_monday():
    assert find_list_day(eastern("2025-07-04T09:00:00")) == date(2025, 7, 8)
    assert find_submission_window(date(2025, 7, 7)) is None


def test_there_is_no_list_at_weekends():
    assert find_submission_window(date(2026, 5, 23)) is None
    assert find_submission_window(date(2026, 5, 24)) is None


moments = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))


@given(moments)
def test_every_submission_has_a_list_on_a_working_day_whose_window_holds_it(moment):
    day = find_list_day(moment)
    assert is_working_day(day)
    start, end = find_submission_window(day)
    assert start <= moment < end


@given(st.dates(date(1995, 1, 1), date(2100, 1, 1)))
def test_windows_follow_one_another_without_a_gap(day):
    window = find_submission_window(day)
    if window is None:
        return
    following = next(w for n in range(1, 12) if (w := find_submission_window(day + timedelta(days=n))))
    assert following[0] == window[1]
