"""GET against servers that mean harm: how long, how large, how far, and with which key."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib

import httpx
import pytest
from bad_servers import DRIPPING, SLOW, serving, whole

from broadsheet.errors import NotAsked, Unanswered, WebError
from broadsheet.fetching.client import MAX_BYTES, TRIES, Key, Runtime, Web
from broadsheet.fetching.client.time_limit import LONGEST_ANSWER, TimeLimit
from broadsheet.fetching.client.transport import Transport

CONTACT = "https://t.example/"
HASTY = Runtime(sleep=lambda seconds: None)


def body(data: bytes) -> bytes:
    return data


def giving(answer: bytes):
    """A server that gives this answer to every request."""
    return serving(lambda server, connection, head: connection.sendall(answer))


def dripping(fault, seconds: float = 0.005):
    """A server that answers every request so slowly."""
    return serving(lambda server, connection, head: fault(server, connection, seconds))


class Clock:
    """A clock that each look finds so many seconds later."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self._now = 0.0

    def look(self) -> float:
        self._now += self.pace
        return self._now


def ask(answer: bytes, **more) -> bytes:
    """What the client makes of this answer to every request."""
    with giving(answer) as server, Web(CONTACT, runtime=HASTY, **more) as web:
        return web.get(server.address, {}, body)


# -- how long ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", SLOW, ids=lambda fault: fault.__name__)
def test_however_slowly_a_server_answers_the_run_ends_in_its_time(fault):
    with dripping(fault) as server:
        web = Web(CONTACT, at_most=0.3)
        with pytest.raises(NotAsked, match="the time for this run is over"):  # long before the server is done
            web.get(server.address, {}, body)


@pytest.mark.parametrize("fault", DRIPPING, ids=lambda fault: fault.__name__)
def test_one_answer_may_take_so_long_and_no_longer_even_where_the_run_has_time(fault):
    with dripping(fault) as server:
        clock = Clock(LONGEST_ANSWER / 20)
        web = Web(CONTACT, runtime=Runtime(sleep=lambda seconds: None, clock=clock.look))
        with pytest.raises(WebError, match=rf"no whole answer \(ReadTimeout\), {TRIES} times"):
            web.get(server.address, {}, body)


def test_a_party_that_uses_up_its_share_leaves_the_others_theirs():
    over = "its share of the time for this run is over"
    with dripping(SLOW[0]) as slow, giving(whole("200 OK", b"[]")) as good:
        clock = Clock(10.0)
        web = Web(CONTACT, runtime=Runtime(sleep=lambda seconds: None, clock=clock.look), at_most=1000.0)
        with web.share_time(parties=2), pytest.raises(NotAsked, match=over):
            web.get(slow.address, {}, body)
        clock.pace = 0.0
        with web.share_time(parties=1):
            assert web.get(good.address, {}, body) == b"[]"


# -- how large ---------------------------------------------------------------------------------------

ZEROS = bytes(1024 * 1024)


