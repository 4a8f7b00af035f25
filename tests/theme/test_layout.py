"""Layout of eight pages at four widths: no holes, no overlaps, rules on one line, large targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from browsing import MADE_UP_PAGES, OVERLAPS, sideways

pytestmark = pytest.mark.slow

WIDTHS = (390, 768, 1280, 1920)
PAGES = MADE_UP_PAGES | {"paper": ""}  # the first of the front page
LARGEST_HOLE = 120  # px
TARGET = 44  # px
# Under a paper that is shorter than the one beside it, and between two parts of a page, one below the other.
HOLES = """() => {
  const boxes = (elements) => elements.filter((part) => part.checkVisibility()
    && getComputedStyle(part).position !== "absolute").map((part) => part.getBoundingClientRect());
  const found = [];
  for (const card of document.querySelectorAll(".list > .card")) {
    if (!card.checkVisibility()) continue;
    const inner = Math.max(...boxes([...card.children]).map((box) => box.bottom));
    found.push([Math.round(card.getBoundingClientRect().bottom - inner), card.id]);
  }
  const parts = boxes([...document.querySelectorAll("main > *")]);
  for (const box of parts) {
    const above = parts.filter((other) => other.bottom <= box.top + 1
      && other.left < box.right && other.right > box.left);
    const end = Math.max(...above.map((other) => other.bottom));
    if (above.length) found.push([Math.round(box.top - end), "main"]);
  }
  return found;
}"""
# Papers that stand side by side begin on one line, and a number on that of its title.
BASELINES = """() => {
  const found = [];
  for (const list of document.querySelectorAll(".list")) {
    const cards = [...list.children].filter((card) => card.checkVisibility());
    const boxes = cards.map((card) => card.getBoundingClientRect());
    boxes.forEach((a, place) => boxes.slice(place + 1).forEach((b) => {
      if (a.top < b.bottom - 1 && b.top < a.bottom - 1 && Math.abs(a.top - b.top) > 1)
        found.push(`${a.top} beside ${b.top}`);
    }));
    for (const card of cards) {
      const votes = card.querySelector(":scope > .votes");
      const title = card.querySelector("h3");
      const apart = votes ? votes.getBoundingClientRect().top - title.getBoundingClientRect().top : 0;
      if (Math.abs(apart) > 1) found.push(`${card.id}: its number is ${apart} px off`);
    }
  }
  return found;
}"""
# Titles that go on below although less than 60 % of their column is taken and the next word had room.
BROKEN_TITLES = """() => {
  const found = [];
  const range = document.createRange();
  for (const title of document.querySelectorAll("main h1, main .card h3")) {
    const column = title.getBoundingClientRect().width;
    const text = (title.querySelector("a, bdi") ?? title).firstChild;
    if (!title.checkVisibility() || column < 100 || text?.nodeType !== Node.TEXT_NODE) continue;
    const words = [...text.data.matchAll(/\\S+/g)].map((word) => {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return range.getBoundingClientRect();
    });
    const start = words[0].left;
    words.slice(1).forEach((word, place) => {
      const taken = words[place].right - start;
      const isBroken = word.top > words[place].bottom - 4;
      if (isBroken && taken < 0.6 * column && taken + word.width + 8 < column)
        found.push(`${title.textContent}: ${taken} of ${column} px`);
    });
  }
  return found;
}"""
YEAR_ROWS = """() => {
  const months = [...document.querySelectorAll(".year > table")];
  return [...new Set(months.map((month) => Math.round(month.getBoundingClientRect().top)))];
}"""
# Background and colour of each shade of the calendar.
SHADES = """() => ["s1", "s2", "s3", "s4", "s5"].map((shade) => document.querySelector(`.cell.${shade}`))
  .filter(Boolean).map((cell) => getComputedStyle(cell))
  .map((style) => [style.backgroundColor, style.color])"""
SCROLLED = """() => [...document.querySelectorAll("main *")].filter((part) => !part.closest(".vh, svg, math")
  && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible"
).map((part) => part.className)"""
KEPT_TOGETHER = """([selector, rule]) => [...new Set(
  [...document.querySelectorAll(selector)].map((part) => getComputedStyle(part)[rule]))]"""
# Of each main action how far around its middle a finger still meets it, in px.
TARGETS = """(selector) => {
  const reach = (target, x, y, dx, dy) => {
    let far = 0;
    while (far < 30) {
      const hit = document.elementFromPoint(x + dx * (far + 1), y + dy * (far + 1));
      if (!hit || !(target === hit || target.contains(hit))) break;
      far += 1;
    }
    return far;
  };
  return [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility()).map((part) => {
    part.scrollIntoView({ block: "center" });
    const { left, right, top, bottom } = part.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const wide = reach(part, x, y, 1, 0) + reach(part, x, y, -1, 0) + 1;
    const high = reach(part, x, y, 0, 1) + reach(part, x, y, 0, -1) + 1;
    return [part.textContent.trim(), Math.min(wide, high)];
  });
}"""
MAIN_ACTIONS = (
    "header.site nav > ul > li > a, .menu > summary, .bar nav a, .card:nth-child(-n + 2) .foot > a, "
    ".card:nth-child(-n + 2) .save, .card:nth-child(-n + 2) .more > summary"
)


@pytest.fixture(scope="module")
def site(made_up_site) -> str:
    return made_up_site


@pytest.fixture(params=WIDTHS)
def pages(request, site, visit) -> Iterator[tuple[str, object]]:
    """Each of the pages, open at a width."""
    page = visit(site, request.param).page
    first_paper = page.locator(".lead h3 a").get_attribute("href")

    def each():
        for name, address in PAGES.items():
            page.goto(site + (first_paper if name == "paper" else address))
            yield name, page

    return each()


def test_no_page_has_a_hole_a_thing_on_another_or_a_title_that_is_broken_early(pages):
    wrong = []
    for name, page in pages:
        wrong += [
            f"{name}: a hole of {size} px, {at}" for size, at in page.evaluate(HOLES) if size > LARGEST_HOLE
        ]
        for judge in (OVERLAPS, BASELINES, BROKEN_TITLES):
            wrong += [f"{name}: {words}" for words in page.evaluate(judge)]
        if sideways(page) > 0:
            wrong.append(f"{name}: wider than the window")
    assert wrong == []


@pytest.mark.parametrize("width", [768, 1280])
def test_rows_of_months_in_the_archive_are_of_one_height(site, visit, width):
    tops = visit(f"{site}archive/", width).page.evaluate(YEAR_ROWS)
    heights = {below - above for above, below in pairwise(tops)}
    assert len(heights) <= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_shades_of_the_calendar_and_its_numbers_legible(site, visit, scheme):
    page = visit(f"{site}archive/", scheme=scheme, forced_colors="active").page
    shades = page.evaluate(SHADES)
    assert len(shades) > 1
    assert len({background for background, _ in shades}) == len(shades)
    assert len({colour for _, colour in shades}) == 1


def test_trends_need_no_scrolling_sideways_on_the_smallest_screen(site, visit):
    page = visit(f"{site}trends/", 320).page
    assert sideways(page) <= 0
    assert page.evaluate(SCROLLED) == []


@pytest.mark.parametrize("address", ["", "week/2026-W22/"])
def test_targets_of_main_actions_are_large_enough_for_a_finger(site, visit, address):
    page = visit(site + address, 390, has_touch=True, is_mobile=True).page
    page.locator(".save").first.wait_for()
    small = [(name, size) for name, size in page.evaluate(TARGETS, MAIN_ACTIONS) if size < TARGET]
    assert small == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_no_heading_is_torn_from_its_papers_and_no_sheet_is_almost_empty(site, visit, paper):
    page = visit(site).page

    def sheets() -> int:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))

    whole = sheets()
    page.emulate_media(media="print")
    for selector, rule in ((".sections h2", "breakAfter"), (".card", "breakInside")):
        kept = page.evaluate(KEPT_TOGETHER, [selector, rule])
        assert kept == ["avoid"], selector
    for part in (".bar", ".state", ".below", ".more", "header.site nav"):
        assert not page.locator(part).first.is_visible(), part
    page.evaluate("document.querySelector('footer.site').remove()")
    assert sheets() == whole, "the footer has a sheet of its own"
