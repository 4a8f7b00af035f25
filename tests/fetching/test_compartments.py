"""A source is a compartment: whatever becomes of it, the others have their days and their time."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from functools import cache

import httpx
import pytest
from bad_servers import SLOW, serving, whole
from make import start_site
from replay_archive import make_up_archive
from replaying import running
from thorough import at_most

from broadsheet import pipeline
from broadsheet.fetching.client import Runtime, Web
from broadsheet.model.ledger import LedgerEntry
from broadsheet.store.store import Store

MONDAY, TUESDAY, TODAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
GOOD = {"version": "https://jsonfeed.org/version/1.1", "title": "Good", "items": []}
ITEM = {"id": "1", "title": "Sand", "url": "https://good.example/1", "date_published": "2026-03-02T10:00:00Z"}


@pytest.fixture
def root(tmp_path):
    start_site(tmp_path / "site")
    return tmp_path / "site"


def feeds(root, **addresses):
    """Let the site have these feeds, in this order, and no look-ups."""
    lines = ["sources:"]
    for name, address in addresses.items():
        lines.append(f"  - {{kind: feed, name: {name}, title: {name.title()}, url: '{address}'}}")
    (root / "content/config/sources.yaml").write_text("\n".join(lines) + "\n")


def run(root, answer, days=(MONDAY,), **more):
    runtime = Runtime(httpx.MockTransport(answer), sleep=lambda seconds: None)
    plan = pipeline.plan_fetch(root, days)
    return list(pipeline.fetch(root, Web("https://t.example/", runtime=runtime, **more), plan, TODAY))


def refusing(problem):
    """A network on which ``bad.example`` ends in this exception and every other host is well."""

    def answer(request):
        if request.url.host == "bad.example":
            raise problem
        return httpx.Response(200, json=GOOD | {"items": [ITEM]})

    return answer


PROBLEMS = [
    UnicodeError("label empty or too long"),
    ValueError("a\nb" * 500),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    OverflowError("int too large to convert to float"),
    KeyError("title"),
    httpx.StreamConsumed(),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: type(problem).__name__)
def test_an_error_that_nobody_foresaw_fails_its_own_source_in_one_sentence(root, problem):
    feeds(root, bad="https://bad.example/feed", good="https://good.example/feed")
    bad, good = run(root, refusing(problem))
    assert (bad.source, bad.day) == ("bad", MONDAY) and type(problem).__name__ in bad.failed
    assert "\n" not in bad.failed and len(bad.failed) < 400
    assert (good.source, good.new, good.failed) == ("good", 1, "")
    reading = Store(root).reading("bad", MONDAY)
    assert reading.failed == bad.failed and reading.asked == TODAY


def test_an_error_that_nobody_foresaw_in_a_look_up_ends_that_look_up_alone(root):
    feeds(root, good="https://good.example/feed")
    sources = root / "content/config/sources.yaml"
    sources.write_text(sources.read_text() + "look_ups: [{kind: arxiv, url: 'https://bad.example'}]\n")
    item = ITEM | {"url": "https://arxiv.org/abs/2603.00001"}

    def answer(request):
        if request.url.host == "bad.example":
            raise UnicodeError("odd")
        return httpx.Response(200, json=GOOD | {"items": [item]})

    good, looked_up = run(root, answer)
    assert good.new == 1 and looked_up.is_enricher and "UnicodeError (odd)" in looked_up.failed


@pytest.mark.parametrize("location", ["http://a..b/", f"http://{'x' * 300}/", "http://xn--a/", "http://[::1"])
def test_a_redirect_to_an_odd_host_leaves_the_next_source_its_turn(root, location):
    redirect = whole("301 Moved Permanently", b"", f"Location: {location}")
    good = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Good", "items": []}'

    def answer(server, connection, head):
        connection.sendall(redirect if b"/bad" in head else whole("200 OK", good))

    with serving(answer) as server:
        feeds(root, bad=f"{server.address}/bad", good=f"{server.address}/good")
        web = Web("https://t.example/", runtime=Runtime(sleep=lambda seconds: None))
        bad, good = pipeline.fetch(root, web, pipeline.plan_fetch(root, [TODAY]), TODAY)
    assert bad.failed.startswith("GET http://127.0.0.1") and Store(root).reading("bad", TODAY).failed
    assert good.failed == ""


# -- whose turn it is ----------------------------------------------------------------------------------


def asked_hosts(root, days=(MONDAY, TUESDAY)):
    """The hosts in the order of being asked."""
    hosts = []

    def answer(request):
        hosts.append(request.url.host)
        return httpx.Response(200, json=GOOD)

    run(root, answer, days)
    return hosts


def test_the_source_whose_last_good_reading_is_oldest_is_asked_first(root):
    feeds(
        root, a="https://a.example/", b="https://b.example/", c="https://c.example/", d="https://d.example/"
    )
    store = Store(root)
    # A day of long ago that was read lately counts by when it was read; a failed try counts for nothing.
    store.record(LedgerEntry(source="a", day=date(2025, 1, 6), read=date(2026, 3, 5)))
    store.record(LedgerEntry(source="b", day=date(2026, 2, 27), read=date(2026, 2, 27)))
    store.record(LedgerEntry(source="b", day=MONDAY, asked=TODAY, failed="no whole answer"))
    store.record(LedgerEntry(source="d", day=date(2026, 2, 27), read=date(2026, 2, 27)))
    assert asked_hosts(root) == ["c.example", "b.example", "d.example", "a.example"]


def test_sources_that_were_read_alike_are_asked_as_the_owner_names_them(root):
    feeds(root, b="https://b.example/", a="https://a.example/")
    assert asked_hosts(root) == asked_hosts(root) == ["b.example", "a.example"]


def test_a_source_without_days_to_ask_for_takes_no_share_of_the_time(root, answers):
    feeds(root, done="https://done.example/", slow="https://slow.example/")
    Store(root).record(LedgerEntry(source="done", day=MONDAY, read=date(2026, 4, 1)))
    answers.give(503, b"", Retry_After="50")
    answers.give(200, GOOD | {"items": [ITEM]})
    plan = pipeline.plan_fetch(root, [MONDAY])
    [step] = pipeline.fetch(root, answers.web(at_most=60), plan, TODAY)
    assert step.source == "slow" and not step.failed


def test_a_source_that_wants_to_be_waited_for_uses_up_no_more_than_its_share(root, answers):
    feeds(root, slow="https://slow.example/", good="https://good.example/")
    answers.give(503, b"", Retry_After="50")
    answers.give(200, GOOD | {"items": [ITEM]})
    plan = pipeline.plan_fetch(root, [MONDAY])
    slow, good = pipeline.fetch(root, answers.web(at_most=60), plan, TODAY)
    assert slow.failed == "its share of the time for this run is over; 1 day not asked for"
    assert Store(root).reading("slow", MONDAY) is None, "not asked is not failed"
    assert good.new == 1


# -- lists without end ---------------------------------------------------------------------------------

MANY = at_most(99_999, quick=10_999)  # more than any source takes at once


def many_pages(request):
    """A server that gives a full list to every question, whatever page was asked for."""
    return httpx.Response(200, content=full_list(request.url.host))


@cache
def full_list(host):
    return json.dumps(list_of(host)).encode()


def list_of(host):
    match host:
        case "hf.example":
            return [{"paper": {"id": f"2603.{number:05}", "title": "Sand"}} for number in range(MANY)]
        case "bio.example":
            records = [{"doi": f"10.1101/{number}", "title": "Sand"} for number in range(30)]
            return {"messages": [{"status": "ok", "total": "99999"}], "collection": records}
        case "review.example":
            return {"notes": [{"id": f"n{number}", "content": {}} for number in range(MANY)], "count": MANY}
    return GOOD | {"items": [ITEM]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "limit", "said"),
    [
        ("{kind: huggingface, url: 'https://hf.example'}", 5, f"{MANY:,}"),
        ("{kind: biorxiv, url: 'https://bio.example'}", 2, "99,999"),
        ("{kind: openreview, venue: V, url: 'https://review.example'}", 2, f"{MANY:,}"),
    ],
)
def test_one_list_of_very_many_items_does_not_use_up_the_run(root, source, limit, said):
    feeds(root, good="https://good.example/")
    sources = root / "content/config/sources.yaml"
    good = sources.read_text().removeprefix("sources:\n")
    sources.write_text(f"sources:\n  - {source}\n{good}")
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return many_pages(request)

    *bad, good = run(root, answer, days=(MONDAY, TUESDAY))[:-1]
    assert [bool(step.failed) for step in bad] == [True, True]
    assert said in bad[0].failed
    assert (good.source, good.new) == ("good", 1)
    assert len(asked) <= limit + 1


def test_a_feed_of_very_many_items_is_refused_before_it_is_parsed(root):
    body = b"<rss version='2.0'><channel>" + b"<item><title>Sand</title></item>" * MANY + b"</channel></rss>"
    feeds(root, bad="https://bad.example/", good="https://good.example/")

    def answer(request):
        if request.url.host == "bad.example":
            return httpx.Response(200, content=body)
        return httpx.Response(200, json=GOOD)

    bad, good = run(root, answer, days=(TODAY,))
    assert f"answered a feed of {MANY:,} items; 10,000 are read at most" in bad.failed
    assert good.failed == ""


# -- the command line, in real time ----------------------------------------------------------------------

REPLAY_FAULTS = ("slow", "429", "429ra", "503", "500", "drop", "truncate", "empty", "html")


def fetch_for_a_minute(root, today):
    command = [sys.executable, "-m", "broadsheet", "fetch", "--root", str(root), "--at-most", "1"]
    return subprocess.run(
        [*command, "--today", today.isoformat()], capture_output=True, text=True, check=False, timeout=300
    )


def good_source_behind(root, address, good, today):
    """Fetch for a minute from a bad source first and a good one behind it; returns the good one's days."""
    feeds(root, bad=f"{address}/feed")
    sources = root / "content/config/sources.yaml"
    sources.write_text(f"{sources.read_text()}  - {{kind: huggingface, url: '{good}'}}\n")
    done = fetch_for_a_minute(root, today)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    store = Store(root)
    days = [today - timedelta(days=number) for number in range(7)]
    readings = [store.reading("huggingface", day) for day in days]
    return [reading.day for reading in readings if reading and reading.read]


@pytest.mark.slow
@pytest.mark.parametrize("fault", SLOW, ids=lambda fault: fault.__name__)
def test_a_good_source_behind_one_that_drips_a_byte_a_second_gets_its_days(root, fault):
    archive = make_up_archive()
    with running(archive) as replay, serving(lambda *asked: fault(*asked[:2], 1.0)) as bad:
        replay.be("2026-05-29")
        assert len(good_source_behind(root, bad.address, replay.address, date(2026, 5, 29))) == 5


@pytest.mark.slow
@pytest.mark.parametrize("fault", REPLAY_FAULTS)
def test_a_good_source_behind_one_with_a_fault_gets_its_days(root, fault):
    archive = make_up_archive()
    with running(archive) as replay, running(archive) as bad:
        replay.be("2026-05-29")
        bad.be("2026-05-29", f"{fault}:1.0")
        address = f"{bad.address}/rss/cs.CL?"
        assert len(good_source_behind(root, address, replay.address, date(2026, 5, 29))) == 5
