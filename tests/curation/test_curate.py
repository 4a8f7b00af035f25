"""Judgement: which topics a paper is given, what each rule does with it, and what readers are told."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from make import make_note, make_paper, make_rule, make_sighting, make_topic

from broadsheet.curation.curate import Standards, curate
from broadsheet.curation.score import score_in_words
from broadsheet.curation.topics import MOST_TOPICS
from broadsheet.model.curation import Conditions, Effect, Entry, Note, Ranking, Rule, Topic, Watch
from broadsheet.model.paper import Paper

STONES = make_topic()
TITLED = Conditions(title=("stone",))


def plain(**overrides: Any) -> Paper:
    """A paper that no topic and no rule here means, unless the test says more of it."""
    values = {
        "title": "Untitled",
        "abstract": "",
        "authors": (),
        "organisation": "",
        "categories": (),
        "keywords": (),
        "sightings": (make_sighting(votes=None),),
    }
    return make_paper(**(values | overrides))


def curated(
    paper: Paper, *, note: Note | None = None, rules: tuple[Rule, ...] = (), topics: tuple[Topic, ...] = ()
) -> Entry:
    notes = {paper.id: note} if note else {}
    (entry,) = curate([paper], notes, Standards(rules, topics, {"example": "The Example List"}))
    return entry


def topic_slugs(paper: Paper, *topics: Topic, note: Note | None = None) -> list[str]:
    return [topic.slug for topic in curated(paper, note=note, topics=topics).topics]


def numbered(*matches: Conditions) -> tuple[Topic, ...]:
    """Topics a, b, c … with these conditions."""
    return tuple(
        make_topic(slug=slug, name=slug.upper(), match=match)
        for slug, match in zip("abcdefgh", matches, strict=False)
    )


def note(**overrides: Any) -> Note:
    """A note that says nothing but this."""
    return Note(**({"paper": "2603.00001"} | overrides))


# -- topics ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "evidence"),
    [
        (plain(title="Stones"), "“stone” in the title"),
        (plain(keywords=("stones",)), "“stone” in the keywords"),
        (plain(abstract="A stone."), "“stone” in the abstract"),
        (plain(categories=("math.HO",)), "“math.HO” in the categories"),
    ],
)
def test_a_topic_finds_its_words_in_every_place_and_says_where(paper: Paper, evidence: str) -> None:
    topic = make_topic(match=Conditions(words=("stone",), categories=("math.HO",)))
    entry = curated(paper, topics=(topic,))
    assert entry.topics == (topic,)
    assert entry.reasons[-1] == f"Topic Stones: {evidence}"


def test_all_evidence_is_told_in_one_sentence() -> None:
    topic = make_topic(match=Conditions(words=("stone", "dark"), categories=("math.HO",)))
    paper = plain(title="Stones in the Dark", abstract="One stone.", categories=("math.HO", "cs.DM"))
    assert curated(paper, topics=(topic,)).reasons[-1] == (
        "Topic Stones: “dark” and “stone” in the title, “stone” in the abstract, “math.HO” in the categories"
    )


@pytest.mark.parametrize("place", ["title", "abstract", "keywords"])
def test_words_for_one_place_are_found_in_no_other(place: str) -> None:
    topic = make_topic(match=Conditions(**{place: ("stone",)}))
    places: dict[str, Any] = {"title": "Stone", "abstract": "Stone", "keywords": ("stone",)}
    assert topic_slugs(plain(**{place: places.pop(place)}), topic) == ["stones"]
    assert topic_slugs(plain(**places), topic) == []


def test_a_keyword_is_matched_by_itself_and_not_together_with_the_next() -> None:
    topic = make_topic(match=Conditions(keywords=("deep water",)))
    assert topic_slugs(plain(keywords=("deep water",)), topic) == ["stones"]
    assert topic_slugs(plain(keywords=("deep", "water")), topic) == []


def test_the_title_weighs_more_than_keywords_and_these_more_than_the_abstract() -> None:
    topics = numbered(
        Conditions(abstract=("stone",)), Conditions(keywords=("stone",)), Conditions(title=("stone",))
    )
    paper = plain(title="Stone", abstract="Stone", keywords=("stone",))
    assert topic_slugs(paper, *topics)[0] == "c"
    assert topic_slugs(paper, *topics[:2])[0] == "b"


def test_a_weak_topic_is_given_alone_but_not_beside_a_better_one() -> None:
    strong, weak = numbered(Conditions(title=("stone",)), Conditions(abstract=("lamp", "hand")))
    paper = plain(title="Stone", abstract="By lamp and by hand.")
    assert topic_slugs(paper, weak) == ["b"]
    assert topic_slugs(paper, strong, weak) == ["a"]
    enough = make_topic(slug="c", match=Conditions(abstract=("lamp", "hand", "by")))
    assert topic_slugs(paper, strong, enough) == ["a", "c"]


def test_a_topic_far_behind_the_best_is_not_given() -> None:
    best = Conditions(title=("one", "two", "three"))  # 12 points; a third of them is not enough
    paper = plain(title="One Two Three Four", keywords=("five",), abstract="Six.")
    assert topic_slugs(paper, *numbered(best, Conditions(title=("four",)))) == ["a"]
    fair = Conditions(title=("four",), abstract=("six",))
    assert topic_slugs(paper, *numbered(best, fair)) == ["a", "b"]


def test_a_paper_has_at_most_three_topics_and_the_best_come_first() -> None:
    matches = [Conditions(title=("stone",)) for _ in range(4)] + [Conditions(title=("stone", "dark"))]
    assert MOST_TOPICS == 3
    assert topic_slugs(plain(title="Stone, Dark"), *numbered(*matches)) == ["e", "a", "b"]


def test_topics_with_the_same_points_keep_the_order_of_the_file() -> None:
    one, two = numbered(Conditions(title=("stone",)), Conditions(title=("dark",)))
    paper = plain(title="A Stone in the Dark")
    assert (topic_slugs(paper, one, two), topic_slugs(paper, two, one)) == (["a", "b"], ["b", "a"])


def test_a_paper_that_nothing_fits_has_no_topic() -> None:
    assert topic_slugs(plain(), STONES) == []


def test_the_editors_topics_win_in_the_editors_order() -> None:
    topics = numbered(Conditions(title=("stone",)), Conditions(title=("x",)), Conditions(title=("y",)))
    entry = curated(plain(title="Stone"), note=note(topics=("c", "b")), topics=topics)
    assert [topic.slug for topic in entry.topics] == ["c", "b"]
    assert entry.reasons[-2:] == ("Filed under C by the editor", "Filed under B by the editor")


def test_an_editor_may_say_that_a_paper_has_no_topic() -> None:
    assert topic_slugs(plain(title="Stone"), STONES, note=note(topics=())) == []


def test_a_takeaway_is_searched_like_an_abstract() -> None:
    assert topic_slugs(plain(), STONES, note=note(takeaway="Count the stones.")) == ["stones"]


# -- conditions --------------------------------------------------------------------------

# For every key: what a rule says, a paper it means, and one that is almost it.
CONDITIONS: dict[str, tuple[Any, Paper, Paper]] = {
    "words": (("stone", "lamp"), plain(keywords=("LAMPS",)), plain(authors=("Stone",))),
    "title": (("stone",), plain(title="Stones"), plain(abstract="Stones", keywords=("stone",))),
    "abstract": (("stone",), plain(abstract="Stones"), plain(title="Stones", keywords=("stone",))),
    "keywords": (("stone",), plain(keywords=("stones",)), plain(title="Stones", abstract="stone")),
    "categories": (("cs.DM", "math.HO"), plain(categories=("x", "math.ho")), plain(categories=("math",))),
    "authors": (("ada example",), plain(authors=("B", "Ada Example")), plain(authors=("Ada Example-Smith",))),
    "organisations": (("quarry",), plain(organisation="Quarry"), plain(organisation="Quarry Ltd")),
    "topics": (("stones",), plain(title="Stone"), plain(title="Sand")),
    "sources": (("example",), plain(), plain(sightings=(make_sighting(source="journal"),))),
    "votes_at_least": (
        3,
        plain(sightings=(make_sighting(votes=3),)),
        plain(sightings=(make_sighting(votes=2),)),
    ),
}


@pytest.mark.parametrize("key", [field.name for field in fields(Conditions)])
def test_each_condition_means_the_papers_it_says_and_no_others(key: str) -> None:
    value, meant, almost = CONDITIONS[key]
    rule = make_rule(effect=Effect.PIN, when=Conditions(**{key: value}))
    assert curated(meant, rules=(rule,), topics=(STONES,)).pinned
    assert not curated(almost, rules=(rule,), topics=(STONES,)).pinned


def test_every_condition_of_a_rule_must_hold() -> None:
    rule = make_rule(effect=Effect.PIN, when=Conditions(title=("stone",), votes_at_least=3))
    votes = (make_sighting(votes=3),)
    assert curated(plain(title="Stone", sightings=votes), rules=(rule,)).pinned
    assert not curated(plain(title="Stone"), rules=(rule,)).pinned
    assert not curated(plain(sightings=votes), rules=(rule,)).pinned


def test_a_rule_sees_the_topics_that_the_editor_chose() -> None:
    rule = make_rule(effect=Effect.PIN, when=Conditions(topics=("stones",)))
    assert curated(plain(), note=note(topics=("stones",)), rules=(rule,), topics=(STONES,)).pinned
    assert not curated(plain(title="Stone"), note=note(topics=()), rules=(rule,), topics=(STONES,)).pinned


def test_a_rule_on_a_source_means_papers_that_any_sighting_of_it_mentions() -> None:
    rule = make_rule(effect=Effect.PIN, when=Conditions(sources=("journal",)))
    both = plain(sightings=(make_sighting(), make_sighting(source="journal")))
    assert curated(both, rules=(rule,)).pinned


# -- effects -----------------------------------------------------------------------------


def test_a_score_is_the_votes_and_the_points_of_every_rule_that_applies() -> None:
    rules = (
        make_rule(name="Up", when=TITLED, points=5),
        make_rule(name="Down", when=TITLED, points=-1.5),
        make_rule(name="Not this one", when=Conditions(title=("sand",)), points=100),
        make_rule(name="Nor this", when=TITLED, effect=Effect.INCLUDE, points=100),
    )
    entry = curated(plain(title="Stone", sightings=(make_sighting(votes=12),)), rules=rules)
    assert entry.score == 15.5
    assert score_in_words(entry) == "Score 15.5: 12 votes, +5 by the rule “Up”, \u22121.5 by the rule “Down”"


def test_a_pin_places_a_paper_first_and_says_which_rule_did() -> None:
    entry = curated(plain(title="Stone"), rules=(make_rule(effect=Effect.PIN, when=TITLED),))
    assert (entry.pinned, entry.left_out, entry.page) == (True, "", True)
    assert entry.reasons[-1] == "Rule “Done by hand”: placed first"


def test_an_excluded_paper_has_no_page_and_says_why() -> None:
    entry = curated(plain(title="Stone"), rules=(make_rule(effect=Effect.EXCLUDE, when=TITLED),))
    assert (entry.left_out, entry.page) == ("left out by the rule “Done by hand”", False)
    assert entry.reasons[-1] == "Rule “Done by hand”: left out"


def test_a_hidden_paper_keeps_its_page_and_says_why() -> None:
    entry = curated(plain(title="Stone"), rules=(make_rule(effect=Effect.HIDE, when=TITLED),))
    assert (entry.left_out, entry.page) == ("hidden by the rule “Done by hand”", True)
    assert entry.reasons[-1] == "Rule “Done by hand”: hidden from lists"


def test_where_there_are_include_rules_only_what_one_of_them_means_is_shown() -> None:
    rules = (
        make_rule(name="A", effect=Effect.INCLUDE, when=TITLED),
        make_rule(name="B", effect=Effect.INCLUDE, when=Conditions(title=("sand",))),
    )
    shown = curated(plain(title="Sand"), rules=rules)
    other = curated(plain(title="Water"), rules=rules)
    assert (shown.left_out, shown.page, shown.reasons[-1]) == ("", True, "Rule “B”: included")
    assert (other.left_out, other.page) == ("left out: no rule includes it", False)


def test_without_include_rules_everything_is_shown() -> None:
    entry = curated(plain(), rules=(make_rule(effect=Effect.EXCLUDE, when=TITLED),))
    assert (entry.left_out, entry.page) == ("", True)


@pytest.mark.parametrize("effect", [Effect.INCLUDE, Effect.PIN, Effect.HIDE])
def test_a_rule_that_excludes_beats_any_other_rule(effect: Effect) -> None:
    rules = (make_rule(name="A", effect=effect, when=TITLED), make_rule(effect=Effect.EXCLUDE, when=TITLED))
    entry = curated(plain(title="Stone"), rules=rules)
    assert (entry.left_out, entry.page) == ("left out by the rule “Done by hand”", False)


@pytest.mark.parametrize("effect", [Effect.EXCLUDE, Effect.HIDE, Effect.INCLUDE])
def test_a_persons_pin_beats_every_rule(effect: Effect) -> None:
    when = Conditions(title=("sand",)) if effect is Effect.INCLUDE else TITLED
    entry = curated(plain(title="Stone"), note=note(pin=True), rules=(make_rule(effect=effect, when=when),))
    assert (entry.pinned, entry.left_out, entry.page) == (True, "", True)
    assert entry.reasons[-1] == "Placed first by the editor"


def test_a_person_who_hides_a_paper_beats_a_rule_that_excludes_it_and_the_page_stays() -> None:
    rules = (make_rule(effect=Effect.EXCLUDE, when=TITLED),)
    entry = curated(plain(title="Stone"), note=note(hide="withdrawn", pin=True), rules=rules)
    assert (entry.left_out, entry.page) == ("hidden by the editor: withdrawn", True)
    assert entry.reasons[-1] == "Hidden by the editor: withdrawn"


# -- all of it ---------------------------------------------------------------------------


def test_readers_are_told_who_listed_a_paper_when_and_with_how_many_votes() -> None:
    sightings = tuple(
        make_sighting(source=source, votes=votes)
        for source, votes in [("example", 1), ("journal", None), ("reader", 0)]
    )
    assert curated(plain(sightings=sightings)).reasons == (
        "Listed by The Example List on 2 March 2026 with 1 vote",
        "Listed by journal on 2 March 2026",
        "Listed by reader on 2 March 2026 with 0 votes",
    )


def test_every_paper_becomes_an_entry_with_its_own_note() -> None:
    one, two = plain(id="1"), plain(id="2", title="Stone")
    rules = (make_rule(effect=Effect.EXCLUDE, when=TITLED),)
    entries = curate([one, two], {"1": make_note(paper="1")}, Standards(rules))
    assert [entry.paper for entry in entries] == [one, two]
    assert [entry.note for entry in entries] == [make_note(paper="1"), Note(paper="2")]


# -- ranking -----------------------------------------------------------------------------


def ranked(ranking: Ranking, *, rules: tuple[Rule, ...] = (), **overrides: Any) -> Entry:
    values = {"title": "Stone", "sightings": (make_sighting(votes=12),)}
    (entry,) = curate([plain(**(values | overrides))], {}, Standards(rules, (STONES,), {}, ranking))
    return entry


def test_without_a_ranking_a_score_is_the_votes() -> None:
    entry = ranked(Ranking())
    assert (entry.score, score_in_words(entry)) == (12, "Score 12: 12 votes")
    assert score_in_words(ranked(Ranking(), sightings=(make_sighting(votes=None),))) == ""


def test_every_part_of_a_score_is_told_in_words_and_they_add_up() -> None:
    entry = ranked(
        Ranking(
            votes=0.5,
            recency=10,
            recency_days=10,
            topics=(("stones", 4),),
            watch=(Watch("author", "ada example", 20), Watch("organisation", "Quarry")),
            negative=(make_rule(name="Dust", when=Conditions(words=("dust",)), points=-7.5),),
        ),
        rules=(make_rule(name="Up", when=TITLED, points=5),),
        authors=("Béla Sample", "Ada Example"),
        organisation="Quarry",
        abstract="Mostly dust.",
    )
    assert score_in_words(entry) == (
        "Score 34.5: 12 votes × 0.5 points, +7 because the preprint was 3 days old on its day here, "
        "+4 for the topic Stones, +20 because we watch ada example, +5 by the rule “Up”, "
        "\u22127.5 for “Dust”, which we want less of"
    )
    assert entry.score == sum(part.points for part in entry.parts) == 34.5
    assert [watch.name for watch in entry.watched] == ["ada example", "Quarry"]


@pytest.mark.parametrize(
    ("published", "points"),
    [
        (date(2026, 3, 2), 10),
        (date(2026, 3, 9), 10),
        (date(2026, 3, 1), 9),
        (date(2026, 2, 20), 0),
        (None, 0),
    ],
)
def test_recency_counts_from_the_preprint_to_its_day_here_and_asks_no_clock(published, points) -> None:
    assert ranked(Ranking(recency=10, recency_days=10), published=published).score == 12 + points


def test_those_who_are_watched_are_found_by_their_whole_names_alone() -> None:
    ranking = Ranking(watch=(Watch("author", "Ada", 5), Watch("organisation", "Ada Example", 5)))
    assert ranked(ranking, authors=("Ada Example",), organisation="").watched == ()
