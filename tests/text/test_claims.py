"""The sentence that says what a paper did."""

from __future__ import annotations

import gzip
import json
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from broadsheet.text.claim_trimming import MOST
from broadsheet.text.claims import claim_of
from broadsheet.text.latex import to_text
from broadsheet.text.sentences import split_sentences

TITLE = "Pebble: weighing stones by ear"
OPENING = "Stones matter to many trades. Existing scales are slow and dear."

# The claim as it stands in an abstract, and as it is said.
CLAIMS = (
    ("We introduce Pebble, a scale that weighs a stone by its sound.", ""),
    (
        "In this paper, we present Pebble, a scale that weighs a stone by its sound.",
        "We present Pebble, a scale that weighs a stone by its sound.",
    ),
    (
        "To address this gap, we propose a scale that weighs a stone by its sound.",
        "We propose a scale that weighs a stone by its sound.",
    ),
    (
        "Motivated by these findings, we propose a scale that weighs a stone by its sound.",
        "We propose a scale that weighs a stone by its sound.",
    ),
    (
        "Thus, in this work we prove that no scale weighs a stone faster than its own echo.",
        "We prove that no scale weighs a stone faster than its own echo.",
    ),
    ("This paper describes a scale that weighs a stone by its sound alone.", ""),
    ("Our results show that a stone of 3 kg is heard from as far as 40 m.", ""),
    ("Pebble, a scale that weighs a stone by the sound of its fall, is introduced here.", ""),
    ("We investigate how far the sound of a falling stone tells of its weight.", ""),
    ("PebbleNet is a network that weighs a stone by the sound of its fall.", ""),
    ("This research implements a scale that weighs a stone by its sound alone.", ""),
    ("The paper presents a scale that weighs a stone by the sound of its fall.", ""),
    ("This work challenges that view by introducing a scale that hears stones fall.", ""),
    ("We analyze how stones sound, and propose a scale that tells their weight.", ""),
    ("The goal of this study is to weigh a stone by the sound of its fall alone.", ""),
    (
        "Inspired by how owls, bats and dogs hear, we propose a scale that weighs a stone by its sound.",
        "We propose a scale that weighs a stone by its sound.",
    ),
    (
        "In order to tackle this issue, we propose a scale that weighs a stone by its sound.",
        "We propose a scale that weighs a stone by its sound.",
    ),
    (
        "In this work instead, we propose a scale that weighs a stone by its sound alone.",
        "We propose a scale that weighs a stone by its sound alone.",
    ),
    (
        "We propose a scale that weighs a stone by its sound to address these problems.",
        "We propose a scale that weighs a stone by its sound.",
    ),
    (
        "2) we propose a scale that weighs a stone by its sound alone.",
        "We propose a scale that weighs a stone by its sound alone.",
    ),
)
ENDING = "We also release a set of sounds. Code is available at https://example.org/pebble."


@pytest.mark.parametrize(("sentence", "said"), CLAIMS)
def test_of_an_abstract_the_claim_is_said_without_what_leads_up_to_it(sentence, said):
    assert claim_of(TITLE, f"{OPENING} {sentence} {ENDING}") == (said or sentence)


def test_where_two_sentences_claim_the_one_with_the_title_s_name_is_said():
    abstract = (
        f"{OPENING} We collect a set of ten thousand sounds of falling stones from forty quarries. "
        "We train Pebble on it, a scale that weighs a stone by its sound."
    )
    assert claim_of(TITLE, abstract).startswith("We train Pebble")
    assert claim_of("On stones", abstract).startswith("We collect")


def test_a_sentence_that_says_what_the_name_in_the_title_is_is_the_claim():
    claim = "Pebble is, to our knowledge, the first scale that hears a stone fall and tells its weight."
    abstract = f"{OPENING} {claim} We show that it errs by 3 g. Using Pebble, we build a scale for sand."
    assert claim_of(TITLE, abstract) == claim


