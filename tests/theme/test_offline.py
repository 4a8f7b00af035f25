"""Reading without a network, in a real browser: what is kept, what is not, and how it all goes away."""

from __future__ import annotations

import functools
import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PATIENCE, PREFIX, Prefixed, Visit, built, expect, listening, wait_until
from building import copy_of_world

pytestmark = pytest.mark.slow

DAY = "day/2026-03-02/"
OTHER_DAY = "day/2026-03-03/"
PAPER = "paper/2603.00001/"
OTHER_SITE = "/other/"
CACHES = "caches.keys().then((names) => names.filter((name) => name.includes('/digest/')))"
KEPT = """async (address) => {
  for (const name of await caches.keys()) {
    if (await (await caches.open(name)).match(address)) return true;
  }
  return false;
}"""


class Network:
    """What is between the browser and its sites: the folders of sites by their prefixes, and the weather.

    ``portal``: each address answers with a page to log in at, as a hotel's network does.
    """

    def __init__(self, folder: Path) -> None:
        self.folders = {PREFIX: folder}
        self.is_down = False
        self.is_portal = False
        self.is_answering = threading.Event()
        self.is_answering.set()
        self.asked: list[str] = []


class Weathered(Prefixed):
    """Serves the sites of a network, as well as that lets it."""

    def __init__(self, network: Network, *args: object) -> None:
        self.network = network
        super().__init__(*args, directory=str(network.folders[PREFIX]))

    def translate_path(self, path):
        for prefix, folder in self.network.folders.items():
            if path.startswith(prefix):
                self.directory = str(folder)
                return super().translate_path(PREFIX + path.removeprefix(prefix))
        return super().translate_path("/nowhere")

    def do_GET(self):
        if self.network.is_down:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.network.asked.append(self.path)
        self.network.is_answering.wait(4 * PATIENCE)
        if not self.network.is_portal:
            super().do_GET()
            return
        body = b"<!doctype html><title>Room number?</title><h1>Log in</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=0, must-revalidate")
        super().end_headers()


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The world, built once; a test that builds it anew does so with other settings."""
    root = copy_of_world(tmp_path_factory.mktemp("offline"))
    built(root)
    return root


@pytest.fixture
def network(root) -> Network:
    return Network(root / "site")


@pytest.fixture
def site(network) -> Iterator[str]:
    with listening(functools.partial(Weathered, network)) as address:
        yield address + PREFIX


# Keeps the newest words that a page told its worker; a page tells it something once it is calm.
TOLD = """
  const tell = ServiceWorker.prototype.postMessage;
  ServiceWorker.prototype.postMessage = function (words, ...more) {
    window.told = words;
    return tell.call(this, words, ...more);
  };
