"""GET: what is tried again, how long it waits, and what it says when it gives up."""

from __future__ import annotations

import httpx
import pytest

from generator.errors import SourceError, WebError
from generator.web import DEFAULT_SPACING, MAX_BYTES, TRIES, Web

URL = "https://papers.example/list"


def body(data: bytes) -> bytes:
    return data


def json_only(data: bytes) -> bytes:
    if not data.startswith(b"["):
        raise SourceError("answered something that is not JSON")
    return data


@pytest.mark.parametrize("status", [403, 406, 408, 425, 429, 500, 502, 503, 504])
def test_a_refusal_that_may_pass_is_tried_again(answers, status):
    answers.give(status)
    answers.give(200, b"[]")
    assert answers.web().get(URL, {}, body) == b"[]"
    assert len(answers.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_a_refusal_that_cannot_pass_is_said_at_once_with_the_servers_words(answers, status):
    answers.give(status, {"error": "no such\n day"})
    with pytest.raises(WebError, match=rf"answered {status}: .*no such\\n day"):
        answers.web().get(URL, {}, body)


def test_a_dropped_connection_is_tried_again(answers):
    answers.break_off()
    answers.give(200, b"[1]")
    assert answers.web().get(URL, {}, body) == b"[1]"


@pytest.mark.parametrize("bad", [b"", b"<!doctype html><title>Please wait</title>", b'{"id": "26'])
def test_a_body_that_cannot_be_parsed_is_asked_for_again(answers, bad):
    answers.give(200, bad)
    answers.give(200, b"[2]")
    assert answers.web().get(URL, {}, json_only) == b"[2]"


def test_it_gives_up_after_some_tries_and_says_how_many(answers):
    for _ in range(TRIES):
        answers.give(503)
    with pytest.raises(WebError, match=f"^GET {URL}: answered 503, {TRIES} times$"):
        answers.web().get(URL, {}, body)


def test_waits_grow_from_try_to_try(answers):
    for _ in range(TRIES - 1):
        answers.give(500)
    answers.give(200)
    answers.web().get(URL, {}, body)
    assert answers.slept == [1.0, 2.0, 4.0, 8.0]


def test_chance_shortens_a_wait_by_up_to_half():
    slept: list[float] = []
    replies = iter([httpx.Response(500), httpx.Response(200)])
    web = Web(
        "https://t.example/",
        transport=httpx.MockTransport(lambda _: next(replies)),
        sleep=slept.append,
        clock=lambda: 1e9,
        chance=lambda: 0.0,
    )
    web.get("http://127.0.0.1/", {}, body)
    assert slept == [0.5]


def test_retry_after_in_seconds_is_obeyed(answers):
    answers.give(429, b"", Retry_After="17")
    answers.give(200)
    answers.web().get(URL, {}, body)
    assert answers.slept == [17.0]


def test_retry_after_as_a_date_is_obeyed(answers):
    answers.give(503, b"", Retry_After="Mon, 02 Mar 2026 10:00:30 GMT", Date="Mon, 02 Mar 2026 10:00:00 GMT")
    answers.give(200)
    answers.web().get(URL, {}, body)
    assert answers.slept == [30.0]


def test_a_retry_after_that_means_nothing_is_passed_over(answers):
    answers.give(503, b"", Retry_After="soon")
    answers.give(200)
    answers.web().get(URL, {}, body)
    assert answers.slept == [1.0]


def test_a_server_that_wants_long_peace_is_left_in_peace(answers):
    answers.give(429, b"", Retry_After="3600")
    with pytest.raises(WebError, match="to be asked again in 3600 s"):
        answers.web().get(URL, {}, body)
    assert answers.slept == []


def test_requests_to_one_host_keep_their_distance(answers):
    answers.give()
    answers.give()
    web = answers.web()
    web.get(URL, {}, body)
    web.get(URL, {}, body)
    assert answers.slept == [DEFAULT_SPACING]


def test_two_hosts_do_not_wait_for_each_other_and_loopback_for_nobody(answers):
    for _ in range(4):
        answers.give()
    web = answers.web()
    for url in (URL, "https://other.example/", "http://127.0.0.1:1/", "http://127.0.0.1:1/"):
        web.get(url, {}, body)
    assert answers.slept == []


def test_it_says_who_is_asking_and_what_it_takes(answers):
    answers.give()
    answers.web().get(URL, {"date": "2026-03-02"}, body)
    [request] = answers.asked
    assert "https://review.example/" in request.headers["User-Agent"]
    assert "application/json" in request.headers["Accept"]
    assert str(request.url) == f"{URL}?date=2026-03-02"


def test_a_body_without_end_is_not_read_to_the_end(answers):
    answers.give(200, b"x" * (MAX_BYTES + 1))
    with pytest.raises(WebError, match="more than 64 MiB"):
        answers.web().get(URL, {}, body)


def test_a_redirect_is_followed(answers):
    answers.give(301, b"", Location="https://papers.example/new")
    answers.give(200, b"[]")
    assert answers.web().get(URL, {}, body) == b"[]"
