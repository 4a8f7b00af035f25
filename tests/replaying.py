"""The replay in the test's own process, and a web that does not wait."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from replay_archive import LAST_DAY, Archive
from replay_server import Fault, ReplayServer

from broadsheet.fetching.client import Runtime, Web


class Replay:
    """A running replay: its ``today`` and ``faults`` can be changed, its log read."""

    def __init__(self, server: ReplayServer) -> None:
        self._server = server
        self.address = server.address

    def be(self, today: str, *faults: str) -> None:
        """From now on it is ``today`` there, and these faults happen (``429:0.1``, ``drop:#1``)."""
        self._server.today = today
        self._server.faults = [Fault(fault) for fault in faults]

    def log(self) -> list[dict[str, Any]]:
        """Every request since the last call, as the replay itself tells it."""
        with urllib.request.urlopen(f"{self.address}/__log") as answer:
            told = json.load(answer)
        self._server.log.clear()
        return told


@contextmanager
def running(archive: Archive, seed: int = 0) -> Iterator[Replay]:
    """A replay of an archive on a free port of this machine."""
    server = ReplayServer(archive, LAST_DAY.isoformat(), seed=seed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Replay(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hasty() -> Web:
    """A web that asks at once again where the real one waits."""
    return Web("https://review.example/", runtime=Runtime(sleep=lambda seconds: None, chance=lambda: 1.0))
