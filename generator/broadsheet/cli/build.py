"""Commands that need no network: content to site, and a look over it."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

from broadsheet import pipeline, starter
from broadsheet.cache.written_tree import Written
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.errors import BroadsheetError
from broadsheet.library.library import Library
from broadsheet.mail.settings import read_settings
from broadsheet.rendering import mkdocs, site_size
from broadsheet.text.plain import with_noun

RECENT_DAYS = 30  # days with papers that `serve` shows


@click.command()
@ROOT
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes.  [default: site_dir of mkdocs.yml, or site/]",
)
def build(root: Path, site_dir: Path | None) -> None:
    """Turn content/ into the site; no network, and the same bytes for the same content."""
    tell = _StageClock()
    with exit_on_error(), _garbage_collection_paused():
        library = pipeline.read_library(root)
        tell("content", with_noun(len(library.entries), "paper"))
        written = pipeline.write_docs(library, root, tell)
        tell("pages", _describe_written(written))
        target = (site_dir or root / library.site.site_dir).absolute()
        rendered = mkdocs.render(root, target, library.last_read)
        _warn_of_limits(rendered.size)
        tell("site", f"{_describe_written(rendered.files)}; {_describe_size(rendered.size)} in {target}")
    for message in rendered.messages:
        click.echo(f"not accelerated: {message}", err=True)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause Python's search for unreachable objects.

    Nearly everything is in use until the end of a build, and the search was a fifth of its time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # or everything would be searched now
        gc.enable()


class _StageClock:
    """Clock of a build: says the result of each stage, with the time since the one before it was done."""

    def __init__(self) -> None:
        self._stage_began = time.perf_counter()

    def __call__(self, stage: str, result: str) -> None:
        now = time.perf_counter()
        seconds = now - self._stage_began
        click.echo(f"{stage}: {result} ({seconds:.1f} s)")
        self._stage_began = now


def _describe_written(written: Written) -> str:
    files = with_noun(written.written, "file")
    return f"{files} written, {written.kept} as before, {written.removed} removed"


def _describe_size(size: site_size.Size) -> str:
    pages = with_noun(size.pages, "page")
    files = with_noun(size.files, "file")
    megabytes = size.total / 1e6
    return f"{pages}, {files}, {megabytes:,.1f} MB"


def _warn_of_limits(size: site_size.Size) -> None:
    for warning in site_size.warnings(size):
        click.echo(f"warning: {warning}", err=True)


@click.command()
@ROOT
def check(root: Path) -> None:
    """Look over all of content/ and name every problem, file and key first."""
    with exit_on_error():
        library = pipeline.read_library(root)
        read_settings(root)  # of mail, which the other commands do without
    papers = with_noun(len(library.entries), "paper")
    days = with_noun(len(library.days), "day")
    topics = with_noun(len(library.topics), "topic")
    sources = with_noun(len(library.sources), "source")
    left_out = len(library.left_out)
    click.echo(f"content is sound: {papers} ({left_out} left out), {days}, {topics}, {sources}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write the smallest site that builds into FOLDER."""
    with exit_on_error():
        written = starter.init(folder)
    for path in written:
        click.echo(f"wrote {path}")
    click.echo("next: set the name in mkdocs.yml, then 'broadsheet fetch' and 'broadsheet build'")


@click.command()
@ROOT
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@click.option("--all", "all_days", is_flag=True, help=f"Show all days, not only the newest {RECENT_DAYS}.")
def serve(root: Path, address: str, all_days: bool) -> None:
    """Show the site and build it anew with every edit under content/.

    Only the newest days are shown, so that an edit is seen soon; older pages are not found.
    """
    recent_days = None if all_days else RECENT_DAYS
    with exit_on_error():
        library = _rebuild(root)
        with (
            mkdocs.watching(root / "content") as has_changed,
            mkdocs.serving(root, address, library.last_read, recent_days) as server,
        ):
            path = urlsplit(library.site.url).path
            click.echo(f"http://{address}{path}  (Ctrl+C to stop)")
            while server.poll() is None:
                if has_changed():
                    _rebuild_or_say_why_not(root)
    sys.exit(server.returncode)


def _rebuild(root: Path) -> Library:
    library = pipeline.read_library(root)
    written = pipeline.write_docs(library, root)
    click.echo(f"pages: {_describe_written(written)}")
    return library


def _rebuild_or_say_why_not(root: Path) -> None:
    try:
        _rebuild(root)
    except BroadsheetError as error:
        click.echo(error, err=True)
