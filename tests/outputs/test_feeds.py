"""feed.xml, read back with feedparser and with the standard library's XML parser."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from generator import pipeline
from generator.outputs.feeds import feeds

ROOT = "https://review.example/digest/"


@pytest.fixture
def feed(world):
    [file] = feeds(pipeline.read_library(world))
    assert file.path == "feed.xml"
    return file.data


@pytest.fixture
def parsed(feed):
    parsed = feedparser.parse(feed, resolve_relative_uris=False, sanitize_html=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_it_holds_the_newest_papers_newest_day_first_and_best_first_within_a_day(parsed):
    ids = [entry.link.removeprefix(f"{ROOT}paper/").rstrip("/") for entry in parsed.entries]
    assert len(ids) == 11
    assert ids[:5] == ["2603.00010", "2603.00011", "2603.00007", "2603.00008", "2603.00009"]
    assert ids[-3:] == ["2603.00003", "2603.00001", "2603.00002"]


def test_it_holds_no_more_papers_than_the_site_says(world):
    (world / "content/config/site.yaml").write_text("feed_papers: 4\n")
    [file] = feeds(pipeline.read_library(world))
    assert len(feedparser.parse(file.data).entries) == 4


def test_what_lists_do_not_show_is_not_in_the_feed(feed):
    assert b"2603.00004" not in feed and b"2603.00005" not in feed


def test_an_item_has_a_permanent_id_its_day_its_people_and_its_topics(parsed):
    item = next(entry for entry in parsed.entries if entry.link.endswith("2603.00001/"))
    assert item.title == "Counting to ten with large sums"
    assert item.id == item.link == f"{ROOT}paper/2603.00001/"
    assert datetime(*item.published_parsed[:6], tzinfo=UTC) == datetime(2026, 3, 2, tzinfo=UTC)
    assert item.authors[0]["name"] == "Ada Example"
    assert [tag.term for tag in item.tags] == ["Sums"]
    assert "We count to ten in eleven steps." in item.description


def test_ids_are_all_different_and_all_links_absolute(feed):
    channel = ET.fromstring(feed).find("channel")
    guids = [guid.text for guid in channel.iter("guid")]
    assert len(set(guids)) == len(guids)
    assert {guid.get("isPermaLink") for guid in channel.iter("guid")} == {"true"}
    for link in channel.iter("link"):
        assert link.text.startswith("https://")


def test_the_channel_has_what_the_specification_asks_for(feed):
    rss = ET.fromstring(feed)
    assert rss.get("version") == "2.0"
    channel = rss.find("channel")
    assert channel.findtext("title") == "The Small & <Exact> Review"
    assert channel.findtext("link") == ROOT
    assert channel.findtext("description") == "A world for tests"
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert (own.get("href"), own.get("rel")) == (f"{ROOT}feed.xml", "self")
    assert own.get("type") == "application/rss+xml"


def test_strangers_words_are_text_in_the_description(parsed):
    item = next(entry for entry in parsed.entries if entry.link.endswith("2603.00002/"))
    assert item.title.startswith("</title><script>alert(1)</script>")
    for tag in ("<script", "<img", "<svg", "<h1", 'onclick="', "<b>"):
        assert tag not in item.description
    assert "&lt;img src=x onerror=alert(1)&gt;" in item.description


def test_an_empty_site_has_a_valid_empty_feed(world):
    for path in (world / "content/papers").rglob("*.json"):
        path.unlink()
    for folder in ("notes", "ledger", "digests", "pages"):
        shutil.rmtree(world / "content" / folder)
    [file] = feeds(pipeline.read_library(world))
    parsed = feedparser.parse(file.data)
    assert not parsed.bozo and parsed.entries == []


def test_formulas_and_commands_are_plain_words(world):
    path = world / "content/papers/2603/2603.00001.json"
    record = json.loads(path.read_text("utf-8"))
    record |= {"title": r"T\"ULU: $x_1^2$ at $5", "abstract": r"\textbf{We} show $\alpha \times 2$."}
    path.write_text(json.dumps(record), "utf-8")
    [file] = feeds(pipeline.read_library(world))
    entries = feedparser.parse(file.data, resolve_relative_uris=False, sanitize_html=False).entries
    item = next(entry for entry in entries if entry.link.endswith("2603.00001/"))
    assert item.title == "TÜLU: x₁² at $5"
    assert "<p>We show α×2.</p>" in item.description  # noqa: RUF001
