"""The site in a real browser, under a prefix: no error, no foreign request, nothing sideways."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

pytestmark = pytest.mark.slow

PREFIX = "/digest/"
PAGES = {
    "home": "",
    "day": "day/2026-03-02/",
    "filling": "day/2026-03-09/",
    "failed": "day/2026-03-05/",
    "quiet": "day/2026-03-04/",
    "paper": "paper/2603.00001/",
    "hostile": "paper/2603.00002/",
    "hidden": "paper/2603.00005/",
    "week": "week/2026-W10/",
    "month": "month/2026-03/",
    "topic": "topic/shapes/",
    "topics": "topics/",
    "archive": "archive/",
    "about": "about/",
    "status": "status/",
    "own": "colophon/",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


class Prefixed(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under PREFIX and nothing beside it, as GitHub Pages does."""

    def translate_path(self, path):
        inside = path.startswith(PREFIX)
        return super().translate_path(path.removeprefix(PREFIX.rstrip("/")) if inside else "/nowhere")

    def send_error(self, code, message=None, explain=None):
        if code != http.HTTPStatus.NOT_FOUND:
            return super().send_error(code, message, explain)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the world's site."""
    root = tmp_path_factory.mktemp("browsed") / "world"
    shutil.copytree(Path(__file__).parent / "world", root, ignore=shutil.ignore_patterns("golden"))
    command = [sys.executable, "-m", "generator", "build", "--root", str(root)]
    subprocess.run(command, check=True, capture_output=True)
    handler = functools.partial(Prefixed, directory=str(root / "site"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, or whatever tools/chromium.sh finds; skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api")
    found = subprocess.run(
        ["sh", str(REPOSITORY / "tools/chromium.sh")], capture_output=True, text=True, check=False
    )
    if found.returncode:
        assert not os.environ.get("CI"), found.stderr
        pytest.skip(found.stderr.strip())
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """A page that keeps what went wrong on it and what it asked for."""

    def __init__(self, browser, **options) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", self._alarmed)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _alarmed(self, dialog) -> None:
        self.wrong.append(f"a dialog said {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def visit(browser):
    """Open a page with a given size and palette."""
    made: list[Visit] = []

    def open_one(address: str, width: int = 1280, scheme: str = "light", **options) -> Visit:
        size = {"width": width, "height": 900}
        visit = Visit(browser, viewport=size, color_scheme=scheme, **options)
        made.append(visit)
        visit.page.goto(address)
        return visit

    yield open_one
    for visit in made:
        visit.context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
)
def test_every_kind_of_page_is_sound_at_every_size_and_in_both_palettes(site, visit, width, scheme):
    shots = REPOSITORY / "screenshots"
    shots.mkdir(exist_ok=True)
    seen = visit(site, width, scheme)
    for name, address in PAGES.items():
        seen.page.goto(site + address)
        assert seen.page.locator("h1").count() == 1, name
        over = seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} scrolls sideways by {over} px at {width} px"
        seen.page.screenshot(path=str(shots / f"{name}-{width}-{scheme}.png"), full_page=True)
    assert seen.wrong == []
    assert {url for url in seen.asked if not url.startswith(site)} == set()


def test_links_are_followed_by_clicking(site, visit):
    page = visit(site).page
    page.locator("main article a").first.click()
    assert "/paper/" in page.url
    page.get_by_role("link", name="Archive").first.click()
    assert page.url == f"{site}archive/"
    page.locator('main a[href*="day/2026-03-02"]').first.click()
    assert page.url == f"{site}day/2026-03-02/"
    page.get_by_role("link", name="Shapes").first.click()
    assert page.url == f"{site}topic/shapes/"


def test_everything_reads_without_javascript(site, visit):
    seen = visit(f"{site}day/2026-03-02/", java_script_enabled=False)
    disclosure = seen.page.locator("main details").first
    disclosure.locator("summary").click()
    assert disclosure.locator("p").first.is_visible()
    seen.page.locator("main article a").first.click()
    assert "/paper/" in seen.page.url


def test_the_palette_is_switched_and_remembered(site, visit):
    page = visit(site, scheme="light").page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    ground = f"{ground} + getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#palette").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(f"{site}archive/")
    assert page.evaluate(ground) == dark


def test_the_first_stop_of_the_keyboard_leads_to_the_content(site, visit):
    page = visit(f"{site}day/2026-03-02/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"


def test_a_page_that_is_not_there_says_so_and_leads_on(site, visit):
    page = visit(f"{site}paper/2603.99999/").page
    assert page.get_by_role("heading", level=1).inner_text() == "There is no page here"
    page.get_by_role("link", name="The archive").click()
    assert page.url == f"{site}archive/"
