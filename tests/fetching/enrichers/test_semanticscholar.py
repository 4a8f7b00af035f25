"""Semantic Scholar: an ornament that is asked for little and harms nothing when it fails."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay_archive import RECORDINGS

from broadsheet.errors import NotAsked, SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.enrichers import semanticscholar
from broadsheet.model.ids import doi_id, local_id
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig

TODAY = date(2026, 3, 2)
CONFIG = EnricherConfig("semanticscholar", "https://api.scholar.example")
TLDR = EnricherConfig("semanticscholar", "https://api.scholar.example", (("tldr", True),))


def row(**fields: object) -> dict[str, object]:
    values = {
        "paperId": "0f",
        "title": "Stones",
        "externalIds": {"ArXiv": "2603.00001", "DOI": "10.55555/Stones.1"},
        "venue": "Journal of Stones",
        "publicationVenue": None,
        "journal": {"name": "J. Stones"},
        "citationCount": 7,
        "tldr": {"text": "Counted."},
    }
    return values | fields


def known(*ids: str, title: str = "Stones") -> tuple[Paper, ...]:
    return tuple(Paper(id=paper_id, title=title) for paper_id in ids)


def look_up(answers, *ids: str, config: EnricherConfig = CONFIG):
    return list(semanticscholar.enrich(answers.web(), config, known(*ids), TODAY))


def parse(*rows: object, config: EnricherConfig = CONFIG, title: str = "Stones"):
    return semanticscholar.parse(json.dumps(rows).encode(), config, known("2603.00001", title=title))


def test_venue_and_citations_come_without_a_sighting(answers):
    answers.give(200, [row()])
    [paper] = look_up(answers, "2603.00001")
    assert (paper.id, paper.journal, paper.citations) == ("2603.00001", "Journal of Stones", 7)
    assert (paper.doi, paper.tldr, paper.sightings) == ("10.55555/stones.1", "", ())
    [request] = answers.asked
    assert (request.method, request.url.path) == ("POST", "/graph/v1/paper/batch")
    assert "tldr" not in request.url.params["fields"]


def test_their_summary_is_taken_only_on_request(answers):
    answers.give(200, [row()])
    assert look_up(answers, "2603.00001", config=TLDR)[0].tldr == "Counted."
    assert answers.asked[0].url.params["fields"].endswith(",tldr")


def test_papers_are_asked_for_by_the_names_that_are_known_there(answers):
    other = Paper(id="doi-10.7777-a", title="Stones", doi="10.7777/a", other_ids=("2603.00002",))
    wanted = (
        *known("2603.00001", "hep-th-9901001", local_id("lab", "7")),
        Paper(id=doi_id("10.55555/a-b(1)"), title="Stones", doi="10.55555/a-b(1)"),
        other,
    )
    answers.give(200, [row(), row(), row(), row()])
    found = [paper.id for paper in semanticscholar.enrich(answers.web(), CONFIG, wanted, TODAY)]
    assert found == [wanted[0].id, wanted[1].id, wanted[3].id, other.id]
    asked = json.loads(answers.asked[0].content)["ids"]
    assert asked == ["ARXIV:2603.00001", "ARXIV:hep-th/9901001", "DOI:10.55555/a-b(1)", "ARXIV:2603.00002"]


@pytest.mark.parametrize(
    ("title", "told", "taken"),
    [
        ("Stones number 13", "Another paper entirely, wrongly matched", False),
        ("Counting Pebbles of the River, Part I", "Counting Pebbles of the River, Part II", False),
        ("Stones number 12", "Stones number 13", False),
        ("Counting Pebbles of the River", "Counting pebbles of the river: a survey of methods", True),
        ("Counting Pebbles of the River", "How the Pebbles of a River are Counted", True),
        ("Counting \\emph{Pebbles}: $x^2$", "Counting Pebbles: x2", True),
        ("Counting Pebbles of the River", "", True),
        ("Counting Pebbles of the River", None, True),
    ],
)
def test_a_record_with_the_title_of_another_work_is_refused(title, told, taken):
    assert bool(parse(row(title=told), title=title)) == taken


def test_a_record_with_a_former_title_is_of_the_same_work():
    paper = Paper(id="2603.00001", title="Grit", former_titles=("Counting Pebbles",))
    body = json.dumps([row(title="Counting Pebbles")]).encode()
    assert semanticscholar.parse(body, CONFIG, (paper,))


def test_nothing_is_asked_for_without_a_name(answers):
    assert look_up(answers, local_id("lab", "7")) == []


def test_what_is_not_known_there_is_left_out_and_the_rest_keeps_its_place(answers):
    answers.give(200, [None, row(citationCount=3)])
    [paper] = look_up(answers, "2603.00001", "2603.00002")
    assert (paper.id, paper.citations) == ("2603.00002", 3)


def test_at_most_500_are_asked_for_at_once_and_a_failure_costs_no_other_answer(answers):
    ids = tuple(f"2603.{n:05}" for n in range(1001))
    for _ in range(TRIES):
        answers.give(429, {"message": "Too Many Requests", "code": "429"})
    answers.give(200, [row()] * 500)
    answers.give(200, [row()])
    found = []
    with pytest.raises(SourceError, match=r"1 of 3 requests failed, the first with POST .*answered 429"):
        for paper in semanticscholar.enrich(answers.web(), CONFIG, known(*ids), TODAY):
            found.append(paper.id)
    assert found == list(ids[500:])


def test_a_server_that_only_refuses_is_left_alone(answers):
    ids = tuple(f"2603.{n:05}" for n in range(2500))
    for _ in range(3 * TRIES):
        answers.give(429)
    with pytest.raises(NotAsked):
        list(semanticscholar.enrich(answers.web(), CONFIG, known(*ids), TODAY))


@pytest.mark.parametrize(
    ("fields", "journal"),
    [
        ({"venue": "arXiv.org"}, "J. Stones"),
        ({"venue": "arXiv.org", "journal": {"name": "ArXiv"}}, ""),
        ({"venue": "bioRxiv", "journal": None}, ""),
        ({"publicationVenue": {"name": "The Journal of Stones"}}, "The Journal of Stones"),
        ({"venue": "", "journal": "text"}, ""),
    ],
)
def test_a_preprint_server_is_no_journal(fields, journal):
    assert parse(row(**fields))[0].journal == journal


def test_a_doi_of_arxiv_is_not_the_journals():
    assert parse(row(externalIds={"DOI": "10.48550/arXiv.2603.00001"}))[0].doi == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "answered nothing"),
        (b'{"message": "Too Many Requests.", "code": "429"}', "Too Many Requests"),
        (b'{"error": "Unrecognized fields"}', "Unrecognized fields"),
        (b"{}", "not a list"),
        (b"[null, null]", "2 records for 1 ids"),
    ],
)
def test_what_is_no_answer_is_a_source_error(body, told):
    with pytest.raises(SourceError, match=told):
        semanticscholar.parse(body, CONFIG, known("2603.00001"))


def test_an_answer_is_read_with_all_that_it_holds_and_an_unknown_id_is_nobody():
    body = (RECORDINGS / "scholar_batch.json").read_bytes()
    papers = semanticscholar.parse(body, CONFIG, known("2603.00001", "2603.00002", "2603.00003", title=""))
    assert [(paper.id, paper.citations) for paper in papers] == [("2603.00002", 20), ("2603.00003", 0)]
    assert [(paper.journal, paper.doi) for paper in papers] == [
        ("Journal of Stones", "10.55555/stones.2"),
        ("Journal of Stones", ""),
    ]
    refusal = (RECORDINGS / "scholar_too_many_requests.json").read_bytes()
    with pytest.raises(SourceError, match="Too many requests"):
        semanticscholar.parse(refusal, CONFIG, known("2603.00001"))


def test_recorded_answers_are_read(recorded):
    folder = recorded / "samples/semanticscholar"
    body = (folder / "get_papers_return_not_found.0.HTTP200.raw.json").read_bytes()
    papers = semanticscholar.parse(body, CONFIG, known("a", "b", "c", "d", title=""))
    assert [(paper.id, paper.citations) for paper in papers] == [("b", 10670), ("c", 2185), ("d", 0)]
    with pytest.raises(SourceError, match="Too Many Requests"):
        semanticscholar.parse((folder / "error_HTTP429.json").read_bytes(), CONFIG, known("a"))


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_arbitrary_bytes_raise_nothing_but_a_source_error(body):
    with suppress(SourceError):
        semanticscholar.parse(body, TLDR, known("2603.00001"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "DOI", "text"]), inner)
    ),
)


@settings(deadline=None)
@given(st.sampled_from(sorted(row())), VALUES)
def test_a_record_with_any_value_anywhere_raises_nothing_but_a_source_error(key, value):
    with suppress(SourceError):
        parse(row(**{key: value}), config=TLDR)
        parse(value)
