"""Daily Papers: what is kept of an item, what is dropped and why, and when the asking ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from make import make_source

from broadsheet.errors import SourceError
from broadsheet.fetching.client import PATIENCE, TRIES
from broadsheet.fetching.sources import huggingface
from broadsheet.model.ledger import Rejection
from broadsheet.store.store import Store
from broadsheet.text.paper_words import plain_abstract

DAY = date(2026, 3, 2)
SOURCE = make_source("daily", "huggingface", "The Daily List", "https://papers.example")


def item(number: int = 1, **inner: object) -> dict[str, object]:
    paper = {"id": f"2603.{number:05}", "title": f"Paper {number}", "summary": "Words.", **inner}
    return {"paper": paper, "title": paper["title"], "numComments": 2}


def parse(*items: object):
    return huggingface.parse(json.dumps(items).encode(), SOURCE, DAY)


def only(*items: object):
    [paper] = parse(*items).papers
    return paper


def test_every_field_that_a_reader_could_want_is_kept():
    full = item(
        authors=[{"name": "Ada  Example"}, {"name": "Bo", "hidden": False}],
        publishedAt="2026-02-27T00:00:00.000Z",
        upvotes=31,
        discussionId="abc",
        githubRepo="https://code.example/one",
        githubStars=7,
        projectPage=" https://one.example/ ",
        ai_keywords=["counting", "sums"],
        mediaUrls=["https://one.example/film.mp4"],
        organization={"name": "isn", "fullname": "Institute of Small Numbers"},
        submittedOnDailyBy={"user": "eve", "fullname": "Eve Reader"},
    )
    paper = only(full)
    assert (paper.id, paper.title, paper.abstract) == ("2603.00001", "Paper 1", "Words.")
    assert paper.authors == ("Ada Example", "Bo")
    assert paper.published == date(2026, 2, 27)
    assert (paper.code, paper.stars) == ("https://code.example/one", 7)
    assert paper.project == "https://one.example/"
    assert paper.keywords == ("counting", "sums")
    assert paper.media == ("https://one.example/film.mp4",)
    assert paper.organisation == "Institute of Small Numbers"
    assert "Eve Reader" not in repr(paper), "a name that nobody shows is not stored"
    assert paper.discussion == "https://huggingface.co/papers/2603.00001#community"
    [sighting] = paper.sightings
    assert (sighting.source, sighting.day, sighting.votes, sighting.comments) == ("daily", DAY, 31, 2)
    assert sighting.url == "https://huggingface.co/papers/2603.00001"


def test_no_votes_are_a_number_and_unknown_votes_are_not():
    assert only(item(upvotes=0)).sightings[0].votes == 0
    assert only(item()).sightings[0].votes is None


def test_hidden_authors_are_left_out():
    assert only(item(authors=[{"name": "Ada"}, {"name": "Bo", "hidden": True}])).authors == ("Ada",)


def test_white_space_and_control_characters_are_put_in_order():
    paper = only(item(title="Two\n  lines\x00", summary="a\r\n b\u202e"))
    assert (paper.title, paper.abstract) == ("Two lines", "a b")


def test_the_day_is_the_one_asked_for_whatever_the_item_says():
    assert only({**item(), "publishedAt": "2026-03-01T20:00:00.000Z"}).day == DAY


def test_a_version_is_not_part_of_an_id():
    assert only(item(id="2603.00001v3")).id == "2603.00001"


def test_a_summary_by_a_model_is_kept_only_on_request():
    asked = make_source("daily", "huggingface", "", "https://papers.example", ai_summary=True)
    body = json.dumps([item(ai_summary="In short.")]).encode()
    assert huggingface.parse(body, SOURCE, DAY).papers[0].ai_summary == ""
    assert huggingface.parse(body, asked, DAY).papers[0].ai_summary == "In short."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "ftp://x.example", "https://", 7])
def test_what_is_no_web_address_is_not_kept_as_one(url):
    assert only(item(projectPage=url, githubRepo=url, mediaUrls=[url])).project == ""


@pytest.mark.parametrize(
    ("bad", "drop"),
    [
        ({"paper": {"title": "T"}}, Rejection("item 1", "T", "no id")),
        ({"paper": {"id": "2603.00001"}}, Rejection("2603.00001", "", "no title")),
        (item(id="../../x"), Rejection("../../x", "Paper 1", "the id is not an arXiv id")),
        (
            item(id="\uff12\uff16\uff10\uff13.00001"),
            Rejection("\uff12\uff16\uff10\uff13.00001", "Paper 1", "the id is not an arXiv id"),
        ),
        (item(id=2603.00001), Rejection("item 1", "Paper 1", "no id")),
        ("{'paper': 'repr'}", Rejection("item 1", "", "not a paper item")),
        ({"paper": None}, Rejection("item 1", "", "not a paper item")),
    ],
)
def test_an_item_that_cannot_be_kept_is_named_with_the_reason(bad, drop):
    batch = parse(bad, item(2))
    assert batch.drops == (drop,)
    assert [paper.id for paper in batch.papers] == ["2603.00002"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "answered nothing"),
        (b"<!doctype html>", "not JSON"),
        (b'[{"paper": {"id": "26', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"error": "Sorry, we can\'t find it."}', "answered an error: Sorry"),
        (b'{"status": "no_data"}', "not a list"),
        (b"1", "not a list"),
    ],
)
def test_what_is_no_list_is_an_error_of_the_source(body, words):
    with pytest.raises(SourceError, match=words):
        huggingface.parse(body, SOURCE, DAY)


def test_pages_are_asked_for_until_one_is_short(answers):
    answers.give(200, [item(n) for n in range(100)])
    answers.give(200, [item(n) for n in range(100, 130)])
    [batch] = huggingface.fetch(answers.web(), SOURCE, [DAY], DAY)
    assert len(batch.papers) == 130
    assert [dict(request.url.params) for request in answers.asked] == [
        {"date": "2026-03-02", "limit": "100", "p": "0"},
        {"date": "2026-03-02", "limit": "100", "p": "1"},
    ]


def test_an_item_that_slid_onto_the_next_page_is_counted_as_what_it_is(answers):
    answers.give(200, [item(n) for n in range(100)])
    answers.give(200, [item(99)])
    [batch] = huggingface.fetch(answers.web(), SOURCE, [DAY], DAY)
    assert len(batch.papers) == 100
    assert [drop.reason for drop in batch.drops] == ["listed twice on this day"]


def test_a_failed_day_does_not_stop_the_next(answers):
    answers.give(404)
    answers.give(200, [item()])
    first, second = huggingface.fetch(answers.web(), SOURCE, [DAY, date(2026, 3, 3)], date(2026, 3, 3))
    assert "answered 404" in first.failed
    assert [paper.id for paper in second.papers] == ["2603.00001"]


def test_a_server_that_fails_day_after_day_is_left_alone(answers):
    for _ in range(PATIENCE * TRIES):
        answers.give(500)
    days = [date(2026, 3, n) for n in range(2, 12)]
    batches = []
    with pytest.raises(SourceError, match="left alone after 3 days in a row failed; 7 more"):
        for batch in huggingface.fetch(answers.web(), SOURCE, days, days[-1]):
            batches.append(batch)
    assert len(batches) == PATIENCE


@pytest.mark.parametrize(
    ("copy", "shown"),
    [
        (r"Ten cost less (\22K vs. 600K for a hill).", "Ten cost less ([$]22K vs. 600K for a hill)."),
        (r"at \0.1. More", "at [$]0.1. More"),
        (r"at \18,862 a hill", "at [$]18,862 a hill"),
        (r"one; \3) Training", r"one; \3) Training"),
        (r"at \$200 or $n$ more", "at $200 or n more"),
    ],
)
def test_a_price_whose_sign_was_lost_is_marked(copy, shown):
    assert plain_abstract(only(item(summary=copy))) == shown


def test_a_price_whose_sign_was_lost_is_mended_from_the_record_of_arxiv(tmp_path):
    store = Store(tmp_path)
    paper = only(item(summary=r"Stones cost less (\22K vs. 600K)."))
    store.add(paper, DAY)
    abstract = r"Stones cost less (\$22K vs. \$600K)."
    record = replace(paper, abstract=abstract, described_by="arxiv", sightings=())
    store.add(record, DAY)
    assert plain_abstract(store.paper(paper.id)) == "Stones cost less ($22K vs. $600K)."
