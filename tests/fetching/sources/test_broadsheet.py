"""Following another Broadsheet: what one site publishes, another reads."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date

import pytest
from make import MONDAY, make_entry, make_library, make_paper, make_sighting, with_settings

from broadsheet import pipeline
from broadsheet.errors import SourceError
from broadsheet.fetching.client import MAX_BYTES
from broadsheet.fetching.sources.broadsheet import fetch, parse, parse_index
from broadsheet.fetching.sources.broadsheet_dumps import parse_dump
from broadsheet.model.site import SourceConfig
from broadsheet.outputs.api import api
from broadsheet.settings.exports import ALL_MONTHS

SOURCE = SourceConfig("review", "broadsheet", "The Small Review", "https://review.example/digest")
TUESDAY = date(2026, 3, 3)


def packed(library):
    return replace(library, site=replace(library.site, packs_exports=True, export_months=ALL_MONTHS))


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


def index_of(*days, **more):
    slugs = [*({"slug": day.isoformat()} for day in days), {"slug": 7}, None]
    return {"format": "broadsheet", "version": 1, "days": slugs, **more}


def asked_for(answers):
    return [
        str(request.url).removeprefix("https://review.example/digest/api/v1/") for request in answers.asked
    ]


@pytest.mark.parametrize("is_unpacked_on_the_way", [False, True])
def test_a_site_that_has_packs_is_read_from_its_dumps_as_well_as_day_by_day(
    answers, world, is_unpacked_on_the_way
):
    library = pipeline.read_library(world)
    single = {file.path: file.data for file in api(library)}
    packs = {file.path: file.data for file in api(packed(library))}
    dump = packs["api/v1/dumps/2026-03.jsonl.gz"]
    days = [edition.period.start for edition in library.editions]
    answers.give(200, packs["api/v1/index.json"])
    answers.give(200, gzip.decompress(dump) if is_unpacked_on_the_way else dump)
    batches = list(fetch(answers.web(), SOURCE, days, days[-1]))
    assert asked_for(answers) == ["index.json", "dumps/2026-03.jsonl.gz"]
    for day, batch in zip(days, batches, strict=True):
        listed = parse(single[f"api/v1/daily_papers/{day}.json"], SOURCE, day)
        assert (batch.day, batch.failed, batch.drops) == (day, "", listed.drops)
        # Where a paper has no date of its own a list gives it that of its day, and the dump none.
        for read, other in zip(batch.papers, listed.papers, strict=True):
            assert replace(read, published=None) == replace(other, published=None)
            assert read.published == library.by_id[read.id].paper.published
    assert sum(len(batch.papers) for batch in batches) == len(library.shown)


def test_a_day_that_a_site_gives_out_no_more_is_read_from_its_dump(answers, published):
    answers.give(200, index_of(MONDAY, TUESDAY, exported_since="2026-03-03"))
    answers.give(200, published["api/v1/dumps/2026-03.jsonl.gz"])
    answers.give(200, [])
    monday, tuesday = fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY)
    assert {paper.id for paper in monday.papers} == {"2603.00001", "doi-10.5555-x"}
    assert (tuesday.papers, tuesday.failed) == ((), "")
    assert asked_for(answers) == ["index.json", "dumps/2026-03.jsonl.gz", "daily_papers/2026-03-03.json"]


def test_a_dump_that_does_not_know_a_day_of_the_index_is_no_quiet_day(answers, published):
    answers.give(200, index_of(MONDAY, TUESDAY, packed=True))
    answers.give(200, published["api/v1/dumps/2026-03.jsonl.gz"])
    monday, tuesday = fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY)
    assert (len(monday.papers), monday.failed) == (2, "")
    assert tuesday.failed == "source 'review': its dump of 2026-03 has nothing of 2026-03-03"


def test_a_dump_that_is_gone_is_asked_for_once_and_fails_all_its_days(answers):
    answers.give(200, index_of(MONDAY, TUESDAY, packed=True))
    answers.give(404, b"gone")
    monday, tuesday = fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY)
    assert "answered 404" in monday.failed and monday.failed == tuesday.failed
    assert len(answers.asked) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b'{"day": "2026-03-02"}', mtime=0)[:-6], "cut off"),
        (b"\x1f\x8bnothing", "damaged"),
        (gzip.compress(bytes(MAX_BYTES + 1), mtime=0), "more than 64 MiB"),
        (b'{"id": "2603.00001"}', "not the dump of a Broadsheet"),
        (b"[]", "not the dump of a Broadsheet"),
        (b"<html>", "not JSON"),
    ],
)
def test_what_is_no_whole_dump_is_refused(body, said):
    with pytest.raises(SourceError, match=said):
        parse_dump(body)


def test_a_line_of_a_dump_that_is_no_paper_is_dropped_with_its_reason(answers):
    lines = [{"day": "2026-03-02", "id": "../../etc", "title": "Out"}, {"day": "2026-03-02", "id": 7}]
    answers.give(200, index_of(MONDAY, packed=True))
    answers.give(200, "\n".join(map(json.dumps, lines)).encode())
    [batch] = fetch(answers.web(), SOURCE, (MONDAY,), MONDAY)
    assert [drop.reason for drop in batch.drops] == ["the id is not an id that can be an address", "no id"]


def test_an_id_that_could_be_a_path_is_dropped_with_its_reason():
    body = json.dumps([{"paper": {"id": "../../etc", "title": "Out"}}]).encode()
    [drop] = parse(body, SOURCE, MONDAY).drops
    assert drop.reason == "the id is not an id that can be an address"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"format": "broadsheet", "version": 2}', b"<html>"])
def test_what_is_no_index_of_a_broadsheet_is_refused(body):
    with pytest.raises(SourceError):
        parse_index(body)
