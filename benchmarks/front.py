"""What a reader sees of lists before scrolling, and how far they reach, in Chromium.

    .venv/bin/python benchmarks/front.py sample=site recorded=FOLDER/site

Each argument names a built site and its folder. Of each site the front page is measured, the days whose
numbers of papers are nearest to 17 and to 38, the heaviest week and month, and the trending papers. The
browser's clock stands at the day of the newest edition, so that no site of older papers is late.

- **first title**: where the first title begins, in px from the top of a phone (390 × 844);
- **titles**: those that stand whole on the first screen of the phone, and of a desktop (1,280 × 900);
- **screens**: phone screens to the end of the last paper that is open, and of the whole page;
- **Tab**: stops in a row before anything of it is opened, the most of any row;
- **page**: its HTML, gzipped.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peers import served
from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
DAYS = (17, 38)  # papers
COUNT = re.compile(r"<b>([\d,]+)</b> |<span>([\d,]+) papers?,")
# Rows of the front page, and those of sites that were built before there were any.
MEASURE = """() => {
  const shown = (element) => element.checkVisibility();
  const find = (selector, within = document) => [...within.querySelectorAll(selector)].filter(shown);
  const whole = (element) => element.getBoundingClientRect().bottom <= innerHeight;
  const titles = find("main .card h3 a, main .items[class*=ranked] .title, main .compact .items .title");
  const rows = titles.map((title) => title.closest(".card, li"));
  const ends = rows.map((row) => row.getBoundingClientRect().bottom);
  const stops = rows.map((row) => find("a[href], button, summary", row).length);
  return {
    papers: titles.length,
    first: Math.round(titles[0].getBoundingClientRect().top),
    titles: titles.filter(whole).length,
    lists: Math.max(...ends) / innerHeight,
    page: document.documentElement.scrollHeight / innerHeight,
    stops: Math.max(...stops),
  };
}"""


class Row(NamedTuple):
    """A page, and what was measured of it on a phone and on a desktop."""

    site: str
    page: str
    size: int
    phone: dict[str, Any]
    desktop: dict[str, Any]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("sites", nargs="+", metavar="NAME=FOLDER")
    print("| site | page | papers open | first title | titles, phone | titles, desktop |", end="")
    print(" screens, papers | screens, page | Tab | page |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    with sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for argument in words.parse_args().sites:
            name, _, folder = argument.partition("=")
            for row in measure_site(chromium, name, Path(folder)):
                print(in_words(row), flush=True)
        chromium.close()


def measure_site(chromium: Browser, name: str, folder: Path) -> Iterator[Row]:
    with served(folder) as address:
        for page, path in pages_of(folder):
            size = len(gzip.compress((folder / path / "index.html").read_bytes(), 9))
            phone = measure(chromium, address + path, folder, PHONE, is_touched=True)
            desktop = measure(chromium, address + path, folder, DESKTOP)
            yield Row(name, page, size, phone, desktop)


def pages_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what to call each page that is measured, and its path."""
    yield "home", ""
    days = {path.parent.name: papers_on(path) for path in folder.glob("day/*/index.html")}
    for wanted in DAYS:
        day = min(sorted(days), key=lambda day: abs(days[day] - wanted))
        yield f"day, {days[day]} papers", f"day/{day}/"
    for kind in ("week", "month"):
        heaviest = max(folder.glob(f"{kind}/*/index.html"), key=papers_on)
        yield f"{kind}, {papers_on(heaviest)} papers", f"{kind}/{heaviest.parent.name}/"
    yield "trending", "trending/"


def papers_on(path: Path) -> int:
    """Return the number of papers that the bar of an edition names."""
    found = COUNT.search(path.read_text("utf-8"))
    number = found[1] or found[2] if found else "0"
    return int(number.replace(",", ""))


def measure(
    chromium: Browser, address: str, folder: Path, window: dict[str, int], *, is_touched: bool = False
) -> dict[str, Any]:
    with opened(chromium, address, folder, window, is_touched) as page:
        found: dict[str, Any] = page.evaluate(MEASURE)
    return found


@contextmanager
def opened(
    chromium: Browser, address: str, folder: Path, window: dict[str, int], is_touched: bool
) -> Iterator[Page]:
    """Return a page as a reader has it on the day of the newest edition."""
    newest = max(path.parent.name for path in folder.glob("day/*/index.html"))
    context = chromium.new_context(viewport=window, has_touch=is_touched, is_mobile=is_touched)  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.set_fixed_time(datetime.fromisoformat(f"{newest}T12:00:00Z"))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def in_words(row: Row) -> str:
    """Return a row of the table."""
    phone = row.phone
    cells = [
        *(row.site, row.page, phone["papers"], f"{phone['first']} px", phone["titles"]),
        *(row.desktop["titles"], f"{phone['lists']:.1f}", f"{phone['page']:.1f}", row.desktop["stops"]),
        f"{row.size / 1000:.1f} KB",
    ]
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
