"""Other engines on the same papers and queries, for benchmarks/search.py."""
# ruff: noqa: D102, D103

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import math
import subprocess
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from broadsheet.search.index.tokens import index_words
from broadsheet.search.records import Record

Find = Callable[[str], Sequence[int]]
HERE = Path(__file__).parent


class Bm25:
    """The textbook: one bag of words a paper, k1 = 1.2, b = 0.75, no stems, no stop words."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.lists: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.lengths = []
        for number, record in enumerate(records):
            words = Counter(index_words(text_of(record)))
            self.lengths.append(sum(words.values()))
            for word, count in words.items():
                self.lists[word].append((number, count))
        self.mean = sum(self.lengths) / max(1, len(self.lengths))

    def ranked(self, query: str, most: int) -> list[int]:
        scores: Counter[int] = Counter()
        for word in dict.fromkeys(index_words(query)):
            papers = self.lists.get(word, ())
            idf = math.log(1 + (len(self.lengths) - len(papers) + 0.5) / (len(papers) + 0.5))
            for number, count in papers:
                share = 0.25 + 0.75 * self.lengths[number] / self.mean
                scores[number] += idf * count * 2.2 / (count + 1.2 * share)
        return [number for number, _ in sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:most]]


def text_of(record: Record) -> str:
    return " ".join((record.title, record.abstract, *record.keywords, *record.authors, record.organisation))


@contextlib.contextmanager
def minisearch(records: Sequence[Record], folder: Path) -> Iterator[Find]:
    """MiniSearch as its documentation advises: title boosted, prefixes, fuzzy 0.2; one process in Node."""
    command = ["node", str(HERE / "minisearch.mjs"), str(folder.resolve())]
    with (
        tempfile.TemporaryDirectory() as scratch,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node,
    ):
        papers = Path(scratch) / "papers.json"
        papers.write_text(json.dumps(_documents(records)), "utf-8")

        def ask(line: str) -> list[int]:
            assert node.stdin and node.stdout
            node.stdin.write(f"{line}\n")
            node.stdin.flush()
            answer: list[int] = json.loads(node.stdout.readline())
            return answer

        ask(str(papers))
        yield lambda words: ask(" ".join(words.split()))
        node.stdin.close()  # type: ignore[union-attr]


def _documents(records: Sequence[Record]) -> list[dict[str, object]]:
    return [
        {
            "id": number,
            "title": record.title,
            "abstract": record.abstract,
            "authors": ", ".join(record.authors),
            "keywords": ", ".join(record.keywords),
            "organisation": record.organisation,
        }
        for number, record in enumerate(records)
    ]


@contextlib.contextmanager
def pagefind(records: Sequence[Record], folder: Path) -> Iterator[Find]:
    """Pagefind as it comes, one custom record a paper, asked in Chromium."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch)
        (site / "papers.json").write_text(json.dumps(_documents(records)), "utf-8")
        subprocess.run(["node", str(HERE / "pagefind.mjs"), str(folder.resolve()), str(site)], check=True)
        (site / "index.html").write_text("<!doctype html><title>Pagefind</title>", "utf-8")
        with served(site) as address, sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(address)
            page.evaluate(
                "async () => { window.found = await import('/pagefind/pagefind.js'); await found.init(); }"
            )
            script = """async (words) => {
                const { results } = await found.search(words);
                const pages = await Promise.all(results.slice(0, 50).map((result) => result.data()));
                return pages.map(({ raw_url, url }) => Number((raw_url ?? url).match(/[0-9]+/)[0]));
            }"""
            yield lambda words: page.evaluate(script, words)
            browser.close()


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Return a folder on loopback, as a host of static files serves it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
