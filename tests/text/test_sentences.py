"""Where sentences end, and where they do not."""

from __future__ import annotations

import pytest

from broadsheet.text.sentences import split_sentences

# One text a row; a bar stands where a sentence ends.
TEXTS = (
    "Stones roll. | Sand does not.",
    "Stones roll! | Does sand? | It does not.",
    "We weigh stones, e.g. Pebbles and slabs. | Sand is light.",
    "Pebble et al. (2020) showed that stones roll. | Sand is light.",
    "It was shown by Pebble et al. | This is wrong.",
    "As Fig. 3 and Eq. 4 show, stones roll. | Sand is light.",
    "Stones vs. Sand is the question. | We answer it.",
    "A. B. Pebble weighed 3.5 stones. | Sand is light.",
    "The cost is $f(x). A$ at most. | Sand is light.",
    r"The cost is \(f. A\) at most. | Sand is light.",
    r"The cost is \(f(x). A\) at most. | Sand is light.",
    r"The cost is $\text{at $n$. So} + 1$ at most. | Sand is light.",
    "A pebble costs $5. | Two of them cost $9, and sand is light.",
    "Sand costs $5 a ton. | Stones cost $6 a ton. | A price of $7. | Slabs cost more.",
    "We weigh stones (all of them.) | Sand is light.",
    "“Stones roll.” | Sand does not.",
    "We ask an oracle (an LLM). | Our method is light.",
    "Version 2.0 of pebble.js rolls. | 3 stones stand.",
    "Stones, sand, etc. | We weigh all.",
    "Stones, sand, etc. were weighed. | We weigh all.",
    "In the U.S. stones roll. | Sand is light.",
    "石は転がる。 | 砂は軽い。",
    "Some stones are Ω-hard. | Ψ is light.",
    "Stones roll… | Sand does not. | Slabs… do neither.",
    "We ask Yahoo! Answers and play Jeopardy! for stones. | Sand is light.",
    'The set "What is sand?" has 3 stones. | Sand is light.',
    "Stones (Fig. 3 vs. Tab. 2, after Pebble et al. (2020) in the U.S. set) roll. | Sand is light.",
    "Stones (they roll. Sand does not.) are heavy. | Sand is light.",
    "The cost is Q/V. | We weigh stones after A. Pebble.",
    "Stones and torch.Tensor objects roll.Pebble says so. | Sand is light.",
    "Steine wiegt man z. B. mit Waagen. | Sand wiegt nichts.",
    "पत्थर भारी हैं। | रेत हल्की है।",
    "هل الحجارة ثقيلة؟ | نعم.",
    "Stones roll",
    "... | Sand",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_ends_at_its_end_and_nowhere_else(text):
    sentences = tuple(part.strip() for part in text.split("|"))
    joined = "".join(sentences) if text[0] == "石" else " ".join(sentences)
    assert split_sentences(joined) == sentences


def test_of_a_text_that_is_no_tex_only_certain_formulas_hold_a_sentence_together():
    text = "We pay $a. We earn $b. The cost is $x_1. A$ at most."
    assert split_sentences(text, is_tex=False) == (
        "We pay $a.",
        "We earn $b.",
        "The cost is $x_1. A$ at most.",
    )
    assert split_sentences("We pay $a. We earn $b.") == ("We pay $a. We earn $b.",)


def test_a_word_that_begins_sentences_does_so_without_a_space_before_it():
    assert split_sentences("Stones roll.However, sand does not.We weigh both.") == (
        "Stones roll.",
        "However, sand does not.",
        "We weigh both.",
    )


def test_a_bracket_that_a_capital_follows_without_a_space_ends_a_sentence():
    assert split_sentences("We ask an LLM (a large one).Our method is light.") == (
        "We ask an LLM (a large one).",
        "Our method is light.",
    )


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_nothing_has_no_sentences(text):
    assert split_sentences(text) == ()
