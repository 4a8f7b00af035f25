"""arXiv's second door, OAI-PMH: asked for little, and only where the export API refuses."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import replace
from datetime import date

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_made import OaiRecord, OaiServer, answer, error, page, single
from thorough import examples

from broadsheet.errors import SourceError
from broadsheet.fetching.client import Web
from broadsheet.fetching.client.web import Runtime
from broadsheet.fetching.enrichers import arxiv
from broadsheet.fetching.enrichers.oai_records import parse_page
from broadsheet.model.paper import Paper, Version
from broadsheet.model.site import EnricherConfig
from broadsheet.pipeline import politeness

TODAY = date(2026, 5, 20)
PUBLISHED = date(2026, 5, 18)
CONFIG = EnricherConfig("arxiv", "https://export.arxiv.org")


class Clock:
    """A clock that only waiting moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def look_up(server, papers, clock: Clock | None = None):
    clock = clock or Clock()
    transport = httpx.MockTransport(server)
    runtime = Runtime(transport, clock.sleep, lambda: clock.now, lambda: 1.0)
    web = Web("https://review.example/", runtime=runtime, politeness=politeness())
    return arxiv.enrich(web, CONFIG, papers, TODAY)


def papers(count: int, **fields: object) -> list[Paper]:
    known = []
    for number in range(1, count + 1):
        paper = Paper(id=f"2605.{number:05}", title="Stones", published=PUBLISHED, categories=("cs.CL",))
        known.append(replace(paper, **fields))
    return known


def records(count: int, **fields: object) -> list[OaiRecord]:
    return [OaiRecord(f"2605.{number:05}", **fields) for number in range(1, count + 1)]


def test_a_record_comes_with_licence_versions_and_names_in_their_order() -> None:
    [paper] = look_up(OaiServer(records(1)), papers(1))
    assert paper == Paper(
        id="2605.00001",
        title="On Stones",
        described_by="arxiv",
        abstract="We count $\\sim$60% of the stones.",
        authors=("Ada Example", "Béla Sample Jr"),
        published=date(2026, 5, 18),
        categories=("cs.CL", "cs.LG"),
        doi="10.55555/stones.7",
        journal="J. Stones 7 (2026) 1-9",
        comment="9 pages",
        versions=(Version(1, date(2026, 5, 18)), Version(2, date(2026, 5, 19))),
        licence="https://creativecommons.org/licenses/by/4.0/",
    )


@pytest.mark.parametrize(
    ("names", "authors", "more"),
    [
        ((("Pebble", "Ad\\'a", ""),), ("Adá Pebble",), False),
        (
            (("Pebble", "Ada", "III"), ("van der Flint", "B. C.", "")),
            ("Ada Pebble III", "B. C. van der Flint"),
            False,
        ),
        (
            (("Stone Collaboration", "", ""), ("Pebble", "A.", "")),
            ("Stone Collaboration", "A. Pebble"),
            False,
        ),
        ((("Pebble", "Ada", ""), ("al.", "et", "")), ("Ada Pebble",), True),
        ((("Pebble", "Ada", ""), ("others", "", "")), ("Ada Pebble",), True),
        ((("Pebble", "Ada", ""), ("and", "", ""), ("1", "", "")), ("Ada Pebble",), False),
        ((("Pebble$^{1}$", "Ada", ""),), ("Ada Pebble",), False),
        ((("Flint\u2020", "Bo", ""),), ("Bo Flint",), False),
        ((("O'Flint", "Bo", ""),), ("Bo O'Flint",), False),
    ],
)
def test_its_names_are_read_as_those_of_every_source_are(names, authors, more) -> None:
    [paper] = look_up(OaiServer(records(1, names=names)), papers(1))
    assert (paper.authors, paper.more_authors) == (authors, more)


def test_few_papers_are_asked_for_one_by_one_and_an_unknown_one_is_left_out() -> None:
    server = OaiServer(records(1))
    assert [paper.id for paper in look_up(server, papers(2))] == ["2605.00001"]
    assert [asked["verb"] for asked in server.asked_of_oai] == ["GetRecord"] * 3
    assert {asked["metadataPrefix"] for asked in server.asked_of_oai} == {"arXiv", "arXivRaw"}


