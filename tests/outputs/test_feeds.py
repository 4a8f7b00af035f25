"""The feeds, read back with feedparser, with a second reader and as JSON."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from xml.etree import ElementTree as ET

import fastfeedparser
import feedparser
import listparser
import pytest
from make import make_entry, make_library, make_paper, make_reading, make_sighting, make_site, make_topic

from broadsheet import pipeline
from broadsheet.model.paper import Version
from broadsheet.model.site import SourceConfig
from broadsheet.outputs.feeds.feeds import all_feeds, feeds
from broadsheet.outputs.feeds.formats import FORMATS
from broadsheet.text.plain import clean

ROOT = "https://review.example/digest/"
TAG = "tag:review.example,2026:digest/"
ATOM = "{http://www.w3.org/2005/Atom}"


def files(library):
    return {file.path: file.data for file in feeds(library)}


def read(data):
    """What feedparser, which must have nothing to complain of, makes of a feed."""
    parsed = feedparser.parse(data, resolve_relative_uris=False, sanitize_html=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def words(entry, field="title"):
    """A text construct as the words that it says, in whatever language it says them."""
    said = entry[field]
    return unescape(said) if entry[f"{field}_detail"].type == "text/html" else said


def untagged(title):
    """What RSS, which cannot say whether a title is HTML, makes of what looks like a tag."""
    return re.sub(r"<([^<>]*)>", r"‹\1›", title)


@pytest.fixture
def written(world):
    return files(pipeline.read_library(world))


@pytest.fixture
def parsed(written):
    return read(written["feed.xml"])


def item(parsed, paper):
    return next(entry for entry in parsed.entries if entry.link.endswith(f"/{paper}/"))


def test_it_holds_the_newest_papers_newest_day_first_and_best_first_within_a_day(parsed):
    ids = [entry.link.removeprefix(f"{ROOT}paper/").rstrip("/") for entry in parsed.entries]
    assert len(ids) == 11
    assert ids[:5] == ["2603.00010", "2603.00011", "2603.00007", "2603.00008", "2603.00009"]
    assert ids[-3:] == ["2603.00003", "2603.00001", "2603.00002"]


def test_every_format_has_the_same_items_in_two_readers(written):
    bases = {path.rpartition(".")[0] for path in written if path.endswith((".xml", ".atom"))}
    assert {"feed", "feeds/days", "feeds/weeks", "feeds/months", "feeds/corrections"} < bases
    for base in bases:
        rss, atom = read(written[f"{base}.xml"]), read(written[f"{base}.atom"])
        told = json.loads(written[f"{base}.json"])["items"]
        ids = [i["id"] for i in told]
        assert [e.id for e in rss.entries] == [e.id for e in atom.entries] == ids
        assert [e.link for e in rss.entries] == [e.link for e in atom.entries] == [i["url"] for i in told]
        assert [words(e) for e in atom.entries] == [i["title"] for i in told]
        assert [e.title for e in rss.entries] == [untagged(i["title"]) for i in told]
        if ids:
            for data in (written[f"{base}.xml"], written[f"{base}.atom"]):
                assert [e.id for e in fastfeedparser.parse(data.decode()).entries] == ids


def test_it_holds_no_more_papers_than_the_site_says(world):
    (world / "content/config/site.yaml").write_text("feed_papers: 4\n")
    assert len(read(files(pipeline.read_library(world))["feed.xml"]).entries) == 4


def test_what_lists_do_not_show_is_in_no_feed(written):
    for path, data in written.items():
        assert b"2603.00004" not in data and b"2603.00005" not in data, path


def test_an_item_has_a_permanent_id_its_day_its_people_and_its_topics(parsed):
    paper = item(parsed, "2603.00001")
    assert paper.title == "Counting to ten with large sums"
    assert paper.id == f"{TAG}paper/2603.00001"
    assert not paper.guidislink
    assert paper.link == f"{ROOT}paper/2603.00001/"
    assert datetime(*paper.published_parsed[:6], tzinfo=UTC) == datetime(2026, 3, 2, tzinfo=UTC)
    assert paper.authors[0]["name"] == "Ada Example"
    assert [tag.term for tag in paper.tags] == ["Sums"]
    assert "We count to ten in eleven steps." in paper.content[0].value


def test_ids_stay_when_a_title_is_corrected_and_on_another_day():
    paper = make_paper()
    before = make_library()
    later = make_library(
        entries=(
            make_entry(paper=replace(paper, title="Corrected", versions=(Version(2, date(2026, 5, 1)),))),
        ),
        readings=(make_reading(read=date(2026, 7, 1)),),
    )
    ids = [
        {feed.base: [i.id for i in feed.items] for feed in all_feeds(library)} for library in (before, later)
    ]
    assert ids[0]["feed"] == ids[1]["feed"] == [f"{TAG}paper/2603.00001"]


def test_no_feed_gives_a_new_id_to_what_it_had_on_a_later_day_and_with_titles_corrected(world):
    def ids():
        return {feed.base: {i.id for i in feed.items} for feed in all_feeds(pipeline.read_library(world))}

    before = ids()
    for path in (world / "content/ledger").glob("*.json"):
        path.write_text(re.sub(r'"read": "[0-9-]+"', '"read": "2026-04-02"', path.read_text("utf-8")))
    for path in (world / "content/papers").rglob("*.json"):
        paper = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(paper | {"title": f"{paper['title']}, Corrected"}))
    after = ids()
    assert set(before) <= set(after)
    for base, known in before.items():
        # A week and a month that have ended since come in addition.
        assert known <= after[base], base
        assert known == after[base] or base in ("feeds/weeks", "feeds/months"), base
    assert after["feeds/months"] > before["feeds/months"]


def test_an_owner_may_say_whose_name_the_ids_carry():
    library = make_library(site=make_site(feed_ids="papers.example,2030:"))
    assert all_feeds(library)[0].items[0].id == "tag:papers.example,2030:paper/2603.00001"


def test_ids_are_all_different_and_all_links_absolute(written):
    channel = ET.fromstring(written["feed.xml"]).find("channel")
    guids = [guid.text for guid in channel.iter("guid")]
    assert len(set(guids)) == len(guids)
    assert {guid.get("isPermaLink") for guid in channel.iter("guid")} == {"false"}
    for link in channel.iter("link"):
        assert link.text.startswith("https://")


def test_no_two_entries_have_the_same_time_though_only_the_day_is_known(written):
    times = [e.updated for e in read(written["feed.atom"]).entries]
    assert len(set(times)) == len(times)


def test_every_feed_names_itself_in_its_own_format(written):
    for path, data in written.items():
        if path.endswith(".json"):
            assert json.loads(data)["feed_url"] == ROOT + path
        elif path.endswith((".xml", ".atom")):
            links = [link for link in ET.fromstring(data).iter(f"{ATOM}link") if link.get("rel") == "self"]
            [own] = links
            assert own.get("href") == ROOT + path
            assert own.get("type") == {f.ending: f.media for f in FORMATS}[path[path.rindex(".") :]]


def test_the_channel_has_what_the_specification_asks_for(written):
    rss = ET.fromstring(written["feed.xml"])
    assert rss.get("version") == "2.0"
    channel = rss.find("channel")
    assert channel.findtext("title") == untagged("The Small & <Exact> Review")
    assert channel.findtext("link") == ROOT
    assert channel.findtext("description") == "A world for tests"


def test_atom_stands_in_the_default_namespace(written):
    assert b"<feed xmlns=" in written["feed.atom"]
    assert b"<entry>" in written["feed.atom"]


def test_strangers_words_are_text_in_every_format(written):
    for path, plain in (("feed.xml", False), ("feed.atom", True)):
        parsed = read(written[path])
        paper = item(parsed, "2603.00002")
        start = "</title><script>alert(1)</script>"
        assert words(paper).startswith(start if plain else untagged(start))
        for value in (paper.summary, paper.content[0].value):
            for tag in ("<script", "<img", "<svg", "<h1"):
                assert tag not in value
    [told] = [i for i in json.loads(written["feed.json"])["items"] if i["id"].endswith("2603.00002")]
    assert "<script" not in told["content_html"]


@pytest.mark.parametrize(
    "title", ["a ]]> b", "“q” & 'q' \"q\"", "a\x00\x1b[0mb", "🎉 שלום \u202eevil", "<b>bold</b>", "&amp;"]
)
def test_a_hard_title_is_the_same_in_every_format(title):
    written = files(
        make_library(entries=(make_entry(paper=make_paper(title=title, authors=(title,) * 3303)),))
    )
    told = json.loads(written["feed.json"])["items"][0]
    rss, atom = read(written["feed.xml"]).entries[0], read(written["feed.atom"]).entries[0]
    assert words(atom) == told["title"] == clean(title)
    assert rss.title == untagged(told["title"])
    assert len(told["authors"]) == 10 and "and 3,293 more" in told["content_html"]


def test_an_empty_site_has_valid_empty_feeds(world):
    for path in (world / "content/papers").rglob("*.json"):
        path.unlink()
    for folder in ("notes", "ledger", "digests", "pages"):
        shutil.rmtree(world / "content" / folder)
    for path, data in files(pipeline.read_library(world)).items():
        if path.endswith((".xml", ".atom")):
            assert read(data).entries == []


def test_formulas_are_mathml_in_atom_and_json_and_plain_words_elsewhere():
    paper = make_paper(title=r"T\"ULU: $x_1^2$ at $5", abstract=r"\textbf{We} show $\alpha \times 2$.")
    written = files(make_library(entries=(make_entry(paper=paper),)))
    rss, atom = read(written["feed.xml"]).entries[0], read(written["feed.atom"]).entries[0]
    told = json.loads(written["feed.json"])["items"][0]
    assert rss.title == atom.title == told["title"] == "TÜLU: x₁² at $5"
    assert "<p>We show α×2.</p>" in rss.content[0].value  # noqa: RUF001
    assert "<math" in told["content_html"]
    math = ET.fromstring(written["feed.atom"]).findall(".//{http://www.w3.org/1998/Math/MathML}math")
    assert len(math) == 1


def test_every_topic_and_with_several_sources_every_source_has_its_feeds():
    sources = tuple(
        SourceConfig(n, "huggingface", n.title(), "https://a.example") for n in ("example", "other")
    )
    other = make_paper(id="2603.00002", sightings=(make_sighting(source="other"),))
    library = make_library(
        sources=sources, topics=(make_topic(),), entries=(make_entry(), make_entry(paper=other, topics=()))
    )
    held = {feed.base: [i.id.rpartition("/")[2] for i in feed.items] for feed in all_feeds(library)}
    assert held["feeds/source/other"] == ["2603.00002"]
    assert held["feeds/topic/stones"] == ["2603.00001"]


def test_a_week_is_in_its_feed_only_once_it_is_over():
    running = make_library(readings=(make_reading(read=date(2026, 3, 8)),))
    over = make_library(readings=(make_reading(read=date(2026, 3, 9)),))
    weeks = [next(f for f in all_feeds(lib) if f.base == "feeds/weeks").items for lib in (running, over)]
    assert weeks[0] == ()
    assert [i.link for i in weeks[1]] == [f"{ROOT}week/2026-W10/"]


def test_an_edition_is_one_item_with_all_its_papers(written):
    edition = read(written["feeds/days.xml"]).entries[-1]
    assert edition.link == f"{ROOT}day/2026-03-02/"
    assert edition.content[0].value.count("<li>") == 3


def test_corrections_tell_of_the_withdrawn_the_retitled_and_the_published():
    paper = make_paper(
        withdrawn="Stones were counted twice.", former_titles=("Counting Stones",),
        journal="Annals of Stones",
        versions=(Version(1, date(2026, 3, 1)), Version(2, date(2026, 4, 1))),
    )  # fmt: skip
    written = files(make_library(entries=(make_entry(paper=paper),)))
    entries = read(written["feeds/corrections.atom"]).entries
    assert [e.id.rpartition("2603.00001/")[2] for e in entries] == ["published", "retitled/1", "withdrawn"]
    assert "Stones were counted twice." in entries[2].summary
    assert {e.updated[:10] for e in entries} == {"2026-04-01"}


def test_a_hub_is_named_where_there_is_one():
    written = files(make_library(site=make_site(hub="https://hub.example/")))
    links = ET.fromstring(written["feed.xml"]).iter(f"{ATOM}link")
    assert [link.get("href") for link in links if link.get("rel") == "hub"] == ["https://hub.example/"]
    assert json.loads(written["feed.json"])["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_all_feeds_stand_in_an_opml_that_readers_import(written):
    found = listparser.parse(written["feeds/feeds.opml"])
    assert not found.bozo
    assert {feed.url.removeprefix(ROOT) for feed in found.feeds} == {p for p in written if p.endswith(".xml")}
