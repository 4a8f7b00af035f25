"""Crossref: what publishers made known of papers later, asked for politely and by DOI."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_paper, make_sighting
from thorough import examples

from broadsheet.errors import SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.client.web import Runtime
from broadsheet.fetching.enrichers import crossref
from broadsheet.fetching.ingest import enrich
from broadsheet.model.merging import merge_papers
from broadsheet.model.notices import parse_notice
from broadsheet.model.paper import Paper, Version
from broadsheet.model.site import EnricherConfig
from broadsheet.store.store import Store

TODAY = date(2026, 5, 29)
CONFIG = EnricherConfig("crossref", "https://api.crossref.example", (("mailto", "editors@review.example"),))
TITLE = "Counting Stones in the River"


def update(kind: str = "retraction", doi: str = "10.7777/Notice.1", **fields: object) -> dict[str, object]:
    values: dict[str, object] = {
        "updated": {
            "date-parts": [[2026, 5, 18]],
            "date-time": "2026-05-18T00:00:00Z",
            "timestamp": 1779062400000,
        },
        "DOI": doi,
        "type": kind,
        "source": "publisher",
        "label": kind.replace("_", " ").capitalize(),
    }
    return values | fields


def work(*updates: object, doi: str = "10.7777/STONES.1", title: str = TITLE) -> dict[str, object]:
    return {"DOI": doi, "title": [title], "updated-by": list(updates)}


def answer(*items: object) -> dict[str, object]:
    message = {"total-results": len(items), "items": list(items), "items-per-page": 40, "facets": {}}
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def paper(doi: str = "10.7777/stones.1", **fields: object) -> Paper:
    return replace(Paper(id="2605.00001", title=TITLE, doi=doi), **fields)


def look_up(answers, *papers: Paper, config: EnricherConfig = CONFIG) -> list[Paper]:
    return list(crossref.enrich(answers.web(), config, papers, TODAY))


def parse(*items: object, wanted: Paper | None = None) -> tuple[Paper, ...]:
    return crossref.parse(json.dumps(answer(*items)).encode(), [wanted or paper()], TODAY)


def test_a_retraction_withdraws_a_paper_and_says_when_and_where(answers) -> None:
    answers.give(200, answer(work(update())))
    [found] = look_up(answers, paper())
    assert found.notices == ("Retraction, 2026-05-18, doi:10.7777/notice.1",)
    assert found.withdrawn == "Retraction, 2026-05-18, doi:10.7777/notice.1"
    [request] = answers.asked
    assert request.url.path == "/works"
    assert dict(request.url.params) == {
        "filter": "doi:10.7777/stones.1",
        "select": "DOI,title,updated-by",
        "rows": "1",
        "mailto": "editors@review.example",
    }


@pytest.mark.parametrize(
    ("kind", "label", "is_end"),
    [
        ("retraction", "Retraction", True),
        ("Retraction", "Retraction", True),
        ("withdrawal", "Withdrawal", True),
        ("removal", "Removal", True),
        ("partial_retraction", "Partial retraction", False),
        ("correction", "Correction", False),
        ("erratum", "Correction", False),
        ("corrigendum", "Correction", False),
        ("expression_of_concern", "Expression of concern", False),
        ("expression-of-concern", "Expression of concern", False),
        ("addendum", "Addendum", False),
    ],
)
def test_only_what_ends_a_paper_withdraws_it(kind: str, label: str, is_end: bool) -> None:
    [found] = parse(work(update(kind)))
    assert parse_notice(found.notices[0]).label == label
    assert bool(found.withdrawn) == is_end


@pytest.mark.parametrize("kind", ["new_version", "new_edition", "", None, 7])
def test_what_is_no_notice_adds_nothing(kind: object) -> None:
    assert parse(work(update() | {"type": kind})) == ()


def test_one_notice_that_two_told_of_is_one() -> None:
    [found] = parse(work(update(), update(source="retraction-watch", **{"record-id": "7"})))
    assert found.notices == ("Retraction, 2026-05-18, doi:10.7777/notice.1",)


@pytest.mark.parametrize(
    "parts", [[[2026]], [[2026, 5]], [[2027, 5, 1]], [[2026, 13, 1]], [], None, "x", [[None]]]
)
def test_a_day_that_is_not_known_or_still_to_come_is_left_away(parts: object) -> None:
    [found] = parse(work(update("correction", updated={"date-parts": parts})))
    assert found.notices == ("Correction, doi:10.7777/notice.1",)


def test_works_are_known_by_their_dois_and_titles() -> None:
    other = work(update(), doi="10.7777/other.1")
    assert parse(other) == ()
    assert parse(work(update(), title="Another paper entirely, wrongly matched")) == ()


def test_dois_of_other_agencies_and_none_are_not_asked_for(answers) -> None:
    assert look_up(answers, paper(""), paper("10.48550/arxiv.2605.00001"), paper("10.5555/1.2")) == []


def test_a_doi_that_two_papers_name_is_asked_for_once_and_tells_of_both(answers) -> None:
    answers.give(200, answer(work(update())))
    found = look_up(answers, paper(), paper(id="2605.00002"))
    assert [one.id for one in found] == ["2605.00001", "2605.00002"]
    assert answers.asked[0].url.params["rows"] == "1"


def test_forty_are_asked_for_at_once_and_a_failure_costs_no_other_answer(answers) -> None:
    papers = [paper(f"10.7777/stones.{n}", id=f"2605.{n:05}") for n in range(1, 82)]
    answers.give(400, {"status": "failed", "message": [{"type": "x", "message": "Filter not available"}]})
    answers.give(200, answer())
    answers.give(200, answer(work(update(), doi="10.7777/stones.81")))
    found = []
    with pytest.raises(SourceError, match=r"1 of 3 requests failed.*Filter not available"):
        for one in crossref.enrich(answers.web(), CONFIG, papers, TODAY):
            found.append(one.id)
    assert found == ["2605.00081"]


def test_the_distance_that_its_headers_ask_for_is_kept(answers) -> None:
    papers = [paper(f"10.7777/stones.{n}", id=f"2605.{n:05}") for n in range(80)]
    answers.give(200, answer(), X_Rate_Limit_Limit="1", X_Rate_Limit_Interval="20s")
    answers.give(200, answer(), X_Rate_Limit_Limit="50", X_Rate_Limit_Interval="1s")
    assert look_up(answers, *papers) == []
    assert max(answers.slept) == 20.0


def test_a_retraction_outlasts_a_new_version_and_notices_are_joined() -> None:
    known = make_paper(title=TITLE, described_by="arxiv", versions=(Version(1),))
    [retracted] = parse(work(update()))
    [corrected] = parse(work(update("correction", "10.7777/notice.2")))
    merged = merge_papers(merge_papers(known, retracted, TODAY), corrected, TODAY)
    assert merged.notices == (
        "Retraction, 2026-05-18, doi:10.7777/notice.1",
        "Correction, 2026-05-18, doi:10.7777/notice.2",
    )
    newer = replace(known, versions=(Version(2),), sightings=())
    assert merge_papers(merged, newer, TODAY).withdrawn.startswith("Retraction")


def test_every_paper_of_the_site_is_asked_about_once_in_four_weeks(tmp_path: Path) -> None:
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.extend(request.url.params["filter"].split(","))
        return httpx.Response(200, json=answer(work(update(), doi="10.7777/stones.3")))

    store = Store(tmp_path)
    for number in range(60):
        sighting = make_sighting(day=date(2024, 1, 2))
        old = make_paper(
            id=f"2401.{number:05}", title=TITLE, doi=f"10.7777/stones.{number}", sightings=(sighting,)
        )
        store.add(old, TODAY)
    web = Web("https://review.example/", runtime=Runtime(httpx.MockTransport(serve), lambda seconds: None))
    for day in range(28):
        list(enrich(store, web, CONFIG, (), TODAY + timedelta(days=day)))
    assert sorted(asked) == sorted(f"doi:10.7777/stones.{number}" for number in range(60))
    assert store.paper("2401.00003").withdrawn.startswith("Retraction")
    assert store.paper("2401.00004").withdrawn == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "answered nothing"),
        (b"[]", "without a list of works"),
        (b'{"message": {}}', "without a list of works"),
        (b'{"message": [{"message": "no such filter"}]}', "no such filter"),
    ],
)
def test_what_is_no_answer_is_a_source_error(body: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        crossref.parse(body, [paper()], TODAY)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["DOI", "type"]), inner),
)


@settings(deadline=None, max_examples=examples(50))
@given(st.sampled_from(["DOI", "title", "updated-by"]), VALUES)
def test_a_record_with_any_value_anywhere_raises_nothing_but_a_source_error(key: str, value: object) -> None:
    with suppress(SourceError):
        parse(work(update()) | {key: value})
        parse(work(update() | {"updated": value, "DOI": value}))
        parse(value)
