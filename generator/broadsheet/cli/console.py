"""What the commands share: the root, dates as people type them, and errors said in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from broadsheet.errors import BroadsheetError

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the site, with mkdocs.yml and content/.  [default: this folder]",
)


def date_given(option: str, text: str) -> date:
    """The day that ``text`` names; UsageError, naming the option, where it names none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is not a date; write it as 2026-05-18") from None


@contextmanager
def errors_said() -> Iterator[None]:
    """Problems that a person can act on are said, a line each, and end the command with 1."""
    try:
        yield
    except BroadsheetError as error:
        _give_up(error)


def _give_up(error: BroadsheetError) -> NoReturn:
    click.echo(error, err=True)
    sys.exit(1)
