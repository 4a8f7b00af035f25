"""GET: what is tried again, how long it waits, and what it says when it gives up."""

from __future__ import annotations

import os

import httpx
import pytest

from broadsheet.errors import NotAsked, SourceError, WebError
from broadsheet.fetching.client import MAX_BYTES, MOST_REDIRECTS, PATIENCE, TRIES, Key, Runtime, Web
from broadsheet.fetching.http_cache import HttpCache
from broadsheet.settings.source_kinds import Politeness

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
    transport = httpx.MockTransport(lambda _: next(replies))
    web = Web("https://t.example/", runtime=Runtime(transport, slept.append, lambda: 1e9, lambda: 0.0))
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
    assert answers.slept == [Politeness("any").spacing]


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


# -- what is owed to an operator, whoever asks -------------------------------------------------------


def test_all_hosts_of_arxiv_share_one_distance(answers):
    for _ in range(3):
        answers.give()
    web = answers.web()
    for host in ("export.arxiv.org", "rss.arxiv.org", "arxiv.org"):
        web.get(f"https://{host}/x", {}, body)
    assert answers.slept == [3.0, 3.0]


def test_a_redirect_keeps_its_distance_too(answers):
    answers.give(301, b"", Location="https://export.arxiv.org/api/query")
    answers.give()
    answers.web().get("http://export.arxiv.org/api/query", {}, body)
    assert answers.slept == [3.0]


def test_redirects_without_end_are_not_followed_to_the_end(answers):
    for _ in range(MOST_REDIRECTS + 1):
        answers.give(302, b"", Location=URL)
    with pytest.raises(WebError, match="redirected more than 5 times"):
        answers.web().get(URL, {}, body)


@pytest.mark.parametrize("status", [403, 406, 408, 425, 429, 503])
def test_arxiv_is_given_time_when_it_refuses_without_saying_for_how_long(answers, status):
    for _ in range(TRIES - 1):
        answers.give(status, b"Rate exceeded.")
    answers.give()
    answers.web().get("https://export.arxiv.org/api/query", {}, body)
    assert answers.slept == [30.0, 60.0, 120.0, 150.0]


@pytest.mark.parametrize("status", [500, 502, 504])
def test_arxiv_is_asked_again_soon_when_it_only_fails(answers, status):
    answers.give(status)
    answers.give()
    answers.web().get("https://export.arxiv.org/api/query", {}, body)
    assert sum(answers.slept) == 3.0, "the distance between two requests, and no more"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"RateLimit": '"api";r=0;t=42'}, 42.0),
        ({"RateLimit": '"day";r=3;t=4000, "api"; r=0; t=42'}, 42.0),
        ({"RateLimit": '"api";r=0', "RateLimit-Policy": '"api";q=500;w=300'}, 300.0),
        ({"RateLimit": '"api";r=0;t=42', "Retry-After": "7"}, 7.0),
    ],
)
def test_a_refusal_that_names_its_quota_is_waited_for(answers, headers, wait):
    answers.give(429, b"", **headers)
    answers.give()
    answers.web().get(URL, {}, body)
    assert sum(answers.slept) == max(wait, 42.0 if "t=42" in headers["RateLimit"] else wait)
    assert answers.slept[0] == wait


def test_a_quota_that_is_spent_is_left_to_fill_before_the_next_request(answers):
    answers.give(200, b"", RateLimit='"api";r=0;t=42')
    answers.give(200, b"", RateLimit='"api";r=499;t=300')
    answers.give()
    web = answers.web()
    for _ in range(3):
        web.get("https://huggingface.co/api/daily_papers", {}, body)
    assert answers.slept == pytest.approx([42.0, 0.7])


def test_an_operator_whose_quota_is_spent_for_hours_is_left_alone(answers):
    answers.give(200, b"", RateLimit='"day";r=0;t=4000')
    web = answers.web()
    web.get(URL, {}, body)
    with pytest.raises(NotAsked, match=r"papers\.example is left alone .*4000 s"):
        web.get(URL, {}, body)


@pytest.mark.parametrize("header", ['"api";r=0;t=x', ";;;,,,", '"api";r=0', "r", '"' * 3000])
def test_a_quota_that_means_nothing_is_passed_over(answers, header):
    answers.give(200, b"", RateLimit=header)
    answers.give()
    web = answers.web()
    web.get(URL, {}, body)
    web.get(URL, {}, body)
    assert answers.slept == [Politeness("any").spacing]


