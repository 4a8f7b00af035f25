"""Keys of servers that ask who is calling, each for one place and for no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpx

from broadsheet.fetching.client.rate_limits import LOOPBACK


@dataclass(frozen=True, slots=True)
class Key:
    """Headers that identify us to ``host``, and there only to what is asked below ``path``.

    ``port`` is None for that of https.
    """

    host: str
    path: str
    headers: Mapping[str, str]
    port: int | None = None

    def opens(self, url: httpx.URL) -> bool:
        """Return true for an address that may be sent the key: over https, of its host, port and path.

        A server on this machine itself may be asked over http: nobody is on the way.
        """
        is_safe = url.scheme == "https" or url.host in LOOPBACK
        is_at_host = (url.host, url.port) == (self.host, self.port)
        return is_safe and is_at_host and url.path.startswith(self.path)


def find_key_headers(keys: Iterable[Key], url: httpx.URL) -> dict[str, str]:
    """Return the headers that go with a request to ``url``."""
    headers: dict[str, str] = {}
    for key in keys:
        if key.opens(url):
            headers.update(key.headers)
    return headers
