"""What holds for every kind of source: whatever a server says, every item of it is accounted for."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import (
    HOSTILE_TEXTS,
    HOSTILE_VALUES,
    at,
    changed_json,
    changed_xml,
    element_names,
    paths,
    with_text,
    with_value,
)
from recordings import API, AUTHORS, FAULTS, FOLDER, RECORDINGS, TITLES, Outcome, Recording, take_in
from thorough import STRIDE, examples, some_of

from broadsheet.fetching.sources import SOURCES

JSON = tuple(recording for recording in RECORDINGS if recording.listing.endswith(".json"))
XML = tuple(recording for recording in RECORDINGS if recording.listing.endswith(".xml"))
STONES, SAND, SUMS = TITLES


def named(recordings: tuple[Recording, ...]) -> Any:
    """The parameter ``recording``, each under the name of its file."""
    ids = [recording.name for recording in recordings]
    return pytest.mark.parametrize("recording", recordings, ids=ids)


# Each example begins with an empty folder, so that one for all of them is enough.
fuzzed = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def assert_accounted(outcome: Outcome, items: int | None, *, at_least: int | None = None) -> None:
    """The day failed with a reason, or all of its items are kept or dropped, each with a reason.

    ``items`` is None where the body has no list of them: then the day must not count as read.
    """
    if outcome.failed:
        assert outcome.row is None and not outcome.papers
        return
    assert items is not None, "a body without a list of items is no day that was read"
    assert outcome.row is not None
    fewest = items if at_least is None else at_least
    assert fewest <= outcome.row.fetched <= items
    assert all(drop.item and drop.reason for drop in outcome.row.dropped)
    assert set(outcome.row.kept) == set(outcome.papers)


def test_every_kind_has_a_recording():
    assert {recording.source.kind for recording in RECORDINGS} == set(SOURCES)


# -- what a server should say ----------------------------------------------------------------------


@named(RECORDINGS)
def test_the_recorded_shape_gives_papers_and_what_cannot_be_kept_is_named(recording, tmp_path):
    outcome = take_in(recording, tmp_path)
    assert outcome.failed == ""
    assert outcome.row.kept == recording.ids
    assert outcome.titles == TITLES
    assert [(drop.item, drop.reason) for drop in outcome.row.dropped] == [(recording.dropped, "no title")]
    authors = [outcome.papers[page].authors for page in recording.ids]
    assert authors == [(name,) for name in AUTHORS]
    for page in recording.ids:
        [sighting] = outcome.papers[page].sightings
        assert (sighting.source, sighting.day) == (recording.source.name, outcome.row.day)


@named(RECORDINGS)
def test_an_item_that_is_listed_twice_is_one_paper(recording, tmp_path):
    outcome = take_in(recording, tmp_path, {recording.listing: with_first_item_again(recording)})
    assert outcome.row.kept == recording.ids
    again = {"listed twice on this day", f"duplicate: the same work as {recording.ids[0]}"}
    assert {drop.reason for drop in outcome.row.dropped} <= {"no title", *again}


def with_first_item_again(recording: Recording) -> bytes:
    if recording in JSON:
        tree = json.loads(recording.body)
        items = at(tree, recording.items)
        items.append(items[0])
        return json.dumps(tree).encode()
    element = b"item" if recording.items.endswith("item") else b"entry"
    start = recording.body.index(b"<%s>" % element)
    before, end, after = recording.body.partition(b"</%s>" % element)
    return before + end + before[start:] + end + after


@pytest.mark.parametrize("most", [0, 1, 2, 3])
@named(RECORDINGS)
def test_no_more_papers_are_kept_than_the_source_may_take_and_the_others_are_named(recording, most, tmp_path):
    outcome = take_in(recording, tmp_path, daily_limit=most)
    assert outcome.titles == TITLES[:most]
    assert outcome.row.fetched == 4
    dropped = {drop.item for drop in outcome.row.dropped}
    assert dropped == {*recording.ids[most:], recording.dropped}
    assert bool(outcome.row.cap) == (most < 3)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"authors": ("bo sample",)}, (SAND,)),
        ({"words": ("lamp",)}, (SUMS,)),
        ({"words": ("river*", "night")}, (STONES, SUMS)),
        ({"authors": ("Ada Example",), "words": ("weigh",)}, (STONES, SAND)),
        ({"authors": ("Nobody",)}, ()),
    ],
)
@named(RECORDINGS)
def test_a_paper_needs_one_of_the_authors_or_words_that_its_source_looks_for(
    recording, filters, kept, tmp_path
):
    outcome = take_in(recording, tmp_path, **filters)
    assert outcome.titles == kept
    assert outcome.row.fetched == 4
    left_out = set(recording.ids) - set(outcome.row.kept)
    reason = f"has none of the {' or '.join(filters)} that source '{recording.source.name}' looks for"
    assert {drop.item: drop.reason for drop in outcome.row.dropped} == {
        recording.dropped: "no title",
        **dict.fromkeys(left_out, reason),
    }


@dataclass(frozen=True)
class Own:
    """A setting that one kind alone has: what it keeps, or what its requests then say."""

    listing: str
    settings: dict[str, Any]
    kept: tuple[str, ...] = TITLES
    asked: str = ""


OWN = (
    Own("arxiv-rss.xml", {"announce": ("new",)}, (STONES, SUMS)),
    Own("arxiv-rss.xml", {"announce": ("cross",)}, (SAND,)),
    Own("arxiv-rss.xml", {"categories": ("cs.CL", "cs.LG")}, asked=f"{API}/rss/cs.CL+cs.LG"),
    Own("arxiv.xml", {"categories": ("math.HO",)}, asked="cat%3Amath.HO"),
    Own("arxiv.xml", {"authors": AUTHORS}, asked="au%3A%22Bo+Sample%22"),
    Own("arxiv.xml", {"words": ("stones", "sand", "sums")}, asked="abs%3A%22sand%22"),
    Own("biorxiv.json", {"categories": ("Cell_Biology", "neuroscience")}, (SAND, SUMS)),
    Own("biorxiv.json", {"server": "medrxiv"}, asked=f"{API}/details/medrxiv/2026-03-02/2026-03-02/0/json"),
    Own("openreview.json", {"venue": "Sand.cc/2027"}, asked="content.venueid=Sand.cc%2F2027"),
)


@pytest.mark.parametrize("own", OWN, ids=lambda own: f"{own.listing}-{'-'.join(own.settings)}")
def test_the_settings_of_one_kind_alone_are_honoured(own, tmp_path):
    [recording] = [recording for recording in RECORDINGS if recording.listing == own.listing]
    outcome = take_in(recording, tmp_path, **own.settings)
    assert outcome.titles == own.kept
    assert own.asked in str(outcome.asked[0].url)


# -- what a server should not say ------------------------------------------------------------------

NO_LISTS = (
    *(b"", b" \r\n", b"1", b"null", b"true", b'"words"', b"{}", b'{"error": "gone"}', b"Rate exceeded."),
    *(b"<!doctype html><title>Please verify</title>", b"<html><body/></html>", b"<a/>", b"\xff\xfe"),
)


def files_of(recording: Recording) -> tuple[str, ...]:
    return (recording.listing, *recording.others.values())


@pytest.mark.parametrize("body", NO_LISTS, ids=repr)
@named(RECORDINGS)
def test_what_is_no_list_of_items_is_a_failed_day_and_never_an_empty_one(recording, body, tmp_path):
    outcome = take_in(recording, tmp_path, dict.fromkeys(files_of(recording), body))
    assert outcome.failed
    assert outcome.row is None and not outcome.papers


@pytest.mark.parametrize("fault", FAULTS)
@named(RECORDINGS)
def test_a_fault_that_passes_costs_nothing(recording, fault, tmp_path):
    outcome = take_in(recording, tmp_path, faults=[fault])
    assert (outcome.failed, outcome.titles) == ("", TITLES)


@pytest.mark.parametrize("fault", FAULTS)
@named(RECORDINGS)
def test_a_fault_that_stays_is_a_failed_day_and_never_an_empty_one(recording, fault, tmp_path):
    outcome = take_in(recording, tmp_path, faults=repeat(fault))
    assert outcome.failed
    assert outcome.row is None and not outcome.papers


@named(tuple(recording for recording in RECORDINGS if recording.counted))
def test_a_part_of_a_list_that_says_how_long_it_is_is_a_failed_day(recording, tmp_path):
    outcome = take_in(recording, tmp_path, {recording.listing: first_item_alone(recording)})
    assert "empty page" in outcome.failed
    assert outcome.row is None and not outcome.papers


def first_item_alone(recording: Recording) -> bytes:
    if recording in JSON:
        tree = json.loads(recording.body)
        del at(tree, recording.items)[1:]
        return json.dumps(tree).encode()
    first, end, _ = recording.body.partition(b"</entry>")
    return first + end + b"</feed>"


@fuzzed
@given(body=st.binary(max_size=200))
@named(RECORDINGS)
def test_arbitrary_bytes_are_read_or_refused(recording, body, tmp_path):
    outcome = take_in(recording, tmp_path, dict.fromkeys(files_of(recording), body))
    assert outcome.failed or outcome.row.fetched == 0


PIECES = (
    b"<item>",
    b"</title>",
    b"&",
    b"&#x110000;",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"\xff",
    b"null",
    b"[1]",
    b'"',
)


@fuzzed
@given(data=st.data(), put=st.binary(max_size=20) | st.sampled_from(PIECES), cut=st.integers(0, 40))
@named(RECORDINGS)
def test_a_recording_with_some_bytes_changed_is_read_or_refused(recording, data, put, cut, tmp_path):
    file = data.draw(st.sampled_from(files_of(recording)))
    sound = (FOLDER / file).read_bytes()
    start = data.draw(st.integers(0, len(sound)))
    outcome = take_in(recording, tmp_path, {file: sound[:start] + put + sound[start + cut :]})
    assert outcome.failed or outcome.row is not None
    assert not any(sign in title for title in outcome.titles for sign in "\n\0")


# -- any value anywhere ----------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def test_a_part_of_the_table_has_every_change_of_some_node():
    changes_of_a_node = (len((*HOSTILE_VALUES, "left out")), len((*HOSTILE_TEXTS, "empty", "other", "twice")))
    assert [math.gcd(STRIDE, changes) for changes in changes_of_a_node] == [1, 1]


def assert_json_accounted(recording: Recording, folder: Path, body: bytes) -> None:
    items = at(json.loads(body), recording.items)
    listed = len(items) if isinstance(items, list) else None
    outcome = take_in(recording, folder, {recording.listing: body})
    assert_accounted(outcome, listed)


@pytest.mark.slow
@named(JSON)
def test_every_hostile_value_in_the_place_of_every_node_is_accounted_for(recording, tmp_path):
    for _, body in some_of(changed_json(recording.body, recording.items)):
        assert_json_accounted(recording, tmp_path, body)


@fuzzed
@given(data=st.data(), value=VALUES)
@named(JSON)
def test_any_value_in_the_place_of_any_node_is_accounted_for(recording, data, value, tmp_path):
    tree = json.loads(recording.body)
    path = data.draw(st.sampled_from(list(paths(tree))))
    body = json.dumps(with_value(tree, path, value)).encode()
    assert_json_accounted(recording, tmp_path, body)


def silent(recording: Recording) -> dict[str, bytes]:
    """Nothing from any further address, so that nobody makes up for what the list lacks."""
    return dict.fromkeys(recording.others.values(), b"")


def may_be_left_to_another_fetch(recording: Recording, name: str) -> bool:
    """Of a list that goes by days, what is of a day still to come is asked for then."""
    return recording.source.kind == "arxiv" and name in recording.dates


@pytest.mark.slow
@named(XML)
def test_every_element_changed_in_every_way_is_accounted_for(recording, tmp_path):
    for name, body in some_of(changed_xml(recording.body, recording.items)):
        items = len(ElementTree.fromstring(body).findall(recording.items))
        dated = may_be_left_to_another_fetch(recording, name)
        outcome = take_in(recording, tmp_path, {recording.listing: body, **silent(recording)})
        assert_accounted(outcome, items, at_least=items - 1 if dated else None)


@fuzzed
@given(data=st.data(), text=st.text())
@named(XML)
def test_any_text_in_the_place_of_that_of_any_element_is_accounted_for(recording, data, text, tmp_path):
    names = element_names(recording.body)
    number = data.draw(st.integers(0, len(names) - 1))
    body = with_text(recording.body, number, text)
    outcome = take_in(recording, tmp_path, {recording.listing: body, **silent(recording)})
    dated = may_be_left_to_another_fetch(recording, names[number])
    assert_accounted(outcome, 4, at_least=3 if dated else None)


def test_an_index_with_any_value_anywhere_gives_the_day_or_fails_it_or_has_it_not(tmp_path):
    [recording] = [recording for recording in RECORDINGS if recording.source.kind == "broadsheet"]
    [index] = recording.others.values()
    for path, body in some_of(changed_json((FOLDER / index).read_bytes(), ("days",))):
        outcome = take_in(recording, tmp_path, {index: body})
        assert outcome.failed or outcome.row.fetched == (4 if len(outcome.asked) == 2 else 0), path
