"""arXiv's export API: what is asked, how pages become days, and what a failure costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from arxiv_made import entry, error, feed
from make import make_source

from broadsheet.errors import NotAsked
from broadsheet.fetching.client import TRIES, Web
from broadsheet.fetching.sources import arxiv
from broadsheet.model.site import SourceConfig

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 5, day) for day in (18, 19, 20, 21))
# One submission for each of these lists, in UTC.
FOR = {MONDAY: "2026-05-15T12:00:00Z", TUESDAY: "2026-05-18T12:00:00Z", WEDNESDAY: "2026-05-19T12:00:00Z"}


def source(**keys) -> SourceConfig:
    settings = {"categories": ("cs.CL", "cs.CV")} | keys
    return make_source("preprints", "arxiv", "arXiv", "https://api.example", **settings)


def fetch(answers, *days: date, **keys):
    return list(arxiv.fetch(answers.web(), source(**keys), days, days[-1]))


def test_a_day_is_asked_for_by_the_window_of_its_submissions(answers):
    answers.give(200, feed(total=0))
    [batch] = fetch(answers, TUESDAY)
    assert (batch.day, batch.papers, batch.failed) == (TUESDAY, (), "")
    [request] = answers.asked
    assert request.url.path == "/api/query"
    assert dict(request.url.params) == {
        "search_query": "( cat:cs.CL OR cat:cs.CV ) AND submittedDate:[202605151800 TO 202605181759]",
        "start": "0",
        "max_results": "500",
        "sortBy": "submittedDate",
        "sortOrder": "descending",
    }


@pytest.mark.parametrize(
    ("keys", "begins"),
    [
        ({"categories": ("cs",)}, "( cat:cs OR cat:cs.* ) AND submitted"),
        ({"categories": ("cs.*", "hep-th")}, "( cat:cs OR cat:cs.* OR cat:hep-th OR cat:hep-th.* ) AND s"),
        ({"categories": (), "authors": ("Ada Example",)}, '( au:"Ada Example" ) AND submitted'),
        ({"categories": (), "words": ("small stones",)}, '( ti:"small stones" OR abs:"small stones" ) AND s'),
        (
            {"categories": ("cs.CL",), "authors": ('B") OR cat:x', "D'Aa-Bb"), "words": ("sand",)},
            '( cat:cs.CL ) AND ( au:"B OR cat x" OR au:"D\'Aa-Bb" OR ti:"sand" OR abs:"sand" ) AND s',
        ),
    ],
)
def test_the_search_is_narrowed_to_what_the_source_names(answers, keys, begins):
    answers.give(200, feed(total=0))
    fetch(answers, TUESDAY, **keys)
    assert answers.asked[0].url.params["search_query"].startswith(begins)


def test_papers_stand_under_the_day_of_the_list_that_announced_them(answers):
    answers.give(200, feed(*(entry(n, FOR[day]) for n, day in enumerate((WEDNESDAY, TUESDAY, MONDAY)))))
    monday, tuesday, wednesday = fetch(answers, MONDAY, TUESDAY, WEDNESDAY)
    assert [paper.id for paper in tuesday.papers] == ["2605.00001"]
    [sighting] = tuesday.papers[0].sightings
    assert (sighting.source, sighting.day) == ("preprints", TUESDAY)
    assert sighting.url == "https://arxiv.org/abs/2605.00001"
    assert (sighting.votes, sighting.comments) == (None, None)
    assert (monday.day, wednesday.day) == (MONDAY, WEDNESDAY)
    assert len(monday.papers) == len(wednesday.papers) == 1


def test_pages_are_asked_for_until_the_list_is_at_its_end(answers):
    answers.give(200, feed(entry(1, FOR[TUESDAY]), entry(2, FOR[TUESDAY]), total=3))
    answers.give(200, feed(entry(3, FOR[TUESDAY]), total=3))
    [batch] = fetch(answers, TUESDAY)
    assert [paper.id for paper in batch.papers] == ["2605.00001", "2605.00002", "2605.00003"]
    assert [request.url.params["start"] for request in answers.asked] == ["0", "2"]


def test_the_asking_ends_where_a_server_that_knows_no_dates_is_past_the_first_day(answers):
    answers.give(200, feed(entry(1, FOR[WEDNESDAY]), entry(2, FOR[TUESDAY]), entry(3, FOR[MONDAY]), total=9))
    [batch] = fetch(answers, TUESDAY)
    assert [paper.id for paper in batch.papers] == ["2605.00002"]


def test_an_empty_page_before_the_end_is_asked_for_again_and_never_taken_for_the_end(answers):
    answers.give(200, feed(entry(1, FOR[TUESDAY]), total=2))
    answers.give(200, feed(total=2))
    answers.give(200, feed(entry(2, FOR[TUESDAY]), total=2))
    [batch] = fetch(answers, TUESDAY)
    assert len(batch.papers) == 2 and not batch.failed


def test_pages_that_stay_empty_fail_the_days_that_were_not_read_to_their_end(answers):
    answers.give(200, feed(entry(1, FOR[WEDNESDAY]), entry(2, FOR[TUESDAY]), total=4))
    for _ in range(TRIES):
        answers.give(200, feed(total=4))
    monday, tuesday, wednesday = fetch(answers, MONDAY, TUESDAY, WEDNESDAY)
    assert "an empty page at 2, of 4 results" in monday.failed and "an empty page" in tuesday.failed
    assert not tuesday.papers, "its list may go on"
    assert [paper.id for paper in wednesday.papers] == ["2605.00001"] and not wednesday.failed


def test_an_error_in_the_shape_of_a_feed_is_a_failure_with_its_words(answers):
    for _ in range(TRIES):
        answers.give(200, feed(error("start must be non-negative"), total=1))
    [batch] = fetch(answers, TUESDAY)
    assert "answered an error: start must be non-negative" in batch.failed


def test_an_error_at_400_is_a_failure_with_its_words_and_not_tried_again(answers):
    answers.give(400, feed(error("max_results must be smaller"), total=1))
    [batch] = fetch(answers, TUESDAY)
    assert batch.failed.endswith("answered 400: max_results must be smaller")


def test_days_without_a_list_are_read_and_empty_without_asking(answers):
    saturday = date(2026, 5, 23)
    day_after_thanksgiving = date(2026, 11, 27)
    for batch in fetch(answers, saturday, day_after_thanksgiving):
        assert (batch.papers, batch.drops, batch.failed) == ((), (), "")
    assert not answers.asked


def test_an_item_that_cannot_be_kept_is_dropped_under_its_day(answers):
    answers.give(200, feed(entry(1, FOR[TUESDAY], title=""), entry(2, FOR[MONDAY], published="")))
    monday, tuesday = fetch(answers, MONDAY, TUESDAY)
    assert [(d.item, d.reason) for d in tuesday.drops] == [
        ("2605.00001", "no title"),
        ("2605.00002", "no date of submission"),  # under the newest day, for want of its own
    ]
    assert not monday.drops


def test_an_item_that_slid_onto_the_next_page_is_counted_as_what_it_is(answers):
    answers.give(200, feed(entry(1, FOR[TUESDAY]), total=2))
    answers.give(200, feed(entry(1, FOR[TUESDAY]), total=2))
    [batch] = fetch(answers, TUESDAY)
    assert len(batch.papers) == 1
    assert [(d.item, d.reason) for d in batch.drops] == [("2605.00001 again", "listed twice on this day")]


def test_a_list_beyond_what_the_api_gives_is_no_list_that_was_read(answers):
    answers.give(200, feed(*(["<entry/>"] * arxiv.MAX_RECORDS), total=40_000))
    [batch] = fetch(answers, WEDNESDAY)
    assert "over 30,000 papers; ask for fewer categories" in batch.failed


def test_a_list_that_counts_more_than_is_read_ends_at_the_oldest_day(answers):
    answers.give(200, feed(entry(1, FOR[TUESDAY]), entry(2, FOR[MONDAY]), total=arxiv.MAX_RECORDS + 1))
    [batch] = fetch(answers, TUESDAY)
    assert ([paper.id for paper in batch.papers], batch.failed) == (["2605.00001"], "")


def test_many_days_are_asked_for_some_at_a_time(answers):
    for _ in range(3):
        answers.give(200, feed(total=0))
    days = [MONDAY + timedelta(days=n) for n in range(30)]
    assert [batch.day for batch in fetch(answers, *days)] == days
    asked = [request.url.params["search_query"].rpartition("[")[2] for request in answers.asked]
    assert asked == [
        "202605141800 TO 202605281759]",
        "202605281800 TO 202606111759]",
        "202606111800 TO 202606151759]",
    ]


class Hurried:
    """A web whose time is over after its first answer."""

    def __init__(self, web: Web) -> None:
        self._web, self._asked = web, False

    def get(self, *request):
        if self._asked:
            raise NotAsked("the time for this run is over")
        self._asked = True
        return self._web.get(*request)


def test_what_is_not_asked_is_no_failure_and_costs_no_day_that_was_read(answers):
    answers.give(200, feed(entry(1, FOR[WEDNESDAY]), entry(2, FOR[TUESDAY]), total=9))
    batches = []
    with pytest.raises(NotAsked):
        for batch in arxiv.fetch(Hurried(answers.web()), source(), [MONDAY, TUESDAY, WEDNESDAY], WEDNESDAY):
            batches.append(batch)
    assert [(batch.day, batch.failed) for batch in batches] == [(WEDNESDAY, "")]