def test_an_operator_that_failed_again_and_again_is_left_alone_whoever_asks(answers):
    for _ in range(PATIENCE * TRIES):
        answers.give(503)
    answers.give()
    web = answers.web()
    for n in range(PATIENCE):
        with pytest.raises(WebError):
            web.get(f"https://export.arxiv.org/{n}", {}, body)
    with pytest.raises(NotAsked, match=r"rss\.arxiv\.org is left alone .*3 requests in a row"):
        web.get("https://rss.arxiv.org/rss/cs.CL", {}, body)
    web.get(URL, {}, body)


def test_an_answer_in_between_makes_patience_begin_again(answers):
    web = answers.web()
    for _ in range(PATIENCE + 1):
        for _ in range(TRIES):
            answers.give(503)
        answers.give()
        with pytest.raises(WebError):
            web.get(URL, {}, body)
        web.get(URL, {}, body)


def test_past_the_time_of_the_run_nothing_is_asked_or_waited_for(answers):
    answers.give(503, b"", Retry_After="60")
    web = answers.web(at_most=30)
    with pytest.raises(NotAsked, match="time for this run is over"):
        web.get(URL, {}, body)
    assert answers.slept == [] and len(answers.asked) == 1


# -- questions in a body, and keys ---------------------------------------------------------------------


def test_a_question_may_be_posted_as_json_and_is_tried_again_like_any_other(answers):
    answers.give(429)
    answers.give(200, b"[1]")
    assert answers.web().post(URL, {"fields": "title"}, {"ids": ["ARXIV:1"]}, json_only) == b"[1]"
    for request in answers.asked:
        assert (request.method, request.content) == ("POST", b'{"ids":["ARXIV:1"]}')
        assert request.headers["Content-Type"] == "application/json"
        assert str(request.url) == f"{URL}?fields=title"


def test_an_api_that_says_no_is_not_asked_twice_and_one_that_asks_for_patience_is(answers):
    spent = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1764500040"}
    answers.give(403, {"message": "not accessible"})
    with pytest.raises(WebError, match=r"answered 403: .*not accessible"):
        answers.web().call("PATCH", URL, {}, {"body": "words"}, json_only)
    answers.give(403, b"", Retry_After="9")
    answers.give(403, b"", Date="Sun, 30 Nov 2025 10:53:30 GMT", **spent)
    answers.give(403, b"", Date="at noon", Retry_After="2", **spent)
    answers.give(502)
    answers.give(200, b"[1]")
    assert answers.web().call("PATCH", URL, {}, {"body": "words"}, json_only) == b"[1]"
    assert answers.slept == [9.0, 30.0, 2.0, 8.0]
    assert {request.method for request in answers.asked} == {"PATCH"}


def test_a_quota_that_names_no_moment_is_no_word_on_when_to_come_again(answers):
    for moment in ("", "soon", "60", "1764500040"):
        answers.give(403, b"no", X_RateLimit_Remaining="0", X_RateLimit_Reset=moment)
        with pytest.raises(WebError, match="answered 403: no"):
            answers.web().call("GET", URL, {}, None, body)


def test_what_was_removed_need_not_say_anything(answers):
    answers.give(204)
    assert answers.web().call("DELETE", URL, {}, None, body) == b""


def test_a_feeds_own_query_is_kept_and_added_to(answers):
    answers.give()
    answers.give()
    web = answers.web()
    web.get("https://a.example/feed?type=rss", {}, body)
    web.get("https://a.example/feed?type=rss", {"p": "1"}, body)
    assert [str(request.url.query, "ascii") for request in answers.asked] == ["type=rss", "type=rss&p=1"]


@pytest.mark.parametrize("url", ["https://[::1", "https://a.example:port/", "x" * 70_000])
def test_an_address_that_is_none_is_said_and_not_asked(answers, url):
    with pytest.raises(WebError, match="GET "):
        answers.web().get(url, {}, body)


KEYS = (
    Key("huggingface.co", "/api/", {"Authorization": "Bearer s3cret"}),
    Key("api.s2.example", "/graph/", {"x-api-key": "k3y"}),
)


def test_a_key_is_sent_to_its_own_host_alone_and_only_over_https(answers):
    for _ in range(4):
        answers.give()
    web = answers.web(keys=KEYS)
    for url in (
        "https://huggingface.co/api/x",
        "http://huggingface.co/api/x",
        "https://datasets.huggingface.co/",
        "https://api.s2.example/graph/v1",
    ):
        web.get(url, {}, body)
    first, plain, other, scholar = answers.asked
    assert first.headers["Authorization"] == "Bearer s3cret" and "x-api-key" not in first.headers
    assert "Authorization" not in plain.headers and "Authorization" not in other.headers
    assert scholar.headers["x-api-key"] == "k3y" and "Authorization" not in scholar.headers


