"""Papers and days at the edge of what happens, in a browser: nothing overlaps, nothing runs out."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import extremes
import pytest
from browsing import OVERLAPS, VIEWS, WIDTHS, axe_violations, built, in_every_font, served, shot, sideways

pytestmark = pytest.mark.slow

PAGES = {
    "extreme-home": "",
    "extreme-mixed": "day/2026-04-06/",
    "extreme-one": "day/2026-04-07/",
    "extreme-chinese": "day/2026-04-08/",
    "extreme-120": "day/2026-04-09/",
    "extreme-none": "day/2026-04-10/",
    "extreme-week": "week/2026-W15/",
    "extreme-month": "month/2026-04/",
    "extreme-topic": "topic/sums/",
    "extreme-topic-month": "topic/sums/2026-04/",
    "extreme-archive": "archive/",
    **{f"extreme-paper-{kind}": f"paper/2604.{n:05}/" for n, kind in enumerate(extremes.TITLES, start=1)},
    "extreme-paper-bare": "paper/2604.00031/",
}
OUTSIDE = """() => [...document.querySelectorAll("main *:not(.vh, .vh *)")].filter((part) => {
  const box = part.getBoundingClientRect();
  // What scrolls within its own frame, or ends there with an ellipsis.
  const framed = part.closest(".wide, pre, [tabindex='0'], .maker > *");
  return box.width && !framed && (box.right > innerWidth + 1 || box.left < -1);
}).map((part) => `${part.tagName}.${part.className}: ${part.textContent.slice(0, 40)}`)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return built(extremes.write(tmp_path_factory.mktemp("extremes")))


@pytest.fixture(scope="module")
def site(folder) -> Iterator[str]:
    with served(folder) as address:
        yield address


@in_every_font
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_of_the_extremes_overlaps_or_runs_out(site, visit, width):
    seen = visit(site, width)
    wrong = []
    for name, address in PAGES.items():
        seen.page.goto(site + address)
        if (over := sideways(seen.page)) > 0:
            wrong.append(f"{name} scrolls sideways by {over} px")
        wrong += [f"{name}: {words}" for words in seen.page.evaluate(OVERLAPS)]
        wrong += [f"{name}: outside the window: {words}" for words in seen.page.evaluate(OUTSIDE)]
    assert wrong == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_extremes_look_like_everything_else(site, visit, width, scheme):
    seen = visit(site, width, scheme)
    wrong = []
    for name, address in PAGES.items():
        seen.page.goto(site + address)
        shot(seen.page, name, width, scheme)
        assert seen.page.locator("h1").count() == 1, name
        wrong += [f"{name}: {violation}" for violation in axe_violations(seen.page)]
    assert wrong == []
    assert seen.wrong == []


def test_a_card_names_three_of_3303_authors_and_their_page_says_where_all_are(site, visit):
    page = visit(f"{site}day/2026-04-06/").page
    page.locator("#p-2604\\.00006 .more summary").click()
    names = page.locator("#p-2604\\.00006 .names")
    assert names.inner_text().endswith("Hand2 van der Stone-Counter and 3,300 more")
    page.goto(f"{site}paper/2604.00006/")
    many = page.locator(".authors details")
    assert many.locator("summary").inner_text() == "The first 150 of 3,303 authors"
    many.locator("summary").click()
    assert many.get_by_text("Hand149 van der Stone-Counter", exact=True).is_visible()
    more = many.get_by_role("link", name="3,153 more")
    assert more.get_attribute("href") == "https://arxiv.org/abs/2604.00006"


def test_what_a_reader_saves_of_it_does_not_pass_for_all_of_its_authors(site, visit):
    page = visit(f"{site}paper/2604.00006/").page
    page.locator("button.save").first.click()
    [saved] = page.evaluate("Object.values(localStorage).map(JSON.parse).find((list) => list[0]?.authors)")
    assert (len(saved["authors"]), saved["partial"]) == (100, True)
    page.goto(f"{site}saved/")
    page.get_by_text("Hand2 van der Stone-Counter et al.").wait_for()


def test_crowded_pages_stay_light(folder):
    def weight(address: str) -> tuple[int, int]:
        html = (folder / address / "index.html").read_bytes()
        return len(html) // 1000, len(gzip.compress(html)) // 1000

    raw, sent = weight("paper/2604.00006")
    assert raw < 48 and sent < 12, "3,303 authors, of whom 150 are named, each with a link"
    raw, sent = weight("day/2026-04-06")
    assert raw < 60 and sent < 15, "a list names only three authors of each paper"
    raw, sent = weight("day/2026-04-09")
    assert raw < 400 and sent < 50, "120 papers"
    raw, sent = weight("topic/sums/2026-04")
    assert raw < 220 and sent < 25, "a crowded month of a topic has rows without their abstracts"


def test_foreign_titles_and_names_read_in_their_own_direction(site, visit):
    page = visit(f"{site}day/2026-04-07/").page
    direction = "part => getComputedStyle(part).direction"
    assert page.locator("#p-2604\\.00020 h3").evaluate(direction) == "rtl"
    assert page.locator("#p-2604\\.00020 .by").first.evaluate(direction) == "ltr"
    page.goto(f"{site}paper/2604.00020/")
    assert page.locator("h1 bdi").first.evaluate(direction) == "rtl"
    assert page.locator("p.abstract").first.evaluate(direction) == "rtl"


def test_a_day_says_how_many_papers_it_has(site, visit):
    page = visit(f"{site}day/2026-04-09/").page
    assert page.locator("main article").count() == 120
    assert "120 papers" in page.locator(".folio").inner_text()
    page.goto(f"{site}day/2026-04-07/")
    assert page.locator("main article").count() == 1
    assert page.locator(".folio").inner_text().startswith("1 paper\n")
    page.goto(f"{site}day/2026-04-10/")
    assert page.get_by_text("A quiet day").is_visible()
    assert page.locator("main article").count() == 2  # the leads of the editions around it
