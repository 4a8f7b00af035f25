"""YAML that people write: whatever stands there is a value or one clear sentence, and soon."""

from __future__ import annotations

import pytest
from busy import little_work
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import ConfigError
from broadsheet.settings.yaml import parse_yaml


def bomb(opening: str, item: str, closing: str) -> str:
    """Aliases of aliases: some hundred bytes that stand for 9 ** 9 texts."""
    repeated = "x"
    lines = []
    for number in range(9):
        items = ", ".join([item.format(key=key, value=repeated) for key in range(9)])
        lines.append(f"a{number}: &a{number} {opening}{items}{closing}")
        repeated = f"*a{number}"
    return "\n".join(lines)


LISTS = bomb("[", "{value}", "]")
MAPPINGS = bomb("{", "k{key}: {value}", "}")
ONE_LONG_TEXT = f"a: &a {'x' * 900_000}\nb: [*a, *a, *a]"


def refusal(text: str) -> str:
    with little_work(), pytest.raises(ConfigError) as caught:
        parse_yaml("x.yaml", text)
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize("text", [LISTS, MAPPINGS, ONE_LONG_TEXT], ids=["lists", "mappings", "a text"])
def test_aliases_that_stand_for_too_much_are_refused_at_once(text):
    assert "more than 2,000,000 signs, with all that aliases repeat" in refusal(text)


@pytest.mark.parametrize("sign", ["[", "{", "- ", "? ", "[{a: ", "!!set {"])
def test_deep_nesting_is_refused_at_once(sign):
    assert "more than 50 lists and mappings in one another" in refusal(f"a:\n  {sign * 50_000}")


def test_an_alias_inside_what_it_repeats_is_refused():
    assert refusal("a: &a [1, *a]") == (
        "x.yaml: line 1: not YAML: the alias *a stands inside what it repeats"
    )


@pytest.mark.parametrize(
    "value",
    ["!!bool x", "!!timestamp x", "!!int ''", "!!float ''", "!!map [a]", "!!set x", "!!omap x", "!!binary é"],
)
def test_a_value_that_is_not_what_its_tag_says_is_one_sentence(value):
    assert refusal(f"a: {value}").startswith("x.yaml: ")


@pytest.mark.parametrize(
    "value", ["9" * 5000, "0x" + "f" * 5000, ":".join(["1"] * 20_000), "1:" * 300 + "1.5", "1." + "1" * 200]
)
def test_a_number_that_python_would_not_print_is_refused(value):
    assert refusal(f"a: {value}") == "x.yaml: line 1: not YAML: a number of more than 100 digits"


def test_marks_of_an_unfinished_merge_are_named():
    text = "topics:\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> theirs\n"
    assert refusal(text).startswith("x.yaml: line 2: an unfinished merge left '<<<<<<<' there; ")


def test_anchors_as_people_use_them_are_read():
    text = "base: &base {votes: 3}\nrule: {<<: *base, name: A}\nagain: [*base, *base]\n"
    assert parse_yaml("x.yaml", text)["rule"] == {"votes": 3, "name": "A"}


def test_what_is_long_but_flat_is_read():
    text = "words: [" + ", ".join(["word"] * 50_000) + "]"
    assert len(parse_yaml("x.yaml", text)["words"]) == 50_000


@given(st.text(alphabet="[]{}-?:*&!<>|'\"#% \nab1.0x~", max_size=60))
def test_any_text_is_a_value_or_one_sentence(text):
    try:
        parse_yaml("x.yaml", text)
    except ConfigError as error:
        assert len(error.problems) == 1
