"""arXiv's RSS: what an item becomes, which day a feed is, and where other days come from."""

from __future__ import annotations

from datetime import date

import pytest
from arxiv_made import entry, feed, item, rss
from make import make_source

from broadsheet.errors import SourceError
from broadsheet.fetching.client import TRIES
from broadsheet.fetching.sources import arxiv_rss
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Version
from broadsheet.model.site import SourceConfig

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 5, day) for day in (18, 19, 20))


def source(**keys) -> SourceConfig:
    settings = {"categories": ("cs.CL", "cs.CV"), "announce": ("new", "cross")} | keys
    return make_source("preprints", "arxiv-rss", "arXiv", "https://rss.example", **settings)


def parse(*items: str, **keys):
    return arxiv_rss.parse(rss(*items), source(**keys))


def fetch(answers, *days: date, **keys):
    return list(arxiv_rss.fetch(answers.web(), source(**keys), days, days[-1]))


def test_every_field_that_a_reader_could_want_is_kept():
    doi = "<arxiv:DOI>10.55555/Stones.1</arxiv:DOI>"
    journal = "<arxiv:journal_reference>J. Stones 7</arxiv:journal_reference>"
    [paper] = parse(item(version=2, more=doi + journal)).papers
    assert (paper.id, paper.title, paper.described_by) == ("2605.00001", "Paper 1", "arxiv")
    assert paper.abstract == "We count $\\sim$60% of the stones."
    assert paper.authors == ("Ada Example", "Béla Sample")
    assert paper.categories == ("cs.CL", "cs.LG")
    assert (paper.doi, paper.journal) == ("10.55555/stones.1", "J. Stones 7")
    assert paper.versions == (Version(2),) and paper.published is None
    assert paper.licence == "", "the licence is none that is known"
    rights = "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"
    [licensed] = parse(item(rights=rights)).papers
    assert licensed.licence == "https://creativecommons.org/licenses/by/4.0/"
    [sighting] = paper.sightings
    assert (sighting.source, sighting.day) == ("preprints", TUESDAY)
    assert sighting.url == "https://arxiv.org/abs/2605.00001"


@pytest.mark.parametrize(
    ("field", "authors"),
    [
        ("Ada Example", ("Ada Example",)),
        ("Ada Example (Stone Lab, Sandtown), Béla Sample Jr.", ("Ada Example", "Béla Sample Jr.")),
        ("", ()),
        (" , ,", ()),
        ("((((", ()),  # no letter, nobody
    ],
)
def test_the_authors_of_one_field_are_people_and_not_places(field, authors):
    [paper] = parse(item(authors=f"<dc:creator>{field}</dc:creator>")).papers
    assert paper.authors == authors


def test_ten_thousand_authors_are_ten_thousand_authors():
    names = ", ".join(f"A {n}" for n in range(10_000))
    [paper] = parse(item(authors=f"<dc:creator>{names}</dc:creator>")).papers
    assert len(paper.authors) == 10_000


def test_the_day_is_that_of_the_feed_as_written_at_eastern_midnight():
    late = "<pubDate>Tue, 19 May 2026 23:59:59 -0400</pubDate>"
    assert arxiv_rss.parse(rss(day=late), source()).day == TUESDAY
    assert arxiv_rss.parse(rss(item(), day=""), source()).day == TUESDAY
    assert arxiv_rss.parse(rss(day=""), source()).day is None
    assert arxiv_rss.parse(rss(day="<pubDate>never</pubDate>"), source()).day is None


def test_only_the_announcements_that_are_asked_for_are_kept():
    kinds = ("new", "cross", "replace", "replace-cross", "absonly")
    listing = parse(*(item(n, kind) for n, kind in enumerate(kinds)))
    assert [paper.id for paper in listing.papers] == ["2605.00000", "2605.00001"]
    assert [drop.reason.partition(",")[0] for drop in listing.drops] == [
        "announced as a replacement",
        "announced as a replacement of a cross-list",
        "announced as 'absonly'",
    ]


