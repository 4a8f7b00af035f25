"""The commands that need no network: content to site, and a look over it."""

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
from broadsheet.cache.tree import Written
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
    help="Where the site goes.  [default: site/ in the root]",
)
def build(root: Path, site_dir: Path | None) -> None:
    """Turn content/ into the site; no network, and the same bytes for the same content."""
    target = (site_dir or root / "site").absolute()
    tell = _Stages()
    with exit_on_error(), _nothing_looked_through():
        library = pipeline.read_library(root)
        tell("content", with_noun(len(library.entries), "paper"))
        tell("pages", _written(pipeline.write_docs(library, root, tell)))
        rendered = mkdocs.render(root, target, library.last_read)
        tell("site", f"{_written(rendered.files)}; {_sized(rendered.size, target)}")
    for words in rendered.messages:
        click.echo(f"not accelerated: {words}", err=True)


@contextmanager
def _nothing_looked_through() -> Iterator[None]:
    """Without Python's looks through all objects for rings of them that can go: nearly everything stays
    until the end of a build, and they were a fifth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # or all would be looked through now
        gc.enable()


class _Stages:
    """Says what each stage of a work gave, with the time since the one before it was done."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    def __call__(self, stage: str, words: str) -> None:
        now = time.perf_counter()
        click.echo(f"{stage}: {words} ({now - self._begun:.1f} s)")
        self._begun = now


def _written(written: Written) -> str:
    return (
        f"{with_noun(written.written, 'file')} written, {written.kept} as before, {written.removed} removed"
    )


def _sized(size: site_size.Size, folder: Path) -> str:
    """The size of the site in words; what comes near a limit is said beside them."""
    for warning in site_size.warnings(size):
        click.echo(f"warning: {warning}", err=True)
    pages, files = with_noun(size.pages, "page"), with_noun(size.files, "file")
    return f"{pages}, {files}, {size.total / 1e6:,.1f} MB in {folder}"


@click.command()
@ROOT
def check(root: Path) -> None:
    """Look over all of content/ and name every problem, file and key first."""
    with exit_on_error():
        library = pipeline.read_library(root)
        read_settings(root)  # of mail, which the other commands do without
    click.echo(
        f"content is sound: {with_noun(len(library.entries), 'paper')} ({len(library.left_out)} left out), "
        f"{with_noun(len(library.days), 'day')}, {with_noun(len(library.topics), 'topic')}, "
        f"{with_noun(len(library.sources), 'source')}"
    )


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
@click.option("--all", "whole", is_flag=True, help=f"Show all days, not only the newest {RECENT_DAYS}.")
def serve(root: Path, address: str, whole: bool) -> None:
    """Show the site and build it anew with every edit under content/.

    Only the newest days are shown, so that an edit is seen soon; older pages are not found.
    """
    with exit_on_error():
        library = _rebuilt(root)
        with (
            mkdocs.watching(root / "content") as changed,
            mkdocs.serving(root, address, library.last_read, None if whole else RECENT_DAYS) as server,
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
