"""Formulas in notes, introductions and pages: between dollars, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from broadsheet.text.markdown_formulas import draw_formulas

# The extensions that MkDocs always switches on.
MARKDOWN = Markdown(extensions=["tables", "toc", "fenced_code"])
X = "<math><mi>x</mi></math>"
X1 = "<math><msub><mi>x</mi><mn>1</mn></msub></math>"
BLOCK = '<math display="block"><mi>x</mi></math>'


def page(words: str) -> str:
    return MARKDOWN.reset().convert(draw_formulas(words))


DRAWN = {
    "The weight $x$ of a stone.": f"<p>The weight {X} of a stone.</p>",
    "Of *all* weights $x_1$ is *least*.": f"<p>Of <em>all</em> weights {X1} is <em>least</em>.</p>",
    "$x$ weighs\n$x$ stones.": f"<p><span>{X}</span> weighs\n<span>{X}</span> stones.</p>",
    "Costs $5, and $x$ of them.": f"<p>Costs $5, and {X} of them.</p>",
    "It is\n\n$$x$$\n\nstones.": f"<p>It is</p>\n{BLOCK}\n\n<p>stones.</p>",
    "It is\n\n$$\nx\n$$\n\nstones.": f"<p>It is</p>\n{BLOCK}\n\n<p>stones.</p>",
    "- $x$": f"<ul>\n<li>{X}</li>\n</ul>",
    "> $x$": f"<blockquote>\n<p><span>{X}</span></p>\n</blockquote>",
    "[$x$](https://a.example/)": f'<p><a href="https://a.example/">{X}</a></p>',
}


@pytest.mark.parametrize("words", DRAWN)
def test_a_formula_of_people_is_drawn_and_the_markdown_around_it_is_what_it_was(words):
    assert page(words) == DRAWN[words]


TYPED = (
    "A paper for $15.",
    "Between $5 and $10.",
    "From $5–$10, or US$5/US$10.",
    "Cheap ($$), or dear ($$$$).",
    "An escape: \\$x$.",
    "A dollar $x\n\nand another$ in the next paragraph.",
    "No formula: $\\nosuchcommand{x_1}$ and $$\\nosuchcommand$$.",
    "Code: `$x$` and ``$x$ ` $x$``.",
    "```\n$x$\n```",
    "~~~\n$x$\n~~~",
    "    $x$",
    "[a link](https://a.example/$x$)",
    '<a href="https://a.example/$x$">a link</a>',
)


@pytest.mark.parametrize("words", TYPED)
def test_prices_code_addresses_and_what_no_one_can_read_stay_as_they_were_typed(words):
    assert draw_formulas(words) == words


def test_a_formula_behind_code_and_prices_is_drawn():
    words = "`$y$` for $5:\n\n```\n$y$\n```\n\nthen $x$."
    assert draw_formulas(words) == words.replace("$x$", X)


@given(st.text("$x \n`~<>[](){}\\_1a5"))
def test_words_without_a_formula_come_out_as_they_went_in(words):
    drawn = draw_formulas(words)
    assert "<math" in drawn or drawn == words


@pytest.mark.parametrize("words", ["`" * 3000, "$ " * 20_000, "`a" * 20_000, "<" * 20_000, "](" * 20_000])
def test_broken_markdown_takes_no_longer_than_its_length_allows(words):
    assert draw_formulas(f"{words} $5") == f"{words} $5"
