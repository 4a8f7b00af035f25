"""Commands that need no network: content to site, and a look over it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cache.written_tree import Written
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.cli.signals import ended_by_signals
from broadsheet.disk.lock import only_builder
from broadsheet.inspection.remarks import find_remarks
from broadsheet.mail.settings import read_settings
from broadsheet.outputs.pages.papers import unlisted_pages
from broadsheet.publishing.capacity import estimate_size, warn_of_limits
from broadsheet.rendering import mkdocs, site_size
from broadsheet.rendering.last_build import BuildSummary, LastBuild
from broadsheet.text.plain import with_noun


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
    with exit_on_error(), ended_by_signals(), only_builder(root), _garbage_collection_paused():
        last_build = LastBuild(root, site_dir)
        summary = last_build.find_current()
        if summary:
            _say_warnings(summary.warnings)
            tell("site", f"nothing new since the last build; {summary.site}")
            return
        library = pipeline.read_library(root)
        tell("content", with_noun(len(library.entries), "paper"))
        remarks = tuple(find_remarks(library))
        _say_warnings(remarks)
        target = (site_dir or root / library.site.site_dir).absolute()
        unlisted = unlisted_pages(library)
        # MkDocs gets ready on another processor while pages are written.
        with mkdocs.started(root, target, library.site, library.last_read, unlisted=unlisted) as render_now:
            written = pipeline.write_docs(library, root, tell)
            tell("pages", describe_written(written))
            rendered = render_now()
        limits = tuple(warn_of_limits(rendered.size, library))
        _say_warnings(limits)
        description = f"{_describe_size(rendered.size)} in {target}"
        tell("site", f"{describe_written(rendered.files)}; {description}")
        if rendered.messages:
            for message in rendered.messages:
                click.echo(f"not accelerated: {message}", err=True)
        else:
            last_build.keep(target, rendered, BuildSummary((*remarks, *limits), description))


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


def describe_written(written: Written) -> str:
    """Return in words how many files a step has written, left and removed."""
    files = with_noun(written.written, "file")
    return f"{files} written, {written.kept} as before, {written.removed} removed"


def _describe_size(size: site_size.Size) -> str:
    pages = with_noun(size.pages, "page")
    files = with_noun(size.files, "file")
    megabytes = size.total / 1e6
    return f"{pages}, {files}, {megabytes:,.1f} MB"


def _say_warnings(warnings: Iterable[str]) -> None:
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)


@click.command()
@ROOT
def check(root: Path) -> None:
    """Look over all of content/ and name every problem, file and key first."""
    with exit_on_error():
        library = pipeline.read_library(root)
        read_settings(root)  # of mail, which the other commands do without
        _say_warnings(warn_of_limits(estimate_size(library), library))
    _say_warnings(find_remarks(library))
    papers = with_noun(len(library.entries), "paper")
    days = with_noun(len(library.days), "day")
    topics = with_noun(len(library.topics), "topic")
    sources = with_noun(len(library.sources), "source")
    left_out = len(library.left_out)
    click.echo(f"content is sound: {papers} ({left_out} left out), {days}, {topics}, {sources}")
