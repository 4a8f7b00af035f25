"""What is sent once and must not be sent twice, and what an answer says of whether it was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from broadsheet.errors import Throttled, Unanswered, WebError
from broadsheet.fetching.client.answers import Answer, describe_refusal
from broadsheet.fetching.client.quotas import find_asked_wait

# A form that was taken answers with one of these, so that the next page is not the form again.
_AFTER_A_FORM = (httpx.codes.FOUND, httpx.codes.SEE_OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request that changes something at a server: ``body`` is sent as JSON, ``form`` as a form.

    Where the address itself is a secret it is ``hidden``: errors name its host alone.
    """

    url: str
    body: object = None
    form: Mapping[str, str] | None = None
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def name(self) -> str:
        """What errors call it."""
        if not self.hidden:
            return f"{self.method} {self.url}"
        try:
            host = urlsplit(self.url).hostname
        except ValueError:
            host = None
        return f"{self.method} to {host or 'an address that is none'}"


def require_acceptance(name: str, answer: Answer, parse: Callable[[bytes], object]) -> None:
    """Return where an answer says that a submission was taken.

    Throttled or another WebError where it was certainly not, Unanswered where that stays open: an error
    of a server may come before the deed or after it.
    """
    status = answer.status
    if httpx.codes.is_success(status):
        return
    if httpx.codes.is_server_error(status):
        raise Unanswered(f"{name}: answered {status}")
    if status in _AFTER_A_FORM:
        raise Unanswered(f"{name}: answered {status}, a redirect; it was not followed")
    if httpx.codes.is_redirect(status):
        raise WebError(f"{name}: answered {status}, a redirect, which is not followed; correct the address")
    words = describe_refusal(answer, parse)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise Throttled(f"{name}: answered {status}: {words}", find_asked_wait(answer.headers))
    raise WebError(f"{name}: answered {status}: {words}")
