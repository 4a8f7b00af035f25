"""A site under a prefix and a browser to open it with, for every test that looks at pages."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from benchmarks.corpus import write_site
from building import build_unmeasured
from fonts import FONT_SETS, write_font_config

REPOSITORY = Path(__file__).parent.parent
PREFIX = "/digest/"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
# A phone and a desktop, in both palettes: every page must do in each of them.
VIEWS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
PATIENCE = 60.0  # seconds that something may take: others may have the processors
LAST_SCRIPT = "scripts/page/offline."  # each page loads it when it is calm, after all else
# No place depends on the palette.
WIDTHS = [360, 1280]
# What of a card, a line of a list or the head of a page must not lie on something else of it.
OVERLAPS = """() => {
  const parts = "h1, h3 a, .title, .votes, .items > li > .n, .by, .takeaway, .foot, .authors, .kicker";
  const lines = (part) => [...part.getClientRects()].filter((box) => box.width && box.height);
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
    || a.bottom <= b.top + 5 || b.bottom <= a.top + 5;
  const found = [];
  for (const whole of document.querySelectorAll("article, .items > li, main")) {
    const inside = [...whole.querySelectorAll(parts)].filter(
      (part) => part.closest("article, .items > li, main") === whole);
    inside.forEach((a, place) => inside.slice(place + 1).forEach((b) => {
      if (a.contains(b) || b.contains(a)) return;
      if (lines(a).some((x) => lines(b).some((y) => !apart(x, y))))
        found.push(`${a.className || a.tagName} on ${b.className}: ${a.textContent.slice(0, 40)}`);
    }));
  }
  return found;
}"""


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


class Listener(http.server.ThreadingHTTPServer):
    """A server that takes as many connections at once as a browser with many pages makes.

    Of more than five that wait, the system would drop the others, for a second or three.
    """

    request_queue_size = 128


@contextmanager
def listening(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server on this machine that answers with a handler, until the caller is done."""
    server = Listener(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a built site, until the caller is done."""
    handler = functools.partial(Prefixed, directory=str(folder))
    with listening(handler) as address:
        yield f"{address}{PREFIX}"


def built(root: Path) -> Path:
    """The folder of the site of ``root``, built as a person would build it."""
    done = build_unmeasured(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


MADE_UP_PAPERS = 140  # made up, of the lengths of real ones


@pytest.fixture(scope="session")
def made_up_site(tmp_path_factory) -> Iterator[str]:
    """The address of a site of made-up papers, which no test changes."""
    root = tmp_path_factory.mktemp("made-up") / "site"
    write_site(root, MADE_UP_PAPERS, Path())
    with served(built(root)) as address:
        yield address


# Pages of it that have rows of papers, and the calendar.
MADE_UP_PAGES = {
    "home": "",
    "day": "day/2026-05-28/",
    "week": "week/2026-W22/",
    "month": "month/2026-05/",
    "topic": "topic/language-models/",
    "trending": "trending/",
    "archive": "archive/",
}


# For tests that judge layout: they run under every set of fonts, and their ids say under which.
in_every_font = pytest.mark.parametrize("browser", FONT_SETS, indirect=True)
# Under which the other tests of a browser run.
USUAL_FONTS = "dejavu"


def font_environment(name: str | None, folder: Path) -> dict[str, str]:
    """The environment in which a browser sees one set of fonts: that of this name, or the usual one.

    A test that names a set is skipped where its fonts are missing, but not in CI; any other test then
    takes what fonts the machine has.
    """
    fonts = FONT_SETS[name or USUAL_FONTS]
    if fonts.paths():
        return {**os.environ, "FONTCONFIG_FILE": str(write_font_config(fonts, folder))}
    if name:
        missing = f"the fonts of the set {name} are not here; Debian's package {fonts.package} brings them"
        assert not os.environ.get("CI"), missing
        pytest.skip(missing)
    return dict(os.environ)


@cache
def answer_of(*command: str) -> subprocess.CompletedProcess[str]:
    """What a command says of this machine: the same for every module, and so asked once."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def browser(request, tmp_path_factory):
    """Debian's Chromium, or whatever tools/chromium.sh finds; skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api")
    found = answer_of("sh", str(REPOSITORY / "tools/chromium.sh"))
    if found.returncode:
        assert not os.environ.get("CI"), found.stderr
        pytest.skip(found.stderr.strip())
    # Playwright brings a Node of its own, which does not run on every machine.
    driver = answer_of(sys.executable, "-m", "playwright", "--version")
    if driver.returncode:
        assert not os.environ.get("CI"), driver.stderr
        pytest.skip(f"Playwright does not run here (Debian may want libatomic1): {driver.stderr.strip()}")
    environment = font_environment(getattr(request, "param", None), tmp_path_factory.mktemp("fonts"))
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found.stdout.strip(), args=FLAGS, env=environment, timeout=2000 * PATIENCE
        )
        yield chromium
        chromium.close()


class Visit:
    """A page that keeps what went wrong on it and what it asked for."""

    def __init__(self, browser, **options) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(1000 * PATIENCE)
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
        # A worker asks in place of the page, past what a test puts between the two.
        options.setdefault("service_workers", "block")
        visit = Visit(browser, viewport=size, color_scheme=scheme, **options)
        made.append(visit)
        visit.page.goto(address)
        return visit

    yield open_one
    for visit in made:
        visit.context.close()


def expect(shown):
    """Playwright's assertions on a page or a part of one: they look again until they hold, or patience ends.

    The texts that they compare are those of the document. ``inner_text`` is empty for a saved paper that the
    browser has not painted yet.
    """
    api = pytest.importorskip("playwright.sync_api")
    api.expect.set_options(timeout=1000 * PATIENCE)
    return api.expect(shown)


def wait_until(page, holds: str | Callable[[], object]) -> None:
    """Wait until something holds: an expression of the page's own words, or what a function here returns.

    Playwright's ``wait_for_function`` evaluates it from a timer of the page, which the policy forbids.
    """
    until = time.monotonic() + PATIENCE
    while not _holds(page, holds):
        assert time.monotonic() < until, f"it never came to {holds}"
        page.wait_for_timeout(20)


def wait_until_calm(seen: Visit) -> None:
    """Wait until a page has asked for what it loads last, counted from when ``asked`` was empty."""
    wait_until(seen.page, lambda: any(LAST_SCRIPT in address for address in seen.asked))


def _holds(page, holds: str | Callable[[], object]) -> bool:
    try:
        return bool(page.evaluate(holds) if isinstance(holds, str) else holds())
    except Exception as error:  # Playwright need not be here, so that its errors cannot be named
        if "navigation" not in str(error):
            raise
        return False


def shot(page, name: str, width: int, scheme: str) -> None:
    """Keep a picture of the whole page in screenshots/, which CI keeps."""
    shots = REPOSITORY / "screenshots"
    shots.mkdir(exist_ok=True)
    page.screenshot(path=str(shots / f"{name}-{width}-{scheme}.png"), full_page=True)


def sideways(page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def axe_violations(page) -> list[str]:
    """What axe-core has against the page as it stands, its best practices included."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
