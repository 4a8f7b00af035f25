"""Polite requests: tries again where that can help, waits as long as it is told, and never hangs.

What is owed to a server is owed to its operator, whichever of its hosts is asked and whichever
source asks: the distance between two requests, the wait it asks for, and to be left alone.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from broadsheet import __version__
from broadsheet.errors import BroadsheetError, ErrorAnswer, NotAsked, SourceError, Unanswered, WebError
from broadsheet.fetching.http_cache import CachedResponse, HttpCache
from broadsheet.settings.source_kinds import Politeness
from broadsheet.text.plain import clean, shorten

T = TypeVar("T")

TRIES = 5
FIRST_WAIT = 1.0  # seconds
LONGEST_GROWN_WAIT = 150.0
LONGEST_WAIT = 300.0  # Hugging Face counts in windows of it; who asks for more is left alone
PATIENCE = 3  # requests in a row given up before an operator is left alone for the rest of the run
LONGEST_ANSWER = 300.0  # seconds that one body may take, however steadily it drips
MAX_BYTES = 64 * 1024 * 1024
MOST_REDIRECTS = 5
# Refusals that pass: 403 and 406 are how some hosts throttle (arXiv answers 406 since 2026-09).
PASSING = frozenset({403, 406, 408, 425, 429})
REFUSALS = PASSING | {503}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # a test, or a mirror of one's own

# The items of draft-ietf-httpapi-ratelimit-headers: "api";r=0;t=42, or for a policy "api";q=500;w=300.
_QUOTA = re.compile(r'"?([^",;]*)"?((?:\s*;\s*[a-z]+\s*=\s*[^;,]+)*)')
_QUOTA_PART = re.compile(r"\b([rtw])\s*=\s*([0-9]{1,9})\b", re.ASCII)


class _PassingError(BroadsheetError):
    """A failure that another try may cure, with the seconds to wait if the server said so."""

    def __init__(self, message: str, wait: float | None = None, *, refused: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.refused = refused


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class Web:
    """The network, as far as Broadsheet uses it. Time, chance and transport come from outside.

    ``tokens`` are headers by host that are sent to that very host alone, and only over https.
    ``at_most`` is how many seconds from now requests may be made. ``politeness`` says what is owed
    to which operator; a host of none of them is its own operator, and is owed the usual.
    """

    def __init__(
        self,
        contact: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        tokens: Mapping[str, Mapping[str, str]] | None = None,
        cache: HttpCache | None = None,
        at_most: float = float("inf"),
        politeness: Iterable[Politeness] = (),
    ) -> None:
        self._client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(60.0, connect=15.0),
            limits=httpx.Limits(max_connections=1),
            headers={
                "User-Agent": f"broadsheet/{__version__} (+{contact})",
                "Accept": "application/json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
                "Accept-Language": "en",
            },
        )
        self._sleep, self._clock, self._chance = sleep, clock, chance
        self._tokens = tokens or {}
        self._cache = cache
        self._politeness = {rules.operator: rules for rules in politeness}
        self._until = clock() + at_most
        self._free_at: dict[str, float] = {}
        self._given_up: Counter[str] = Counter()
        self._left_alone: dict[str, str] = {}

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        if self._cache:
            self._cache.trim()

    def get(self, url: str, params: Mapping[str, str], parse: Callable[[bytes], T]) -> T:
        """Return the parsed answer of ``GET url``; WebError when it could not be had in ``TRIES`` tries.

        ``parse`` raises SourceError for a body that is not what it should be. Such a body is
        often cut or a page that asks for patience, so that too is tried again, and it is never
        kept. NotAsked where the operator is left alone, or the time of this run is over.
        """
        return self._tried(self._request("GET", url, params), parse)

    def post(self, url: str, params: Mapping[str, str], body: object, parse: Callable[[bytes], T]) -> T:
        """Return the same for a ``POST`` of ``body`` as JSON, for look-ups that a GET has no room for."""
        return self._tried(self._request("POST", url, params, body), parse)

    def submit(self, url: str, body: object, parse: Callable[[bytes], T]) -> T:
        """Return the same for a ``POST`` that must not be made twice: it is sent once, whatever comes of it.

        WebError where it was refused or never sent; Unanswered where nobody can tell what came of it.
        """
        request = self._request("POST", url, {}, body)
        try:
            answer = self._followed(request, {})
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise WebError(f"{_name(request)}: no connection ({type(error).__name__})") from error
        except (httpx.HTTPError, _PassingError) as error:
            raise Unanswered(f"{_name(request)}: no whole answer ({type(error).__name__})") from error
        if answer.status >= 500:
            raise Unanswered(f"{_name(request)}: answered {answer.status}")
        if answer.status not in (httpx.codes.OK, httpx.codes.CREATED):
            raise WebError(f"{_name(request)}: answered {answer.status}: {_said(answer.body, parse)}")
        return parse(answer.body)

    def _request(
        self, method: str, url: str, params: Mapping[str, str], body: object = None
    ) -> httpx.Request:
        try:
            target = httpx.URL(url)
            target = target.copy_merge_params(dict(params)) if params else target
            return self._client.build_request(method, target, json=body)
        except httpx.InvalidURL as error:
            raise WebError(f"{method} {shorten(clean(url), 200)}: {clean(str(error))}") from error

    def _tried(self, request: httpx.Request, parse: Callable[[bytes], T]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                value = self._once(request, parse)
            except (_PassingError, SourceError) as error:
                self._wait_or_give_up(request, attempt, error)
            else:
                self._given_up[self._rules(request.url.host).operator] = 0
                return value
        raise AssertionError("the last try gives up")

    def _once(self, request: httpx.Request, parse: Callable[[bytes], T]) -> T:
        cache = self._cache if request.method == "GET" else None
        kept = cache.find(str(request.url)) if cache else None
        answer = self._answer(request, kept, parse)
        if cache and kept and answer.status == httpx.codes.NOT_MODIFIED:
            try:
                return parse(kept.body)
            except SourceError:
                cache.forget(str(request.url))
                raise
        value = parse(answer.body)
        if cache:
            cache.keep(str(request.url), answer.headers, answer.body)
        return value

    def _wait_or_give_up(self, request: httpx.Request, attempt: int, error: BroadsheetError) -> None:
        rules = self._rules(request.url.host)
        operator = rules.operator
        told, refused = (error.wait, error.refused) if isinstance(error, _PassingError) else (None, False)
        if told is not None and told > LONGEST_WAIT:
            self._left_alone[operator] = f"it asks to be left alone for {told:.0f} s"
            raise WebError(f"{_name(request)}: {error}, to be asked again in {told:.0f} s") from error
        if attempt == TRIES:
            self._given_up[operator] += 1
            if self._given_up[operator] >= PATIENCE:
                self._left_alone[operator] = f"{PATIENCE} requests in a row came to nothing"
            raise WebError(f"{_name(request)}: {error}, {TRIES} times") from error
        # Doubled after each try, less up to half by chance.
        first = rules.first_wait if refused else FIRST_WAIT
        grown = min(first * 2 ** (attempt - 1), LONGEST_GROWN_WAIT)
        self._pause(grown * (0.5 + self._chance() / 2) if told is None else told)

    def _rules(self, host: str) -> Politeness:
        """Return what is owed to whoever answers for a host: arxiv.org for rss.arxiv.org, say."""
        for operator, rules in self._politeness.items():
            if host == operator or host.endswith(f".{operator}"):
                return rules
        return Politeness(host)

    def _pause(self, seconds: float) -> None:
        if self._clock() + seconds > self._until:
            raise NotAsked("the time for this run is over")
        if seconds > 0:
            self._sleep(seconds)

    def _keep_distance(self, host: str) -> None:
        rules = self._rules(host)
        operator = rules.operator
        if operator in self._left_alone:
            raise NotAsked(f"{host} is left alone for the rest of this run: {self._left_alone[operator]}")
        self._pause(max(0.0, self._free_at.get(operator, 0.0) - self._clock()))
        spacing = 0.0 if host in LOOPBACK else rules.spacing
        self._free_at[operator] = self._clock() + spacing

    def _answer(
        self, request: httpx.Request, kept: CachedResponse | None, parse: Callable[[bytes], object]
    ) -> _Answer:
        try:
            answer = self._followed(request, kept.conditions if kept else {})
        except httpx.TransportError as error:
            raise _PassingError(f"no whole answer ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebError(f"{_name(request)}: {clean(str(error))}") from error
        if answer.status in PASSING or answer.status >= 500:
            raise _PassingError(
                f"answered {answer.status}", _told_to_wait(answer.headers), refused=answer.status in REFUSALS
            )
        if answer.status != httpx.codes.OK and not (kept and answer.status == httpx.codes.NOT_MODIFIED):
            raise WebError(f"{_name(request)}: answered {answer.status}: {_said(answer.body, parse)}")
        return answer

    def _followed(self, request: httpx.Request, conditions: Mapping[str, str]) -> _Answer:
        """Return the answer at the end of all redirects; every host on the way is asked politely."""
        here = request
        for _ in range(MOST_REDIRECTS + 1):
            self._keep_distance(here.url.host)
            response = self._client.send(self._signed(here, conditions), stream=True)
            try:
                following = response.next_request
                if following is None:
                    return self._read(response)
            finally:
                response.close()
            here = following
        raise WebError(f"{_name(request)}: redirected more than {MOST_REDIRECTS} times")

    def _signed(self, request: httpx.Request, conditions: Mapping[str, str]) -> httpx.Request:
        """Return the request with the token of its own host and no other, under these conditions alone."""
        tokens = (name for names in self._tokens.values() for name in names)
        for name in (*tokens, "If-None-Match", "If-Modified-Since"):  # of an earlier try or hop
            request.headers.pop(name, None)
        if request.url.scheme == "https":
            request.headers.update(self._tokens.get(request.url.host, {}))
        request.headers.update(conditions)
        return request

    def _read(self, response: httpx.Response) -> _Answer:
        operator = self._rules(response.url.host).operator
        spent = _spent(response.headers)
        if spent is not None and spent > LONGEST_WAIT:
            self._left_alone[operator] = f"its quota is spent for {spent:.0f} s"
        elif spent is not None:
            self._free_at[operator] = max(self._free_at[operator], self._clock() + spent)
        body, begun = bytearray(), self._clock()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise WebError(f"{_name(response.request)}: answered more than {MAX_BYTES >> 20} MiB")
            if self._clock() - begun > LONGEST_ANSWER:
                raise _PassingError(f"answered for more than {LONGEST_ANSWER:.0f} s")
        return _Answer(response.status_code, response.headers, bytes(body))


def _name(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"


def _said(body: bytes, parse: Callable[[bytes], object]) -> str:
    """Return what a refusal says: in its own words where the source knows its shape, else how it begins."""
    try:
        parse(body)
    except ErrorAnswer as error:
        return error.said
    except SourceError:
        pass
    return shorten(clean(body[:400].decode("utf-8", "replace")), 120)


def _told_to_wait(headers: httpx.Headers) -> float | None:
    """Seconds from ``Retry-After`` (RFC 9110, 10.2.3: a number or a date), else from a spent quota."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(value)
        asked = parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - asked).total_seconds())
    return _spent(headers)


def _spent(headers: httpx.Headers) -> float | None:
    """Seconds until a quota that is spent is filled again, the longest of several, or None.

    A quota that does not say when is as long as the window its policy names.
    """
    windows = {name: parts.get("w") for name, parts in _quotas(headers.get("RateLimit-Policy", ""))}
    waits = [
        parts.get("t", windows.get(name))
        for name, parts in _quotas(headers.get("RateLimit", ""))
        if parts.get("r") == 0
    ]
    return max((float(wait) for wait in waits if wait is not None), default=None)


def _quotas(header: str) -> list[tuple[str, dict[str, int]]]:
    found = _QUOTA.findall(header[:1000])
    return [
        (name.strip(), {key: int(number) for key, number in _QUOTA_PART.findall(parts)})
        for name, parts in found
    ]
