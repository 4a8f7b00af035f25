"""OpenReview: notes by the day they were published, read to the end of the list or not at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from make import make_source

from broadsheet.errors import SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.sources import openreview
from broadsheet.model.ids import is_safe_id
from broadsheet.model.ledger import Rejection

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SOURCE = make_source(
    "stones", "openreview", "StoneConf", "https://api2.reviews.example", venue="Stones.cc/2026"
)


def milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


def note(number: int = 1, content: dict[str, object] | None = None, **fields: object) -> dict[str, object]:
    values = {
        "title": {"value": f"Stones {number}"},
        "abstract": {"value": "We count them."},
        "authors": {"value": ["Ada Example", "Bo Sample"]},
        "keywords": {"value": ["stones"]},
        "venue": {"value": "StoneConf 2026 Poster"},
        "venueid": {"value": "Stones.cc/2026"},
    }
    name = f"aB{number:08}"
    times = {"cdate": milliseconds(date(2026, 1, 9)), "pdate": milliseconds(MONDAY)}
    return {"id": name, "forum": name, "content": values | (content or {}), **times, **fields}


def parse(*notes: object, **more: object):
    return openreview.parse(json.dumps({"notes": notes, **more}).encode(), SOURCE, TUESDAY)


def only(*args: object, **fields: object):
    [(day, item)] = parse(note(*args, **fields)).items
    return day, item


def fetch(answers):
    return list(openreview.fetch(answers.web(), SOURCE, (MONDAY, TUESDAY), TUESDAY))


def test_a_note_is_read_with_all_that_its_venue_says():
    day, paper = only()
    assert day == paper.day == MONDAY
    assert (paper.title, paper.abstract, paper.keywords) == ("Stones 1", "We count them.", ("stones",))
    assert paper.authors == ("Ada Example", "Bo Sample")
    assert (paper.journal, paper.described_by) == ("StoneConf 2026 Poster", "openreview")
    assert paper.published == MONDAY
    assert paper.sightings[0].url == "https://openreview.net/forum?id=aB00000001"
    assert is_safe_id(paper.id)
    assert paper.id.startswith("openreview-aB00000001")


def test_ids_that_differ_by_case_alone_are_two_papers():
    assert only(id="abc", forum="abc")[1].id.lower() != only(id="ABC", forum="ABC")[1].id.lower()


def test_a_note_counts_for_the_day_it_was_published_or_else_came_online_or_was_made():
    later = milliseconds(TUESDAY)
    assert only(odate=later)[0] == MONDAY
    assert only(pdate=None, odate=later)[0] == TUESDAY
    assert only(pdate=None)[0] == date(2026, 1, 9)
    assert only(pdate=None, cdate=None)[0] == TUESDAY
    assert only(pdate=10**30, cdate="x")[0] == TUESDAY


@pytest.mark.parametrize(
    ("venue", "reason"),
    [
        ("Stones.cc/2026/Withdrawn_Submission", "withdrawn by its authors"),
        ("Stones.cc/2026/Desk_Rejected_Submission", "rejected before review"),
        ("Stones.cc/2026", ""),
    ],
)
def test_what_is_no_longer_considered_is_marked(venue, reason):
    assert only(1, {"venueid": {"value": venue}})[1].withdrawn == reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Retracted by Authors", "retracted by its authors"),
        ("StoneConf 2026 Conference Withdrawn Submission", "withdrawn by its authors"),
        ("Desk Rejected by TMLR", "rejected before review"),
        ("Decision pending for TMLR", ""),
        ("Rejected by TMLR", ""),
        ("StoneConf 2026 Poster", ""),
    ],
)
def test_the_words_of_a_venue_tell_too_what_is_no_longer_considered(words, reason):
    paper = only(1, {"venue": {"value": words}})[1]
    assert paper.withdrawn == reason
    assert paper.journal == ("StoneConf 2026 Poster" if "Poster" in words else "")


def test_what_is_only_handed_in_has_no_journal_yet():
    assert only(1, {"venue": {"value": "Submitted to StoneConf 2026"}})[1].journal == ""


def test_a_note_that_cannot_be_kept_is_named_with_the_reason():
    page = parse("text", note(id="", forum=""), note(3, {"title": {"value": None}}))
    assert [item for _, item in page.items] == [
        Rejection("note 1", "", "not a note"),
        Rejection("note 2", "Stones 1", "no id"),
        Rejection("aB00000003", "", "no title"),
    ]


def test_the_list_is_read_to_its_end_and_sorted_into_days(answers):
    old = milliseconds(date(2025, 1, 1))
    many = [note(n, pdate=old) for n in range(openreview.PAGE_SIZE)]
    answers.give(200, {"notes": many, "count": 1002})
    answers.give(200, {"notes": [note(2001), note(2002, pdate=milliseconds(TUESDAY))], "count": 1002})
    assert [(b.day, len(b.papers), b.drops, b.failed) for b in fetch(answers)] == [
        (MONDAY, 1, (), ""),
        (TUESDAY, 1, (), ""),
    ]
    assert [request.url.params["offset"] for request in answers.asked] == ["0", "1000"]
    assert answers.asked[0].url.params["content.venueid"] == "Stones.cc/2026"


def test_a_note_that_moved_to_the_next_page_meanwhile_is_one_paper(answers):
    answers.give(200, {"notes": [note(1), note(2)], "count": 3})
    answers.give(200, {"notes": [note(2), note(3)], "count": 3})
    batch = fetch(answers)[0]
    assert (len(batch.papers), batch.drops) == (3, ())


def test_a_count_at_which_the_api_stops_counting_is_not_believed(answers):
    answers.give(200, {"notes": [note(1)], "count": openreview.COUNT_LIMIT})
    answers.give(200, {"notes": [], "count": openreview.COUNT_LIMIT})
    assert len(fetch(answers)[0].papers) == 1


@pytest.mark.slow
def test_behind_the_count_at_which_the_api_stops_a_full_page_is_followed_by_another(answers):
    old = milliseconds(date(2025, 1, 1))
    full = [note(n, pdate=old) for n in range(openreview.COUNT_LIMIT)]
    answers.give(200, {"notes": full, "count": openreview.COUNT_LIMIT})
    answers.give(200, {"notes": [note(openreview.COUNT_LIMIT + 1)], "count": openreview.COUNT_LIMIT})
    assert len(fetch(answers)[0].papers) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"name": "ChallengeRequiredError", "challengeUrl": "https://reviews.example/c"}, "no robot"),
        ({"name": "RateLimitError", "message": "Too many requests"}, "Too many requests"),
        ({"notes": None}, "no list of notes"),
        ([], "no list of notes"),
        ({"notes": [], "count": 7}, "empty page at note 0 of 7"),
        (b"", "answered nothing"),
        (b"<!doctype html>", "not JSON"),
    ],
)
def test_what_is_no_list_fails_every_day_with_the_reason(answers, body, told):
    for _ in range(TRIES):
        answers.give(200, body)
    batches = fetch(answers)
    assert [batch.day for batch in batches] == [MONDAY, TUESDAY]
    assert all(told in batch.failed for batch in batches)


def test_recorded_answers_are_read(recorded):
    folder = recorded / "samples/openreview"
    [note_file] = folder.glob("notes_search_*.json")
    page = openreview.parse(note_file.read_bytes(), SOURCE, TUESDAY)
    [(day, paper)] = page.items
    assert (day, page.total, len(paper.authors) > 1) == (date(2025, 9, 23), openreview.COUNT_LIMIT, True)
    with pytest.raises(SourceError, match="robot"):
        openreview.parse((folder / "challenge_required.json").read_bytes(), SOURCE, TUESDAY)
