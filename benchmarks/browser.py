"""What a search costs in Chromium, for benchmarks/search.py: bytes, requests and time."""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.peers import served

ASSETS = Path(__file__).parent.parent / "generator" / "theme" / "assets"
SCRIPTS = ("search-words.js", "search-engine.js", "search-worker.js", "search-meaning.js")
# A page that does nothing but ask the worker, and keeps when it answered.
PAGE = """<!doctype html><title>Search</title><script src="search-words.js"></script>
<script src="search-engine.js"></script><script>
const worker = new Worker("search-worker.js");
const waiting = new Map();
let asks = 0;
worker.addEventListener("message", ({ data }) => {
  const asked = waiting.get(data.ask);
  if (data.found || data.failed) asked?.answer({ ...data, ms: performance.now() - asked.since });
});
const ask = (given, options = {}) => new Promise((answer) => {
  asks += 1;
  waiting.set(asks, { answer, since: performance.now() });
  worker.postMessage({ ask: asks, base: new URL("search/data/", location.href).href, given, options });
});
// The same on the page's own thread: Chromium slows down no worker.
let index;
const here = async (given) => {
  index ??= await Search.open(async (name) => {
    const answer = await fetch(`search/data/${name}.bin`);
    const stream = answer.body.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  });
  const since = performance.now();
  const { papers } = await index.search(given);
  await index.cards(papers.map(({ paper }) => paper));
  return { ms: performance.now() - since };
};
</script>"""
TIMES = 15


def in_browser(files: Mapping[str, bytes], queries: Mapping[str, Sequence[str]]) -> str:
    """A row for each kind of query: a first one with nothing cached (engine included), a later, a warm one.

    The last column is the warm one on the page's own thread, with its processor four times slower: the
    setting reaches no worker.
    """
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch)
        (site / "index.html").write_text(PAGE, "utf-8")
        for name in SCRIPTS:
            if (ASSETS / name).is_file():
                shutil.copy(ASSETS / name, site)
        for path, data in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
        with served(site) as address, sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            rows = [_row(browser, address, kind, words) for kind, words in queries.items()]
            browser.close()
    head = (
        "| query | first: KB (most), requests, ms | later: KB (most), requests, ms | warm, ms | slowed, ms |"
    )
    return "\n".join(["### In Chromium\n", head, "|---|--:|--:|--:|--:|", *rows]) + "\n"


def _row(browser: Any, address: str, kind: str, words: Sequence[str]) -> str:
    firsts, laters, warm, slow = [], [], [], []
    for first, later in zip(words[::2], words[1::2], strict=False):
        page = browser.new_page()
        loaded: list[int] = []
        page.context.on("response", lambda answer, seen=loaded: seen.append(_bytes(answer)))
        page.goto(address)
        page.wait_for_timeout(50)
        loaded.clear()
        scripts = sum(len(_gzipped(name)) for name in SCRIPTS[:3])
        firsts.append(_asked(page, first, loaded, scripts))
        laters.append(_asked(page, later, loaded, 0))
        warm.append(_warm(page, f"ask({json.dumps(later)}, {{ meaning: false }})"))
        page.evaluate(f"here({json.dumps(later)})")
        client = page.context.new_cdp_session(page)
        client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        slow.append(_warm(page, f"here({json.dumps(later)})"))
        page.close()
    told = [_told(group) for group in (firsts, laters)]
    return f"| {kind} | {' | '.join(told)} | {statistics.median(warm):.1f} | {statistics.median(slow):.1f} |"


def _bytes(answer: Any) -> int:
    return int(answer.headers.get("content-length", 0)) if answer.url.endswith(".bin") else 0


def _gzipped(name: str) -> bytes:
    return gzip.compress((ASSETS / name).read_bytes(), 9)


def _asked(page: Page, words: str, loaded: list[int], extra: int) -> tuple[int, int, float]:
    before = len(loaded)
    answer = page.evaluate(f"ask({json.dumps(words)}, {{ meaning: false }})")
    assert "failed" not in answer, answer
    here = loaded[before:]
    return sum(here) + extra, len(here), answer["ms"]


def _warm(page: Page, asking: str) -> float:
    script = f"(async () => {{ const all = []; for (let n = 0; n < {TIMES}; n += 1)"
    return statistics.median(page.evaluate(f"{script} all.push((await {asking}).ms); return all; }})()"))


def _told(group: Sequence[tuple[int, int, float]]) -> str:
    sizes = [size / 1000 for size, _, _ in group]
    requests = statistics.median(count for _, count, _ in group)
    ms = statistics.median(ms for _, _, ms in group)
    return f"{statistics.median(sizes):.0f} ({max(sizes):.0f}), {requests:.0f}, {ms:.0f}"
