"""Maps in a browser: labels are apart in every font, dots answer to pointer and keys, marks are one's own."""

from __future__ import annotations

import json

import pytest
from browsing import WIDTHS, axe_violations, expect, in_every_font, sideways, wait_until, wait_until_calm

pytestmark = pytest.mark.slow

WEEK = "week/2026-W22/"
# Labels that are shown and lie on another one or beyond the frame.
MISPLACED = """() => {
  const boxOf = (element) => element.getBoundingClientRect();
  const land = boxOf(document.querySelector(".land"));
  const labels = [...document.querySelectorAll(".land text")].filter((label) => boxOf(label).width);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const found = labels.length ? [] : ["no labels"];
  labels.forEach((label, place) => {
    const box = boxOf(label);
    const isAcross = box.left >= land.left && box.right <= land.right;
    const isDown = box.top >= land.top && box.bottom <= land.bottom;
    if (!isAcross || !isDown) found.push(`outside: ${label.textContent}`);
    for (const other of labels.slice(place + 1))
      if (meet(box, boxOf(other))) found.push(`${label.textContent} on ${other.textContent}`);
  });
  return found;
}"""


@in_every_font
@pytest.mark.parametrize("width", WIDTHS)
def test_labels_are_apart_and_within_the_map(made_up_site, visit, width):
    page = visit(made_up_site + WEEK, width).page
    for address in (WEEK, "month/2026-05/", "map/"):
        page.goto(made_up_site + address)
        assert page.evaluate(MISPLACED) == [], address
        assert sideways(page) <= 0


def test_a_reader_goes_through_a_map_by_keys_and_pointer(made_up_site, visit):
    seen = visit(made_up_site + WEEK)
    page = seen.page
    assert not [url for url in seen.asked if "map-dots" in url], "it waits until a reader touches the map"
    first = page.locator(".land a").first
    page.locator(".map .skip").focus()
    page.keyboard.press("Tab")
    assert first.evaluate("link => link === document.activeElement")
    wait_until(page, "document.querySelector('.told')?.hidden === false")
    title = page.locator("main .card h3 a").first.text_content()
    expect(page.locator(".told")).to_contain_text(title)
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelectorAll('.land a')[1] === document.activeElement")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.land')") is None, "a map is one stop"
    first.hover()
    page.locator(".told").wait_for()
    box, land = page.locator(".told").bounding_box(), page.locator(".land").bounding_box()
    assert land["x"] <= box["x"] and box["x"] + box["width"] <= land["x"] + land["width"] + 1
    assert axe_violations(page) == []
    first.click()
    page.wait_for_url("**/paper/**")
    assert seen.wrong == []


def scripts_in(addresses: list[str]) -> list[str]:
    return sorted(address for address in addresses if address.endswith(".js"))


def test_what_a_reader_saved_is_marked_with_what_is_near_it(made_up_site, visit):
    seen = visit(made_up_site + WEEK)
    page = seen.page
    wait_until_calm(seen)
    assert page.locator("[data-mark]").count() == 0
    asked = scripts_in(seen.asked)
    saved = page.locator("main .card").first.get_attribute("id").removeprefix("p-")
    page.locator("main .card .save").first.click()
    wait_until(page, "document.querySelectorAll('.land [data-mark=saved]').length === 1")
    assert saved in page.locator(".land [data-mark=saved]").get_attribute("href")
    expect(page.locator(".marks")).to_contain_text("saved")
    page.goto("about:blank")
    seen.asked.clear()
    page.goto(made_up_site + WEEK)
    wait_until(page, "document.querySelectorAll('.land [data-mark=saved]').length === 1")
    wait_until_calm(seen)
    assert scripts_in(seen.asked) == asked, "a server does not learn from it what is kept"


def test_the_page_of_maps_leads_through_the_weeks_with_a_slider_and_without_a_script_by_a_list(
    made_up_site, visit
):
    seen = visit(f"{made_up_site}map/")
    page = seen.page
    before = page.locator(".land a").first.get_attribute("href")
    page.locator("#week").press("ArrowLeft")
    wait_until(page, f"document.querySelector('.land a').getAttribute('href') !== {json.dumps(before)}")
    label = page.locator(".weeks-slider output").text_content()
    assert label == page.locator(".atlas a").first.text_content()
    assert page.evaluate(MISPLACED) == [] and axe_violations(page) == [] and seen.wrong == []
    page.locator(".land a").first.click()
    page.wait_for_url("**/paper/**")

    plain = visit(f"{made_up_site}map/", java_script_enabled=False).page
    assert plain.locator("#week").count() == 0 and plain.locator(".land a").count() >= 5
    plain.locator(".atlas a").first.click()
    plain.wait_for_url("**#map")


COLOURS = """() => [...document.querySelectorAll(".land text")].map((label) => {
  const { fill, stroke } = getComputedStyle(label);
  return `${label.classList} ${fill} on ${stroke}`;
})"""
WHITE, BLACK, GREY = "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(68, 68, 68)"


def test_a_map_is_drawn_on_white_paper_from_a_dark_page_and_in_the_colours_of_its_reader(made_up_site, visit):
    page = visit(made_up_site + WEEK, scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert set(page.evaluate(COLOURS)) <= {f" {BLACK} on {WHITE}", f"name {GREY} on {WHITE}"}
    wide = page.locator(".map").bounding_box()["width"]
    assert wide > 900, "the drawing for desks is not made small enough for a column"
    page.emulate_media(media="screen", forced_colors="active", color_scheme="light")
    assert set(page.evaluate(COLOURS)) <= {f" {BLACK} on {WHITE}", f"name {BLACK} on {WHITE}"}
