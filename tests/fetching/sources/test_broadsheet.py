"""Following another Broadsheet: what one site publishes, another reads."""

from __future__ import annotations

import json
from datetime import date

import pytest
from make import MONDAY, make_entry, make_library, make_paper, make_sighting, with_settings

from broadsheet.errors import SourceError
from broadsheet.fetching.sources.broadsheet import fetch, parse, parse_index
from broadsheet.model.site import SourceConfig
from broadsheet.outputs.api import api

SOURCE = SourceConfig("review", "broadsheet", "The Small Review", "https://review.example/digest")
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def published():
    """What a site with two papers, one of them from elsewhere than arXiv, publishes."""
    elsewhere = make_paper(id="doi-10.5555-x", title="Elsewhere", sightings=(make_sighting(votes=3),))
    library = make_library(entries=(make_entry(), make_entry(paper=elsewhere)))
    return {file.path: file.data for file in api(library)}


def test_what_one_site_publishes_another_reads(answers, published):
    answers.give(200, published["api/v1/index.json"])
    answers.give(200, published["api/v1/daily_papers/2026-03-02.json"])
    monday, tuesday = fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY)
    assert {paper.id for paper in monday.papers} == {"2603.00001", "doi-10.5555-x"}
    paper = next(paper for paper in monday.papers if paper.id == "2603.00001")
    assert (paper.title, paper.authors) == ("How to Count Stones in the Dark", ("Ada Example", "Béla Sample"))
    assert paper.abstract.startswith("We count stones by touch.")
    [sighting] = paper.sightings
    assert (sighting.source, sighting.day, sighting.votes) == ("review", MONDAY, 12)
    assert sighting.url == "https://review.example/digest/paper/2603.00001/"
    assert (tuesday.papers, tuesday.failed) == ((), "")
    asked = [
        str(request.url).removeprefix("https://review.example/digest/api/v1/") for request in answers.asked
    ]
    assert asked == ["index.json", "daily_papers/2026-03-02.json"]


@pytest.mark.parametrize(("asked", "read"), [(True, "Stones can be counted without light."), (False, "")])
def test_summaries_by_models_are_taken_only_where_they_are_asked_for(published, asked, read):
    source = with_settings(SOURCE, ai_summary=asked)
    batch = parse(published["api/v1/daily_papers/2026-03-02.json"], source, MONDAY)
    assert {paper.ai_summary for paper in batch.papers} == {read}


def test_a_site_that_cannot_be_read_is_a_failure_and_no_quiet_day(answers):
    answers.give(404, {"error": "gone"})
    [batch] = fetch(answers.web(), SOURCE, (MONDAY,), MONDAY)
    assert "answered 404" in batch.failed


def test_a_day_that_a_site_has_only_in_its_dumps_fails_and_is_not_asked_for(answers):
    index = {"format": "broadsheet", "version": 1, "exported_since": "2026-03-03"}
    answers.give(200, index | {"days": [{"slug": "2026-03-02"}, {"slug": "2026-03-03"}, {"slug": 7}, None]})
    answers.give(200, [])
    monday, tuesday = fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY)
    assert "gives out days from 2026-03-03 on" in monday.failed
    assert (tuesday.papers, tuesday.failed, len(answers.asked)) == ((), "", 2)


def test_an_id_that_could_be_a_path_is_dropped_with_its_reason():
    body = json.dumps([{"paper": {"id": "../../etc", "title": "Out"}}]).encode()
    [drop] = parse(body, SOURCE, MONDAY).drops
    assert drop.reason == "the id is not an id that can be an address"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"format": "broadsheet", "version": 2}', b"<html>"])
def test_what_is_no_index_of_a_broadsheet_is_refused(body):
    with pytest.raises(SourceError):
        parse_index(body)
