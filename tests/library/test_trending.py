"""Trending: votes against age over the last fortnight, counted to the newest edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from make import make_entry, make_paper, make_sighting

from broadsheet.curation.score import COMMENT, YOUNGEST, trending_in_words, trending_score
from broadsheet.library.trending import FORTNIGHT, trending
from broadsheet.model.curation import Entry, Part

NEWEST = date(2026, 3, 20)


def entry(
    id: str, age: int = 0, votes: int = 0, comments: int = 0, points: float = 0, pin: bool = False
) -> Entry:
    sighting = make_sighting(day=NEWEST - timedelta(days=age), votes=votes, comments=comments)
    return make_entry(paper=make_paper(id=id, sightings=(sighting,)), score=votes + points, pinned=pin)


def ids(*entries: Entry, most: int = 30) -> str:
    return " ".join(trend.entry.paper.id for trend in trending(entries, NEWEST, most))


def score(age: int, **more: int) -> float:
    return trending_score(entry("a", **more), age).points


def test_a_score_is_votes_points_and_half_the_comments_by_the_age_and_two():
    assert score(0, votes=10) == 5
    assert score(2, votes=10, comments=6, points=3) == 4
    assert score(0, votes=10, points=-12) == -1


def test_a_score_says_what_it_is_made_of_in_the_words_of_its_parts():
    parts = (Part(10, "10 votes"), Part(-2.5, "\u22122.5 by the rule “Sand”"))
    told = trending_score(replace(entry("a", votes=10, comments=3), parts=parts), 2)
    assert told.why == ("10 votes", "\u22122.5 by the rule “Sand”", "+1.5 for 3 comments", "2 days old")
    assert told.points == (10 - 2.5 + 1.5) / (2 + 2)
    assert trending_score(entry("a", votes=1), 0).why[-1] == "new"
    assert (COMMENT, YOUNGEST) == (0.5, 2)
    assert "½ comments" in trending_in_words() and "age in days + 2" in trending_in_words()


def test_a_fresh_paper_passes_an_older_one_with_somewhat_more_votes_but_not_with_many_more():
    assert ids(entry("old", age=4, votes=29), entry("new", votes=10)) == "new old"
    assert ids(entry("old", age=4, votes=31), entry("new", votes=10)) == "old new"


def test_the_fortnight_ends_with_the_newest_edition_and_begins_thirteen_days_before():
    inside, outside = entry("in", age=FORTNIGHT - 1, votes=9), entry("out", age=FORTNIGHT, votes=9)
    assert ids(inside, outside, entry("tomorrow", age=-1, votes=9)) == "in"


def test_papers_without_votes_or_that_a_rule_marks_down_to_nothing_are_not_trending():
    assert ids(entry("none"), entry("down", votes=5, points=-5), entry("talked", comments=1)) == "talked"


def test_a_pin_is_for_editions_and_moves_nothing_here():
    assert ids(entry("pinned", votes=1, pin=True), entry("liked", votes=2)) == "liked pinned"


def test_equal_scores_come_the_younger_first_and_then_by_id():
    older = entry("a", age=2, votes=8)
    assert ids(older, entry("c", votes=4), entry("b", votes=4)) == "b c a"


def test_there_are_at_most_as_many_as_asked_for():
    assert ids(*(entry(f"p{n}", votes=n) for n in range(1, 9)), most=3) == "p8 p7 p6"


@given(st.permutations([entry(f"p{n}", age=n % 5, votes=n % 3) for n in range(12)]))
def test_the_order_of_the_papers_does_not_matter(shuffled):
    assert ids(*shuffled) == ids(*sorted(shuffled, key=lambda e: e.paper.id))
