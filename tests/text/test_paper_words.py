"""Titles and abstracts: TeX is read where it is typed, at arXiv, and elsewhere only a plain formula."""

from __future__ import annotations

import pytest
from make import make_paper

from broadsheet.outputs.citations.formats import bibtex
from broadsheet.text.paper_words import abstract_markup, plain_abstract, plain_title, title_markup

OF_A_FEED = {"id": "journal-stones", "other_ids": ()}
AS_TYPED = [
    "A {name} -- and ``more'' of it",
    "a~b and \\textbf{c} \\alpha and \\'e",
    "from $5 to $10 and 7$ more",
    "$HOME and $PATH are set",
    "US$5 and A$6",
    "of 100$ and of 200$",
    "\\(never closed",
    "{x}: a set of {BERT}s",
]


@pytest.mark.parametrize("words", AS_TYPED)
def test_the_words_of_a_feed_stay_as_they_are(words):
    paper = make_paper(title=words, abstract=words, **OF_A_FEED)
    assert plain_title(paper) == plain_abstract(paper) == words
    assert "<" not in title_markup(paper)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("$x<y$ and $z>w$ in TeX", "x < y and z > w in TeX"),
        ("Of $O(n^2)$ -- {all}", "Of O(n²) -- {all}"),
        ("In $n$ steps and \\(k+1 \\leq 2\\) more", "In n steps and k+1 ≤ 2 more"),
        ("$\\alpha$-stable", "\N{GREEK SMALL LETTER ALPHA}-stable"),
    ],
)
def test_a_plain_formula_is_read_wherever_it_stands(words, shown):
    paper = make_paper(title=words, abstract=words, **OF_A_FEED)
    assert plain_title(paper) == shown
    assert "<math>" in abstract_markup(paper)
    assert "$" in bibtex([paper]) or "\\textbackslash" not in bibtex([paper])


def test_the_same_words_of_a_preprint_are_tex():
    words = "A {BERT} -- of \\textbf{more}"
    preprint = make_paper(title=words)
    published = make_paper(id="doi-10.5555-stones.1", other_ids=("2603.00001",), title=words)
    assert plain_title(preprint) == plain_title(published) == "A BERT – of more"


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "$<b>x</b>$", "$x<script>$", "\\(<img src=x>\\)"]
)
def test_hostile_words_of_a_feed_stay_words(words):
    paper = make_paper(title=words, abstract=words, **OF_A_FEED)
    for markup in (title_markup(paper), abstract_markup(paper)):
        assert "<script" not in markup
        assert "<img" not in markup
        assert "<b>" not in markup
