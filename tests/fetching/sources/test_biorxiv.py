"""bioRxiv and medRxiv: pages until the total, versions of one work, errors that come with HTTP 200."""

from __future__ import annotations

import json
from datetime import date

import pytest
from make import make_source

from broadsheet.errors import SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.sources import biorxiv
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Version
from broadsheet.model.site import SourceConfig

DAY = date(2026, 3, 2)
SOURCE = make_source("biorxiv", "biorxiv", "bioRxiv", "https://api.rxiv.example", server="biorxiv")


def record(number: int = 1, **fields: object) -> dict[str, object]:
    values = {
        "doi": f"10.64898/2026.03.01.{number:06}",
        "title": f"Stones {number}",
        "authors": "Example, A. B.; Sample, Bo; Consortium of Stones",
        "author_corresponding_institution": "Institute of Small Numbers",
        "date": "2026-03-02",
        "version": "1",
        "type": "new results",
        "category": "animal behavior and cognition",
        "abstract": "We count them.",
        "published": "NA",
        "server": "bioRxiv",
    }
    return values | fields


def page(*rows: object, total: object = None, cursor: object = 0, status: str = "ok") -> dict[str, object]:
    total = str(len(rows)) if total is None else total
    return {
        "messages": [{"status": status, "cursor": cursor, "count": len(rows), "total": total}],
        "collection": list(rows),
    }


def parse(value: object, source: SourceConfig = SOURCE, cursor: int = 0):
    return biorxiv.parse(json.dumps(value).encode(), source, DAY, cursor)


def only(**fields: object):
    [paper] = parse(page(record(**fields))).items
    return paper


def read(answers, source: SourceConfig = SOURCE):
    [batch] = biorxiv.fetch(answers.web(), source, (DAY,), DAY)
    return batch


def test_a_record_is_read_with_all_that_the_server_says():
    paper = only(title="<i>E. coli</i> on stones &amp; sand")
    assert (paper.id, paper.doi) == ("doi-10.64898-2026.03.01.000001", "10.64898/2026.03.01.000001")
    assert paper.title == "E. coli on stones & sand"
    assert paper.authors == ("A. B. Example", "Bo Sample", "Consortium of Stones")
    assert (paper.described_by, paper.published, paper.versions) == ("biorxiv", DAY, (Version(1, DAY),))
    assert paper.categories == ("animal behavior and cognition",)
    [sighting] = paper.sightings
    assert sighting.url == "https://www.biorxiv.org/content/10.64898/2026.03.01.000001v1"


def test_the_older_prefix_and_the_other_server_are_read_alike():
    other = make_source("medrxiv", "biorxiv", "medRxiv", SOURCE.url, server="medrxiv")
    [paper] = parse(page(record(doi="10.1101/2026.03.01.000001")), other).items
    assert paper.id == "doi-10.1101-2026.03.01.000001"
    assert paper.sightings[0].url.startswith("https://www.medrxiv.org/content/10.1101/")


def test_a_published_version_joins_by_its_doi():
    paper = only(published="10.5555/Stones.1")
    assert (paper.doi, paper.other_ids) == ("10.5555/stones.1", ("doi-10.5555-stones.1",))


def test_a_later_version_is_no_sighting_of_its_own():
    paper = only(version="2", date="2026-03-02")
    assert (paper.sightings, paper.versions, paper.published) == ((), (Version(2, DAY),), None)


def test_versions_of_one_day_are_one_paper_and_the_latest_speaks(answers):
    rows = [record(version="2", title="Stones, again"), record(), record(2)]
    answers.give(200, page(*rows))
    batch = read(answers)
    assert [paper.title for paper in batch.papers] == ["Stones, again", "Stones 2"]
    assert [version.number for version in batch.papers[0].versions] == [1, 2]
    assert (len(batch.papers[0].sightings), batch.drops) == (1, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "WITHDRAWN: Stones"},
        {"title": "[WITHDRAWN] Stones"},
        {"type": "Withdrawn"},
        {"abstract": "The authors have withdrawn their manuscript."},
        {"abstract": "This article has been withdrawn by bioRxiv."},
    ],
)
def test_a_withdrawn_paper_is_marked(fields):
    assert only(**fields).withdrawn


