"""Polite GET: tries again where that can help, waits as long as it is told, and never hangs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from generator.errors import BroadsheetError, SourceError, WebError
from generator.text import clean, shorten

T = TypeVar("T")

TRIES = 5
FIRST_WAIT = 1.0  # seconds, doubled after each try, less up to half by chance
LONGEST_WAIT = 120.0  # a server that asks for more is left alone until the next run
MAX_BYTES = 64 * 1024 * 1024
# Refusals that pass: 403 and 406 are how some hosts throttle (arXiv answers 406 since 2026-09).
PASSING = frozenset({403, 406, 408, 425, 429})
# Seconds between two requests to one host: Hugging Face allows 500 in five minutes, and arXiv
# one every three seconds. Loopback is a test or a mirror of one's own.
SPACING = {"huggingface.co": 0.7, "export.arxiv.org": 3.0, "rss.arxiv.org": 3.0}
DEFAULT_SPACING = 1.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class _PassingError(BroadsheetError):
    """A failure that another try may cure, with the seconds to wait if the server said so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Web:
    """The network, as far as Broadsheet uses it. Time, chance and transport come from outside."""

    def __init__(
        self,
        contact: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(60.0, connect=15.0),
            follow_redirects=True,
            headers={
                "User-Agent": f"broadsheet/0.1 (+{contact})",
                "Accept": "application/json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
                "Accept-Language": "en",
            },
        )
        self._sleep, self._clock, self._chance = sleep, clock, chance
        self._free_at: dict[str, float] = {}

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, params: Mapping[str, str], parse: Callable[[bytes], T]) -> T:
        """The parsed answer of ``GET url``; WebError when it could not be had in ``TRIES`` tries.

        ``parse`` raises SourceError for a body that is not what it should be. Such a body is
        often cut or a page that asks for patience, so that too is tried again.
        """
        request = self._client.build_request("GET", url, params=dict(params))
        for attempt in range(1, TRIES + 1):
            self._keep_distance(request.url.host)
            try:
                return parse(self._answer(request))
            except (_PassingError, SourceError) as error:
                self._wait_or_give_up(request, attempt, error)
        raise AssertionError("the last try gives up")

    def _wait_or_give_up(self, request: httpx.Request, attempt: int, error: BroadsheetError) -> None:
        told = error.wait if isinstance(error, _PassingError) else None
        if told is not None and told > LONGEST_WAIT:
            raise WebError(f"GET {request.url}: {error}, to be asked again in {told:.0f} s") from error
        if attempt == TRIES:
            raise WebError(f"GET {request.url}: {error}, {TRIES} times") from error
        grown = FIRST_WAIT * 2 ** (attempt - 1)
        self._sleep(grown * (0.5 + self._chance() / 2) if told is None else told)

    def _keep_distance(self, host: str) -> None:
        if host in LOOPBACK:
            return
        wait = self._free_at.get(host, 0.0) - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._free_at[host] = self._clock() + SPACING.get(host, DEFAULT_SPACING)

    def _answer(self, request: httpx.Request) -> bytes:
        try:
            response = self._client.send(request, stream=True)
            try:
                body = _read_bounded(response)
            finally:
                response.close()
        except httpx.TransportError as error:
            raise _PassingError(f"no whole answer ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebError(f"GET {request.url}: {clean(str(error))}") from error
        if response.status_code in PASSING or response.status_code >= 500:
            raise _PassingError(f"answered {response.status_code}", _told_to_wait(response))
        if response.status_code != httpx.codes.OK:
            said = shorten(clean(body[:400].decode("utf-8", "replace")), 120)
            raise WebError(f"GET {request.url}: answered {response.status_code}: {said}")
        return body


def _read_bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise WebError(f"GET {response.url}: answered more than {MAX_BYTES >> 20} MiB")
    return bytes(body)


def _told_to_wait(response: httpx.Response) -> float | None:
    """Seconds from ``Retry-After`` (RFC 9110, 10.2.3: a number or a date), if it is there."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    with suppress(ValueError):
        until = parsedate_to_datetime(value)
        asked = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(0.0, (until - asked).total_seconds())
    return None
