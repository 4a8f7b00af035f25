"""Servers that fail as the replay does: what a day says it read is whole, and in the end all is had."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest
from make import make_source
from replay_server import FAULTS as KINDS

from broadsheet.errors import BroadsheetError
from broadsheet.fetching import sources
from broadsheet.fetching.client import Runtime, Web
from broadsheet.fetching.enrichers import semanticscholar
from broadsheet.model.paper import Paper
from broadsheet.model.site import EnricherConfig

FIRST = date(2026, 3, 2)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(4))
API = "https://papers.example"
SOURCES = {
    "feed": make_source("lab", "feed", "The Lab", f"{API}/feed.xml"),
    "openreview": make_source("conf", "openreview", "Conf", API, venue="Stones.cc"),
    "biorxiv": make_source("rxiv", "biorxiv", "Rxiv", API, server="biorxiv"),
}
A_DAY = 40  # items


def feed_body(request: httpx.Request, cut: bool) -> bytes:
    items = [
        f"<item><title>Stone {n}</title><guid isPermaLink='false'>n{n}</guid>"
        f"<pubDate>{DAYS[n % 4].isoformat()}T10:00:00Z</pubDate></item>"
        for n in range(4 * A_DAY)
    ]
    return f"<rss version='2.0'><channel>{''.join(items[:1] if cut else items)}</channel></rss>".encode()


def openreview_body(request: httpx.Request, cut: bool) -> bytes:
    offset = int(request.url.params["offset"])
    made = 1772445600000  # FIRST at 10:00 UTC
    notes = [
        {"id": f"n{n}", "content": {"title": {"value": f"Stone {n}"}}, "pdate": made + n % 4 * 86_400_000}
        for n in range(4 * A_DAY)
    ][offset:]
    return json.dumps({"notes": notes[:1] if cut else notes, "count": 4 * A_DAY}).encode()


def biorxiv_body(request: httpx.Request, cut: bool) -> bytes:
    _, _, _, day, _, cursor, _ = request.url.path.split("/")
    rows = [
        {"doi": f"10.1101/{day}.{n}", "title": f"Stone {n}", "version": "1", "date": day}
        for n in range(A_DAY)
    ][int(cursor) :][:30]
    message = {"status": "ok", "cursor": cursor, "total": str(A_DAY)}
    return json.dumps({"messages": [message], "collection": rows[:1] if cut else rows}).encode()


BODIES = {"feed": feed_body, "openreview": openreview_body, "biorxiv": biorxiv_body}


def faulty(good: Callable[[httpx.Request, bool], bytes], fault: Callable[[], str]) -> Web:
    def answer(request: httpx.Request) -> httpx.Response:
        what = fault()
        if what == "drop":
            raise httpx.RemoteProtocolError("closed")
        if what[:3].isdigit():
            headers = {"Retry-After": "1"} if what in ("429ra", "503") else {}
            return httpx.Response(int(what[:3]), text="Rate exceeded.", headers=headers)
        if what == "html":
            return httpx.Response(200, text="<!doctype html><title>Please verify</title>")
        body = good(request, what == "partial")
        return httpx.Response(200, content={"truncate": body[: len(body) // 2], "empty": b""}.get(what, body))

    runtime = Runtime(httpx.MockTransport(answer), sleep=lambda _: None, clock=lambda: 0.0)
    return Web("https://x.example/", runtime=runtime)


def in_turn(*faults: str) -> Callable[[], str]:
    waiting = list(faults)
    return lambda: waiting.pop(0) if waiting else ""


def mixed(seed: int, share: float) -> Callable[[], str]:
    chance = random.Random(seed)
    return lambda: chance.choice(KINDS) if chance.random() < share else ""


def found(kind: str, web: Web) -> tuple[set[tuple[date, str]], list[date]]:
    """The papers by day, and the days that failed."""
    papers, failed = set(), []
    for batch in sources.SOURCES[kind].fetch(web, SOURCES[kind], DAYS, DAYS[-1]):
        papers |= {(batch.day, paper.id) for paper in batch.papers}
        failed += [batch.day] if batch.failed else []
    return papers, failed


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_with_three_faults_in_ten_all_is_had_after_some_runs(kind):
    whole, _ = found(kind, faulty(BODIES[kind], in_turn()))
    had: set[tuple[date, str]] = set()
    for run in range(8):
        papers, _ = found(kind, faulty(BODIES[kind], mixed(run, 0.3)))
        had |= papers
    assert had == whole


def scholar_body(request: httpx.Request, cut: bool) -> bytes:
    ids = json.loads(request.content)["ids"]
    rows = [{"title": f"Stones {name}", "citationCount": 3} for name in ids]
    return json.dumps(rows[:1] if cut else rows).encode()


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_look_up_under_faults_gives_what_it_can_and_never_another_papers(share):
    config = EnricherConfig("semanticscholar", API)
    papers = tuple(Paper(id=f"2603.{n:05}", title=f"Stones ARXIV:2603.{n:05}") for n in range(1200))
    for run in range(5):
        try:
            for paper in semanticscholar.enrich(
                faulty(scholar_body, mixed(run, share)), config, papers, FIRST
            ):
                assert paper.title == f"Stones ARXIV:{paper.id}"
        except BroadsheetError as error:
            assert "failed" in str(error) or "left alone" in str(error)
