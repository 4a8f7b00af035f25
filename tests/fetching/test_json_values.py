"""Values out of strangers' JSON: what is of the wrong type is absent, and never a crash."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.errors import SourceError
from broadsheet.fetching import json_values

BASE = "https://journal.example/feeds/new.xml"


@pytest.mark.parametrize(
    ("value", "meant"), [(3, 3), ("109", 109), ("0", 0), (-1, None), (True, None), (1.5, None), ("٣", None)]
)
def test_a_count_may_be_written_as_text(value, meant):
    assert json_values.count(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("/articles/1", "https://journal.example/articles/1"),
        ("../1?a=b c", "https://journal.example/1?a=b%20c"),
        ("//other.example/1", "https://other.example/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        (" JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("https://[broken", ""),
        ("", ""),
        (None, ""),
        ("https://a.example/'onmouseover=x", "https://a.example/%27onmouseover=x"),
    ],
)
def test_an_address_is_absolute_and_of_the_web_or_none(value, meant):
    assert json_values.address(value, BASE) == meant


@pytest.mark.parametrize("body", [b"", b" ", b"<html>", b'{"a":', b"[" * 100_000, b"\xff\xfe", b"\0"])
def test_what_is_not_json_is_a_source_error(body):
    with pytest.raises(SourceError, match="answered"):
        json_values.parse_json(body)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_addresses(text):
    assert not json_values.address(text, BASE).startswith(("javascript", "data"))


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (b"9" * 5000, None),
        (b"-" + b"9" * 400, None),
        (b"123456789012345678", 123456789012345678),
        (b"[NaN, Infinity, -Infinity, 1]", [None, None, None, 1]),
    ],
)
def test_a_number_that_nobody_counts_to_is_none_and_costs_no_other_value(body, meant):
    assert json_values.parse_json(body) == meant
