"""What the tests share: a world to copy, a web that answers from a list, and a still clock."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import thorough
from browsing import browser, made_up_site, visit  # noqa: F401 (pytest finds fixtures here)
from building import copy_of_world
from replay_archive import Archive, make_up_archive, read_archive

from broadsheet.cache.owned_files import RECORD
from broadsheet.fetching.client import Runtime, Web
from broadsheet.pipeline import politeness

pytest_configure = thorough.choose

REPOSITORY = Path(__file__).parent.parent
# Recorded answers of the real APIs, which are not ours to publish: where the folder is missing, the tests
# that want it are skipped, and made-up recordings do. It is named here and nowhere else in the tests.
RECORDED = REPOSITORY.parent / "shared"

Answer = httpx.Response | Exception


class Answers:
    """A web that gives each of its answers once, in order, and keeps what it was asked."""

    def __init__(self) -> None:
        self.waiting: list[Answer] = []
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.now = 0.0
        self.takes = 0.0

    def give(self, status: int = 200, body: object = b"", **headers: str) -> None:
        """Queue an answer; a body that is not bytes is sent as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.waiting.append(httpx.Response(status, content=data, headers=named))

    def break_off(self) -> None:
        """Queue a connection that closes before it has said anything."""
        self.waiting.append(httpx.RemoteProtocolError("closed"))

    def web(self, **more: Any) -> Web:
        """The network that gives them; ``takes`` is how many seconds each of them is on its way."""
        return Web(
            "https://review.example/",
            runtime=Runtime(httpx.MockTransport(self._answer), self._sleep, lambda: self.now, lambda: 1.0),
            politeness=politeness(),
            **more,
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.now += self.takes
        assert self.waiting, f"nobody expected {request.url}"
        answer = self.waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def answers() -> Iterator[Answers]:
    """Answers for one test, all of which it must use."""
    given = Answers()
    yield given
    assert not given.waiting, f"{len(given.waiting)} answers were never asked for"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A copy of the world of made-up papers, to be changed at will."""
    return copy_of_world(tmp_path)


@pytest.fixture
def snapshot() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by its path, with its bytes; not the list of what we wrote there."""

    def take(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}

    return take


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded data beside the repository; the test is skipped where it is absent."""
    if not (RECORDED / "data").is_dir():
        pytest.skip("needs the folder of recorded data, which is not here")
    return RECORDED


@pytest.fixture(scope="session", params=["made-up", pytest.param("recorded", marks=pytest.mark.slow)])
def archive(request: pytest.FixtureRequest) -> Archive:
    """The papers that a replay serves: made-up ones, and the recorded ones where they are."""
    if request.param == "made-up":
        return make_up_archive()
    return read_archive(request.getfixturevalue("recorded") / "data")


@pytest.fixture(scope="session")
def node() -> str:
    """The command of Node; the test is skipped where there is none, but in CI."""
    found = shutil.which("node")
    if not found:
        assert not os.environ.get("CI"), "CI has Node"
        pytest.skip("needs Node")
    return found
