"""The judges: builds the sample and a month of real papers, and measures every kind of page.

    .venv/bin/python benchmarks/quality.py                # both sites, median of three Lighthouse runs
    .venv/bin/python benchmarks/quality.py --runs 1 --site sample --kind home --kind paper

Prints a table in Markdown and exits with 1 when one of the BUDGETS is exceeded, naming it. Needs
Chromium, Node with npm, and Java. See README.md beside this file.
"""
# ruff: noqa: D102, D103

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import DATA

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
NODE = HERE / "node"
PREFIX = "/digest/"
FLAGS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking"]
MONTH = ("2026-05-01", "2026-05-31")
TODAY = "2026-06-10"  # when every day of that month has settled
FULL_DAY = 40  # papers on the day that the budgets speak of
VIEWS = [(width, palette) for width in (360, 1280) for palette in ("light", "dark")]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = ("home", "day", "week", "month", "paper", "topics", "topic")  # the order of the table; others follow

# budget: (figure, kinds it holds for or None for all, whether a value keeps it, its words)
BUDGETS = (
    ("gzip", ("home", "day"), lambda n: n <= 100_000, "a day page has at most 100 KB of gzipped HTML"),
    ("gzip", ("paper",), lambda n: n <= 12_000, "a paper page has at most 12 KB of gzipped HTML"),
    ("visit", None, lambda n: n <= 250_000, "a first visit loads at most 250 KB"),
    ("foreign", None, lambda n: n == 0, "no request leaves the site"),
    ("performance", None, lambda n: n >= 95, "Lighthouse performance is at least 95"),
    ("accessibility", None, lambda n: n == 100, "Lighthouse accessibility is 100"),
    ("best-practices", None, lambda n: n == 100, "Lighthouse best practices is 100"),
    ("seo", None, lambda n: n == 100, "Lighthouse SEO is 100"),
    ("lcp", None, lambda n: n < 1500, "LCP is under 1.5 s"),
    ("cls", None, lambda n: n < 0.02, "CLS is under 0.02"),
    ("tbt", None, lambda n: n < 100, "TBT is under 100 ms"),
    ("axe", None, lambda n: n == 0, "axe finds no violation"),
)


@dataclass
class Page:
    """One page of a kind, and what was measured of it."""

    kind: str
    label: str
    address: str
    file: Path
    figures: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


# -- what it needs ------------------------------------------------------------------------------


def needed() -> str:
    """Return the path of Chromium; exits with a sentence where something is missing."""
    missing = [word for word in ("node", "npm", "java") if not shutil.which(word)]
    found = subprocess.run(
        ["sh", str(REPOSITORY / "tools/chromium.sh")], capture_output=True, text=True, check=False
    )
    if found.returncode:
        missing.append("chromium")
    if missing:
        sys.exit(f"quality: needs {', '.join(missing)}; install what is missing and run it again")
    done, lock = NODE / "node_modules/.package-lock.json", NODE / "package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        say("installing the judges into benchmarks/node")
        npm = ["npm", "ci", "--prefix", str(NODE), "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, check=True, stdout=sys.stderr)
    return found.stdout.strip()


def say(words: str) -> None:
    """Progress; the table alone goes to standard output."""
    print(f"quality: {words}", file=sys.stderr, flush=True)


# -- the sites ----------------------------------------------------------------------------------


def broadsheet(*words: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "broadsheet", *words],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"quality: broadsheet {words[0]} failed\n{done.stdout}{done.stderr}")


def sample(root: Path) -> bool:
    """Return the site's inputs, copied, so that nothing of the repository is written."""
    root.mkdir()
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    shutil.copytree(REPOSITORY / "content", root / "content")
    return True


def month(root: Path) -> bool:
    """Return a month of recorded Daily Papers, fetched as any site fetches them."""
    if not DATA.is_dir():
        say(f"no site of a month: it needs the recorded data in {DATA}, which is not here")
        return False
    broadsheet("init", str(root))
    with replayed() as source:
        sources = root / "content/config/sources.yaml"
        sources.write_text(sources.read_text("utf-8").replace("https://huggingface.co", source), "utf-8")
        since, until = MONTH
        dates = ("--since", since, "--until", until, "--today", TODAY)
        broadsheet("fetch", "--root", str(root), *dates)
    return True


@contextlib.contextmanager
def replayed() -> Iterator[str]:
    """Return the address of the tests' replay server, which serves the recorded papers."""
    server = [sys.executable, str(REPOSITORY / "tests/replay_server.py")]
    command = [*server, "--data", str(DATA), "--today", TODAY]
    replay = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert replay.stdout
        yield replay.stdout.readline().strip()
    finally:
        replay.terminate()
        replay.wait()


SITES = {"sample": sample, "month": month}


# -- the server -----------------------------------------------------------------------------------


