"""Trending, Trends, the small lines and the leaderboards, read back from their pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from make import make_entry, make_library, make_paper, make_rule, make_sighting, make_topic

from broadsheet.curation.curate import Standards, curate
from broadsheet.library.library import Library
from broadsheet.model.curation import Conditions, Entry, Part, Ranking
from broadsheet.model.period import Period
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.sparkline import draw_line
from broadsheet.outputs.pages.trends import trends

MAY = date(2026, 5, 28)
APRIL = date(2026, 4, 20)
STONES, SAND = make_topic(), make_topic(slug="sand", name="Sand & Dust")
HOSTILE = "<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """A page's links with their words, its elements with their attributes, and all it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[str, str]] = []
        self.said = ""
        self.feed(text)
        self.said = re.sub(r"\s+", " ", self.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))

    def handle_data(self, data: str) -> None:
        self.said += data
        if self.links and self.get_starttag_text() is not None:
            href, words = self.links[-1]
            self.links[-1] = (href, words + data)


def entry(id: str, day: date = MAY, votes: int = 0, comments: int = 0, **overrides: Any) -> Entry:
    fields = {
        key: overrides.pop(key) for key in ("title", "stars", "code", "organisation") if key in overrides
    }
    sighting = make_sighting(day=day, votes=votes, comments=comments)
    paper = make_paper(id=id, sightings=(sighting,), keywords=(), **fields)
    score = overrides.pop("score", votes)
    parts = (Part(score, f"{score} votes"),) if score else ()
    return make_entry(paper=paper, **({"parts": parts, "topics": (STONES,)} | overrides))


def library(*entries: Entry) -> Library:
    return make_library(entries=entries, topics=(STONES, SAND), readings=(), introductions=())


def page(made: Library, path: str) -> Page:
    files = {file.path: file.data.decode() for output in (pages, trends) for file in output(made)}
    return Page(files[path])


def months(april: int, may: int, **overrides: Any) -> Library:
    return library(
        *(entry(f"a{n}", APRIL, **overrides) for n in range(april)),
        *(entry(f"m{n}", MAY, **overrides) for n in range(may)),
    )


# -- trending ----------------------------------------------------------------------------


def test_trending_ranks_the_fortnight_and_shows_why():
    made = library(
        entry("old", MAY - timedelta(days=8), votes=30),
        entry("new", MAY, votes=10, comments=2),
        entry("gone", MAY - timedelta(days=14), votes=999),
    )
    shown = page(made, "trending.md")
    papers = [href for href, _ in shown.links if "/paper/" in href]
    assert papers == ["../paper/new/", "../paper/old/"]
    assert (
        "20 May 2026" in shown.said
        and "score 5.5" in shown.said
        and "10 votes+1 for 2 commentsnew" in shown.said
    )
    assert "score 3.0" in shown.said and "30 votes8 days old" in shown.said
    assert "(votes + ½ comments + rule points) ÷ (age in days + 2)" in shown.said


def test_trending_prints_the_parts_of_each_score_whatever_the_ranking():
    """Points of votes and of recency are no points of rules, whatever ``ranking.yaml`` says."""
    ranking = Ranking(votes=0.5, recency=100)
    rules = (make_rule(name="Done by hand", when=Conditions(sources=("example",)), points=-6),)
    paper = make_paper(sightings=(make_sighting(day=MAY, votes=13, comments=0),), published=MAY)
    shown = page(library(*curate([paper], {}, Standards(rules, ranking=ranking))), "trending.md")
    assert "score 50.2" in shown.said
    assert (
        "13 votes × 0.5 points+100 because the preprint was new on its day here"
        "\u22126 by the rule “Done by hand”new"
    ) in shown.said


