"""Servers on loopback that say what a test lets them, byte by byte, whatever HTTP says of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# Answers one request, whose head it is given; the connection is closed afterwards.
Answering = Callable[[socket.socket, bytes], object]


class Listener:
    """A server that keeps the head of each request."""

    def __init__(self, answer: Answering) -> None:
        self.heads: list[bytes] = []
        self.stopped = threading.Event()
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        """Take connections until the socket is closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def stop(self) -> None:
        """Take no more connections, and end those that there are."""
        self.stopped.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _converse(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            self.heads.append(head)
            self._answer(connection, head)

    def drip(self, connection: socket.socket, data: bytes, seconds: float) -> None:
        """Send one byte at a time, with so many seconds between two, until the server is stopped."""
        for value in data:
            connection.sendall(bytes([value]))
            if self.stopped.wait(seconds):
                return


@contextmanager
def serving(answer: Callable[[Listener, socket.socket, bytes], object]) -> Iterator[Listener]:
    """A server that answers every request as told, on a free port of this machine."""
    here: Listener
    here = Listener(lambda connection, head: answer(here, connection, head))
    thread = threading.Thread(target=here.serve, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.stop()
        thread.join()


def whole(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A whole answer, such as ``200 OK``, after which the connection is closed."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def slow_headers(server: Listener, connection: socket.socket, seconds: float) -> None:
    """Headers without end, one byte at a time."""
    server.drip(connection, b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 5000, seconds)


def endless_1xx(server: Listener, connection: socket.socket, seconds: float) -> None:
    """Provisional answers, and never the one that counts."""
    while not server.stopped.wait(seconds):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")


def slow_body(server: Listener, connection: socket.socket, seconds: float) -> None:
    """A long body, one byte at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    server.drip(connection, b" " * 100_000, seconds)


def slow_chunks(server: Listener, connection: socket.socket, seconds: float) -> None:
    """A body in chunks whose frame drips too."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    server.drip(connection, b"1\r\n \r\n" * 20_000, seconds)


def silence(server: Listener, connection: socket.socket, seconds: float) -> None:
    """A server that takes a question and never says a word."""
    server.stopped.wait()


DRIPPING = (slow_headers, endless_1xx, slow_body, slow_chunks)
SLOW = (*DRIPPING, silence)
