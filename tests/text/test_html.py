"""Text out of HTML: what a reader would see of it, and nothing else."""

from __future__ import annotations

import pytest
from busy import little_work
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.text.html import LONGEST, plain


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a<br/>b", "a b"),
        ("The <i>E. coli</i> of <b>home</b>", "The E. coli of home"),
        ("stones &amp; sand &#8212; wet", "stones & sand — wet"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("H<sub>2</sub>O in 10<sup>-3</sup> m", "H₂O in 10⁻³ m"),
        ("the 1<sup>st</sup>", "the 1st"),
        ("<script>alert(1)</script>Stones<style>p{}</style>", "Stones"),
        ("<script><script></script>Stones", "Stones"),
        ('<img src=x onerror="alert(1)">Stones', "Stones"),
        ("a < b and b > c", "a < b and b > c"),
        ("<!-- not this -->Stones", "Stones"),
        ("one\n  two\x00", "one two"),
        ("Stones <b unclosed", "Stones <b unclosed"),
        ("Stones <![CDATA[x]]>", "Stones"),
        ("x <o:p></o:p>y <INPUT disabled>z", "x y z"),
        ("<jats:sec><jats:title>Aim</jats:title><jats:p>One</jats:p></jats:sec>", "Aim One"),
        ("<svg><text>drawn</text></svg>Stones", "Stones"),
    ],
)
def test_tags_go_and_entities_are_decoded_once(html, words):
    assert plain(html) == words


@pytest.mark.parametrize(
    "words",
    [
        "For all a<b and c>d we find p<0.05 and q>0.1",
        "if x<y and z>w hold",
        "if p<q and r>s hold",
        "ε<0.1 or n>5",
        "Use of List<String> and HashMap<K,V> in Java",
        "std::vector<double> and Option<T>",
        "if a<b>c then",
        "$x<y$ and $z>w$",
        "the mail of <ada@stones.example>",
    ],
)
def test_what_no_element_is_called_stays(words):
    assert plain(words) == words
    assert plain(words.replace("<", "&lt;").replace(">", "&gt;")) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("10<sup>5.5</sup>", "10^5.5"),
        ("10<sup>-a</sup>", "10^-a"),
        ("10<sup>-<i>a</i></sup>", "10^-a"),
        ("2<sup>n/2</sup>", "2^(n/2)"),
        ("e<sup>x<sup>2</sup></sup>", "e^(x²)"),
        ("T<sub>reg</sub> and x<sub>i+1</sub>", "T_reg and x_(i+1)"),
        ("<sup>13</sup>C and Fe<sup>2+</sup>", "¹³C and Fe²⁺"),
        ("Foo<sup>TM</sup>, Bar<sup>®</sup> and R<sup>*</sup>", "Foo™, Bar® and R*"),
        ("the 2<sup>nd</sup> and the 3<sup>e</sup>", "the 2nd and the 3^e"),
        ("known<sup>[1]</sup>", "known[1]"),
        ("x<sup>2 and never closed", "x2 and never closed"),
        ("x</sup>2", "x2"),
        ("a<sup></sup>b", "ab"),
    ],
)
def test_what_is_raised_or_lowered_is_told(html, words):
    assert plain(html) == words


NAMESPACE = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"in <mml:math {NAMESPACE}><mml:mi>N</mml:mi></mml:math>-coupled ones", "in N-coupled ones"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x²"),
        ('<math display="block"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>', "a/b"),
        (
            "<math><semantics><mi>&alpha;</mi>"
            '<annotation encoding="application/x-tex">\\alpha</annotation></semantics></math>',
            "\N{GREEK SMALL LETTER ALPHA}",
        ),
        ("<inline-formula><tex-math>$\\alpha$</tex-math></inline-formula>", "\N{GREEK SMALL LETTER ALPHA}"),
        (
            "<alternatives><tex-math>\\documentclass[12pt]{minimal}\\begin{document}$$x^2$$\\end{document}"
            "</tex-math><mml:math><mml:mi>y</mml:mi></mml:math></alternatives> formulas",
            "y formulas",
        ),
        ("<tex-math>\\begin{document}$$x^2$$\\end{document}</tex-math>", "x²"),
        ("<math><mi>x</mi>", "x"),  # never closed
        ("<math><mi>x</math>", "x"),  # not well-formed
        ("<math><script>alert(1)</script></math>", "alert(1)"),  # words, and escaped as such
        ("<math><mi>&lt;b&gt;</mi></math>", "<b>"),
    ],
)
def test_a_formula_becomes_words(html, words):
    assert plain(html) == words


def test_a_formula_that_is_too_deep_becomes_its_letters():
    assert plain("<math>" + "<msqrt>" * 500 + "x" + "</msqrt>" * 500 + "</math>") == "x"


def test_what_is_longer_than_any_abstract_is_cut():
    assert len(plain("a" * (LONGEST + 5))) == LONGEST


def test_the_time_that_a_long_name_of_a_tag_takes_grows_with_its_length_alone():
    with little_work():
        plain("<" + "a" * LONGEST)


@pytest.mark.parametrize(
    "broken",
    [
        "<a <",
        "<!--",
        '<a "',
        "<a '\"",
        "<![",
        "&",
        "<sup>",
        "</",
        "&#",
        "<math>",
        "<b>a<b>",
        "<tex-math></math>",
        "<b and ",
    ],
)
def test_the_time_that_broken_markup_takes_grows_with_its_length_alone(broken):
    with little_work():
        plain(broken * (LONGEST // len(broken)))


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>&;!-[]/'\"= abpsmth#x1"), max_size=60))
def test_no_text_breaks_it(html):
    assert isinstance(plain(html), str)
