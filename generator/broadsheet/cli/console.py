"""Console: what the commands share: the root, dates as people type them, and errors in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from broadsheet.errors import BroadsheetError

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site, with mkdocs.yml and content/.  [default: this folder]",
)


def parse_date(option: str, text: str) -> date:
    """Return the day that ``text`` names; UsageError, naming the option, where it names none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is not a date; write it as 2026-05-18") from None


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Say problems that a person can act on, a line each, and end the command with 1."""
    try:
        yield
    except BroadsheetError as error:
        click.echo(error, err=True)
        sys.exit(1)
