"""Console: what the commands share: the root, dates, errors in a sentence, letters that it can show."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click

from broadsheet.disk.failures import describe_failure
from broadsheet.errors import BroadsheetError
from broadsheet.model.limits import PAPER
from broadsheet.model.paper import Paper
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import shorten

_MAX_TITLE = 80  # characters

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


def read_clock(today: str | None) -> datetime:
    """Return what time it is (UTC); noon of the day that ``--today`` names, where it names one."""
    if today:
        return datetime.combine(parse_date("--today", today), time(12), UTC)
    return datetime.now(UTC)


def short_title(paper: Paper) -> str:
    """Return the title of a paper as it stands in a line with other words."""
    return shorten(plain_title(paper), _MAX_TITLE)


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Say problems that a person can act on, a line each, and end the command with 1.

    To these belongs all that a disk can refuse; a reader of our output that went away is click's affair.
    """
    try:
        yield
    except (BroadsheetError, OSError) as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            raise
        say(error)
        sys.exit(1)


def say(error: BroadsheetError | OSError) -> None:
    """Say on standard error what a person can act on."""
    if isinstance(error, OSError):
        click.echo(describe_failure(error), err=True)
    else:
        click.echo(error, err=True)


class Commands(click.Group):
    """Group of all commands: none ends in a traceback for what a disk or a console can cause."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command as its owner typed it."""
        replace_unknown_letters()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say what it could not do."""
        with exit_on_error():
            return super().invoke(ctx)


def replace_unknown_letters() -> None:
    """Have a question mark printed for each letter that the console cannot show, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