def test_a_key_for_a_server_on_this_machine_is_sent_without_https_and_to_its_port_alone(answers):
    key = Key("127.0.0.1", "/", {"Authorization": "Bearer s3cret"}, 8123)
    ports = (8123, 8124)
    for port in ports:
        answers.give()
        answers.web(keys=[key]).get(f"http://127.0.0.1:{port}/x", {}, body)
    assert ["Authorization" in request.headers for request in answers.asked] == [True, False]


def test_a_redirect_takes_no_key_along(answers):
    answers.give(302, b"", Location="https://evil.example/")
    answers.give()
    answers.give(307, b"", Location="https://huggingface.co/api/elsewhere")
    answers.give()
    answers.give(302, b"", Location="https://evil.example/")
    answers.give()
    web = answers.web(keys=KEYS)
    web.get("https://huggingface.co/api/x", {}, body)
    web.get("https://huggingface.co/api/x", {}, body)
    web.get("https://api.s2.example/graph/v1", {}, body)
    for request in answers.asked[1::2]:
        assert "s3cret" not in str(request.headers.raw) and "k3y" not in str(request.headers.raw)


# -- answers kept between runs ---------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path):
    return HttpCache(tmp_path / "http", tmp_path / "writing", most=300_000)


def test_what_did_not_change_is_not_sent_again(answers, cache):
    answers.give(200, b"[1]", ETag='"one"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
    answers.give(304)
    answers.give(200, b"[2]", ETag='"two"')
    answers.give(304)
    got = [answers.web(cache=cache).get(URL, {}, json_only) for _ in range(4)]
    assert got == [b"[1]", b"[1]", b"[2]", b"[2]"]
    assert [request.headers.get("If-None-Match") for request in answers.asked] == [
        *(None, '"one"', '"one"', '"two"')
    ]
    assert answers.asked[1].headers["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_a_body_that_could_not_be_parsed_is_never_kept(answers, cache, tmp_path):
    for _ in range(TRIES):
        answers.give(200, b"<html>", ETag='"x"')
    with pytest.raises(WebError):
        answers.web(cache=cache).get(URL, {}, json_only)
    assert not list(tmp_path.rglob("*"))


def test_what_was_kept_and_is_no_good_any_more_is_asked_for_as_a_whole(answers, cache):
    answers.give(200, b"old", ETag='"one"')
    answers.give(304)
    answers.give(200, b"[2]", ETag='"two"')
    web = answers.web(cache=cache)
    web.get(URL, {}, body)
    assert web.get(URL, {}, json_only) == b"[2]"
    assert "If-None-Match" not in answers.asked[2].headers


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]\n", b'{"url": 1}\nx', b"\xff\n", b"[" * 9999])
def test_a_damaged_file_of_the_cache_is_passed_over(answers, cache, tmp_path, damage):
    answers.give(200, b"[1]", ETag='"one"')
    answers.give(200, b"[1]", ETag='"one"')
    web = answers.web(cache=cache)
    web.get(URL, {}, json_only)
    [path] = (tmp_path / "http").iterdir()
    path.write_bytes(damage)
    assert web.get(URL, {}, json_only) == b"[1]"
    assert "If-None-Match" not in answers.asked[1].headers


def test_not_modified_is_no_answer_to_who_has_nothing(answers):
    answers.give(304)
    with pytest.raises(WebError, match="answered 304"):
        answers.web().get(URL, {}, body)


def test_what_may_not_be_kept_or_cannot_be_known_again_is_not_kept(answers, cache, tmp_path):
    answers.give(200, b"[1]", ETag='"one"', Cache_Control="private, No-Store")
    answers.give(200, b"[1]")
    answers.give(200, b"[1]", ETag='"one"')
    web = answers.web(cache=cache)
    web.get(URL, {}, body)
    web.get(URL, {}, body)
    web.post(URL, {}, {}, body)
    assert not list(tmp_path.rglob("*"))


def test_the_cache_keeps_its_size_and_forgets_what_was_not_used_for_longest(answers, cache, tmp_path):
    with answers.web(cache=cache) as web:
        for n in (*range(4), 0):
            answers.give(200, b"x" * 100_000, ETag='"e"')
            web.get(f"{URL}/{n}", {}, body)
            for path in (tmp_path / "http").iterdir():  # all of them a second older
                os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
    kept = {path.read_bytes().split(b'"')[3].decode() for path in (tmp_path / "http").iterdir()}
    assert kept == {f"{URL}/0", f"{URL}/3"}


def test_a_cache_that_cannot_be_written_costs_nothing(answers, tmp_path):
    (tmp_path / "http").write_text("a file in the way")
    answers.give(200, b"[1]", ETag='"one"')
    with answers.web(cache=HttpCache(tmp_path / "http", tmp_path / "writing")) as web:
        assert web.get(URL, {}, body) == b"[1]"
