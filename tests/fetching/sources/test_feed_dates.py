"""Dates of items of feeds: in which elements they stand, and what becomes of them."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from broadsheet.fetching.sources import feed
from broadsheet.model.partial_dates import PartialDate
from broadsheet.model.site import SourceConfig

TODAY = date(2026, 5, 29)
SOURCE = SourceConfig("journal", "feed", "The Journal", "https://journal.example/feed")
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(*dates: str) -> bytes:
    items = [
        f"<item><title>Stones {number}</title><guid>{number}</guid>{elements}</item>"
        for number, elements in enumerate(dates)
    ]
    return f'<rss version="2.0" {SPACES}><channel><title>J</title>{"".join(items)}</channel></rss>'.encode()


def published(body: bytes) -> list[str | None]:
    """The dates of the papers of one answer, in the order of their titles."""
    days = [date.fromordinal(TODAY.toordinal() - back) for back in range(800)]
    papers = [paper for batch in feed.parse(body, SOURCE, days, TODAY) for paper in batch.papers]
    dates = sorted((paper.title, paper.published) for paper in papers)
    return [day and day.isoformat() for _, day in dates]


@pytest.mark.parametrize(
    ("elements", "meant"),
    [
        ("<pubDate>Mo, 18 Mai 2026 10:00:00 +0200</pubDate>", "2026-05-18"),
        ("<pubDate></pubDate><dc:date>2026-05-18</dc:date>", "2026-05-18"),
        ("<pubDate>soon</pubDate><dc:date>2026-05-18</dc:date>", "2026-05-18"),
        ("<pubDate>2026</pubDate><dc:date>2026-05-18</dc:date>", "2026-05-18"),
        ("<dcterms:issued>2026-05-18</dcterms:issued>", "2026-05-18"),
        ("<dcterms:created>2026-05-18</dcterms:created>", "2026-05-18"),
        ("<dcterms:available>2026-05-18</dcterms:available>", "2026-05-18"),
        ("<prism:publicationDate>2026-05-18</prism:publicationDate>", "2026-05-18"),
        ("<dcterms:date>2026-05-18</dcterms:date>", "2026-05-18"),
        ("<dcterms:dateAccepted>2026-05-18</dcterms:dateAccepted>", "2026-05-18"),
        ("<dc:issued>18 May 2026</dc:issued>", "2026-05-18"),
        ("<prism:onlineDate>2026-05-18</prism:onlineDate>", "2026-05-18"),
        ("<prism:coverDate>2026-05-18</prism:coverDate>", "2026-05-18"),
        ("<prism:coverDate>2026-05-01</prism:coverDate><dc:date>2026-05-18</dc:date>", "2026-05-18"),
        ("<prism:coverDisplayDate>18 May 2026</prism:coverDisplayDate>", "2026-05-18"),
        ("<prism:coverDisplayDate>May 2026</prism:coverDisplayDate>", "2026-05"),
        ("<prism:coverDate>2026-05</prism:coverDate>", "2026-05"),
        ("<atom:updated>2026-05-18T10:00:00Z</atom:updated>", "2026-05-18"),
        ("<dc:date>2026</dc:date>", "2026"),
        ("<dc:date>2026-07</dc:date>", None),  # an issue that is still to come
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None),
        ("<description>Published on 18 May 2026</description>", None),
        ("", None),
    ],
)
def test_the_date_of_an_item_stands_in_one_of_many_elements(elements, meant):
    assert published(rss(elements)) == [meant]


def test_slashes_are_read_as_the_other_dates_of_the_feed_are_written():
    day_first = rss("<pubDate>04/05/2026</pubDate>", "<pubDate>25/05/2026</pubDate>")
    month_first = rss("<pubDate>05/04/2026</pubDate>", "<pubDate>05/25/2026</pubDate>")
    assert published(day_first) == published(month_first) == ["2026-05-04", "2026-05-25"]
    assert published(rss("<pubDate>03/04/2026</pubDate>")) == [None]


def test_an_item_of_a_json_feed_may_have_a_month_alone():
    items = [{"id": "1", "title": "Stones", "date_published": "2026-05"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    [batch] = feed.parse(body, SOURCE, [TODAY], TODAY)
    assert batch.papers[0].published == PartialDate(2026, 5)


def test_the_shared_cases_have_the_day_in_their_titles(recorded):
    body = (recorded / "cases" / "rss-dates.xml").read_bytes()
    days = [date.fromordinal(TODAY.toordinal() - back) for back in range(800)]
    papers = [paper for batch in feed.parse(body, SOURCE, days, TODAY) for paper in batch.papers]
    assert len(papers) == body.count(b"<item>")
    for paper in papers:
        meant = re.search(r"want (\S+)", paper.title)
        assert meant
        day = paper.published.isoformat() if paper.published else "unknown"
        if meant[1] == "?":
            assert day == "2026"
        elif meant[1] == "-":
            assert day == "unknown"
        else:
            assert day == meant[1].partition("/")[0], paper.title
