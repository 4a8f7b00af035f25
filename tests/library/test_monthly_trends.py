"""What rises: shares of a month against those of the one before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import make_entry, make_paper, make_topic

from broadsheet.library.changes import ENOUGH_PAPERS, EXAMPLES, Changes, find_changes
from broadsheet.library.digest import Digest
from broadsheet.library.terms import terms
from broadsheet.library.trends import topic_trends
from broadsheet.model.curation import Entry, Introduction, Topic
from broadsheet.model.period import Period

A, B, C = (make_topic(slug=slug, name=slug.upper()) for slug in "abc")


def entry(title: str, *keywords: str, topics: tuple = (), id: str = "2603.00001") -> Entry:
    return make_entry(paper=make_paper(id=id, title=title, keywords=keywords), topics=topics)


def papers(number: int, title: str, *keywords: str) -> tuple[Entry, ...]:
    return tuple(entry(title, *keywords, id=f"{title}-{n}") for n in range(number))


def month(slug: str, entries: tuple[Entry, ...]) -> Digest:
    return Digest(period=Period.parse(slug), entries=entries, number=1, introduction=Introduction(slug=slug))


def changes(
    now: tuple[Entry, ...], before: tuple[Entry, ...], most: int = 20, topics: tuple[Topic, ...] = ()
) -> Changes:
    return find_changes(month("2026-04", now), (month("2026-03", before),), topics, most)


def names(now: tuple[Entry, ...], before: tuple[Entry, ...], most: int = 20) -> list[str]:
    """Return the names of the words that appeared and rose."""
    changed = changes(now, before, most)
    return [rise.name for rise in (*changed.appeared, *changed.rose)]


# -- topics ------------------------------------------------------------------------------


def test_a_month_that_has_only_begun_is_compared_by_its_shares():
    before = (*(entry("x", topics=(A,)) for _ in range(40)), *(entry("x", topics=(B,)) for _ in range(60)))
    now = (*(entry("x", topics=(A,)) for _ in range(3)), entry("x", topics=(B,)))
    first, last = topic_trends(now, before, (A, B, C))
    assert (first.name, first.now, first.before) == ("a", 3, 40)
    assert (first.now_share, first.before_share) == (0.75, 0.4)
    assert first.change == pytest.approx(0.35) and last.change == pytest.approx(-0.35)


def test_a_topic_without_papers_in_either_month_is_not_told_and_one_that_went_is():
    rises = topic_trends((entry("x"),), (entry("x", topics=(B,)),), (A, B, C))
    assert [(rise.name, rise.now, rise.before, rise.change) for rise in rises] == [("b", 0, 1, -1.0)]


def test_topics_that_rose_alike_come_by_name():
    now = (entry("x", topics=(C, A)),)
    assert [rise.name for rise in topic_trends(now, (entry("x"),), (C, B, A))] == ["a", "c"]


def test_months_without_papers_divide_by_nothing():
    assert topic_trends((), (), (A,)) == () and names((), ()) == []


# -- words -------------------------------------------------------------------------------


def test_a_word_needs_enough_papers_this_month():
    assert names(papers(ENOUGH_PAPERS - 1, "Pebbles"), papers(9, "Sand")) == []
    assert names(papers(ENOUGH_PAPERS, "Pebbles"), papers(9, "Sand")) == ["pebbles"]


def test_a_word_that_kept_or_lost_its_share_does_not_rise():
    assert names(papers(9, "Pebbles"), papers(90, "Pebbles")) == []


def test_words_without_a_subject_and_numbers_are_left_out():
    assert sorted(terms(entry("Towards a Novel Framework for Pebbles in 2026"))) == ["pebbles"]


def test_two_neighbours_are_a_term_but_not_across_what_was_left_out():
    assert sorted(terms(entry("Round Pebbles of Granite"))) == [
        "granite",
        "pebbles",
        "round",
        "round pebbles",
    ]
    assert "pebbles slate" not in set(terms(entry("Pebbles: Slate")))
    assert "round pebbles" not in set(terms(entry("Round $x$ Pebbles")))


def test_tex_is_no_word_in_titles_nor_in_keywords():
    found = set(terms(entry(r"\textbf{Heavy} Pebbles: $\alpha^{beta}$ Grains", r"$\gamma$-rays", "slate")))
    assert found == {"heavy", "pebbles", "heavy pebbles", "grains", "slate"}


def test_a_capital_at_the_head_goes_and_those_within_a_word_stay():
    assert set(terms(entry("LoRA Multi-Agent"))) == {"LoRA", "multi-agent", "LoRA multi-agent"}


def test_case_hyphens_and_a_plural_make_no_other_word_and_the_usual_form_is_shown():
    now = (*papers(3, "World-Model"), *papers(4, "World Models"))
    [rise] = changes(now, papers(9, "Sand")).appeared
    assert (rise.name, rise.now) == ("world models", 7)


def test_a_word_that_only_stands_in_a_longer_term_is_told_by_that():
    now = (*papers(8, "Gravel Pits"), *papers(2, "Gravel"))
    assert names(now, papers(9, "Sand")) == ["gravel pits"]


def test_a_word_of_many_terms_stands_for_all_of_them():
    now = (*papers(5, "Gravel Pits"), *papers(5, "Gravel Roads"))
    assert names(now, papers(9, "Sand"))[0] == "gravel"
    assert "gravel pits" not in names(now, papers(9, "Sand"))


def test_the_examples_are_the_first_papers_of_the_month_that_have_the_word():
    now = papers(6, "Pebbles")
    [rise] = changes(now, papers(9, "Sand")).appeared
    assert rise.examples == now[:EXAMPLES]


def test_the_clearest_come_first_and_no_more_than_asked_for():
    now = (*papers(5, "Slate"), *papers(7, "Chalk"), *papers(6, "Flint"))
    assert names(now, papers(90, "Sand"), most=2) == ["chalk", "flint"]


WORDS = ("Slate", "Chalk", "Flint", "Red Clay", "Blue Clay")


@given(st.permutations([e for n, word in enumerate(WORDS) for e in papers(5 + n % 2, word)]))
def test_the_same_papers_in_any_order_give_the_same_words(shuffled):
    now = tuple(shuffled)
    assert names(now, papers(3, "Sand")) == names(tuple(reversed(now)), papers(3, "Sand"))


# -- more than chance ----------------------------------------------------------------------


def test_a_word_that_rose_by_no_more_than_chance_explains_is_not_told():
    before = (*papers(4, "Pebbles"), *papers(96, "Sand"))
    assert names((*papers(7, "Pebbles"), *papers(93, "Sand")), before) == []
    assert names((*papers(17, "Pebbles"), *papers(83, "Sand")), before) == ["pebbles"]


def test_the_more_words_are_tried_the_clearer_one_has_to_be():
    before = (*papers(4, "Pebbles"), *papers(96, "Sand"))
    now = (*papers(13, "Pebbles"), *papers(87, "Sand"))
    others = tuple(entry("Sand", *(f"k{n}" for n in range(60)), id=f"o-{n}") for n in range(30))
    assert names(now, before) == ["pebbles"]
    assert names((*now, *others), (*before, *others)) == []


def test_a_word_that_was_in_no_paper_before_appeared_and_others_rose():
    before = (*papers(2, "Chalk"), *papers(98, "Sand"))
    changed = changes((*papers(20, "Chalk"), *papers(20, "Flint"), *papers(60, "Sand")), before)
    assert [(word.name, word.now, word.before) for word in changed.rose] == [("chalk", 20, 2)]
    assert [(word.name, word.now, word.before) for word in changed.appeared] == [("flint", 20, 0)]
    assert [(word.name, word.now, word.before) for word in changed.fell] == [("sand", 60, 98)]
    assert changed.tried == 3


def test_what_fell_is_named_as_it_was_written_though_no_paper_has_it_now():
    [fallen] = changes(papers(60, "Sand"), (*papers(30, "Red-Clay"), *papers(30, "Sand"))).fell
    assert (fallen.name, fallen.now, fallen.before, fallen.examples) == ("red-clay", 0, 30, ())


def test_months_before_count_together_and_each_has_its_number():
    now = month("2026-04", papers(20, "Chalk"))
    earlier = (month("2026-01", papers(2, "Chalk")), month("2026-03", papers(40, "Sand")))
    [rise] = find_changes(now, earlier, (), 9).rose
    assert (rise.now, rise.before) == (20, 2)
    assert rise.before_share == pytest.approx(2 / 42)
    assert rise.months == {"2026-01": 2, "2026-03": 0, "2026-04": 20}


def test_a_rising_topic_has_the_papers_with_most_of_the_rising_words():
    now = (
        *(entry("Sand", topics=(A,), id=f"s-{n}") for n in range(20)),
        *(entry("Chalk", topics=(A,), id=f"c-{n}") for n in range(10)),
        entry("Flint and Chalk", topics=(A, B), id="both"),
        *(entry("Flint", id=f"f-{n}") for n in range(9)),
    )
    before = (*(entry("Sand", topics=(B,), id=f"b-{n}") for n in range(4)), *papers(36, "Sand"))
    [rising] = changes(now, before, topics=(A, B, C)).topics
    assert rising.topic == A
    assert rising.words == ("chalk", "flint")
    assert [paper.paper.id for paper in rising.trend.examples] == ["both", "c-0", "c-1"]
    assert (rising.trend.now, rising.trend.before) == (31, 0)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("अंधेरे में पत्थर गिनना", ["अंधेरे", "पत्थर गिनना"]),
        ("Die Steine und das Licht", ["licht", "steine"]),
        ("Les pierres dans la nuit", ["nuit", "pierres"]),
        ("AI on KAN", ["AI", "KAN"]),
    ],
)
def test_words_of_other_languages_are_whole_and_carry_a_subject(title, told):
    assert sorted(names(papers(30, title), papers(60, "Gravel"))) == told
