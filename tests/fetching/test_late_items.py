"""Late items: nothing that a source offers is lost because nobody asks for its day any more."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape

import httpx
import pytest
from bad_servers import serving, whole
from click.testing import CliRunner
from conftest import RECORDED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import start_site
from thorough import examples

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.fetching.client import Runtime, Web
from broadsheet.store.store import Store

TODAY = date(2026, 5, 29)
TOMORROW = TODAY + timedelta(days=1)
WEEK = tuple(TODAY - timedelta(days=n) for n in reversed(range(7)))
MONDAY = date(2026, 3, 2)
JOURNAL = "  - {kind: feed, name: journal, title: J, url: 'https://j.example/feed'%s}\n"
VENUE = "  - {kind: openreview, name: venue, title: V, url: 'https://v.example', venue: Stones.cc/2026%s}\n"


@pytest.fixture
def root(tmp_path):
    start_site(tmp_path / "site")
    configure(tmp_path / "site", JOURNAL % "")
    return tmp_path / "site"


def configure(root, sources: str) -> None:
    (root / "content/config/sources.yaml").write_text(f"sources:\n{sources}", "utf-8")


def article(name: object, day: object = "", **more: object) -> dict[str, object]:
    values = {"id": f"n{name}", "title": f"Article {name}", "url": f"https://j.example/{name}"}
    return values | ({"date_published": str(day)} if day else {}) | more


def note(number: int, day: date | None) -> dict[str, object]:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
    name = f"stone{number:04}"
    times = {"pdate": int(noon.timestamp() * 1000)} if noon else {}
    return {"id": name, "forum": name, "content": {"title": {"value": f"Note {number}"}}, **times}


def body_of(items: list[dict[str, object]]) -> bytes:
    """A body that is a JSON Feed and an answer of OpenReview's in one."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}
    return json.dumps(feed | {"notes": items, "count": len(items)}).encode()


def read(root, items, days=WEEK, today: date = TODAY, **more):
    """Fetch these items of a feed or of a venue; the steps."""
    body = body_of(items)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    web = Web("https://t.example/", runtime=Runtime(transport, sleep=lambda seconds: None))
    plan = pipeline.plan_fetch(root, days, again=True)
    steps = list(pipeline.fetch(root, web, plan, today, **more))
    assert not [step.failed for step in steps if step.failed]
    return steps


def kept(root) -> dict[str, date]:
    """The day of every paper, by its title."""
    return {paper.title: paper.day for paper in Store(root).load().papers}


def dropped(root) -> dict[str, str]:
    reasons = {}
    for reading in Store(root).load().readings:
        for drop in reading.dropped:
            reasons[drop.item] = drop.reason
    return reasons


def offered(root) -> int:
    return sum(reading.fetched for reading in Store(root).load().readings)


# -- where an item counts --------------------------------------------------------------------------


def test_a_new_issue_of_a_journal_arrives_whole(root):
    old = [article(n, TODAY - timedelta(days=n)) for n in range(3)]
    read(root, old)
    before = [article(f"new-{n}", TODAY - timedelta(days=20 + n)) for n in range(13)]
    issue = [article("new", TODAY), *before]
    read(root, [*issue, *old], days=[day + timedelta(days=1) for day in WEEK], today=TOMORROW)
    days = kept(root)
    assert len(days) == 17
    assert days["Article new"] == TODAY
    assert {days[f"Article new-{n}"] for n in range(13)} == {TOMORROW}
    paper = Store(root).paper("journal-nnew-12")
    assert paper.published == TODAY - timedelta(days=32), "its own date is told all the same"


@pytest.mark.parametrize(("make", "source"), [(article, JOURNAL), (note, VENUE)])
def test_items_keep_their_days_on_a_first_reading_and_those_of_long_ago_are_dropped(root, make, source):
    configure(root, source % "")
    ages = (0, 3, 7, 30, 66, 67, 400)
    read(root, [make(age, TODAY - timedelta(days=age)) for age in ages])
    assert set(kept(root).values()) == {TODAY - timedelta(days=age) for age in (0, 3, 7, 30, 66)}
    assert list(dropped(root).values()) == ["older than 60 days"] * 2
    assert offered(root) == len(ages)


