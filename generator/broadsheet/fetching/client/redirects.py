"""Redirects: a stranger's word on where to ask next, followed only where that gives nothing away.

They lead from no public host to one of this machine or of its network, and from https never to http.
A key does not go along (see ``keys``).
"""

from __future__ import annotations

import httpx

from broadsheet.fetching.client.addresses import is_public_address, is_public_host, require_web_address
from broadsheet.fetching.client.failures import UntrustedAnswer
from broadsheet.fetching.client.transport import PEER, PUBLIC_ONLY
from broadsheet.text.plain import clean, shorten

MOST_REDIRECTS = 5

_SAME_METHOD = (httpx.codes.TEMPORARY_REDIRECT, httpx.codes.PERMANENT_REDIRECT)
_LONGEST_ADDRESS = 200


def follow(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """Return the request that a redirect asks for, None where an answer is no redirect.

    UntrustedAnswer where it is one that is not followed.
    """
    if not response.has_redirect_location:
        return None
    url = _find_target(request.url, response.headers["Location"])
    is_from_public = _is_public(request.url, response)
    _check(request.url, url, is_from_public)
    keeps_method = response.status_code in _SAME_METHOD
    extensions = dict(request.extensions)
    if is_from_public:
        extensions[PUBLIC_ONLY] = True
    return httpx.Request(
        method=request.method if keeps_method else "GET",
        url=url,
        headers=_without_body_headers(request.headers),
        content=request.read() if keeps_method else None,
        extensions=extensions,
    )


def _find_target(here: httpx.URL, location: str) -> httpx.URL:
    """Return the address that a ``Location`` names (RFC 9110, 10.2.2), without name and password."""
    try:
        url = here.join(location)
        return require_web_address(url).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        address = shorten(clean(location), _LONGEST_ADDRESS)
        raise UntrustedAnswer(f"redirected to {address!r}, which is no web address") from error


def _is_public(url: httpx.URL, response: httpx.Response) -> bool:
    if not is_public_host(url.host):
        return False
    peer = response.extensions.get(PEER)
    return peer is None or is_public_address(peer)


def _check(here: httpx.URL, target: httpx.URL, is_from_public: bool) -> None:
    address = shorten(clean(str(target)), _LONGEST_ADDRESS)
    if here.scheme == "https" and target.scheme == "http":
        raise UntrustedAnswer(
            f"redirected from https to {address}, where anybody on the way could change the answer"
        )
    if is_from_public and not is_public_host(target.host):
        raise UntrustedAnswer(f"redirected to {address}, which is not a public host")


def _without_body_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return what says who is asking and for what; the rest is made anew for the next host."""
    kept = {}
    for name in ("User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Content-Type"):
        if name in headers:
            kept[name] = headers[name]
    return kept
