"""``serve``, run as its owner does, with all that it says and shows."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE = 120.0  # seconds; other tests may have the processors
ADDRESS = re.compile(r"^(http://\S+)  \(Ctrl\+C to stop\)$", re.MULTILINE)


def heed_signals() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Serve:
    """The command, at work on a site, with all that it says in a file."""

    def __init__(self, root: Path, log: Path, *before: str, options: Sequence[str] = ()) -> None:
        self.root = root
        self._log = log
        command = [*before, sys.executable, "-m", "broadsheet", "serve", "--root", str(root)]
        with log.open("wb") as output:
            # A group of its own, as a shell gives it; and the signals that scripts in the background, or
            # those who may not be hung up on, ignore.
            self.process = subprocess.Popen(
                [*command, "--address", "127.0.0.1:0", *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=None if before else heed_signals,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")

    def wait_until_said(self, words: str) -> None:
        until = time.monotonic() + PATIENCE
        while words not in self.said:
            assert time.monotonic() < until and self.process.poll() is None, f"{words!r} not in {self.said!r}"
            time.sleep(0.1)

    @property
    def address(self) -> str:
        self.wait_until_said("(Ctrl+C to stop)")
        return ADDRESS.findall(self.said)[-1]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def status(self, target: str) -> int:
        """The status of the answer to a target as it stands, which no client puts in order."""
        host, port = self.address.removeprefix("http://").partition("/")[0].split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
            line.sendall(f"GET {target} HTTP/1.0\r\n\r\n".encode())
            return int(line.makefile("rb").readline().split()[1])

    def wait_for(self, path: str, words: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                page = self.get(path)
            except urllib.error.HTTPError:
                page = ""
            if words in page:
                return page
            time.sleep(0.1)
        raise AssertionError(f"{words!r} never came to {path}: {self.said}")

    @property
    def builds(self) -> int:
        return self.said.count("site: ")

    def wait_until_quiet(self) -> None:
        """Wait until nothing was built for some seconds."""
        builds = -1
        while builds != self.builds:
            builds = self.builds
            time.sleep(4)

    def group_is_gone(self) -> bool:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
