"""The search page in Chromium, for benchmarks/cost.py: what is loaded, and how long answers take."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from benchmarks.peers import served
from playwright.sync_api import Browser, Page, Response, sync_playwright

WATCH = Path(__file__).parent / "watch.js"
WIDE = {"width": 1280, "height": 900}  # here the facets are open from the beginning
PACES = (80, 250)  # ms a key
SLOWER = 4
ROUNDS = 3
# Above it Playwright's own messages are what takes time.
PATIENCE = 60_000


@dataclass(frozen=True)
class Place:
    """A browser, and a site in a folder that is served at an address."""

    chromium: Browser
    folder: Path
    address: str


@dataclass
class Visit:
    """A search page with nothing cached, and what it loaded: bytes of the index, and all others, gzipped."""

    page: Page
    folder: Path
    index: list[int] = field(default_factory=list)
    rest: list[int] = field(default_factory=list)
    loaded_paths: set[str] = field(default_factory=set)

    def answer(self, words: str) -> None:
        """Wait until ``words`` are answered."""
        # Not by `wait_for_function`, which evaluates a text in the page, as the page's policy forbids.
        until = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate("(words) => answered === words", words):
            if time.monotonic() > until:
                raise TimeoutError(words)
            self.page.wait_for_timeout(5)

    def ask(self, words: str) -> None:
        """Fill the box at once, as one who pastes; the answer is there at the end."""
        self.page.evaluate("answered = undefined")
        self.page.locator("[name=q]").fill(words)
        self.answer(words)

    def loaded(self, response: Response) -> None:
        """Count an answer of the server; of a worker's scripts both it and its page tell."""
        address = urlsplit(response.url).path
        if address in self.loaded_paths:
            return
        self.loaded_paths.add(address)
        path = self.folder / address.strip("/")
        data = (path / "index.html" if path.is_dir() else path).read_bytes()
        if path.suffix == ".bin":
            self.index.append(len(data))
        else:
            self.rest.append(len(gzip.compress(data, 9)))


@contextmanager
def opened(place: Place, on_page: bool = False) -> Iterator[Visit]:
    """Return the search page, watched, in a context of its own."""
    context = place.chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH.read_text("utf-8").replace("= ON_PAGE", f"= {json.dumps(on_page)}"))
    visit = Visit(page, place.folder)
    context.on("response", visit.loaded)
    page.goto(f"{place.address}search/")
    visit.answer("")
    yield visit
    context.close()


def in_chromium(folder: Path, queries: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Tables of bytes and of time; ``folder`` holds a whole site, ``queries`` some words of each kind."""
    with served(folder) as address, sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        place = Place(chromium, folder, address)
        yield _bytes(place, queries)
        yield _facets(place)
        yield _times(place, queries)
        chromium.close()


# Bytes


def _bytes(place: Place, queries: Mapping[str, Sequence[str]]) -> str:
    rows = [
        "| first query, in Chromium | at once: index KB (most), requests | and the page |"
        f" key by key, {PACES[0]} ms a key (most) | {PACES[1]} ms (most) | later, KB (most) |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for kind, words in queries.items():
        firsts, laters = [], []
        for first, later in zip(words, [*words[1:], words[0]], strict=True):
            with opened(place) as visit:
                visit.ask(first)
                firsts.append((sum(visit.index), len(visit.index), sum(visit.rest)))
                visit.page.wait_for_timeout(1500)  # facets, and the layer of meaning
                before = sum(visit.index)
                visit.ask(later)
                laters.append(sum(visit.index) - before)
        paced = [[_keyed(place, one, pace) for one in words[: _few(kind, pace)]] for pace in PACES]
        requests = statistics.median(count for _, count, _ in firsts)
        cells = [
            f"{_kilobytes([size for size, _, _ in firsts])}, {requests:.0f}",
            _kilobytes([size + rest for size, _, rest in firsts]),
            *(_kilobytes(sizes) for sizes in paced),
            _kilobytes(laters),
        ]
        rows.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _few(kind: str, pace: int) -> int | None:
    """Whole sentences are typed slowly by nobody who measures."""
    return 0 if kind == "AI summary" and pace > PACES[0] else None


def _keyed(place: Place, words: str, pace: int) -> int:
    """Return the index's bytes up to the answer, if ``words`` are typed at a pace of so many ms a key."""
    with opened(place) as visit:
        visit.page.locator("[name=q]").press_sequentially(words, delay=pace)
        visit.answer(words)
        return sum(visit.index)


def _kilobytes(sizes: Sequence[int]) -> str:
    return f"{statistics.median(sizes) / 1000:.0f} ({max(sizes) / 1000:.0f})" if sizes else "-"


def _facets(place: Place) -> str:
    """Browsing without a query: facets, a filter, another order."""
    rows = ["| browsing by facets alone | index KB | requests | and the page |", "|---|--:|--:|--:|"]
    with opened(place) as visit:
        page = visit.page
        page.locator("fieldset input").first.wait_for()

        def told(what: str) -> None:
            page.wait_for_timeout(500)
            whole = sum(visit.index) + sum(visit.rest)
            rows.append(
                f"| {what} | {sum(visit.index) / 1000:.0f} | {len(visit.index)} | {whole / 1000:.0f} |"
            )

        told("opened: ten cards and all facets")
        page.locator("fieldset input").first.check()
        told("a topic chosen: ten more cards")
        page.get_by_label("Sort by").select_option("votes")
        told("by votes: ten more cards")
    return "\n".join(rows)


# Time


def _times(place: Place, queries: Mapping[str, Sequence[str]]) -> str:
    """Each key of each query, typed one after the other was answered, with all files loaded.

    Of the times that a key took on ROUNDS pages the middle one counts; the slowest of all is told beside.
    """
    rows = [
        "| with all files loaded | keys | median ms | 95 % | slowest key | slowest once |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    words = [kind[0] for kind in queries.values()]

    def times(slower: int, on_page: bool) -> tuple[list[list[float]], list[list[float]]]:
        runs = [_keys(place, words, slower, on_page) for _ in range(ROUNDS)]
        return [trips for trips, _ in runs], [painted for _, painted in runs]

    trips, painted = times(1, False)
    rows += [
        _row("from a question to the worker's answer, cards included", trips),
        _row("from a key to its results on the screen", painted),
        _row(f"the same, the page's processor {SLOWER} times slower", times(SLOWER, False)[1]),
        _row(
            f"the same, engine and page on one thread that is {SLOWER} times slower", times(SLOWER, True)[1]
        ),
    ]
    return "\n".join(rows)


def _row(told: str, runs: Sequence[Sequence[float]]) -> str:
    times = np.median(np.asarray(runs), axis=0)
    low, high = np.quantile(times, (0.5, 0.95))
    return f"| {told} | {len(times)} | {low:.1f} | {high:.1f} | {times.max():.1f} | {np.max(runs):.1f} |"


def _keys(
    place: Place, queries: Sequence[str], slower: int, on_page: bool
) -> tuple[list[float], list[float]]:
    with opened(place, on_page) as visit:
        page = visit.page
        for words in queries:
            page.evaluate("async (all) => { for (const one of all) await load(one); }", _begun(words))
        page.evaluate("watch(); trips.length = 0")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        keys = 0
        for words in queries:
            for letter in words:
                keys += 1
                page.keyboard.insert_text(letter)
                page.evaluate("(keys) => shown(keys)", keys)
            page.evaluate("document.querySelector('[name=q]').value = ''")
        trips, painted = page.evaluate("[trips, painted]")
    return trips, painted


def _begun(words: str) -> list[str]:
    return [words[:end] for end in range(1, len(words) + 1)]
