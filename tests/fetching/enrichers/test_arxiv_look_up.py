"""Looking up at arXiv what others named: by id, some at a time, and at no risk to the run."""

from __future__ import annotations

from datetime import date

import pytest
from arxiv_made import entry, error, feed

from broadsheet.errors import SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.enrichers import arxiv
from broadsheet.model.paper import Paper, Version
from broadsheet.model.site import EnricherConfig

TODAY = date(2026, 5, 20)


def look_up(answers, *ids: str):
    papers = tuple(Paper(id=paper_id, title="Stones") for paper_id in ids)
    return arxiv.enrich(answers.web(), EnricherConfig("arxiv", "https://api.example"), papers, TODAY)


def test_papers_come_back_with_arxivs_words_and_without_a_sighting(answers):
    answers.give(200, feed(entry(1), entry(2)))
    first, second = look_up(answers, "2605.00001", "2605.00002")
    assert (first.id, first.described_by, first.sightings) == ("2605.00001", "arxiv", ())
    assert first.abstract == "We count $\\sim$60% of the stones."
    assert first.versions == (Version(1, date(2026, 5, 18)),)
    assert second.id == "2605.00002"
    [request] = answers.asked
    assert dict(request.url.params) == {"id_list": "2605.00001,2605.00002", "max_results": "2"}


def test_an_id_that_arxiv_does_not_have_is_just_missing_and_no_other_takes_its_place(answers):
    answers.give(200, feed(entry(2), entry(7)))
    assert [paper.id for paper in look_up(answers, "2605.00001", "2605.00002")] == ["2605.00002"]


def test_older_ids_are_asked_for_as_arxiv_writes_them_and_others_not_at_all(answers):
    answers.give(200, feed(entry(id="<id>http://arxiv.org/abs/hep-th/9901001v1</id>")))
    ids = ("hep-th-9901001", "doi-10.5555-stones", "openreview-abc", "2605.00001", "2605.00001")
    assert [paper.id for paper in look_up(answers, *ids)] == ["hep-th-9901001"]
    assert answers.asked[0].url.params["id_list"] == "hep-th/9901001,2605.00001"


def test_nothing_to_ask_is_not_asked(answers):
    assert list(look_up(answers, "doi-10.5555-stones")) == []
    assert not answers.asked


def test_a_request_has_a_hundred_ids_at_most(answers):
    for _ in range(3):
        answers.give(200, feed(total=0))
    assert list(look_up(answers, *(f"2605.{n:05}" for n in range(250)))) == []
    assert [request.url.params["id_list"].count(",") + 1 for request in answers.asked] == [100, 100, 50]


def test_a_request_that_fails_costs_only_its_own_ids_and_is_said_at_the_end(answers):
    for _ in range(TRIES):
        answers.give(500)
    answers.give(200, feed(entry(150)))
    found = []
    with pytest.raises(SourceError, match=r"^1 of 2 requests failed, the first with .*answered 500"):
        for paper in look_up(answers, *(f"2605.{n:05}" for n in range(200))):
            found.append(paper.id)
    assert found == ["2605.00150"]


def test_one_id_that_arxiv_cannot_read_does_not_spoil_the_others(answers):
    answers.give(400, feed(error("incorrect id format for 2605.0001"), total=1))
    answers.give(200, feed(entry(2)))
    assert [paper.id for paper in look_up(answers, "2605.0001", "2605.00002")] == ["2605.00002"]
    answers.give(400, feed(error("incorrect id format for 2605.0001"), total=1))
    assert list(look_up(answers, "2605.0001")) == []
