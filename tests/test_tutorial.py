"""The tutorial's commands do what it says, in its order, with the replay as the network."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import REPOSITORY
from replay_archive import LAST_DAY, make_up_archive
from replaying import running

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("git"), reason="needs Git")]

TUTORIAL = (REPOSITORY / "docs" / "tutorial.md").read_text("utf-8")
EXAMPLE = "2605.22355"  # which it tells readers to replace
GIT_NAMES = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
GH = '#!/bin/sh\necho "$*" > "$GH_LOG"\n'


class Block(NamedTuple):
    """A block of code in the tutorial: its language and its lines."""

    language: str
    text: str


def blocks() -> Iterator[Block]:
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL):
        yield Block(language, text)


class Reader:
    """Somebody who does what the tutorial says, below a folder."""

    def __init__(self, folder: Path, network: str) -> None:
        self.folder = folder
        self.network = network
        self.told: dict[str, str] = {}
        programs = folder / "programs"
        programs.mkdir()
        (programs / "gh").write_text(GH)
        (programs / "gh").chmod(0o755)
        (programs / "broadsheet").symlink_to(Path(sys.executable).with_name("broadsheet"))
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("EDITOR", "VISUAL")},
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "GH_LOG": str(folder / "gh.log"),
            **dict.fromkeys(GIT_NAMES, "ada@example.org"),
        }

    @property
    def paper(self) -> str:
        """The id of a paper that was fetched."""
        return sorted(path.stem for path in (self.folder / "content/papers").rglob("*.json"))[0]

    def do(self, block: Block) -> None:
        if block.language == "sh":
            for line in block.text.splitlines():
                self._run(line)
        else:
            self._write(block.text)

    def _run(self, line: str) -> None:
        words = shlex.split(line.replace(EXAMPLE, self.paper) if EXAMPLE in line else line)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return
        if words[:2] == ["broadsheet", "serve"]:
            self._serve([*words, "--address", "127.0.0.1:0"])
            return
        if words[:2] == ["broadsheet", "fetch"]:
            self._lead_to_network()
            words += ["--today", LAST_DAY.isoformat()]
        done = subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        self.told[" ".join(words[:2])] = done.stdout

    def _lead_to_network(self) -> None:
        path = self.folder / "content/config/sources.yaml"
        text = re.sub(r"( +)- (kind: .+)", rf"\1- url: {self.network}\n\1  \2", path.read_text("utf-8"))
        path.write_text(text, "utf-8")

    def _serve(self, words: list[str]) -> None:
        with subprocess.Popen(
            words, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout
            for line in server.stdout:
                if "Ctrl+C" in line:
                    self.told["broadsheet serve"] = urllib.request.urlopen(line.split()[0]).read().decode()
                    break
            server.send_signal(signal.SIGINT)
            server.stdout.read()
        assert server.returncode == 0

    def _write(self, text: str) -> None:
        first, _, rest = text.replace(EXAMPLE, self.paper).partition("\n")
        place = re.search(r"content/\S+", first)
        assert place, f"which file is this: {first}"
        (self.folder / place[0]).write_text(rest, "utf-8")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who came to the end of the tutorial."""
    with running(make_up_archive()) as replay:
        replay.be(LAST_DAY.isoformat())
        reader = Reader(tmp_path_factory.mktemp("tutorial"), replay.address)
        for block in blocks():
            reader.do(block)
    return reader


def test_every_block_is_a_command_or_a_file():
    assert {block.language for block in blocks()} == {"sh", "markdown", "yaml"}


def test_the_site_is_shown_and_built_with_all_that_was_done(reader):
    assert "Papers on agents" in reader.told["broadsheet serve"]
    page = (reader.folder / "site/paper" / reader.paper / "index.html").read_text("utf-8")
    assert "Agents that read the manual before they act need half the steps." in page
    assert "Read the appendix, too." in page
    assert "Agents" in (reader.folder / "site/topics/index.html").read_text("utf-8")
    assert "pinned" in reader.told["broadsheet explain"]
    added = reader.told["broadsheet add"].split()[1].rstrip(":")
    page = (reader.folder / "site/paper" / added / "index.html").read_text("utf-8")
    assert "A talk on stones" in page


def test_all_is_committed_and_pushed(reader):
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=reader.folder, capture_output=True, text=True, check=True
    )
    assert not status.stdout
    asked = (reader.folder.parent / "gh.log").read_text().strip()
    assert asked == "repo create my-digest --public --source . --push"