def test_the_announcement_is_also_read_from_the_description():
    [drop] = parse(item(kind="replace").replace("arxiv:announce_type", "arxiv:other")).drops
    assert "a replacement" in drop.reason


def test_a_replacement_that_is_asked_for_adds_a_version_and_no_sighting():
    [paper] = parse(item(kind="replace", version=3), announce=("replace",)).papers
    assert paper.versions == (Version(3),) and paper.sightings == ()


@pytest.mark.parametrize(
    ("bad", "drop"),
    [
        (item(guid="", link=""), Rejection("item 1", "Paper 1", "no id")),
        (item(title=""), Rejection("2605.00001", "", "no title")),
        (
            item(guid="<guid>oai:arXiv.org:../x</guid>"),
            Rejection("../x", "Paper 1", "the id is not an arXiv id"),
        ),
    ],
)
def test_an_item_that_cannot_be_kept_is_named_with_the_reason(bad, drop):
    listing = parse(bad, item(2))
    assert listing.drops == (drop,)
    assert [paper.id for paper in listing.papers] == ["2605.00002"]


def test_an_item_without_a_guid_is_known_by_its_link():
    assert parse(item(guid="")).papers[0].id == "2605.00001"


def test_items_without_any_date_are_named_as_such():
    listing = arxiv_rss.parse(rss(item(date=""), day=""), source())
    assert [drop.reason for drop in listing.drops] == ["neither the feed nor the item has a date"]


def test_an_item_twice_is_a_paper_once():
    listing = parse(item(), item())
    assert len(listing.papers) == 1
    assert listing.drops == (Rejection("2605.00001 again", "Paper 1", "listed twice on this day"),)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "answered nothing"),
        (b"Rate exceeded.", "cannot be read"),
        (b"<!doctype html><title>Please verify</title>", "a web page"),
        (rss(item())[:-30], "cannot be read"),
        (b"<rss/>", "not an RSS feed"),
        (feed(entry()), "not an RSS feed"),
        (
            rss(title="Feed error for query: x", description="Bad archive 'foo'."),
            "an error: Bad archive 'foo'.",
        ),
    ],
)
def test_what_is_no_feed_is_an_error_of_the_source(body, words):
    with pytest.raises(SourceError, match=words):
        arxiv_rss.parse(body, source())


def test_the_newest_list_comes_from_the_feed_alone(answers):
    answers.give(200, rss(item(1), item(2, "replace")))
    [batch] = fetch(answers, TUESDAY)
    assert (batch.day, len(batch.papers), len(batch.drops), batch.cap) == (TUESDAY, 1, 1, "")
    assert str(answers.asked[0].url) == "https://rss.example/rss/cs.CL+cs.CV"


def test_an_empty_feed_of_the_day_is_a_day_that_was_read(answers):
    saturday = "<pubDate>Sat, 23 May 2026 00:00:00 -0400</pubDate>"
    answers.give(200, rss(day=saturday))
    [batch] = fetch(answers, date(2026, 5, 23))
    assert (batch.papers, batch.drops, batch.failed) == ((), (), "")


def test_past_days_come_from_the_api(answers):
    answers.give(200, rss(item(1)))
    answers.give(200, feed(entry(7, "2026-05-15T12:00:00Z")))
    batches = {batch.day: batch for batch in fetch(answers, MONDAY, TUESDAY)}
    assert [paper.id for paper in batches[MONDAY].papers] == ["2605.00007"]
    assert [paper.id for paper in batches[TUESDAY].papers] == ["2605.00001"]
    assert [request.url.path for request in answers.asked] == ["/rss/cs.CL+cs.CV", "/api/query"]


def test_arxivs_own_feed_is_mended_from_arxivs_own_api(answers):
    ours = make_source(
        "arxiv", "arxiv-rss", "arXiv", "https://rss.arxiv.org", categories=("cs.CL",), announce=("new",)
    )
    answers.give(200, rss())
    answers.give(200, feed(total=0))
    list(arxiv_rss.fetch(answers.web(), ours, [MONDAY, TUESDAY], TUESDAY))
    assert [request.url.host for request in answers.asked] == ["rss.arxiv.org", "export.arxiv.org"]


