"""Significance: the exact test against its definition, and how many of many stand out."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.library.significance import chance_of_rise, count_significant

SIZES = st.integers(1, 40)


@given(SIZES, SIZES, st.data())
def test_the_chance_is_the_share_of_all_ways_that_have_as_many_or_more(papers_now, papers_before, data):
    now = data.draw(st.integers(0, papers_now))
    before = data.draw(st.integers(0, papers_before))
    having = now + before
    ways = 0
    for number in range(now, min(having, papers_now) + 1):
        ways += comb(papers_now, number) * comb(papers_before, having - number)
    chance = chance_of_rise(now, papers_now, before, papers_before)
    if now / papers_now <= before / papers_before:
        assert chance == 1
    else:
        assert chance == pytest.approx(ways / comb(papers_now + papers_before, having))


@pytest.mark.parametrize(
    ("chances", "significant"),
    [
        ([], 0),
        ([0.05], 1),
        ([0.051], 0),
        ([0.03, 0.9], 0),  # two were tried
        ([0.02, 0.9], 1),
        ([0.04, 0.04], 2),  # one alone would not, both do
        ([0.9, 0.001, 0.03, 0.02], 3),
    ],
)
def test_so_many_stand_out_that_one_in_twenty_is_there_by_chance(chances, significant):
    assert count_significant(chances) == significant
