"""The recorded APIs of ../shared/replay on a free port of this machine, within the test's own process."""

from __future__ import annotations

import importlib.util
import json
import random
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.web import Web


def load(shared: Path) -> tuple[ModuleType, Any]:
    """The replay's module and its archive, which takes some seconds to read."""
    spec = importlib.util.spec_from_file_location("replay", shared / "replay" / "replay.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Archive(shared / "data")


class Replay:
    """A running replay: its ``today`` and ``faults`` can be changed, its log read."""

    def __init__(self, server: Any, module: ModuleType) -> None:
        self._server, self._module = server, module
        self.address = f"http://127.0.0.1:{server.server_port}"

    def be(self, today: str, *faults: str) -> None:
        """From now on it is ``today`` there, and these faults happen (``429:0.1``, ``drop:#1``)."""
        self._server.today = today
        self._server.faults = [self._module.parse_fault(fault) for fault in faults]

    def log(self) -> list[dict[str, Any]]:
        """Every request since the last call, as the replay itself tells it."""
        with urllib.request.urlopen(f"{self.address}/__log") as answer:
            told = json.load(answer)
        self._server.log.clear()
        return told


@contextmanager
def running(module: ModuleType, archive: Any, seed: int = 0) -> Iterator[Replay]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), module.Handler)
    server.archive, server.today, server.faults = archive, "2026-05-29", []
    server.random, server.lock, server.log = random.Random(seed), threading.Lock(), []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Replay(server, module)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hasty() -> Web:
    """A web that asks at once again where the real one waits."""
    return Web("https://review.example/", sleep=lambda seconds: None, chance=lambda: 1.0)