class Gzipped(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under PREFIX as GitHub Pages does: gzipped, to be kept for ten minutes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self._file()
        lost = path is None
        body, kind, small = encoded(path or Path(self.directory) / "404.html")
        self.send_response(404 if lost else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Vary", "Accept-Encoding")
        if small:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self) -> Path | None:
        address = self.path.partition("?")[0].partition("#")[0]
        if not address.startswith(PREFIX):
            return None
        path = Path(self.translate_path(address.removeprefix(PREFIX.rstrip("/"))))
        path = path / "index.html" if path.is_dir() else path
        return path if path.is_file() else None

    def log_message(self, *_: Any) -> None:
        pass


@functools.cache
def encoded(path: Path) -> tuple[bytes, str, bool]:
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
    kinds |= {".svg": "image/svg+xml", ".xml": "application/xml", ".png": "image/png"}
    kind = kinds.get(path.suffix, "application/octet-stream")
    if kind.startswith("image/png") or kind.startswith("application/octet"):
        return path.read_bytes(), kind, False
    return gzip.compress(path.read_bytes(), 6, mtime=0), f"{kind}; charset=utf-8", True


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    handler = functools.partial(Gzipped, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}{PREFIX}"
    finally:
        server.shutdown()
        server.server_close()


# -- which pages ----------------------------------------------------------------------------------


def chosen(site: Path) -> list[Page]:
    """Return the heaviest page of every kind there is, a day of about forty papers, and the lost page."""
    by_kind: dict[str, list[Path]] = {}
    for file in sorted(site.rglob("index.html")):
        by_kind.setdefault(kind_of(file), []).append(file)
    pages = []
    for kind, files in sorted(by_kind.items(), key=lambda item: (order(item[0]), item[0])):
        heavy = max(files, key=lambda file: file.stat().st_size)
        if kind == "day":
            full = min(files, key=lambda file: abs(cards(file) - FULL_DAY))
            pages.append(page_at(site, full, kind, f"day, {cards(full)} papers"))
            if heavy != full:
                pages.append(page_at(site, heavy, kind, f"day, {cards(heavy)} papers"))
        elif kind == "page":
            pages += [page_at(site, file, kind, file.parent.name) for file in files]
        else:
            pages.append(page_at(site, heavy, kind, f"{kind}, the heaviest" if len(files) > 1 else kind))
    return [*pages, Page("404", "404", "404.html", site / "404.html")]


def page_at(site: Path, file: Path, kind: str, label: str) -> Page:
    folder = file.parent.relative_to(site).as_posix()
    return Page(kind, label, "" if folder == "." else f"{folder}/", file)


def kind_of(file: Path) -> str:
    found = re.search(r'<body class="kind-([a-z-]+)', file.read_text("utf-8"))
    return found[1] if found else "page"


def order(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def cards(file: Path) -> int:
    return file.read_text("utf-8").count("<article")


# -- the judges -----------------------------------------------------------------------------------


def weigh(page: Page) -> None:
    raw = page.file.read_bytes()
    page.figures |= {"raw": len(raw), "gzip": len(gzip.compress(raw, 6, mtime=0))}


def look(pages: list[Page], address: str, chromium: str) -> None:
    """First visits and axe, in one browser."""
    from playwright.sync_api import sync_playwright

    axe = (NODE / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for page in pages:
            first_visit(browser, page, address)
            for width, palette in VIEWS:
                with opened(browser, address + page.address, width, palette) as tab:
                    found = tab.evaluate(f"() => {{ {axe}; return axe.run() }}")["violations"]
                page.figures["axe"] = page.figures.get("axe", 0) + len(found)
                page.notes += [f"axe, {width} px, {palette}: {rule['id']}" for rule in found]
        browser.close()


@contextlib.contextmanager
def opened(browser: Any, address: str, width: int, palette: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=palette)
    tab = context.new_page()
    tab.goto(address)
    yield tab
    context.close()


def first_visit(browser: Any, page: Page, address: str) -> None:
    """Bytes as they came over the wire, headers included, with an empty cache."""
    context = browser.new_context(viewport={"width": 360, "height": 780})
    tab = context.new_page()
    asked: list[str] = []
    sizes: list[float] = []
    network = context.new_cdp_session(tab)
    network.send("Network.enable")
    network.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tab.goto(address + page.address, wait_until="networkidle")
    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    page.figures |= {"visit": sum(sizes), "requests": len(asked), "foreign": len(foreign)}
    page.notes += [f"asked for {url}" for url in foreign]
    context.close()


def lighthouse(page: Page, address: str, chromium: str, runs: int) -> None:
    """Return the median of some runs of Lighthouse's phone simulation."""
    reports = [report(address + page.address, chromium) for _ in range(runs)]
    for category in CATEGORIES:
        scores = [round(100 * (r["categories"][category]["score"] or 0)) for r in reports]
        page.figures[category] = statistics.median_low(scores)
    names = {
        "lcp": "largest-contentful-paint",
        "cls": "cumulative-layout-shift",
        "tbt": "total-blocking-time",
    }
    for short, name in names.items():
        page.figures[short] = statistics.median(r["audits"][name].get("numericValue", 0) for r in reports)
    page.notes += failed_audits(reports[0])


def report(url: str, chromium: str) -> dict[str, Any]:
    command = [
        "node",
        str(NODE / "node_modules/lighthouse/cli/index.js"),
        url,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(FLAGS)}",
    ]
    env = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"quality: Lighthouse failed on {url}\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def failed_audits(report: dict[str, Any]) -> list[str]:
    """Return the audits that count for a category and were not passed; performance only by its score."""
    counted = {
        ref["id"]
        for name in CATEGORIES[1:]
        for ref in report["categories"][name]["auditRefs"]
        if ref.get("weight")
    }
    audits = ((name, report["audits"][name]) for name in sorted(counted))
    return [f"Lighthouse: {name}" for name, audit in audits if audit["score"] not in (None, 1)]


def nu_errors(site: Path) -> list[str]:
    """Return what the Nu HTML checker calls an error in any HTML file of the site."""
    jar = NODE / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--skip-non-html",
        "--exit-zero-always",
        str(site),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    return [
        f"{m['url'].rpartition(site.name + '/')[2]}:{m.get('lastLine', 0)}: {m['message']}"
        for m in messages
        if m["type"] in ("error", "non-document-error")
    ]


# -- the verdict ----------------------------------------------------------------------------------

COLUMNS = (
    *("page", "HTML", "gzipped", "first visit", "requests", "foreign"),
    *("perf.", "acc.", "best", "SEO", "LCP", "CLS", "TBT", "axe"),
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|---|{'--:|' * (len(COLUMNS) - 1)}"


def row(page: Page) -> str:
    f = page.figures
    kb = [f"{f[name] / 1000:.1f} KB" for name in ("raw", "gzip", "visit")]
    whole = [f"{f[name]:.0f}" for name in ("requests", "foreign", *CATEGORIES)]
    paint = [f"{f['lcp'] / 1000:.2f} s", f"{f['cls']:.3f}", f"{f['tbt']:.0f} ms", f"{f['axe']:.0f}"]
    return f"| {' | '.join((page.label, *kb, *whole, *paint))} |"


def exceeded(page: Page) -> list[str]:
    """Return the budgets that a page does not keep. An error page is not for SEO."""
    holding = (
        (name, keeps, words)
        for name, kinds, keeps, words in BUDGETS
        if (kinds is None or page.kind in kinds) and not (page.kind == "404" and name == "seo")
    )
    return [
        f"{page.label}: {words}, and it is {page.figures[name]:g}"
        for name, keeps, words in holding
        if not keeps(page.figures[name])
    ]


def judge(name: str, work: Path, args: argparse.Namespace, chromium: str) -> list[str]:
    """Build, measure and print one site; gives the budgets that were exceeded."""
    root, port = work / name, free_port()
    if not SITES[name](root):
        return []
    say(f"building {name}")
    broadsheet("build", "--root", str(root), SITE_URL=f"http://127.0.0.1:{port}{PREFIX}")
    site = root / "site"
    pages = [page for page in chosen(site) if not args.kind or page.kind in args.kind]
    with served(site, port) as address:
        look(pages, address, chromium)
        for page in pages:
            say(f"{name}: {page.label}, {page.address or 'the front page'}")
            weigh(page)
            lighthouse(page, address, chromium, args.runs)
    return verdict(name, site, pages)


def verdict(name: str, site: Path, pages: list[Page]) -> list[str]:
    files = list(site.rglob("*.html"))
    errors = nu_errors(site)
    print(f"\n### {name}: {sum('/paper/' in file.as_posix() for file in files):,} papers\n\n{HEAD}")
    print("\n".join(map(row, pages)))
    print(f"\nNu HTML checker: {len(errors)} errors in {len(files):,} files.", flush=True)
    for words in (*errors[:20], *(f"{page.label}: {note}" for page in pages for note in page.notes)):
        say(f"{name}: {words}")
    broken = [f"{name}: {words}" for page in pages for words in exceeded(page)]
    return broken + (
        [f"{name}: the Nu HTML checker finds no error, and it is {len(errors)}"] if errors else []
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--site", action="append", choices=sorted(SITES), help="only this site")
    parser.add_argument("--kind", action="append", help="only pages of this kind: home, paper, topic …")
    parser.add_argument("--runs", type=int, default=3, help="Lighthouse runs a page (default: 3)")
    args = parser.parse_args()
    chromium = needed()
    with tempfile.TemporaryDirectory(prefix="quality-") as work:
        broken = [words for name in args.site or SITES for words in judge(name, Path(work), args, chromium)]
    for words in broken:
        say(f"over budget: {words}")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
