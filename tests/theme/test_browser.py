"""The site in a real browser, under a prefix: no error, no foreign request, nothing sideways."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import pytest
from browsing import (
    VIEWS,
    WIDTHS,
    axe_violations,
    built,
    expect,
    in_every_font,
    served,
    shot,
    sideways,
    wait_until,
)
from building import copy_of_world
from fonts import FONT_SETS

pytestmark = pytest.mark.slow

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
    "author": "author/svg/",
    "authors": "authors/",
    "trending": "trending/",
    "trends": "trends/",
    "archive": "archive/",
    "map": "map/",
    "year": "map/year/",
    "about": "about/",
    "status": "status/",
    "status month": "status/2026-03/",
    "saved": "saved/",
    "new": "new/",
    "search": "search/",
    "own": "colophon/",
}
# The page for what is not there answers 404, which a browser notes as an error.
LOST = {"lost": "paper/2603.99999/"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the world's site."""
    root = copy_of_world(tmp_path_factory.mktemp("browsed"))
    with served(built(root)) as address:
        yield address


@in_every_font
def test_pages_are_shown_in_the_fonts_of_the_set_and_no_other(site, visit, request):
    fonts = FONT_SETS[request.node.callspec.params["browser"]]
    seen = visit(f"{site}day/2026-03-02/")
    protocol = seen.context.new_cdp_session(seen.page)
    protocol.send("DOM.enable")
    protocol.send("CSS.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    shown_in = {}
    for selector in ("h1", ".folio p b"):
        part = protocol.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        used = protocol.send("CSS.getPlatformFontsForNode", {"nodeId": part})["fonts"]
        shown_in[selector] = {font["familyName"] for font in used}
    assert shown_in == {"h1": {fonts.headings}, ".folio p b": {fonts.sans}}


@in_every_font
@pytest.mark.parametrize("width", WIDTHS)
def test_no_kind_of_page_is_wider_than_the_window(site, visit, width):
    seen = visit(site, width)
    over = {}
    for name, address in PAGES.items():
        seen.page.goto(site + address)
        over[name] = sideways(seen.page)
    assert {name: pixels for name, pixels in over.items() if pixels > 0} == {}


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_kind_of_page_is_sound_at_every_size_and_in_both_palettes(site, visit, width, scheme):
    seen = visit(site, width, scheme)
    for name, address in PAGES.items():
        seen.page.goto(site + address)
        assert seen.page.locator("h1").count() == 1, name
        shot(seen.page, name, width, scheme)
    assert seen.wrong == []
    assert {url for url in seen.asked if not url.startswith(site)} == set()


def test_links_are_followed_by_clicking(site, visit):
    page = visit(site).page
    page.locator("main article a").first.click()
    page.wait_for_url("**/paper/**")
    page.get_by_role("link", name="Archive").first.click()
    page.wait_for_url(f"{site}archive/")
    page.locator('main a[href*="day/2026-03-02"]').first.click()
    page.wait_for_url(f"{site}day/2026-03-02/")
    page.get_by_role("link", name="Shapes").first.click()
    page.wait_for_url(f"{site}topic/shapes/")


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing_on_any_kind_of_page(site, visit, width, scheme):
    seen = visit(site, width, scheme)
    found = []
    for name, address in (PAGES | LOST).items():
        seen.page.goto(site + address)
        found += [f"{name}: {violation}" for violation in axe_violations(seen.page)]
    assert found == []


@pytest.mark.parametrize("address", (PAGES | LOST).values(), ids=PAGES | LOST)
def test_everything_reads_without_javascript(site, visit, address):
    seen = visit(site + address, java_script_enabled=False)
    main = seen.page.locator("main")
    assert main.locator("h1").is_visible()
    assert len(main.inner_text()) > 40
    for disclosure in main.locator("details").all():
        if disclosure.get_attribute("open") is None:
            disclosure.locator("summary").first.click()
    for block in main.locator("article h3, details p, details table, section").all():
        assert block.is_visible(), block.inner_text()
    for control in seen.page.locator("button, input, select").all():
        if control.evaluate("element => element.form?.matches('[action]')"):
            continue  # a form that leads to a page works by itself
        assert not control.is_visible(), f"{control.inner_text()!r} does nothing without JavaScript"


@pytest.mark.parametrize("address", (PAGES | LOST).values(), ids=PAGES | LOST)
def test_every_link_works_without_javascript(site, visit, address):
    seen = visit(site + address, java_script_enabled=False)
    hrefs = [link.get_attribute("href") or "" for link in seen.page.locator("a[href]:visible").all()]
    linked = {urldefrag(urljoin(seen.page.url, href)).url for href in hrefs} - {seen.page.url}
    own = {url for url in linked if url.startswith(site.removesuffix("digest/"))}
    assert own
    answers = {url: seen.context.request.get(url).status for url in own}
    assert {url: status for url, status in answers.items() if status != 200} == {}


# What moved after it was first painted, as browsers count it.
SHIFTS = """window.shifts = 0; new PerformanceObserver((list) => list.getEntries().forEach(
  (entry) => { window.shifts += entry.value; })).observe({ type: "layout-shift", buffered: true });"""


@in_every_font
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_when_the_script_comes_late(site, visit, width):
    def late(route) -> None:
        time.sleep(0.3)
        route.continue_()

    page = visit(site, width).page
    page.add_init_script(SHIFTS)
    page.route("**/assets/scripts/*.js", late)  # the first of each page, which load all others
    moved = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        page.wait_for_timeout(200)
        moved[name] = page.evaluate("window.shifts")
    assert {name: shift for name, shift in moved.items() if shift >= 0.02} == {}


# What a page looked like when it was first painted: before its modules ran, which come after the parser.
FIRST_PAINT = """
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    const metas = [...document.querySelectorAll("meta[name=theme-color]")];
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    window.painted = [ground, ...metas.map((m) => m.content)];
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
COLOURS = {"light": ("rgb(251, 248, 241)", "#fbf8f1"), "dark": ("rgb(19, 18, 16)", "#131210")}


def test_the_palette_is_the_systems_or_the_one_that_was_chosen_in_all_tabs_and_from_the_first_paint(
    site, visit
):
    seen = visit(site, scheme="light")
    page, other = seen.page, seen.context.new_page()
    page.add_init_script(FIRST_PAINT)
    other.goto(site)

    def looks(tab, palette: str) -> None:
        ground, bars = COLOURS[palette]
        wait_until(tab, f"{GROUND} === '{ground}'")
        metas = "[...document.querySelectorAll('meta[name=theme-color]')].every((m) => m.content === '%s')"
        wait_until(tab, metas % bars)

    def choose(palette: str) -> None:
        page.locator(".menu summary").click()
        page.get_by_label("Palette").select_option(palette)

    for chosen, shown in (("Dark", "dark"), ("Light", "light"), ("Dark", "dark")):
        choose(chosen)
        looks(page, shown)
        looks(other, shown)
        page.goto(f"{site}archive/")
        ground, bars = COLOURS[shown]
        assert page.evaluate("window.painted") == [ground, bars, bars]
        expect(page.locator("#palette")).to_have_value(chosen.lower())
    choose("System")
    assert page.evaluate("localStorage.getItem('palette')") is None
    looks(page, "light")
    looks(other, "light")
    page.emulate_media(color_scheme="dark")
    looks(page, "dark")
    page.evaluate("localStorage.setItem('palette', '\"><script>alert(1)</script>')")
    page.reload()
    looks(page, "dark")
    expect(page.locator("#palette")).to_have_value("system")
    assert seen.wrong == []


def test_the_first_stop_of_the_keyboard_leads_to_the_content(site, visit):
    page = visit(f"{site}day/2026-03-02/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    wait_until(page, "location.hash === '#content'")


def test_a_page_that_is_not_there_says_so_and_leads_on(site, visit):
    page = visit(f"{site}paper/2603.99999/").page
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.get_by_role("link", name="Archive, day by day").click()
    page.wait_for_url(f"{site}archive/")
