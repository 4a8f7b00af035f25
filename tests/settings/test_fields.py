"""Values out of a mapping: the right one comes through, a wrong one says where and what it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from broadsheet.settings.fields import Fields
from broadsheet.settings.keys import Key


def read(value: object, ask: Callable[[Fields], object]) -> tuple[Any, list[str]]:
    """What was answered for the mapping, and the problems."""
    problems: list[str] = []
    return ask(Fields("file.yaml", value, problems)), problems


KINDS: dict[str, tuple[Callable[[Fields], object], object, list[object], str]] = {
    # how to ask, what a missing one gives, what is wrong, what is said
    "text": (lambda f: f.text("key"), "", [1, 1.5, True, date(2026, 3, 2), ["a"], {}], "must be text"),
    "address": (
        lambda f: f.address("key"),
        "",
        ["javascript:x", "x.example", "a b"],
        "must be an http(s) address",
    ),
    "texts": (lambda f: f.texts("key"), (), ["a", ["a", 1], [None], {"a": 1}], "must be a list of texts"),
    "addresses": (
        lambda f: f.addresses("key"),
        (),
        [["https://a.example", "x"]],
        "must be http(s) addresses",
    ),
    "flag": (lambda f: f.flag("key"), False, ["true", 1, 0, []], "must be true or false"),
    "number": (lambda f: f.number("key"), 0, ["1", True, [], float("nan"), float("inf")], "must be a number"),
    "count": (lambda f: f.count("key"), None, [-1, 1.0, True, "1"], "must be a whole number from 0"),
    "day": (
        lambda f: f.day("key"),
        None,
        ["2026-13-01", "20260302", "2026-W10-1", "today", 20260302, datetime(2026, 3, 2)],
        "must be a date like 2026-05-18",
    ),
    "each": (lambda f: f.each("key"), [], ["a", {"a": 1}, 1], "must be a list"),
}


@pytest.mark.parametrize(
    ("kind", "given", "gives"),
    [
        ("text", "words", "words"),
        ("address", "https://a.example/", "https://a.example/"),
        ("texts", ["a", "b"], ("a", "b")),
        ("addresses", ["https://a.example"], ("https://a.example",)),
        ("flag", True, True),
        ("number", -2.5, -2.5),
        ("number", 3, 3),
        ("count", 0, 0),
        ("day", "2026-03-02", date(2026, 3, 2)),
        ("day", date(2026, 3, 2), date(2026, 3, 2)),
    ],
)
def test_a_value_of_the_right_kind_comes_through(kind: str, given: object, gives: object) -> None:
    assert read({"key": given}, KINDS[kind][0]) == (gives, [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_is_missing_or_null_is_empty_and_no_problem(kind: str) -> None:
    ask, empty, _, _ = KINDS[kind]
    assert read({}, ask) == read({"key": None}, ask) == (empty, [])


@pytest.mark.parametrize(("kind", "wrong"), [(kind, wrong) for kind in KINDS for wrong in KINDS[kind][2]])
def test_a_value_of_the_wrong_kind_is_empty_and_one_problem_at_its_key(kind: str, wrong: object) -> None:
    ask, empty, _, said = KINDS[kind]
    value, problems = read({"key": wrong}, ask)
    assert value == empty
    assert len(problems) == 1
    assert problems[0].startswith(f"file.yaml: key: {said}")


def test_a_text_that_must_be_there_is_missed() -> None:
    for value in ({}, {"title": None}, {"title": ""}):
        assert read(value, lambda f: f.text("title", required=True)) == ("", ["file.yaml: missing 'title'"])


def test_a_default_stands_in_for_what_is_missing_or_wrong() -> None:
    assert read({}, lambda f: f.text("key", "words"))[0] == "words"
    assert read({"key": 1}, lambda f: f.text("key", "words"))[0] == "words"
    assert read({"key": 1}, lambda f: f.flag("key", True))[0] is True


def test_a_number_that_is_missing_or_wrong_is_the_default_and_nought_is_a_number() -> None:
    assert read({}, lambda f: f.count_or("key", 5)) == (5, [])
    assert read({"key": 0}, lambda f: f.count_or("key", 5)) == (0, [])
    value, problems = read({"key": -1}, lambda f: f.count_or("key", 5))
    assert value == 5
    assert problems == ["file.yaml: key: must be a whole number from 0, not -1"]


def test_a_list_that_must_be_there_is_missed_once() -> None:
    for value in ({}, {"key": None}, {"key": []}):
        assert read(value, lambda f: f.texts("key", required=True)) == ((), ["file.yaml: missing 'key'"])
    assert len(read({"key": 1}, lambda f: f.texts("key", required=True))[1]) == 1
    assert read({"key": []}, lambda f: f.texts("key", default=("a",))) == (("a",), [])


@pytest.mark.parametrize(
    ("given", "gives", "said"),
    [
        ("hide", "hide", []),
        (None, "pin", []),
        ("Hide", "", ["file.yaml: effect: no such effect 'Hide'; did you mean 'hide'?"]),
        ("lift", "", ["file.yaml: effect: no such effect 'lift'; known: hide, pin"]),
        (1, "pin", ["file.yaml: effect: must be text, not 1; put it in quotes"]),
    ],
)
def test_a_word_that_is_none_of_those_known_is_named_with_the_one_that_was_meant(
    given: object, gives: str, said: list[str]
) -> None:
    assert read({"effect": given}, lambda f: f.choice("effect", ("hide", "pin"), "pin")) == (gives, said)


def test_what_is_asked_for_is_noted_with_its_meaning_where_somebody_wants_to_know() -> None:
    keys: list[Key] = []
    fields = Fields("file.yaml", {"rules": [{}]}, [], keys=keys)
    fields.count_or("top", 5, about="how many")
    fields.inside("csp", about="what may run").texts("origins", about="who")
    for item in fields.each("rules", about="conditions"):
        item.choice("effect", ("hide", "pin"), required=True, about="what becomes of it")
    assert keys == [
        Key("top", "whole number", "how many", 5),
        Key("csp", "mapping", "what may run"),
        Key("csp.origins", "list of texts", "who", ()),
        Key("rules", "list", "conditions", has_items=True),
        Key("rules[0].effect", "one of", "what becomes of it", "", True, ("hide", "pin")),
    ]


def test_the_place_of_a_problem_leads_through_lists_and_mappings() -> None:
    value = {"topics": [{"name": "a"}, {"match": {"words": "b"}}]}
    _, problems = read(value, lambda f: [item.inside("match").texts("words") for item in f.each("topics")])
    assert problems == ["file.yaml: topics[1].match.words: must be a list of texts, not 'b'"]


def test_an_empty_item_of_a_list_is_an_item_in_which_all_is_missing() -> None:
    _, problems = read({"topics": [None]}, lambda f: f.each("topics")[0].text("name", required=True))
    assert problems == ["file.yaml: topics[0]: missing 'name'"]


def test_a_key_that_is_no_text_is_named_and_the_others_are_read() -> None:
    words, problems = read({1: "a", "key": "words"}, lambda f: f.text("key"))
    assert words == "words"
    assert problems == ["file.yaml: the key 1 is no text; put it in quotes"]


@pytest.mark.parametrize("value", ["words", ["a"], 1])
def test_what_is_no_mapping_is_one_problem_and_reads_as_empty(value: object) -> None:
    words, problems = read(value, lambda f: f.text("key"))
    assert words == ""
    assert problems == ["file.yaml: must be a mapping of keys to values"]


def test_nothing_at_all_is_an_empty_mapping() -> None:
    assert read(None, lambda f: f.names()) == ((), [])


def test_a_key_that_nobody_asked_for_is_named_with_the_one_that_was_meant() -> None:
    def ask(fields: Fields) -> None:
        fields.texts("abstract")
        fields.texts("title")
        fields.close()

    assert read({"abstrct": [], "zzz": []}, ask)[1] == [
        "file.yaml: unknown key 'abstrct'; did you mean 'abstract'?",
        "file.yaml: unknown key 'zzz'; known: abstract, title",
    ]
    assert read({"abstract": [], "title": []}, ask)[1] == []


def test_a_long_wrong_value_is_shown_short() -> None:
    _, problems = read({"key": ["word"] * 100 + [1]}, lambda f: f.texts("key"))
    assert len(problems[0]) < 120
