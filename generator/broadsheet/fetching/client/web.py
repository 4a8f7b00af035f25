"""GET and POST, as far as Broadsheet uses them: tried again where that can help, and only then."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import httpx

from broadsheet import __version__
from broadsheet.errors import NotFound, OtherDocument, Refused, SourceError, Unanswered, WebError
from broadsheet.fetching.client.addresses import require_web_address
from broadsheet.fetching.client.answers import ENCODING, Answer, describe_refusal, read_answer
from broadsheet.fetching.client.failures import PassingError, UntrustedAnswer
from broadsheet.fetching.client.keys import Key, find_key_headers
from broadsheet.fetching.client.quotas import find_asked_wait
from broadsheet.fetching.client.rate_limits import LONGEST_WAIT, RateLimits
from broadsheet.fetching.client.redirects import MOST_REDIRECTS, follow
from broadsheet.fetching.client.submissions import Submission, require_acceptance
from broadsheet.fetching.client.time_limit import TimeLimit
from broadsheet.fetching.client.transport import Transport
from broadsheet.fetching.http_cache import CachedResponse, HttpCache
from broadsheet.settings.source_kinds import Politeness
from broadsheet.text.plain import clean, shorten

T = TypeVar("T")

TRIES = 5
DOCUMENT_TRIES = 2  # of a page that asks for patience, and is gone a second later
CONNECTION_TRIES = 3  # where there is no connection at all, so that who is not online hears of it soon
FIRST_WAIT = 1.0  # seconds
LONGEST_GROWN_WAIT = 150.0
# Refusals that pass: 403 and 406 are how some hosts throttle (arXiv answers 406 since 2026-09).
PASSING = frozenset({403, 406, 408, 425, 429})
REFUSALS = PASSING | {503}
# Of an API that says when to come again, 403 alone is a no.
_PASSING_OF_APIS = frozenset({408, 425, 429})

_NOT_FOUND = frozenset({404, 410})
NO_CONNECTION = "no connection (see that this machine is online, and that the address is right)"
_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_LONGEST_ADDRESS = 200
_SERVER_ERROR = 500  # the first status of those


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of the machine that tests replace: the network, time and chance."""

    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


_MACHINE = Runtime()


