"""Phrases in a text: whole words, whatever their case or a plural s, or any ending after a star."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from thorough import examples

from broadsheet.text.phrases import PhraseMatcher

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PHRASES = ["stone", "big stone", "stones in", "ston*", "big st*", "counting", "count*", "in the dark", "b*"]
TEXT_WORDS = [
    "a",
    "big",
    "stone",
    "Stones",
    "stony",
    "counting",
    "counted",
    "in",
    "the",
    "dark",
    "bigger",
    "-",
    ".",
]


def finds(phrase: str, text: str) -> bool:
    return PhraseMatcher([phrase]).find_phrases(text) == {phrase}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stone", "A stone."),
        ("stone", "STONE"),
        ("Stone", "(stone)"),
        ("stone", "Ten stones"),
        ("stones", "One stone"),
        ("study", "Two studies"),
        ("class", "Two classes"),
        ("box", "Two boxes"),
        ("branch", "Two branches"),
        ("big stone", "A big stone"),
        ("big stone", "big, stones"),
        ("multi-step", "A multi step and a Multi-Step"),
        ("in the dark", "In the dark"),
        ("größe", "Die GRÖSSE? Nein: die Größe"),
        ("3d", "In 3D"),
    ],
)
def test_a_phrase_is_found_whatever_its_case_its_number_and_its_punctuation(phrase: str, text: str) -> None:
    assert finds(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stone", "stoneware and milestone"),
        ("big stone", "big old stone"),
        ("big stone", "stone big"),
        ("big stone", "big"),
        ("ai", "said again"),
        ("stone", ""),
        ("as", "a"),
    ],
)
def test_a_part_of_a_word_or_of_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not finds(phrase, text)


@given(st.text(LETTERS, min_size=3, max_size=8).filter(lambda word: not word.endswith("s")))
@settings(max_examples=examples(200), deadline=None)
@example("gpu")
@example("movie")
@example("corpu")
@example("taxi")
@example("cache")
@example("axe")
@example("axe")
@example("box")
def test_any_word_is_found_with_a_plural_s(word: str) -> None:
    assert finds(word, f"Many {word}s here")
    assert finds(f"{word}s", f"One {word} here")


@given(st.text(LETTERS, min_size=1, max_size=6), st.text(LETTERS, max_size=4))
@settings(max_examples=examples(200), deadline=None)
@example("bias", "")
@example("bias", "ed")
@example("model", "s")
@example("models", "")
@example("studies", "")
def test_a_star_takes_any_ending(stem: str, ending: str) -> None:
    assert finds(f"{stem}*", f"The {stem}{ending}, again")
    assert finds(f"the {stem}*", f"The {stem}{ending}, again")


def test_a_star_takes_no_other_beginning_and_no_other_first_word() -> None:
    assert not finds("ston*", "milestones")
    assert not finds("big ston*", "small stones")
    assert not finds("big ston*", "big")


@given(st.lists(st.sampled_from(PHRASES)), st.lists(st.sampled_from(TEXT_WORDS)).map(" ".join))
@settings(max_examples=examples(150), deadline=None)
def test_a_phrase_is_found_or_not_whatever_else_is_in_the_book(phrases: list[str], text: str) -> None:
    alone = [PhraseMatcher([phrase]).find_phrases(text) for phrase in phrases]
    assert PhraseMatcher(phrases).find_phrases(text) == frozenset().union(*alone)


def test_phrases_come_back_as_they_were_given() -> None:
    phrases = {"Big  Stones", "big stone"}
    assert PhraseMatcher(phrases).find_phrases("a big stone") == phrases


def test_a_phrase_without_a_word_in_it_matches_nothing() -> None:
    assert PhraseMatcher(["", "*", "--"]).find_phrases("anything * at -- all") == frozenset()