def test_the_period_switch_leads_to_trending_from_every_edition_and_back():
    made = months(1, 1)
    for path in ("index.md", "day/2026-05-28.md", "week/2026-W22.md", "month/2026-05.md"):
        shown = page(made, path)
        found = [words.strip() for href, words in shown.links if href.endswith("trending/")]
        assert found == ["Trending"]
    shown = page(made, "trending.md")
    switch = [href for href, words in shown.links if words.strip() in ("Day", "Week", "Month")]
    assert switch == ["../day/2026-05-28/", "../week/2026-W22/", "../month/2026-05/"]
    [current] = [attrs for _, attrs in shown.elements if "aria-current" in attrs]
    assert current["href"] == "../trending/"


@pytest.mark.parametrize("entries", [(), (entry("a"),)], ids=["nothing", "no votes"])
def test_trending_says_so_when_nothing_is(entries):
    assert "Nothing is trending" in page(library(*entries), "trending.md").said


# -- trends ------------------------------------------------------------------------------


def test_trends_compare_shares_and_name_both_months():
    april = (entry(f"a{n}", APRIL, topics=(STONES if n < 2 else SAND,)) for n in range(10))
    may = (entry(f"m{n}", MAY, topics=(STONES if n < 2 else SAND,)) for n in range(4))
    shown = page(library(*april, *may), "trends.md")
    assert "May 2026 has 4 papers up to 28 May 2026, April 2026 had 10 papers" in shown.said
    assert "Stones220.0%250.0%+30.0" in shown.said.replace(" ", "")
    assert shown.said.index("+30.0") < shown.said.index("\u221230.0")


def test_trends_tell_rising_words_with_three_papers_each():
    made = library(
        *(entry(f"a{n}", APRIL, title="Sand") for n in range(9)),
        *(entry(f"m{n}", MAY, title="Gravel", votes=9 - n) for n in range(5)),
    )
    shown = page(made, "trends.md")
    assert "Appeared gravel 5 papers of 5, after 0 of 9" in shown.said
    assert "Fell sand 0 papers of 5, after 9 of 9" in shown.said
    papers = [href for href, _ in shown.links if "/paper/" in href]
    assert papers == ["../paper/m0/", "../paper/m1/", "../paper/m2/"]
    assert "Papers a month, April 2026 to May 2026 so far, up to 28 May 2026: 0, 5" in lines(shown)


def test_trends_tell_rising_topics_in_a_sentence_with_three_papers_each():
    made = library(
        *(entry(f"a{n}", APRIL, title="Sand", topics=()) for n in range(9)),
        *(entry(f"m{n}", MAY, title="Gravel", votes=9 - n) for n in range(6)),
    )
    for path in ("trends.md", "month/2026-05.md"):
        shown = page(made, path)
        sentence = (
            "Stones rose to 100.0% of the papers, from 0.0% in the months before, with the words gravel:"
        )
        assert sentence in shown.said
    assert "No topic’s share rose" not in shown.said


def test_trends_say_so_where_nothing_changed_and_a_month_then_says_nothing():
    made = months(9, 6)
    shown = page(made, "trends.md")
    assert "No topic’s share rose by more than chance explains." in shown.said
    assert "No word’s share changed by more than chance explains." in shown.said
    assert "What rose and fell" not in page(made, "month/2026-05.md").said


def test_a_month_without_one_before_it_has_nothing_to_be_compared_with():
    assert "nothing to compare with yet" in page(months(0, 9), "trends.md").said
    gap = library(entry("old", date(2026, 3, 2)), entry("new", MAY))
    assert "nothing to compare with yet" in page(gap, "trends.md").said
    assert "Nothing has been published" in page(library(), "trends.md").said


def test_strangers_words_stay_words_on_both_pages():
    entries = (
        entry(f"m{n}", MAY, votes=1, title=f"{HOSTILE} Gravel", organisation=HOSTILE) for n in range(6)
    )
    made = library(*(entry(f"a{n}", APRIL) for n in range(9)), *entries)
    for path in ("trending.md", "trends.md", "month/2026-05.md"):
        shown = page(made, path)
        assert "img" not in {tag for tag, _ in shown.elements}
        assert HOSTILE in shown.said


def test_topics_and_the_front_page_lead_to_trends():
    made = months(1, 1)
    for path in ("topics.md", "index.md", "about.md", "trending.md"):
        assert any(href.endswith("trends/") for href, _ in page(made, path).links), path