def test_more_papers_than_twenty_are_read_from_the_lists_of_their_set_and_day() -> None:
    server = OaiServer([*records(25), OaiRecord("2605.99999")], page_size=10)
    found = list(look_up(server, papers(25)))
    assert len(found) == 25 and all(paper.authors and paper.licence for paper in found)
    first, *_ = server.asked_of_oai
    assert first == {"verb": "ListRecords", "from": "2026-05-18", "set": "cs", "metadataPrefix": "arXivRaw"}
    assert [asked["verb"] for asked in server.asked_of_oai] == ["ListRecords"] * 6


def test_what_the_lists_do_not_have_is_asked_for_as_far_as_twenty_and_the_rest_is_left() -> None:
    server = OaiServer(records(60), page_size=100)
    old = papers(60, published=date(2026, 1, 1))
    found = []
    with pytest.raises(SourceError, match=r"429.*; at its second door: 40 records .* left to another run"):
        for paper in look_up(server, old):
            found.append(paper)
    assert len(found) == 20
    assert {asked["verb"] for asked in server.asked_of_oai} == {"GetRecord"}


def test_physics_is_a_group_of_archives_and_without_a_category_all_is_asked_for() -> None:
    server = OaiServer(records(30, sets=("physics:hep-th", "cs:cs:CL")), page_size=100)
    some = [*papers(30, categories=("hep-th",))[:15], *papers(30, categories=())[15:]]
    assert len(list(look_up(server, some))) == 30
    assert [asked.get("set") for asked in server.asked_of_oai] == [
        None,
        None,
        "physics:hep-th",
        "physics:hep-th",
    ]


def test_papers_that_arxiv_has_described_are_not_asked_for_again() -> None:
    server = OaiServer(records(3))
    assert list(look_up(server, papers(3, described_by="arxiv"))) == []
    assert server.asked_of_oai == []


def test_one_request_in_three_seconds_goes_to_all_doors_together() -> None:
    clock = Clock()
    times: list[float] = []
    server = OaiServer(records(3))

    def timed(request: httpx.Request) -> httpx.Response:
        times.append(clock.now)
        return server(request)

    assert len(list(look_up(timed, papers(3), clock))) == 3
    assert {url.host for url in server.asked} == {"export.arxiv.org", "oaipmh.arxiv.org"}
    assert all(later - earlier >= 3.0 for earlier, later in itertools.pairwise(times))


def test_the_export_api_is_asked_no_more_once_it_has_refused() -> None:
    server = OaiServer(records(150), page_size=200)
    assert len(list(look_up(server, papers(150)))) == 150
    assert len({str(url) for url in server.asked if url.path == "/api/query"}) == 1


def test_a_withdrawal_and_an_unknown_licence_are_read_as_they_are() -> None:
    gone = OaiRecord("2605.00001", comments="This paper has been withdrawn by the authors", licence="")
    [paper] = look_up(OaiServer([gone]), papers(1))
    assert (paper.withdrawn, paper.licence) == ("This paper has been withdrawn by the authors", "")
    flagged = OaiRecord("2605.00001", source_type="I", licence="http://arxiv.org/licenses/assumed-1991-2003/")
    [paper] = look_up(OaiServer([flagged]), papers(1))
    assert (paper.withdrawn, paper.licence) == ("withdrawn at arXiv", "")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "answered nothing"),
        (b"<html/>", "not OAI-PMH"),
        (answer(""), "without records"),
        (error("badResumptionToken", "expired"), "answered an error: expired"),
        (error("badArgument"), "answered an error: badArgument"),
        (single(OaiRecord("2605.00001"), "arXiv")[:-20], "XML"),
    ],
)
def test_what_is_no_answer_is_a_source_error(body: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        parse_page(body, "arXiv")


def test_nothing_found_is_no_error_and_odd_records_are_left_out() -> None:
    assert parse_page(error("noRecordsMatch"), "arXiv").papers == {}
    odd = (
        OaiRecord("not an id"),
        OaiRecord("2605.00002", title=""),
        OaiRecord("hep-th/9901001", days=("x",)),
    )
    assert list(parse_page(page(odd, "arXivRaw"), "arXivRaw").papers) == ["hep-th-9901001"]


@settings(deadline=None, max_examples=examples(50))
@given(st.binary(max_size=100))
def test_arbitrary_bytes_raise_nothing_but_a_source_error(body: bytes) -> None:
    with suppress(SourceError):
        parse_page(body, "arXivRaw")
