"""Console: what the commands share: the root, dates as people type them, and errors in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from broadsheet.errors import BroadsheetError
from broadsheet.model.limits import PAPER

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site, with mkdocs.yml and content/.  [default: this folder]",
)


def parse_date(option: str, text: str) -> date:
    """Return the day that ``text`` names; UsageError, naming the option, where it names none.

    Days that no paper can be listed on are none.
    """
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is not a date; write it as 2026-05-18") from None
    if not PAPER.first_day <= day <= PAPER.last_day:
        raise click.UsageError(f"{option} {day}: give a day from {PAPER.first_day} to {PAPER.last_day}")
    return day


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Say problems that a person can act on, a line each, and end the command with 1."""
    try:
        yield
    except BroadsheetError as error:
        click.echo(error, err=True)
        sys.exit(1)