"""
# What of all that is asked for is kept: pages, and files that pages and the search load.
KEPT_PATHS = re.compile(r"/$|^(?!.*/sw\.js).+\.(?:js|css|bin)$")


@pytest.fixture
def reader(visit, site, network) -> Visit:
    """A reader who opened the front page for the first time, and whose browser has kept all of it."""
    seen = visit("about:blank", service_workers="allow")
    seen.page.add_init_script(TOLD)
    seen.page.goto(site)
    wait_for_worker(seen.page)
    wait_until_told(seen.page)
    wait_until_kept(seen.page, site)
    wait_until_all_is_kept(seen.page, network, site)
    return seen


def wait_for_worker(page) -> None:
    wait_until(page, "navigator.serviceWorker.controller !== null")


def wait_until_told(page) -> None:
    """Wait until the page has told its worker what it wants: what it asks for next, the worker asks for."""
    wait_until(page, "window.told !== undefined")


def wait_until_kept(page, address: str) -> None:
    wait_until(page, lambda: page.evaluate(KEPT, address))


def wait_until_all_is_kept(page, network: Network, site: str) -> None:
    """Wait until all that was asked for is kept: an answer is shown before it is."""
    for path in sorted(set(filter(KEPT_PATHS.search, network.asked))):
        wait_until_kept(page, site.removesuffix(PREFIX) + path)


def heading(page) -> str:
    return page.locator("h1").inner_text()


def test_what_was_opened_once_can_be_read_without_a_network(reader, network, site):
    page = reader.page
    page.goto(site + DAY)
    row = page.locator('[id="p-2603.00001"].card')
    row.locator("button.save").click()
    wait_until_kept(page, site + PAPER)
    title = heading(page)
    page.goto(site + "search/")
    page.locator("input[type=search]").first.fill("counting")
    page.locator("#results a", has_text="Counting to ten").first.wait_for()
    page.goto(site + "saved/")
    page.locator("#shelf .title").wait_for()
    wait_until_all_is_kept(page, network, site)

    network.is_down = True
    page.goto(site + "saved/")
    expect(page.locator("#shelf .title")).to_have_text("Counting to ten with large sums")
    page.locator("#shelf summary").click()
    page.locator("#shelf .abstract", has_text="We count to ten in eleven steps").wait_for()
    page.goto(site + DAY)
    assert heading(page) == title
    page.goto(site + "search/?q=counting")
    page.locator("#results a", has_text="Counting to ten").first.wait_for()
    page.goto(site + OTHER_DAY)
    assert heading(page) == "No connection"
    assert "was not kept" in page.locator("main").inner_text()
    assert page.url == site + OTHER_DAY
    network.is_down = False
    page.get_by_role("link", name="Try again").click()
    page.locator("h1", has_text="March").wait_for()


def test_a_page_comes_from_the_network_while_there_is_one_and_from_what_was_kept_where_it_is_late(
    reader, network, site, root, tmp_path
):
    page = reader.page
    network.folders[PREFIX] = shutil.copytree(root / "site", tmp_path / "site")
    home = network.folders[PREFIX] / "index.html"
    home.write_text(home.read_text("utf-8").replace("</h1>", ", changed</h1>"), "utf-8")
    page.goto(site)
    assert heading(page).endswith(", changed")
    wait_until_told(page)
    network.is_answering.clear()
    page.goto(site, wait_until="commit")
    page.locator("h1").wait_for()  # while nothing is answered
    network.is_answering.set()


def test_what_is_no_page_of_the_site_is_never_kept(reader, network, site):
    page = reader.page
    title = heading(page)
    style = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
    strange_script = f"{site}assets/scripts/strange.01234567.js"
    network.is_portal = True
    save = page.locator("main .card button.save").first
    paper = f"{site}paper/{save.get_attribute('data-id')}/"
    with page.expect_response(paper):
        save.click()
    network.is_portal = False
    page.goto(f"{site}paper/none/")
    page.evaluate("(address) => fetch(address)", strange_script)  # is answered with the page for errors
    network.is_portal = True
    page.goto(site)
    assert heading(page) == "Log in"
    page.evaluate("(address) => fetch(address)", strange_script)
    network.is_portal = False
    network.is_down = True
    page.goto(site)
    assert heading(page) == title
    assert page.evaluate(KEPT, style)
    assert not page.evaluate(KEPT, strange_script)
    assert not page.evaluate(KEPT, paper)
    page.goto(f"{site}paper/none/")
    assert heading(page) == "No connection"


def test_the_newest_days_are_asked_for_on_a_later_visit_and_are_the_same_for_all(reader, network, site):
    page = reader.page
    page.goto(site + "about/")
    wait_until_told(page)
    assert page.evaluate("told.newest") is False, "a first visit"
    assert f"{PREFIX}offline.json" not in network.asked
    pass_hours(page)
    asked_before = len(network.asked)
    page.reload()
    newest = json.loads((network.folders[PREFIX] / "offline.json").read_text("utf-8"))["pages"]
    for address in reversed(newest):  # as they are loaded, so that each has its time
        wait_until_kept(page, site + address)
    asked = network.asked[asked_before:]
    pages = [path.removeprefix(PREFIX) for path in asked if path.endswith("/")]
    assert pages[:2] == ["about/", DAY], "the oldest day first, so that the newest is dropped last"
    assert {"saved/", "search/", OTHER_DAY} < set(pages)
    assert not [path for path in asked if "/paper/" in path]
    page.reload()
    wait_until_told(page)
    assert page.evaluate("told.newest") is False, "once in some hours"
    assert network.asked.count(f"{PREFIX}offline.json") == 1
    page.goto(site + "saved/")
    page.get_by_role("button", name="Keep the newest days too").click()
    page.get_by_role("status").filter(has_text="can now be read").wait_for(timeout=4000 * PATIENCE)
    assert network.asked.count(f"{PREFIX}offline.json") == 2
    network.is_down = True
    page.goto(site + "search/")
    assert heading(page) == "Search"


def pass_hours(page) -> None:
    """Let the browser believe that the first visit was long ago."""
    page.evaluate("localStorage.setItem('broadsheet:/digest/offline', '{\"first\": 1, \"asked\": 1}')")


def test_a_deploy_is_seen_at_once_and_a_site_that_turns_it_off_takes_everything_away(
    reader, network, site, root, tmp_path
):
    page = reader.page
    other = site.replace(PREFIX, OTHER_SITE)
    network.folders[OTHER_SITE] = shutil.copytree(root / "site", tmp_path / "other")
    page.goto(other)
    wait_for_worker(page)
    wait_until_kept(page, other)

    navigations: list[str] = []
    page.on("framenavigated", lambda frame: navigations.append(frame.url))
    own = root / "overrides/assets/scripts/page/palette.js"
    own.parent.mkdir(parents=True)
    own.write_text("export function startPalette() { document.title = 'deployed'; }\n", "utf-8")
    config = root / "mkdocs.yml"
    ours = "theme:\n  name: broadsheet\n  custom_dir: overrides"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", ours), "utf-8")
    built(root)
    page.goto(site)
    wait_until(page, "document.title === 'deployed'")
    wait_until_told(page)
    assert navigations == [site], "nothing reloads the page"

    settings = root / "content/config/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "\noffline: false\n", "utf-8")
    off = built(root)
    assert not (off / "offline.json").exists() and not (off / "503.html").exists()
    assert not (off / "manifest.webmanifest").exists()
    page.goto(site)
    wait_until(page, f"{CACHES}.then((names) => names.length === 0)")
    wait_until(page, "navigator.serviceWorker.getRegistration().then((found) => found === undefined)")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert page.evaluate(CACHES) == []
    assert page.evaluate(KEPT, other), "another site of the host keeps what is its own"
    page.locator("main .card button.save").first.click()
    saved = "JSON.parse(localStorage.getItem('broadsheet:/digest/saved'))"
    wait_until(page, f"{saved}.every((paper) => !paper.partial)")
    assert page.evaluate(CACHES) == []
    network.is_down = True
    page.goto(other)
    assert page.locator("main .card").count()
    assert reader.page.evaluate("navigator.serviceWorker.controller !== null")