def test_of_past_days_too_only_the_announcements_asked_for_are_kept(answers):
    answers.give(200, rss())
    elsewhere = '<arxiv:primary_category term="math.CO"/>'
    answers.give(
        200, feed(*(entry(n, "2026-05-15T12:00:00Z", primary=p) for n, p in ((1, ""), (2, elsewhere))))
    )
    monday, _ = sorted(fetch(answers, MONDAY, TUESDAY, announce=("new",)), key=lambda batch: batch.day)
    assert [paper.id for paper in monday.papers] == ["2605.00001"]
    assert [(d.item, d.reason) for d in monday.drops] == [
        ("2605.00002", "announced as a cross-list, which the source does not ask for")
    ]


def test_a_day_whose_list_is_not_out_yet_is_empty_and_left_to_the_next_run(answers):
    answers.give(200, rss(item()))
    tuesday, wednesday = fetch(answers, TUESDAY, WEDNESDAY)
    assert len(tuesday.papers) == 1
    assert (wednesday.day, wednesday.papers, wednesday.failed) == (WEDNESDAY, (), "")
    assert len(answers.asked) == 1, "what is not announced is not asked for"


def test_a_feed_that_stands_still_does_not_hide_the_days_since(answers):
    answers.give(200, rss(item(), day="<pubDate>Fri, 15 May 2026 00:00:00 -0400</pubDate>"))
    answers.give(200, feed(entry(7, "2026-05-15T12:00:00Z"), entry(8, "2026-05-18T12:00:00Z")))
    batches = {batch.day: batch for batch in fetch(answers, MONDAY, TUESDAY)}
    assert len(batches[MONDAY].papers) == 1


def test_a_feed_that_fails_is_made_up_for_by_the_api(answers):
    for _ in range(TRIES):
        answers.give(500)
    answers.give(200, feed(entry(7, "2026-05-18T12:00:00Z")))
    [batch] = fetch(answers, TUESDAY)
    assert [paper.id for paper in batch.papers] == ["2605.00007"] and not batch.failed


def test_where_both_fail_both_reasons_are_said(answers):
    answers.give(400, rss(title="Feed error for query: x", description="Bad archive 'foo'."))
    for _ in range(TRIES):
        answers.give(500)
    [batch] = fetch(answers, TUESDAY)
    assert "answered 400: Bad archive 'foo'.; GET https://rss.example/api/query" in batch.failed
    assert batch.failed.endswith("answered 500, 5 times")


def test_a_feed_that_is_full_may_have_more_and_says_so(answers):
    answers.give(200, rss(*(item(n, "new" if n % 2 else "replace") for n in range(2000))))
    [batch] = fetch(answers, TUESDAY)
    assert (len(batch.papers), len(batch.drops)) == (1000, 1000)
    assert batch.cap == "arXiv's feed ends at 2,000 items; ask for fewer categories"


def test_the_recorded_feeds_are_read_as_what_they_are(recorded):
    folder = recorded / "samples" / "arxiv_rss"
    listing = arxiv_rss.parse((folder / "cs.AI.rss2.generated.xml").read_bytes(), source())
    assert listing.day == date(2026, 6, 30) and len(listing.papers) + len(listing.drops) == 40
    empty = arxiv_rss.parse((folder / "cs.AI_empty_weekend.rss2.generated.xml").read_bytes(), source())
    assert (empty.papers, empty.drops) == ((), ())
    with pytest.raises(SourceError, match="cannot be read"):
        arxiv_rss.parse((folder / "cs.AI_2025-09-22.rss2.real_truncated.xml").read_bytes(), source())
    with pytest.raises(SourceError, match="Bad archive 'foo'"):
        arxiv_rss.parse((folder / "error_bad_archive.rss2.generated.xml").read_bytes(), source())