@pytest.mark.parametrize("fields", [{"title": "Withdrawn stones"}, {"abstract": "Stones were withdrawn."}])
def test_a_paper_about_withdrawal_is_not(fields):
    assert not only(**fields).withdrawn


@pytest.mark.parametrize("cursor", [0, "0"])
def test_pages_are_asked_for_until_the_total_is_reached(answers, cursor):
    rows = [record(n) for n in range(1, 71)]
    for start in (0, 30, 60):
        answers.give(200, page(*rows[start : start + 30], total="70", cursor=cursor))
    assert len(read(answers).papers) == 70
    assert [request.url.path for request in answers.asked] == [
        f"/details/biorxiv/2026-03-02/2026-03-02/{start}/json" for start in (0, 30, 60)
    ]


def test_a_short_page_is_not_the_end(answers):
    answers.give(200, page(record(1), total=3))
    answers.give(200, page(record(2), record(3), total=3))
    assert len(read(answers).papers) == 3


def test_a_day_without_records_is_quiet(answers):
    answers.give(200, {"messages": [{"status": "no posts found"}], "collection": []})
    batch = read(answers)
    assert (batch.papers, batch.drops, batch.failed) == ((), (), "")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "answered nothing"),
        (b"<html>", "not JSON"),
        (b"[]", "no list of preprints"),
        (b'{"messages": [{"status": "error: server is busy"}]}', "server is busy"),
        (b'{"messages": [{"status": "ok"}]}', "without its records"),
        (b'{"messages": [{"status": "ok", "total": "9"}], "collection": []}', "empty page at record 0 of 9"),
    ],
)
def test_errors_and_empty_bodies_at_200_are_asked_for_again(answers, body, told):
    for _ in range(TRIES):
        answers.give(200, body)
    assert told in read(answers).failed


def test_an_empty_page_before_the_total_is_a_fault_and_not_the_end():
    with pytest.raises(SourceError, match="empty page at record 60 of 70"):
        parse(page(total="70"), cursor=60)
    with pytest.raises(SourceError, match="no posts found"):
        parse({"messages": [{"status": "no posts found"}], "collection": []}, cursor=60)


def test_records_of_other_categories_are_named_among_the_drops():
    source = make_source("b", "biorxiv", "", SOURCE.url, server="biorxiv", categories=("Cell_Biology",))
    rows = [record(1, category="cell biology"), record(2)]
    paper, drop = parse(page(*rows), source).items
    assert paper.title == "Stones 1"
    assert (drop.title, drop.reason) == ("Stones 2", "of a category that the source does not ask for")


@pytest.mark.parametrize(
    ("row", "drop"),
    [
        ("text", Rejection("record 1", "", "not a record of a preprint")),
        (record(doi=""), Rejection("record 1", "Stones 1", "no DOI")),
        (record(doi="../../x"), Rejection("record 1", "Stones 1", "no DOI")),
        (record(doi="10.1101/\u0662\u0660"), Rejection("record 1", "Stones 1", "no DOI")),
        (record(title=" \x00"), Rejection("10.64898/2026.03.01.000001", "", "no title")),
    ],
)
def test_a_record_that_cannot_be_kept_is_named_with_the_reason(row, drop):
    assert parse(page(row)).items == (drop,)


def test_ten_thousand_authors_are_all_kept():
    assert len(only(authors="; ".join(f"Example{n}, A." for n in range(10_000))).authors) == 10_000


def test_a_day_that_fails_does_not_stop_the_others(answers):
    for _ in range(TRIES):
        answers.give(500)
    answers.give(200, page(record()))
    batches = list(biorxiv.fetch(answers.web(), SOURCE, (DAY, date(2026, 3, 3)), date(2026, 3, 3)))
    assert [bool(batch.failed) for batch in batches] == [True, False]


def test_recorded_answers_are_read(recorded):
    folder = recorded / "samples/biorxiv"
    day = date(2026, 8, 1)
    [page_file] = folder.glob("details_*.trimmed.json")
    read_page = biorxiv.parse(page_file.read_bytes(), SOURCE, day)
    assert (read_page.records, read_page.total, read_page.items[0].id[:13]) == (1, 109, "doi-10.64898-")
    with pytest.raises(SourceError):
        biorxiv.parse((folder / "details_HTTP200_empty_body.bin").read_bytes(), SOURCE, day)