MAIN = "We propose a scale that weighs a stone by the sound of its fall."
WEAK = "We let stones fall and weigh each of them by its sound on a floor of slate."
# Sentences that are not of what the paper did, however weak the one is that says so.
NOT_DONE = (
    "We hope that this work helps those who weigh stones in all quarries of the land.",
    "This work lays the foundation for quarries in which nobody weighs stones any more.",
    "Our work contributes to the growing literature on stones and on those who weigh them.",
    "With scales, we can always tell the weight of a stone that lies in front of us.",
    "We open-source our programs along with all that we heard of them.",
    "Existing scales are slow, and we show one of them in every quarry of the land.",
)
# Sentences with a cue that say less of the paper than the main one.
LESSER = (
    *NOT_DONE,
    "We build on scales that listened to stones in all the quarries of the land.",
    "Subsequently, we introduce Slate, which sorts sounds of stones before they are weighed.",
    "For wet stones, we introduce Slate, which sorts sounds of stones before they are weighed.",
    "We introduce these Slates into such scales because both of them sort the sounds of stones.",
    "We introduce Slate.",
    "We formalize it as a quarry of scales, in which each one listens to stones that another let fall.",
    "We introduce a scale that surfaces these pedagogical signals as stones fall on plates of slate.",
    "In this work we study one question: how heavy is a stone that nobody has weighed before?",
    "Our work provides important insights for all who weigh stones in the quarries of the land.",
)


@pytest.mark.parametrize("lesser", LESSER)
def test_of_two_sentences_the_one_that_says_what_the_paper_did_is_said(lesser):
    assert claim_of("Weights", f"{lesser} {MAIN} Stones are heavy.") == MAIN
    assert claim_of("Weights", f"Stones are heavy. {MAIN} {lesser}") == MAIN


@pytest.mark.parametrize("sentence", NOT_DONE)
def test_a_weak_sentence_of_what_the_paper_did_is_said_before_one_of_what_it_did_not(sentence):
    assert claim_of("Weights", f"{sentence} {WEAK} Stones are heavy.") == WEAK


def test_the_sentence_with_words_of_the_title_is_said():
    sand = "We propose a sieve that sorts the grains of sand by how they shine at noon."
    stones = "We propose a balance that tells how heavy pebbles are by how they sound."
    assert claim_of("A balance for pebbles", f"{sand} {stones}") == stones
    assert claim_of("Sorting grains of sand", f"{stones} {sand}") == sand


def test_where_a_name_is_only_given_the_sentence_that_tells_of_it_is_said():
    told = "Pebble Scale weighs a stone by the sound that it makes as it falls on slate."
    abstract = f"Stones are heavy. We introduce Pebble Scale to address this issue. {told}"
    assert claim_of("On weights", abstract) == told


HEADED = (
    ("Abstract: Stones are heard as they fall on slate.", "Stones are heard as they fall on slate."),
    (f"ABSTRACT {MAIN}", MAIN),
    (f"Abstract—Stones are heavy. {MAIN}", MAIN),
    (f"BACKGROUND: We know that stones are heavy. METHODS: {MAIN} RESULTS: It took 3 s.", MAIN),
    (f"Background. Stones are heavy. Results and discussion. {MAIN}", MAIN),
    (
        "RESULTS: It erred by 3 g. CONCLUSIONS: The sound of stones tells their weight.",
        "The sound of stones tells their weight.",
    ),
    ("Objective: To find the weight of stones. Methods: They fell.", "To find the weight of stones."),
    (f"• {MAIN} • Stones are heavy.", MAIN),
    ("we weigh a stone by the sound of its fall", "We weigh a stone by the sound of its fall"),
    ("eBPF is a tool. Stones are heavy.", "eBPF is a tool."),
)


@pytest.mark.parametrize(("abstract", "said"), HEADED)
def test_heads_and_bullets_of_an_abstract_are_not_said(abstract, said):
    assert claim_of("Weights", abstract) == said