class Web:
    """The network, as far as Broadsheet uses it.

    ``keys`` are sent to their own places alone, and never along a redirect. ``at_most`` is how many
    seconds from now requests may be made. ``politeness`` says what is owed to which operator; a host
    of none of them is its own operator, and is owed the usual.
    """

    def __init__(
        self,
        contact: str,
        *,
        runtime: Runtime = _MACHINE,
        keys: Iterable[Key] = (),
        cache: HttpCache | None = None,
        at_most: float = float("inf"),
        politeness: Iterable[Politeness] = (),
    ) -> None:
        self._time_limit = TimeLimit(at_most, runtime.clock, runtime.sleep)
        self._transport = runtime.transport or Transport(self._time_limit)
        self._chance = runtime.chance
        self._rate_limits = RateLimits(politeness, self._time_limit)
        self._keys = tuple(keys)
        self._cache = cache
        self._headers = {
            "User-Agent": f"broadsheet/{__version__} (+{contact})",
            "Accept": "application/json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": ENCODING,
            "Accept-Language": "en",
        }

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()
        if self._cache:
            self._cache.trim()

    def share_time(self, parties: int) -> AbstractContextManager[None]:
        """Leave to what is asked inside its part of the time that is left, where so many have to share it."""
        return self._time_limit.share(parties)

    def get(self, url: str, params: Mapping[str, str], parse: Callable[[bytes], T]) -> T:
        """Return the parsed answer of ``GET url``; WebError when it could not be had in ``TRIES`` tries.

        ``parse`` raises SourceError for a body that is not what it should be. Such a body is
        often cut or a page that asks for patience, so that too is tried again, and it is never
        kept. NotAsked where the operator is left alone, or the time of this run is over.
        """
        request = self._build_request("GET", url, params)
        return self._try(request, parse)

    def post(self, url: str, params: Mapping[str, str], body: object, parse: Callable[[bytes], T]) -> T:
        """Return the same for a ``POST`` of ``body`` as JSON, for look-ups that a GET has no room for."""
        request = self._build_request("POST", url, params, body)
        return self._try(request, parse)

    def call(
        self, method: str, url: str, params: Mapping[str, str], body: object, parse: Callable[[bytes], T]
    ) -> T:
        """Return the same for a request to an API that may be made twice: one that reads, sets or removes.

        A 403 that does not say when to come again is a no, and is not asked for twice.
        """
        request = self._build_request(method, url, params, body)
        return self._try(request, parse, _PASSING_OF_APIS)

    def submit(self, url: str, body: object, parse: Callable[[bytes], T]) -> T:
        """Return the same for a ``POST`` that must not be made twice; see ``send_once``."""
        return self.send_once(Submission(url=url, body=body), parse)

    def send_once(self, submission: Submission, parse: Callable[[bytes], T]) -> T:
        """Return the parsed answer to what must not be sent twice: it is sent once, whatever comes of it.

        No redirect is followed. Throttled where the server says that it took nothing since it is asked
        too much, another WebError where it refused or was never reached; Unanswered where nobody can
        tell what came of it.
        """
        name = submission.name
        request = self._build_submission(submission)
        try:
            answer = self._send_unfollowed(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise WebError(f"{name}: no connection ({type(error).__name__})") from error
        except (httpx.HTTPError, PassingError) as error:
            raise Unanswered(f"{name}: no whole answer ({type(error).__name__})") from error
        except UntrustedAnswer as error:
            raise Unanswered(f"{name}: {error}") from error
        require_acceptance(name, answer, parse)
        return parse(answer.body)

    def pause(self, seconds: float) -> None:
        """Wait as a server asks for; NotAsked where that is longer than is left of this run."""
        self._time_limit.wait(seconds)

    # -- one request -----------------------------------------------------------------------

    def _build_request(
        self, method: str, url: str, params: Mapping[str, str], body: object = None
    ) -> httpx.Request:
        try:
            target = require_web_address(httpx.URL(url))
            if params:
                target = target.copy_merge_params(dict(params))
            password = _find_password(target)
            keys = find_key_headers(self._keys, target)
            return httpx.Request(
                method,
                target.copy_with(userinfo=b""),
                headers={**self._headers, **password, **keys},
                json=body,
                extensions={"timeout": _TIMEOUT.as_dict()},
            )
        except (httpx.InvalidURL, ValueError) as error:
            address = shorten(clean(url), _LONGEST_ADDRESS)
            raise WebError(f"{method} {address}: {clean(str(error))}") from error

    def _build_submission(self, submission: Submission) -> httpx.Request:
        """Return the request of a submission; WebError without its address where that is none."""
        try:
            target = require_web_address(httpx.URL(submission.url))
            headers = {
                **self._headers,
                **_find_password(target),
                **find_key_headers(self._keys, target),
                **submission.headers,
            }
            return httpx.Request(
                submission.method,
                target.copy_with(userinfo=b""),
                headers=headers,
                json=submission.body,
                data=submission.form,
                extensions={"timeout": _TIMEOUT.as_dict()},
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise WebError(f"{submission.name}: {clean(str(error))}") from error

    def _send_unfollowed(self, request: httpx.Request) -> Answer:
        """Return the first answer to a request, be it a redirect."""
        host = request.url.host
        self._rate_limits.wait_for_turn(host)
        self._time_limit.begin_answer()
        response = self._transport.handle_request(request)
        self._rate_limits.note_answer(host)
        try:
            return read_answer(response)
        finally:
            response.close()

    def _send(self, request: httpx.Request, conditions: Mapping[str, str]) -> Answer:
        """Return the answer at the end of all redirects; UntrustedAnswer where they lead astray."""
        here = request
        for _ in range(MOST_REDIRECTS + 1):
            # Every host on the way is asked politely.
            host = here.url.host
            self._rate_limits.wait_for_turn(host)
            self._time_limit.begin_answer()
            conditional = _with_headers(here, conditions)
            response = self._transport.handle_request(conditional)
            self._rate_limits.note_answer(host)
            try:
                following = follow(here, response)
                if following is None:
                    self._rate_limits.note_quota(host, response.headers)
                    return read_answer(response)
            finally:
                response.close()
            here = following
        raise UntrustedAnswer(f"redirected more than {MOST_REDIRECTS} times")

    # -- tries -----------------------------------------------------------------------------

    def _try(
        self, request: httpx.Request, parse: Callable[[bytes], T], passing: frozenset[int] = PASSING
    ) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                value = self._get_or_revalidate(request, parse, passing)
            except (PassingError, SourceError) as error:
                self._wait_or_give_up(request, attempt, error)
            else:
                self._rate_limits.note_success(request.url.host)
                return value
        raise AssertionError("the last try gives up")

    def _get_or_revalidate(
        self, request: httpx.Request, parse: Callable[[bytes], T], passing: frozenset[int]
    ) -> T:
        """Return the parsed answer; what the cache keeps of it where the server says that it still holds."""
        cache = self._cache
        if cache is None or request.method != "GET":
            answer = self._ask(request, None, parse, passing)
            return parse(answer.body)
        url = str(request.url)
        cached = cache.find(url)
        answer = self._ask(request, cached, parse, passing)
        if cached and answer.status == httpx.codes.NOT_MODIFIED:
            try:
                return parse(cached.body)
            except SourceError:
                cache.forget(url)
                raise
        value = parse(answer.body)
        cache.keep(url, answer.headers, answer.body)
        return value

    def _ask(
        self,
        request: httpx.Request,
        cached: CachedResponse | None,
        parse: Callable[[bytes], object],
        passing: frozenset[int],
    ) -> Answer:
        """Return a good answer; PassingError or WebError where there was another, or none."""
        conditions = cached.conditions if cached else {}
        try:
            answer = self._send(request, conditions)
        except httpx.ConnectError as error:
            raise PassingError(NO_CONNECTION, tries=CONNECTION_TRIES) from error
        except httpx.TransportError as error:
            raise PassingError(f"no whole answer ({type(error).__name__})") from error
        except (httpx.HTTPError, UntrustedAnswer) as error:
            problem = clean(str(error))
            raise WebError(f"{_name(request)}: {problem}") from error
        status = answer.status
        wait = find_asked_wait(answer.headers)
        is_refused = status in REFUSALS
        is_asked_to_wait = is_refused and wait is not None
        if status in passing or status >= _SERVER_ERROR or is_asked_to_wait:
            raise PassingError(f"answered {status}", wait, refused=is_refused)
        good_statuses = [httpx.codes.OK]
        if cached:
            good_statuses.append(httpx.codes.NOT_MODIFIED)
        if request.method not in ("GET", "POST"):  # what was removed has nothing to say any more
            good_statuses.append(httpx.codes.NO_CONTENT)
        if status not in good_statuses:
            raise _refusal(request, answer, parse)
        return answer

    def _wait_or_give_up(
        self, request: httpx.Request, attempt: int, error: PassingError | SourceError
    ) -> None:
        name = _name(request)
        host = request.url.host
        asked_wait: float | None = None
        is_refused = False
        tries = DOCUMENT_TRIES if isinstance(error, OtherDocument) else TRIES
        if isinstance(error, PassingError):
            tries = error.tries or TRIES
            asked_wait = error.wait
            is_refused = error.refused
        if asked_wait is not None and asked_wait > LONGEST_WAIT:
            self._rate_limits.leave_alone(host, asked_wait)
            raise WebError(f"{name}: {error}, to be asked again in {asked_wait:.0f} s") from error
        if attempt >= tries:  # the tries before may have failed in another way, of which more are allowed
            is_unreachable = isinstance(error, PassingError) and bool(error.tries)
            self._rate_limits.note_failure(host, is_unreachable=is_unreachable)
            given_up = Refused if is_refused else WebError
            # The advice that goes with another document ends in an address.
            times = "" if isinstance(error, OtherDocument) else f", {tries} times"
            raise given_up(f"{name}: {error}{times}") from error
        if asked_wait is None:
            rules = self._rate_limits.rules(host)
            first_wait = rules.first_wait if is_refused else FIRST_WAIT
            asked_wait = self._grow_wait(first_wait, attempt)
        self._time_limit.wait(asked_wait)

    def _grow_wait(self, first_wait: float, attempt: int) -> float:
        """Return the seconds to wait after a try: doubled after each, less up to half by chance."""
        doublings = attempt - 1
        doubled = first_wait * 2.0**doublings
        longest = min(doubled, LONGEST_GROWN_WAIT)
        shortening = (1 - self._chance()) / 2
        return longest * (1 - shortening)


def _find_password(url: httpx.URL) -> dict[str, str]:
    """Return the header for the name and password that the owner wrote into an address (RFC 7617)."""
    if not url.userinfo:
        return {}
    credentials = f"{url.username}:{url.password}".encode()
    encoded = base64.b64encode(credentials).decode("ascii")
    return {"Authorization": f"Basic {encoded}"}


def _with_headers(request: httpx.Request, more: Mapping[str, str]) -> httpx.Request:
    headers = httpx.Headers(request.headers)
    headers.update(more)
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def _refusal(request: httpx.Request, answer: Answer, parse: Callable[[bytes], object]) -> WebError:
    words = describe_refusal(answer, parse)
    refusal = NotFound if answer.status in _NOT_FOUND else WebError
    return refusal(f"{_name(request)}: answered {answer.status}: {words}")


def _name(request: httpx.Request) -> str:
    return f"{request.method} {request.url}"
