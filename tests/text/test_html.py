"""Text out of HTML: what a reader would see of it, and nothing else."""

from __future__ import annotations

import time

import pytest
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
    ],
)
def test_tags_go_and_entities_are_decoded_once(html, words):
    assert plain(html) == words


def test_what_is_longer_than_any_abstract_is_cut():
    assert len(plain("a" * (LONGEST + 5))) == LONGEST


def test_the_time_that_a_long_name_of_a_tag_takes_grows_with_its_length_alone():
    begun = time.process_time()
    plain("<" + "a" * LONGEST)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("broken", ["<a <", "<!--", '<a "', "<a '\"", "<![", "&", "<sup>", "</", "&#"])
def test_the_time_that_broken_markup_takes_grows_with_its_length_alone(broken):
    begun = time.process_time()
    plain(broken * (LONGEST // len(broken)))
    assert time.process_time() - begun < 2


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>&;!-[]/'\"= abps#x1"), max_size=60))
def test_no_text_breaks_it(html):
    assert isinstance(plain(html), str)
