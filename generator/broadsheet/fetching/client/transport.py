"""Connections to servers: watched for time at every byte, and kept away from private networks if asked to be.

httpx gives every read a time of its own, so that headers which drip, or provisional answers without end
(1xx, RFC 9110), would never run out of it. So its network is replaced here by one that looks at the clock.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from broadsheet.fetching.client.addresses import is_public_address
from broadsheet.fetching.client.failures import UntrustedAnswer
from broadsheet.fetching.client.time_limit import TimeLimit

# Keys of a request's extensions: that its host must be public; and of an answer's: who gave it.
PUBLIC_ONLY = "broadsheet.public_only"
PEER = "broadsheet.peer"


class Transport(httpx.BaseTransport):
    """One connection at a time, direct or by the proxy that the environment names."""

    def __init__(self, time_limit: TimeLimit) -> None:
        self._network = _Network(time_limit)
        self._ssl_context = httpx.create_ssl_context()
        self._proxies = getproxies()
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request, its body still to be read."""
        proxy = self._find_proxy(request.url)
        pool = self._open_pool(proxy)
        # With a single connection in the pool, one to another host is never used again without this check.
        self._network.public_only = bool(request.extensions.get(PUBLIC_ONLY)) and not proxy
        with _httpx_errors():
            answer = pool.handle_request(_to_httpcore(request))
        assert isinstance(answer.stream, Iterable)
        extensions = {} if proxy else {PEER: _find_peer(answer)}
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _find_proxy(self, url: httpx.URL) -> str:
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all", "")
        if not proxy or proxy_bypass(url.host):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"

    def _open_pool(self, proxy: str) -> httpcore.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = httpcore.ConnectionPool(
                ssl_context=self._ssl_context,
                proxy=_parse_proxy(proxy) if proxy else None,
                max_connections=1,
                network_backend=self._network,
            )
        return self._pools[proxy]


class _Network(httpcore.NetworkBackend):
    """The network below HTTP; with ``public_only`` it connects to public addresses alone."""

    def __init__(self, time_limit: TimeLimit) -> None:
        self._time_limit = time_limit
        self._backend = httpcore.SyncBackend()
        self.public_only = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        problem: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in _resolve(host, port):
            if self.public_only and not is_public_address(address):
                raise UntrustedAnswer(f"redirected to {host}, which is at {address}: no public address")
            seconds = _shorten(timeout, self._time_limit, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _WatchedStream(stream, self._time_limit, address)
        raise problem or httpcore.ConnectError(f"{host} has no address")


class _WatchedStream(httpcore.NetworkStream):
    """A connection whose every step has no more time than is left for the answer."""

    def __init__(self, stream: httpcore.NetworkStream, time_limit: TimeLimit, peer: str) -> None:
        self._stream = stream
        self._time_limit = time_limit
        self._peer = peer

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at most ``max_bytes``."""
        seconds = _shorten(timeout, self._time_limit, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        seconds = _shorten(timeout, self._time_limit, httpcore.WriteTimeout)
        self._stream.write(buffer, seconds)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the same connection, encrypted."""
        seconds = _shorten(timeout, self._time_limit, httpcore.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _WatchedStream(stream, self._time_limit, self._peer)

    def get_extra_info(self, info: str) -> Any:
        """Return a fact about the connection; ``PEER`` is the address, also of one that was closed there."""
        if info == PEER:
            return self._peer
        return self._stream.get_extra_info(info)


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they come, still encoded."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close:
            close()


def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, each once, the best first; ConnectError where it has none."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or too long
        raise httpcore.ConnectError(str(error)) from error
    addresses = [str(row[4][0]) for row in rows]
    return list(dict.fromkeys(addresses))


def _shorten(
    timeout: float | None, time_limit: TimeLimit, too_late: type[httpcore.TimeoutException]
) -> float | None:
    """Return a time that a step may take, or what is left for the answer if that is less."""
    seconds = time_limit.left_for_answer()
    if seconds <= 0:
        raise too_late("no time is left for this answer")
    if seconds == float("inf"):
        return timeout
    return seconds if timeout is None else min(timeout, seconds)


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Raise httpcore's errors as those of httpx, which have the same names."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        error_class = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise error_class(str(error)) from error
    except (httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise httpx.TransportError(str(error)) from error


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    assert isinstance(request.stream, httpx.SyncByteStream)
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore.Request(
        method=request.method,
        url=url,
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _find_peer(answer: httpcore.Response) -> str:
    """Return the address of the server that answered."""
    stream = answer.extensions["network_stream"]
    return str(stream.get_extra_info(PEER))


def _parse_proxy(address: str) -> httpcore.Proxy:
    proxy = httpx.Proxy(address)
    return httpcore.Proxy(
        httpcore.URL(str(proxy.url)), auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=None
    )
