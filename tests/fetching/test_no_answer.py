"""No answer is not an answer: what a schedule says alone is no reading."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import httpx
import pytest
from arxiv_made import feed, rss
from bad_servers import serving, whole
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from make import make_source
from thorough import examples

from broadsheet import pipeline
from broadsheet.cli import main
from broadsheet.fetching.client import Runtime, Web
from broadsheet.fetching.ingest import read_days
from broadsheet.fetching.sources.arxiv_days import DEFERRED
from broadsheet.store.store import Store

HOLIDAY = date(2026, 11, 27)  # the list after an evening without an announcement
DAYS = (date(2026, 11, 25), date(2026, 11, 26), HOLIDAY)


@pytest.mark.parametrize("kind", ["arxiv", "arxiv-rss"])
@pytest.mark.parametrize("days", [DAYS, (HOLIDAY,)])
def test_a_holiday_is_not_read_where_nobody_answers(kind, days, answers, tmp_path):
    source = make_source("lists", kind, "arXiv", "https://list.example", categories=("cs.CL",))
    for _ in range(60):
        answers.break_off()
    steps = list(read_days(Store(tmp_path), answers.web(), source, days, HOLIDAY))
    answers.waiting.clear()
    assert steps and all(step.failed for step in steps)
    assert list(tmp_path.rglob("*.json")) == []


def test_a_holiday_that_the_ledger_has_is_no_failure_where_it_alone_is_asked_for(answers, tmp_path):
    source = make_source("lists", "arxiv", "arXiv", "https://list.example", categories=("cs.CL",))
    answers.give(200, feed(total=0))
    steps = list(read_days(Store(tmp_path), answers.web(), source, DAYS, HOLIDAY))
    assert [step.failed for step in steps] == ["", "", ""]
    assert list(read_days(Store(tmp_path), answers.web(), source, (HOLIDAY,), HOLIDAY)) == []


# -- every request fails ---------------------------------------------------------------------------

KINDS = (
    "kind: huggingface",
    "kind: arxiv-rss, categories: [cs.CL]",
    "kind: arxiv, name: search, title: Search, words: [sand]",
    "kind: feed, name: journal, title: J",
    "kind: openreview, name: venue, title: V, venue: Stones.cc/2026",
    "kind: biorxiv",
    "kind: broadsheet, name: other, title: O",
)


def configure(root, address: str, kinds=KINDS) -> None:
    lines = ["sources:"]
    for kind in kinds:
        lines.append(f"  - {{{kind}, url: '{address}'}}")
    lines.append("look_ups:")
    for kind in ("arxiv", "semanticscholar"):
        lines.append(f"  - {{kind: {kind}, url: '{address}'}}")
    (root / "content/config/sources.yaml").write_text("\n".join(lines), "utf-8")


def refuse(problem: Exception | int, request: httpx.Request) -> httpx.Response:
    if isinstance(problem, int):
        return httpx.Response(problem)
    raise problem


LAST_DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31)) | st.sampled_from(sorted(DEFERRED))
PROBLEMS = (httpx.ConnectError("no network"), httpx.ReadTimeout("slow"), OSError("down"), 400, 404, 429, 503)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    span=st.tuples(LAST_DAYS, st.integers(1, 40)),
    problem=st.sampled_from(PROBLEMS),
    kinds=st.just(KINDS) | st.sampled_from(KINDS).map(lambda kind: (kind,)),
    is_backfill=st.booleans(),
)
# A Sunday alone: no list is due, only look-ups are tried.
@example(span=(date(2026, 12, 13), 1), problem=404, kinds=KINDS[:1], is_backfill=False)
def test_a_fetch_that_reached_nothing_leaves_content_as_it_was(
    world, snapshot, span, problem, kinds, is_backfill
):
    configure(world, "https://list.example", kinds)
    before = snapshot(world / "content")
    last, length = span
    days = [last - timedelta(days=n) for n in reversed(range(length))]
    runtime = Runtime(httpx.MockTransport(partial(refuse, problem)), sleep=lambda seconds: None)
    web = Web("https://t.example/", runtime=runtime)
    plan = pipeline.plan_fetch(world, days)
    steps = list(pipeline.fetch(world, web, plan, last, is_backfill=is_backfill))
    assert steps and all(step.failed for step in steps)
    assert snapshot(world / "content") == before


@pytest.mark.parametrize("words", [(), ("--days", "1"), ("--since", "2026-11-20"), ("--days", "60")])
@pytest.mark.parametrize("command", ["fetch", "backfill"])
def test_the_command_says_that_nothing_was_read(world, snapshot, command, words):
    if command == "backfill" and "--days" in words:
        words = ("--since", "2026-11-25")
    with serving(lambda server, connection, head: connection.sendall(whole("404 Not Found"))) as server:
        configure(world, server.address)
        before = snapshot(world / "content")
        given_words = [command, "--root", str(world), "--today", str(HOLIDAY), *words]
        result = CliRunner().invoke(main, given_words)
    assert result.exit_code == 1, result.output
    assert "0 days read" in result.output
    assert snapshot(world / "content") == before


# -- what one road said ----------------------------------------------------------------------------


def test_a_complaint_of_the_feed_is_told_though_the_api_has_nothing(answers, tmp_path):
    source = make_source(
        "lists", "arxiv-rss", "arXiv", "https://list.example", categories=("cs.XX",), announce=("new",)
    )
    monday = date(2026, 5, 18)
    said = {"title": "Feed error for query: cs.XX", "description": "Invalid archive 'cs.XX'."}
    answers.give(400, rss(**said))
    answers.give(200, feed(total=0))
    [step] = read_days(Store(tmp_path), answers.web(), source, (monday,), monday)
    assert step.failed.endswith("answered 400: Invalid archive 'cs.XX'.; the API found nothing")
    assert list(tmp_path.rglob("*.json")) == []