@pytest.mark.parametrize(
    "unit",
    ["we ", "A. ", "A-", "this paper ", "$", "(", "To this, ", "Results and ", "石", "\\textbf{", "ly, we "],
)
def test_the_time_for_an_abstract_grows_with_its_length_and_no_faster(unit):
    short, long = (fastest(unit * (length // len(unit))) for length in (5_000, 20_000))
    assert long < 12 * short + 0.02


def fastest(abstract: str) -> float:
    """Return the seconds that the claim of an abstract takes, the least of three times."""
    times = []
    for _ in range(3):
        start = time.process_time()
        claim_of("Stones", f"{abstract} is a stone.")
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "abstract",
    [
        "Камни катятся по склону. Мы взвешиваем их на слух.",
        "Les pierres roulent. Nous les pesons à l’oreille.",
        "石は転がる。砂は軽い。",
        "石头很重要。本文提出一种称石头的方法。",
        "Las piedras ruedan. En este trabajo presentamos Pebble, una balanza.",
        "Steine rollen. Wir stellen Pebble vor, eine Waage.",
        "Stones roll. Sand lies still.",
    ],
)
def test_an_abstract_whose_claim_no_cue_finds_says_its_first_sentence(abstract):
    assert claim_of("Stones", abstract) == split_sentences(abstract)[0]


def test_no_abstract_says_nothing():
    assert claim_of("Stones", "") == ""


LONG = "a scale for stones of every size, every weight and every sort that the quarries of this country sell"
CUTS = (
    # What it is a list of is said, and half a list is not.
    (f"We present {LONG} and that rests on three rules: {'hear all of it, ' * 12}end.", "on three rules…"),
    # A part of the sentence that is whole stays whole.
    (f"We present {LONG}, while {'the sound of all stones is kept ' * 6}.", "this country sell…"),
    # What a bracket opened is not left open.
    (f"We present {LONG} for a trade of old (known {'to everyone there ' * 12}).", "for a trade of old…"),
    # Nor a command of TeX.
    (
        f"We present {LONG} for a trade of old \\emph{{known {'to everyone there ' * 12}}}.",
        "for a trade of old…",
    ),
    # A verb that wants more words is not the last one.
    (f"We present {LONG}, while we show that {'+ stone ' * 30}.", "this country sell…"),
    # A formula is whole or not there.
    (f"We present {LONG} at the cost of $a + b, which {'+ c ' * 40}$ steps.", "at the cost…"),
)


@pytest.mark.parametrize(("sentence", "end"), CUTS)
def test_a_sentence_that_is_too_long_is_cut_where_a_part_of_it_ends(sentence, end):
    claim = claim_of("Stones", sentence)
    assert claim.endswith(end)
    assert len(claim) <= MOST


def test_a_long_clause_at_the_front_goes_before_the_claim_is_cut():
    front = "To weigh stones that lie in " + "a quarry beside a quarry, in " * 5 + "the hills"
    claim = "we present a scale that weighs a stone by the sound that it makes on a floor of oak or of slate."
    assert claim_of("Stones", f"{front}, {claim}") == claim.capitalize()


WORDS = st.sampled_from(
    [
        "we",
        "propose",
        "stones",
        "$a. b$",
        "e.g.",
        "(",
        ")",
        ".",
        ". ",
        "To",
        "this,",
        ":",
        "石。",
        "\\(",
        "$",
        "We ",
    ]
)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(WORDS | st.text(max_size=9), max_size=60))
def test_any_text_has_a_claim_of_at_most_so_many_characters(words):
    claim = claim_of("Stones: all", " ".join(words))
    assert len(claim) <= MOST
    assert bool(claim) == bool(" ".join(words).strip())


def test_nearly_every_recorded_abstract_has_a_claim_that_says_what_was_done(recorded):
    with gzip.open(recorded / "data" / "hf-daily.jsonl.gz") as file:
        papers = [json.loads(line)["paper"] for line in file]
    drawn = random.Random(17).sample(papers, 400)
    found = 0
    for paper in drawn:
        abstract = to_text(paper["summary"])
        claim = claim_of(to_text(paper["title"]), abstract)
        assert 0 < len(claim) <= MOST
        found += claim.rstrip("…")[1:] not in split_sentences(abstract)[0]
    # The claim is seldom the first sentence, which says why the matter matters.
    assert found >= 340
