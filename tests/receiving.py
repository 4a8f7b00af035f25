"""Fake receivers of posts on loopback: each service answers as its documentation says, or as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


# What a test has a receiver do with a post: a status, headers and a body; None hangs up without a word.
Said = tuple[int, dict[str, str], object] | None
_OWN_ANSWERS: tuple[tuple[str, Said], ...] = (
    ("/api/v2/instance", (200, {}, {"configuration": {"statuses": {"max_characters": 500}}})),
    ("/api/v1/statuses", (200, {}, {"id": "1", "url": "https://social.example/@digest/1"})),
    ("/xrpc/com.atproto.server.createSession", (200, {}, {"did": DID, "accessJwt": "a.session.token"})),
    (
        "/xrpc/com.atproto.repo.createRecord",
        (200, {}, {"uri": f"at://{DID}/app.bsky.feed.post/3kabcdefgh22x", "cid": "x"}),
    ),
    ("/services/", (200, {}, b"ok")),  # Slack
    ("/api/webhooks/", (200, {}, {"id": "9", "channel_id": "8"})),  # Discord
    ("/bot", (200, {}, {"ok": True, "result": {"message_id": 7, "chat": {"username": "digest"}}})),
    ("/_matrix/", (200, {}, {"event_id": "$event"})),
    ("/api/v1/messages", (200, {}, {"result": "success", "msg": "", "id": 42})),
    ("/workflows/", (202, {}, b"")),  # Teams
    ("/", (200, {}, {})),
)


@dataclass
class Receiver:
    """Everything that came, in order. ``say`` decides on each post; where it says "", as documented."""

    port: int
    received: list[Received] = field(default_factory=list)
    say: Callable[[Received], Said | str] = lambda request: ""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def posts(self) -> list[Received]:
        """The requests that would post something."""
        preparing = ("/api/v2/instance", "/xrpc/com.atproto.server.createSession")
        return [request for request in self.received if request.path not in preparing]

    def answer(self, request: Received) -> Said:
        """Return what to say to a request."""
        self.received.append(request)
        said = self.say(request)
        if not isinstance(said, str):
            return said
        usual = [answer for path, answer in _OWN_ANSWERS if _matches(path, request.path)]
        return usual[0]


def _matches(path: str, asked: str) -> bool:
    if path == "/api/v1/statuses" and asked.startswith("/api/v1/messages"):
        return False
    return asked.startswith(path)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Serve on loopback until the end of the context."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Received(self.command, self.path, headers, self.rfile.read(length))
            said = box.answer(request)
            if said is None:
                self.close_connection = True
                return
            status, more, body = said
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _handle

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box = Receiver(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
