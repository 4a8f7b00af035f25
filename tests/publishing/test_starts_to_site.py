"""Every start, as its owner would go on: init, fetch from made-up servers on this machine, check, build."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from browsing import listening
from building import unmeasured

from broadsheet.publishing.starts import STARTS

pytestmark = pytest.mark.slow

RECORDINGS = Path(__file__).parents[1] / "fetching/sources/recordings"
DAY = "2026-03-02"
# What is asked for by the ends of paths, and the file with the made-up answer.
ANSWERS = {
    "/api/daily_papers": "huggingface.json",
    "/rss/cs.CL": "arxiv-rss.xml",
    f"/details/biorxiv/{DAY}/{DAY}/0/json": "biorxiv.json",
    "/notes": "openreview.json",
    "/rss/recent.xml": "feed-rss.xml",
    "/plosbiology/feed/atom": "feed-atom.xml",
}
FIELDS = {
    "arxiv": "cs.CL",
    "life-sciences": "ecology, cell biology, neuroscience",
    "openreview": "Stones.cc/2026",
}
TITLES = {"Stones in the River", "Sand on the Beach", "Sums at Night"}


class MadeUpServers(BaseHTTPRequestHandler):
    """All servers that a start asks, at one address: what they do not have is not found."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        name = next((name for end, name in ANSWERS.items() if address.path.endswith(end)), "")
        is_past_the_end = parse_qs(address.query).get("offset", ["0"]) != ["0"]
        body = (RECORDINGS / name).read_bytes() if name else b""
        if name and is_past_the_end:
            body = b'{"notes": [], "count": 4}'
        self.send_response(200 if name else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


@pytest.fixture(scope="module")
def servers() -> Iterator[str]:
    with listening(MadeUpServers) as address:
        yield address


def broadsheet(*words: object) -> str:
    """What a command says; it must end well."""
    command = [sys.executable, "-m", "broadsheet", *map(str, words)]
    done = subprocess.run(command, env=unmeasured(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def point_to(servers: str, root: Path) -> None:
    """Let every source and look-up of a site ask the made-up servers."""
    path = root / "content/config/sources.yaml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    for asked in (*settings["sources"], *settings.get("look_ups", ())):
        asked["url"] = servers + urlsplit(asked.get("url", "")).path
    path.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


def shown_titles(page: Path) -> set[str]:
    """The titles of the papers that a page lists."""
    text = page.read_text("utf-8")
    titles = re.findall(r'<h3[^>]*><a [^>]*>(.*?)</a>|<a class="title"[^>]*>(.*?)</a>', text)
    return {html.unescape(re.sub("<[^>]+>", "", first or second)) for first, second in titles}


@pytest.mark.parametrize("start", [name for name in STARTS if name != "reading-group"])
def test_a_start_becomes_a_site_with_the_papers_that_its_sources_have(tmp_path, servers, start):
    root = tmp_path / "digest"
    field = ("--field", FIELDS[start]) if start in FIELDS else ()
    broadsheet("init", root, "--start", start, "--name", "Stones", *field)
    point_to(servers, root)
    told = broadsheet("fetch", "--root", root, "--since", DAY, "--until", DAY)
    assert "0 failed" in told, told
    assert "content is sound" in broadsheet("check", "--root", root)
    broadsheet("build", "--root", root)
    assert shown_titles(root / "site/day" / DAY / "index.html") >= TITLES, told


def test_a_reading_group_becomes_a_site_with_the_paper_that_somebody_adds(tmp_path):
    root = tmp_path / "digest"
    broadsheet("init", root, "--start", "reading-group", "--name", "Stones")
    added = ("--title", "Stones in the River", "--author", "Ada Example", "--url", "https://stones.example/1")
    broadsheet("add", "--root", root, *added, "--day", DAY)
    broadsheet("check", "--root", root)
    broadsheet("build", "--root", root)
    assert shown_titles(root / "site/day" / DAY / "index.html") == {"Stones in the River"}