def packed(mebibytes: int) -> bytes:
    """The beginning of a gzip file: after a full flush the same piece unpacks anywhere."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    first = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    second = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + second * (mebibytes - 1)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity, gzip"])
def test_a_packed_body_is_unpacked_once(encoding):
    answer = whole("200 OK", gzip.compress(b"[1]"), f"Content-Encoding: {encoding}")
    assert ask(answer) == b"[1]"


def test_what_begins_packed_and_grows_without_end_is_given_up_early():
    tracemalloc.start()
    try:
        with pytest.raises(WebError, match="answered more than 64 MiB"):
            ask(whole("200 OK", packed(1024), "Content-Encoding: gzip"))
        assert tracemalloc.get_traced_memory()[1] < 3 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate, gzip", "br", "zstd", "deflate", "x" * 5000])
def test_a_body_in_another_encoding_than_one_gzip_is_not_taken(encoding):
    twice = gzip.compress(packed(64))
    with pytest.raises(WebError, match=r"^GET http://\S+: answered in the encoding '.{1,120}'; only gzip"):
        ask(whole("200 OK", twice, f"Content-Encoding: {encoding}"))


def test_two_headers_for_encodings_are_two_encodings():
    with pytest.raises(WebError, match="'gzip, gzip'; only gzip is taken, and once"):
        ask(whole("200 OK", gzip.compress(b""), "Content-Encoding: gzip", "Content-Encoding: gzip"))


def test_a_packed_body_that_is_cut_off_is_tried_again():
    cut = gzip.compress(ZEROS)[:-9]
    with pytest.raises(WebError, match=f"a body that is cut off, {TRIES} times"):
        ask(whole("200 OK", cut, "Content-Encoding: gzip"))


def test_a_body_that_is_not_what_its_header_says_is_tried_again():
    with pytest.raises(WebError, match=f"a body that is not gzip, {TRIES} times"):
        ask(whole("200 OK", b"[1]", "Content-Encoding: gzip"))


def test_packed_nothings_without_end_are_counted_as_they_come():
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    nothings = b"\x00\x00\x00\xff\xff" * (MAX_BYTES // 5 + 1)
    with pytest.raises(WebError, match="answered more than 64 MiB"):
        ask(whole("200 OK", head + nothings, "Content-Encoding: gzip"))


def test_what_was_sent_for_good_and_answered_in_a_way_that_is_not_taken_may_have_been_taken():
    with giving(whole("200 OK", b"{}", "Content-Encoding: br")) as server, Web(CONTACT) as web:
        with pytest.raises(Unanswered, match="answered in the encoding 'br'"):
            web.submit(server.address, {}, body)
        assert len(server.heads) == 1


# -- how far -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "http://a..b/",
        f"http://{'x' * 300}.example/",
        f"http://{'x' * 64}.example/",
        "http://nowhere.invalid/",
        "http://a b/",
        "http://[",
    ],
)
def test_a_redirect_to_a_host_that_cannot_be_is_an_error_of_the_web(target):
    with pytest.raises(WebError, match=r"^GET http://127\.0\.0\.1:\d+: no connection \(see"):
        ask(whole("302 Found", b"", f"Location: {target}"))


@pytest.mark.parametrize(
    "target",
    [
        "http://[::1",
        "https://a:port/",
        "https://xn--a/",
        "http:///x:99999999999",
    ],
)
def test_a_redirect_to_what_is_no_address_is_said(answers, target):
    answers.give(302, b"", Location=target)
    with pytest.raises(
        WebError, match=r"^GET https://a\.example/: redirected to .*, which is no web address"
    ):
        answers.web().get("https://a.example/", {}, body)


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://b.example/", "javascript:alert(1)", "data:,x"]
)
def test_a_redirect_leads_to_the_web_alone(answers, target):
    answers.give(302, b"", Location=target)
    with pytest.raises(WebError, match="which is no web address"):
        answers.web().get("https://a.example/", {}, body)


LOCAL = [
    *("127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST.", "sub.localhost", "printer.local", "db.internal"),
    *("10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *(
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ),
]


@pytest.mark.parametrize("host", LOCAL)
def test_no_redirect_leads_from_a_public_host_to_one_that_only_we_can_reach(answers, host):
    answers.give(302, b"", Location=f"https://{host}/latest/meta-data/")
    with pytest.raises(WebError, match=r"^GET https://a\.example/: redirected to .*, which is not a public"):
        answers.web().get("https://a.example/", {}, body)


class Beginning(httpx.BaseTransport):
    """A public host that redirects to ``target``; everything else is asked on the real network."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._network = Transport(TimeLimit(float("inf"), time.monotonic, time.sleep))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "public.example":
            return httpx.Response(302, headers={"Location": self._target})
        return self._network.handle_request(request)

    def close(self) -> None:
        self._network.close()


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "intranet.example"])
def test_nor_to_a_name_that_resolves_to_one(monkeypatch, host):
    resolve = socket.getaddrinfo

    def getaddrinfo(name, *others, **more):
        return resolve("127.0.0.1" if name == "intranet.example" else name, *others, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with giving(whole("200 OK", b"private")) as server:
        runtime = Runtime(Beginning(f"http://{host}:{server.port}/"), sleep=lambda seconds: None)
        with Web(CONTACT, runtime=runtime) as web, pytest.raises(WebError, match="no public address"):
            web.get("http://public.example/", {}, body)
        assert server.heads == [], "it was never connected"


def test_a_host_of_ones_own_may_redirect_to_another_of_ones_own():
    with giving(whole("200 OK", b"[3]")) as second:
        redirect = whole("307 Temporary Redirect", b"", f"Location: {second.address}/x")
        assert ask(redirect) == b"[3]"


def test_a_proxy_that_the_environment_names_is_asked_and_resolves_the_names(monkeypatch):
    with giving(whole("302 Found", b"", "Location: http://10.0.0.1/")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        with (
            Web(CONTACT, runtime=HASTY) as web,
            pytest.raises(WebError, match=r"10\.0\.0\.1/, which is not a"),
        ):
            web.get("http://public.example/feed", {}, body)
        [head] = proxy.heads
        assert head.startswith(b"GET http://public.example/feed HTTP/1.1\r\n")


def test_no_redirect_leads_from_https_to_http(answers):
    answers.give(301, b"", Location="http://a.example/feed")
    with pytest.raises(WebError, match=r"redirected from https to http://a\.example/feed"):
        answers.web().get("https://a.example/feed", {}, body)


def test_a_redirect_from_http_to_https_and_a_relative_one_are_followed(answers):
    answers.give(301, b"", Location="https://a.example/feed/")
    answers.give(308, b"", Location="../new?x=1#part")
    answers.give(200, b"[]")
    assert answers.web().get("http://a.example/feed", {}, body) == b"[]"
    assert [str(request.url) for request in answers.asked][1:] == [
        "https://a.example/feed/",
        "https://a.example/new?x=1",
    ]


def test_a_question_keeps_its_body_where_the_redirect_keeps_the_method(answers):
    answers.give(307, b"", Location="/second")
    answers.give(303, b"", Location="/third")
    answers.give(200, b"[]")
    answers.web().post("https://a.example/first", {}, {"ids": [1]}, body)
    asked = [(request.method, request.content) for request in answers.asked]
    assert asked == [("POST", b'{"ids":[1]}'), ("POST", b'{"ids":[1]}'), ("GET", b"")]


# -- with which key ----------------------------------------------------------------------------------

KEY = Key("huggingface.co", "/api/", {"Authorization": "Bearer s3cret"})


@pytest.mark.parametrize(
    "hops",
    [
        ("https://blog.example/feed.xml", "https://huggingface.co/datasets/me/private/resolve/main/a.json"),
        ("https://blog.example/feed.xml", "https://huggingface.co/api/datasets/me/private"),
        ("https://huggingface.co/api/daily_papers", "https://huggingface.co/api/whoami-v2"),
        ("https://huggingface.co/api/daily_papers", "https://blog.example/", "https://huggingface.co/api/x"),
    ],
)
def test_a_key_goes_along_no_redirect_wherever_it_leads(answers, hops):
    for target in hops[1:]:
        answers.give(302, b"", Location=target)
    answers.give()
    answers.web(keys=[KEY]).get(hops[0], {}, body)
    for request in answers.asked[1:]:
        assert "s3cret" not in str(request.headers.raw)


@pytest.mark.parametrize(
    "url",
    [
        "https://huggingface.co/blog/feed.xml",
        "https://huggingface.co/datasets/me/private/resolve/main/feed.json",
        "https://huggingface.co/api/../private",
        "https://huggingface.co:8443/api/x",
        "http://huggingface.co/api/x",
        "https://huggingface.co.evil.example/api/x",
    ],
)
def test_a_key_is_for_what_the_source_asks_and_not_for_all_of_its_host(answers, url):
    answers.give()
    answers.web(keys=[KEY]).get(url, {}, body)
    assert "Authorization" not in answers.asked[0].headers


def test_a_name_and_password_in_an_address_are_sent_there_and_shown_to_nobody(answers):
    answers.give(302, b"", Location="https://name:word@b.example/")
    answers.give(404)
    with pytest.raises(WebError) as error:
        answers.web().get("https://ann:pa55@a.example/feed", {}, body)
    first, second = answers.asked
    assert first.headers["Authorization"] == "Basic YW5uOnBhNTU="
    assert "Authorization" not in second.headers
    assert "pa55" not in str(error.value) and "word" not in str(error.value)
