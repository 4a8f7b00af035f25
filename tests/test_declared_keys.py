"""Keys are found by asking the reader, also those that it asks for in some cases alone."""

from __future__ import annotations

from collections.abc import Mapping

from declared_keys import find_keys

from broadsheet.settings.fields import Fields
from broadsheet.settings.keys import Key


def read(file: Fields) -> None:
    """A reader with a bit of everything."""
    exports = file.either("exports", "text", about="files")
    if isinstance(exports, dict):
        file.inside("exports").count_or("months", 12, about="how many")
    for item in file.each("sources", about="where from"):
        kind = item.choice("kind", ("feed", "venue"), required=True, about="what it is")
        item.text("title", "A feed" if kind == "feed" else "", about="its title")
        if kind == "venue":
            item.text("id", required=True, about="its id")
        for place in item.each("places", about="where it was"):
            place.text("name", about="its name")
    file.text("forgotten")


def ask(sample: Mapping[str, object]) -> list[Key]:
    keys: list[Key] = []
    read(Fields("file.yaml", sample, [], keys=keys))
    return keys


def test_every_key_is_found_once_with_those_inside_another_one_after_it():
    places = [declared.key.place for declared in find_keys(ask)]
    assert places == [
        *("exports", "exports.months"),
        *("sources", "sources[].kind", "sources[].title", "sources[].places", "sources[].places[].name"),
        *("sources[].id", "forgotten"),
    ]


def test_a_key_says_all_that_it_may_be_and_what_it_depends_on():
    found = {declared.key.place: declared for declared in find_keys(ask)}
    assert found["exports"].key.kind == "text or mapping"
    assert found["exports"].key.about == "files"
    assert found["exports.months"].only_with == ""
    assert found["sources[].id"].only_with == "kind: venue"
    assert found["sources[].kind"].only_with == ""
    assert found["sources[].title"].varies
    assert not found["sources[].kind"].varies


def test_a_key_without_a_meaning_is_found_and_has_none():
    [forgotten] = [declared.key for declared in find_keys(ask) if declared.key.place == "forgotten"]
    assert forgotten.about == ""