@pytest.mark.parametrize(("make", "source"), [(article, JOURNAL), (note, VENUE)])
def test_what_was_never_seen_counts_for_today_if_it_is_not_too_old(root, make, source):
    configure(root, source % "")
    read(root, [make(1, TODAY)])
    items = [make(1, TODAY), make(2, TODAY - timedelta(days=30)), make(3, TODAY - timedelta(days=500))]
    read(root, items, days=[TOMORROW], today=TOMORROW)
    assert sorted(kept(root).values()) == [TODAY, TOMORROW]
    assert list(dropped(root).values()) == ["older than 60 days"]


def test_what_the_ledger_has_is_not_counted_again(root, snapshot):
    items = [article(1, TODAY), article(2, "2026-05-01"), article(3, "2020-01-01"), article(4, title="")]
    read(root, items)
    papers = snapshot(root / "content/papers")
    for n in range(1, 4):
        day = TODAY + timedelta(days=n)
        read(root, items[:3], days=[day], today=day)
        row = Store(root).reading("journal", day)
        assert (row.fetched, row.read) == (0, day)
    assert snapshot(root / "content/papers") == papers


@pytest.mark.parametrize("weekends", ["true", "false"])
def test_after_a_first_reading_no_day_since_the_oldest_item_is_missing(root, weekends):
    configure(root, JOURNAL % f", weekends: {weekends}")
    read(root, [article(n, TODAY - timedelta(days=n)) for n in (0, 3, 30, 50, 400)])
    days = {reading.day for reading in Store(root).load().readings}
    since = [TODAY - timedelta(days=n) for n in range(51)]
    assert days == {day for day in since if weekends == "true" or day.weekday() < 5}


def test_a_backfill_keeps_the_days_of_what_it_finds(root):
    read(root, [article(1, TODAY)])
    read(root, [article(1, TODAY), article(2, "2026-05-04")], days=[TODAY], is_backfill=True)
    assert kept(root)["Article 2"] == date(2026, 5, 4)
    assert Store(root).reading("journal", date(2026, 5, 4)).kept == ("journal-n2",)


def test_a_late_item_that_a_backfill_asks_for_by_its_day_stays_where_it_stood(root):
    read(root, [article(1, TODAY)])
    late = date(2026, 5, 4)
    items = [article(1, TODAY), article(2, late)]
    read(root, items, days=[TODAY])
    assert kept(root)["Article 2"] == TODAY
    read(root, items, days=[late, TODAY], is_backfill=True)
    assert [sighting.day for sighting in Store(root).paper("journal-n2").sightings] == [TODAY]


@pytest.mark.parametrize("source", [JOURNAL, VENUE])
def test_max_age_says_how_old_is_too_old(root, source):
    make = article if source is JOURNAL else note
    items = [make(n, TODAY - timedelta(days=n)) for n in (6, 10, 16, 17, 100)]
    configure(root, source % ", max_age: 10")
    read(root, items)
    assert list(dropped(root).values()) == ["older than 10 days"] * 2
    configure(root, source % ", max_age: 365")
    read(root, items, days=[TODAY])
    assert len(kept(root)) == 5, "who changes his mind has them"
    configure(root, source % ", max_age: 0")
    read(root, [*items, make(18, TODAY - timedelta(days=1))], days=[TODAY])
    assert "older than 0 days" in dropped(root).values()


@pytest.mark.parametrize("value", ["-1", "60.5", "'60'", "true", "[60]"])
def test_a_max_age_that_is_no_number_of_days_is_refused_by_name(root, value):
    configure(root, JOURNAL % f", max_age: {value}")
    result = CliRunner().invoke(main, ["check", "--root", str(root)])
    assert result.exit_code == 1
    assert "sources[0].max_age: must be a whole number from 0" in result.output