# -- lines -------------------------------------------------------------------------------


def periods(*slugs: str) -> tuple[Period, ...]:
    return tuple(Period.parse(slug) for slug in slugs)


def test_a_line_says_its_numbers_and_its_months():
    drawn = draw_line(periods("2026-03", "2026-04"), {"2026-03": 1, "2026-04": 1200}, date(2026, 4, 30))
    assert drawn is not None
    assert drawn.label == "Papers a month, March 2026 to April 2026: 1, 1,200"
    assert (drawn.points, drawn.going) == ("0,18 100,2", "")


def test_the_way_to_a_month_that_is_not_over_is_drawn_apart():
    drawn = draw_line(periods("2026-03", "2026-04", "2026-05"), {"2026-04": 4, "2026-05": 2}, MAY)
    assert drawn is not None
    assert (drawn.points, drawn.going) == ("0,18 50,2", "50,2 100,10")
    assert "so far, up to 28 May 2026: 0, 4, 2" in drawn.label


def test_a_month_of_which_only_a_weekend_is_left_is_over():
    drawn = draw_line(periods("2026-04", "2026-05"), {}, date(2026, 5, 29))
    assert drawn is not None and drawn.going == "" and drawn.points == "0,18 100,18"


def test_one_month_is_no_line():
    assert draw_line(periods("2026-05"), {"2026-05": 9}, MAY) is None
    assert draw_line((), {}, MAY) is None


def lines(shown: Page) -> list[str]:
    return [attrs["aria-label"] or "" for tag, attrs in shown.elements if tag == "svg" and "role" in attrs]


def test_topics_have_lines_where_there_are_two_months_or_more():
    made = months(2, 3)
    [stones, sand] = lines(page(made, "topics.md"))
    assert stones.endswith(": 2, 3") and sand.endswith(": 0, 0")
    assert lines(page(made, "index.md")) == [stones]
    assert lines(page(made, "topic/stones.md")) == [stones]
    assert lines(page(made, "topic/sand.md")) == []
    assert lines(page(months(0, 3), "topics.md")) == []


def test_a_month_without_papers_between_two_others_is_a_zero():
    made = library(entry("a", date(2026, 3, 2)), entry("b", MAY))
    assert lines(page(made, "topics.md"))[0].endswith(": 1, 0, 1")


def test_a_topics_own_line_ends_with_its_own_newest_paper():
    before, after = months(2, 3), library(*months(2, 3).entries, entry("x", date(2026, 6, 9), topics=()))
    assert lines(page(after, "topic/stones.md")) == lines(page(before, "topic/stones.md"))


# -- leaderboards ------------------------------------------------------------------------


def boards(shown: Page) -> list[str]:
    return [
        attrs["id"] or ""
        for tag, attrs in shown.elements
        if tag == "h2" and (attrs.get("id") or "").startswith(("top", "most-"))
    ]


@pytest.mark.parametrize("path", ["week/2026-W22.md", "month/2026-05.md"])
def test_a_week_and_a_month_have_boards_where_there_are_numbers(path):
    plain = {"stars": None, "organisation": ""}
    assert boards(page(library(entry("a", votes=1, **plain)), path)) == ["top"]
    assert boards(page(library(entry("a", votes=1, comments=2, **plain)), path)) == ["top", "most-discussed"]
    several = library(entry("a", votes=1, stars=3), entry("b", votes=2, stars=4, code="https://b.example/"))
    assert boards(page(several, path)) == ["top", "most-starred", "most-papers"]


def test_the_most_voted_have_a_board_where_the_top_ten_is_another():
    same = page(library(entry("a", votes=1), entry("b", votes=2)), "week/2026-W22.md")
    assert "most-voted" not in boards(same) and "by votes" in same.said
    other = page(library(entry("a", votes=1, score=9), entry("b", votes=2)), "week/2026-W22.md")
    assert "most-voted" in boards(other) and "by votes" not in other.said
