"""The sentence that says what a paper did."""

from __future__ import annotations

import gzip
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from broadsheet.text.claims import MOST, claim_of
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


@pytest.mark.parametrize(
    "abstract",
    [
        "Камни катятся по склону. Мы взвешиваем их на слух.",
        "Les pierres roulent. Nous les pesons à l’oreille.",
        "石は転がる。砂は軽い。",
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