def test_a_paper_that_another_source_listed_is_seen_by_this_one_too(root):
    read(root, [article(1, TODAY)])
    lab = "  - {kind: feed, name: lab, title: L, url: 'https://l.example/feed'}\n"
    doi = {"url": "https://doi.org/10.5555/sand.1"}
    configure(root, lab)
    read(root, [article(2, TODAY, **doi)])
    configure(root, JOURNAL % "")
    read(root, [article(1, TODAY), article(3, "2026-05-02", **doi)], days=[TOMORROW], today=TOMORROW)
    assert Store(root).reading("journal", TOMORROW).kept == ("doi-10.5555-sand.1",)
    sightings = Store(root).paper("doi-10.5555-sand.1").sightings
    assert [(seen.source, seen.day) for seen in sightings] == [("lab", TODAY), ("journal", TOMORROW)]


def test_what_the_owner_does_not_look_for_is_dropped_once_also_where_it_is_late(root):
    read(root, [article(1, TODAY)])
    configure(root, JOURNAL % ", words: [sand]")
    items = [article(1, TODAY), article(2, "2026-05-02"), article(3, "2026-05-02", title="Sand")]
    for day in (TOMORROW, TOMORROW + timedelta(days=1)):
        read(root, items, days=[day], today=day)
    assert set(kept(root)) == {"Article 1", "Sand"}
    assert list(dropped(root)) == ["journal-n2"] and offered(root) == 3


def test_a_paper_whose_file_has_gone_comes_back_on_the_day_that_kept_it(root):
    items = [article(1, TODAY), article(2, "2026-05-04")]
    read(root, items)
    for path in (root / "content/papers").rglob("journal-n2.json"):
        path.unlink()
    read(root, items, days=[TOMORROW], today=TOMORROW)
    assert kept(root)["Article 2"] == date(2026, 5, 4)


def test_a_day_of_the_weekend_that_is_not_asked_for_is_counted_on_monday(root):
    configure(root, JOURNAL % ", weekends: false")
    monday, sunday = date(2026, 6, 1), date(2026, 5, 31)
    read(root, [article(1, TODAY)])
    days = [monday - timedelta(days=n) for n in reversed(range(7))]
    read(root, [article(1, TODAY), article(2, sunday)], days=days, today=monday)
    assert kept(root)["Article 2"] == monday


@pytest.mark.parametrize("when", [None, TODAY + timedelta(days=90)])
def test_a_note_without_a_day_counts_for_its_first_reading_and_is_seen_once(root, when):
    configure(root, VENUE % "")
    for n in range(3):
        day = TODAY + timedelta(days=n)
        read(root, [note(1, when)], days=[day], today=day)
    [paper] = Store(root).load().papers
    assert [sighting.day for sighting in paper.sightings] == [TODAY]


AGES = st.none() | st.integers(-5, 12) | st.sampled_from((13, 59, 60, 61, 66, 67, 90, 9000))


