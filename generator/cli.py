"""The commands; the only place that prints, exits, or asks the clock."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit

import click

from generator import __version__, pipeline, site, starter
from generator.errors import BroadsheetError
from generator.library import Library
from generator.pipeline import Step
from generator.text import counted
from generator.tree import Written
from generator.web import Web

DEFAULT_DAYS = 7  # votes move for about a week, and a day fills until its end
T = TypeVar("T")
LINES_EVERY = 10  # days between two lines of progress where there is no terminal

_root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site, with mkdocs.yml and content/.  [default: this folder]",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """A curated digest of research papers, as a static site that you own."""


@main.command()
@_root
@click.option("--days", type=click.IntRange(1), help="Read today and the days before, this many in all.")
@click.option("--since", metavar="DATE", help="Read from this day (UTC, 2026-05-18) on …")
@click.option("--until", metavar="DATE", help="… to this one.  [default: today]")
@click.option("--again", is_flag=True, help="Also ask for days that were read when they had settled.")
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
def fetch(
    root: Path, days: int | None, since: str | None, until: str | None, again: bool, given_today: str | None
) -> None:
    """Read the sources into content/; needs the network.

    Exits with 1 only if nothing at all could be read; content is then as it was.
    """
    with _errors_said():
        today = _date("--today", given_today) if given_today else datetime.now(UTC).date()
        wanted = _days(today, days, since, until)
        plan = pipeline.plan_fetch(root, wanted, again=again)
        with Web(pipeline.contact(root)) as web:
            steps = _shown(pipeline.fetch(root, web, plan, today), sum(len(days) for _, days in plan))
    _sum_up(steps)


def _days(today: date, days: int | None, since: str | None, until: str | None) -> tuple[date, ...]:
    if days and since:
        raise click.UsageError("--days and --since both say where to begin; give one of them")
    last = _date("--until", until) if until else today
    first = _date("--since", since) if since else last - timedelta(days=(days or DEFAULT_DAYS) - 1)
    if last > today:
        raise click.UsageError(f"--until {last} is after today, {today} (UTC); name a day that has come")
    if first > last:
        raise click.UsageError(f"--since {first} is after --until {last}; swap them")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _date(option: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is not a date; write it as 2026-05-18") from None


def _shown(steps: Iterator[Step], total: int) -> list[Step]:
    """All steps, shown as they come: a bar on a terminal, now and then a line elsewhere."""
    if sys.stderr.isatty():
        with click.progressbar(steps, length=total, label="days", file=sys.stderr) as bar:
            return list(bar)
    done = []
    for step in steps:
        done.append(step)
        if len(done) % LINES_EVERY == 0:
            click.echo(f"{len(done)} of {counted(total, 'day')} read", err=True)
    return done


def _sum_up(steps: list[Step]) -> None:
    for step in steps:
        if step.failed:
            day = f" {step.day}" if step.day else ""
            click.echo(f"source '{step.source}'{day}: {step.failed}; kept what we had", err=True)
    good = [step for step in steps if not step.failed]
    new, changed, same, dropped = (
        sum(getattr(step, word) for step in good) for word in ("new", "changed", "same", "dropped")
    )
    failed = len(steps) - len(good)
    click.echo(
        f"{counted(len(good), 'day')} read, {failed} failed: {counted(new, 'new paper')}, "
        f"{changed} changed, {same} as before, {dropped} dropped"
    )
    if steps and not good:
        sys.exit(1)


@main.command()
@_root
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes.  [default: site/ in the root]",
)
def build(root: Path, site_dir: Path | None) -> None:
    """Turn content/ into the site; no network, and the same bytes for the same content."""
    target = (site_dir or root / "site").absolute()
    with _errors_said():
        library = _timed(
            "content", lambda: pipeline.read_library(root), lambda lib: counted(len(lib.entries), "paper")
        )
        _timed("pages", lambda: pipeline.write_docs(library, root), _written)
        _timed("site", lambda: site.render(root, target, library.last_read), lambda _: _size(target))


def _timed(label: str, work: Callable[[], T], told: Callable[[T], str]) -> T:
    begun = time.perf_counter()
    result = work()
    click.echo(f"{label}: {told(result)} ({time.perf_counter() - begun:.1f} s)")
    return result


def _written(written: Written) -> str:
    return f"{counted(written.written, 'file')} written, {written.kept} as before, {written.removed} removed"


def _size(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{counted(len(sizes), 'file')}, {sum(sizes) / 1e6:.1f} MB in {folder}"


@main.command()
@_root
def check(root: Path) -> None:
    """Look over all of content/ and name every problem, file and key first."""
    with _errors_said():
        library = pipeline.read_library(root)
    click.echo(
        f"content is sound: {counted(len(library.entries), 'paper')} ({len(library.left_out)} left out), "
        f"{counted(len(library.days), 'day')}, {counted(len(library.topics), 'topic')}, "
        f"{counted(len(library.sources), 'source')}"
    )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write the smallest site that builds into FOLDER."""
    with _errors_said():
        written = starter.init(folder)
    for path in written:
        click.echo(f"wrote {path}")
    click.echo("next: set the name in mkdocs.yml, then 'broadsheet fetch' and 'broadsheet build'")


@main.command()
@_root
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
def serve(root: Path, address: str) -> None:
    """Show the site and build it anew with every edit under content/."""
    with _errors_said():
        library = _rebuilt(root)
        with (
            site.watching(root / "content") as changed,
            site.serving(root, address, library.last_read) as server,
        ):
            click.echo(f"http://{address}{urlsplit(library.site.url).path}  (Ctrl+C to stop)")
            while server.poll() is None:
                if changed():
                    _rebuild_or_say(root)
    sys.exit(server.returncode)


def _rebuilt(root: Path) -> Library:
    library = pipeline.read_library(root)
    click.echo(f"pages: {_written(pipeline.write_docs(library, root))}")
    return library


def _rebuild_or_say(root: Path) -> None:
    try:
        _rebuilt(root)
    except BroadsheetError as error:
        click.echo(error, err=True)


@contextmanager
def _errors_said() -> Iterator[None]:
    try:
        yield
    except BroadsheetError as error:
        _give_up(error)


def _give_up(error: BroadsheetError) -> NoReturn:
    click.echo(error, err=True)
    sys.exit(1)
