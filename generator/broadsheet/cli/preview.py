"""Command that builds the pages of some papers, to be looked at before they are merged."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import click

from broadsheet.cli.build import build
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.library import urls
from broadsheet.publishing.preview import make_preview_root

_SEPARATOR = re.compile(r"[\0\n]")


@click.command()
@ROOT
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_context
def preview(ctx: click.Context, root: Path, folder: Path) -> None:
    """Build into DIR a small site of the papers whose files are named on standard input.

    It has the settings of the whole site, and no other papers. Names are paths of papers and notes from the
    root, as 'git diff --name-only' lists them, a line each or with NULs between them (-z); of other
    files none has a page of its own. At most 100 papers are shown.
    """
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    with exit_on_error(), tempfile.TemporaryDirectory(prefix="broadsheet-preview-") as place:
        papers = make_preview_root(root, Path(place), _SEPARATOR.split(text))
        if not papers:
            click.echo("nothing to show: none of these files is a paper or a note")
            return
        ctx.invoke(build, root=Path(place), site_dir=folder)
    for paper in papers:
        click.echo(f"{folder}/{urls.paper(paper)}")