@pytest.mark.parametrize(("make", "source"), [(article, JOURNAL), (note, VENUE)])
@settings(
    max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(readings=st.lists(st.tuples(st.integers(0, 9), st.lists(AGES, max_size=4)), min_size=1, max_size=5))
def test_every_item_is_on_the_site_or_in_the_ledger_whenever_it_comes(root, make, source, readings):
    for folder in ("papers", "ledger"):
        shutil.rmtree(root / "content" / folder, ignore_errors=True)
    configure(root, source % "")
    items: list[dict[str, object]] = []
    today = TODAY
    for days_later, ages in readings:
        today += timedelta(days=days_later)
        for age in ages:
            own_day = None if age is None else today - timedelta(days=age)
            items.append(make(len(items) + 1, own_day))
        days = [today - timedelta(days=n) for n in reversed(range(7))]
        read(root, items, days=days, today=today)
        content = Store(root).load()
        pages = {page for reading in content.readings for page in reading.kept}
        drops = Counter(drop.item for reading in content.readings for drop in reading.dropped)
        assert pages == {paper.id for paper in content.papers}
        assert len(pages) + len(drops) == len(items)
        assert set(drops.values()) <= {1}
        assert all(len(paper.sightings) == 1 for paper in content.papers)


# -- dates that are none ---------------------------------------------------------------------------

# The file ``rss-lost.xml`` of the shared cases, in our own words, and neighbours.
NO_DAYS = (
    *("Mon, 01 Jan 0001 00:00:00 +0000", "Thu, 01 Jan 1970 00:00:00 GMT", "600000000", "0001-01-01"),
    *("1970-01-01T00:00:00Z", "0000-00-00", "1990-12-31", "soon", "", "2026-13-45"),
    *("May 2026", "2026-05", "2026", "0000-00-00T00:00:00Z", "Sat, 30 Nov 0002 00:00:00 GMT"),
)


def rss(*dates: str, element: str = "pubDate") -> bytes:
    items = []
    for number, text in enumerate(dates):
        when = f"<{element}>{escape(text)}</{element}>" if text else ""
        items.append(
            f"<item><title>Lost {number}</title><link>https://j.example/{number}</link>"
            f"<guid isPermaLink='false'>l{number}</guid>{when}</item>"
        )
    head = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>J</title>"
    return f"{head}{''.join(items)}</channel></rss>".encode()


def fetch_from(root, body: bytes, today: date = TODAY):
    """The command itself, on a server that gives this feed."""
    with serving(lambda server, connection, head: connection.sendall(whole("200 OK", body))) as server:
        source = f"  - {{kind: feed, name: journal, title: J, url: '{server.address}/feed'}}\n"
        configure(root, source)
        return CliRunner().invoke(main, ["fetch", "--root", str(root), "--today", today.isoformat()])


@pytest.mark.parametrize("element", ["pubDate", "dc:date"])
def test_what_is_no_day_counts_for_the_day_of_the_reading(root, element):
    result = fetch_from(root, rss(*NO_DAYS, "2026-05-28", "2026-05-10", element=element))
    assert result.exit_code == 0, result.output
    days = kept(root)
    assert Counter(days.values()) == {TODAY: len(NO_DAYS), date(2026, 5, 28): 1, date(2026, 5, 10): 1}
    papers = Store(root).load().papers
    assert offered(root) == len(papers) == len(NO_DAYS) + 2
    told = {paper.published.isoformat() for paper in papers if paper.day == TODAY and paper.published}
    assert told == {"2026-05", "2026"}


def test_explain_says_by_its_address_where_an_item_went(root):
    fetch_from(root, rss("2026-05-28", "2020-05-28", "0001-01-01"))
    answers = []
    for number in range(3):
        words = ["explain", f"https://j.example/{number}", "--root", str(root)]
        answers.append(CliRunner().invoke(main, words).output)
    assert "It is on the site." in answers[0] and "in the edition of Thursday, 28 May 2026" in answers[0]
    assert answers[1].startswith("It is not on the site: it was dropped on reading, older than 60 days.")
    assert "in the edition of Friday, 29 May 2026" in answers[2]


@pytest.mark.skipif(not (RECORDED / "cases").is_dir(), reason="needs the shared cases, which are not here")
def test_no_item_of_the_shared_case_is_lost(root):
    result = fetch_from(root, (RECORDED / "cases/rss-lost.xml").read_bytes())
    assert result.exit_code == 0, result.output
    papers = Store(root).load().papers
    assert offered(root) == len(papers) == 7
    days = Counter(paper.day for paper in papers)
    assert days == {TODAY: 4, date(2026, 5, 28): 1, date(2026, 5, 10): 1, date(2026, 5, 18): 1}
