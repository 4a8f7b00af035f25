"""The Hub of Hugging Face: repositories that name a paper, as its API tells them, and nothing hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_paper, make_sighting

from broadsheet.errors import SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.enrichers import huggingface_hub
from broadsheet.model.hub import is_repository
from broadsheet.model.ids import local_id
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig

TODAY = date(2026, 3, 2)
CONFIG = EnricherConfig("huggingface-hub", "https://hub.example")
STONES = make_paper(id="2603.00001", title="Stones")


def row(**fields: object) -> dict[str, object]:
    values = {
        "id": "2603.00001",
        "title": "Stones",
        "linkedModels": [{"id": "quarry/pebble-7b", "likes": 7}, {"id": "quarry/pebble_1.5"}],
        "linkedDatasets": [{"id": "quarry/grains"}],
        "linkedSpaces": [{"id": "quarry/Sorting"}],
        "numTotalModels": 12,
        "numTotalDatasets": 1,
        "numTotalSpaces": 1,
    }
    return values | fields


def look_up(answers, *papers: Paper) -> list[Paper]:
    return list(huggingface_hub.enrich(answers.web(), CONFIG, papers or (STONES,), TODAY))


def parse(**fields: object) -> tuple[Paper, ...]:
    return huggingface_hub.parse(json.dumps(row(**fields)).encode(), STONES)


def test_repositories_and_their_numbers_come_without_a_sighting(answers):
    answers.give(200, row())
    [paper] = look_up(answers)
    assert (paper.id, paper.sightings) == ("2603.00001", ())
    assert (paper.models, paper.model_count) == (("quarry/pebble-7b", "quarry/pebble_1.5"), 12)
    assert (paper.datasets, paper.dataset_count) == (("quarry/grains",), 1)
    assert (paper.spaces, paper.space_count) == (("quarry/Sorting",), 1)
    [request] = answers.asked
    assert (request.method, request.url.path) == ("GET", "/api/papers/2603.00001")


def test_of_many_five_are_named_and_the_number_is_never_below_them(answers):
    many = [{"id": f"quarry/m{number}"} for number in range(9)]
    [paper] = parse(linkedModels=many, numTotalModels="many", linkedDatasets=[], numTotalDatasets=0)
    assert (len(paper.models), paper.model_count) == (5, 9)
    assert (paper.datasets, paper.dataset_count) == ((), None)


HOSTILE = [
    "../../evil",
    "quarry/../evil",
    "quarry",
    "quarry/a/b",
    "https://evil.example/x",
    "//evil.example/x",
    "quarry/a?b",
    "quarry/a#b",
    "quarry/a b",
    'quarry/"><script>',
    "quarry/..",
    "./x",
    "quarry/x.",
    "quarry/-x",
    "quarry/a--b",
    "quärry/x",
    "quarry/x\n",
    "quarry/" + "x" * 97,
    "@evil.example/x",
    "",
    7,
    None,
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_id_that_is_no_owner_and_name_is_left_out(hostile):
    [paper] = parse(linkedModels=[{"id": hostile}, {"id": "quarry/pebble"}])
    assert paper.models == ("quarry/pebble",)


def test_a_private_repository_and_what_is_no_repository_are_left_out():
    linked = [{"id": "quarry/secret", "private": True}, "quarry/x", None, {}, {"id": "quarry/pebble"}]
    [paper] = parse(linkedModels=linked)
    assert paper.models == ("quarry/pebble",)


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_an_id_never_leaves_its_place(text):
    if is_repository(text):
        owner, name = text.split("/")
        assert text.isascii() and not {owner, name} & {"", ".", ".."}


def test_a_paper_that_nobody_named_brings_nothing():
    empty = {"linkedModels": [], "linkedDatasets": [], "linkedSpaces": []}
    assert parse(**empty, numTotalModels=0, numTotalDatasets=0, numTotalSpaces=0) == ()


def test_an_answer_with_another_title_is_of_another_work():
    assert parse(title="Another paper entirely, wrongly matched") == ()


def test_a_paper_that_the_hub_does_not_know_is_no_failure(answers):
    answers.give(404, {"error": "Paper not found"})
    answers.give(200, row())
    other = replace(STONES, id="2603.00002")
    assert [paper.id for paper in look_up(answers, other, STONES)] == ["2603.00001"]
    assert len(answers.asked) == 2


def test_a_refusal_costs_no_other_answer(answers):
    for _ in range(TRIES):
        answers.give(429, "")
    answers.give(200, row())
    found = huggingface_hub.enrich(answers.web(), CONFIG, (replace(STONES, id="2603.00002"), STONES), TODAY)
    assert next(found).id == "2603.00001"
    with pytest.raises(SourceError, match="1 of 2 requests failed"):
        next(found)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"error": "no"}', b'{"id": 7}'])
def test_what_is_no_such_answer_is_refused(body):
    with pytest.raises(SourceError):
        huggingface_hub.parse(body, STONES)


def test_only_papers_of_arxiv_are_asked_about_and_the_newest_come_first(answers):
    papers = [
        replace(
            STONES, id=f"2603.{number:05}", sightings=(make_sighting(day=date(2026, 2, 1 + number % 20)),)
        )
        for number in range(1, huggingface_hub.MOST_ASKED + 20)
    ]
    elsewhere = make_paper(id=local_id("lab", "7"), other_ids=())
    for _ in range(huggingface_hub.MOST_ASKED):
        answers.give(404, {"error": "Paper not found"})
    assert look_up(answers, *papers, elsewhere) == []
    assert len(answers.asked) == huggingface_hub.MOST_ASKED
    days = [1 + int(request.url.path[-5:]) % 20 for request in answers.asked]
    assert days == sorted(days, reverse=True)
