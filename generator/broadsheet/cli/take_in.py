"""Command that takes in the forms of readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.cli.fetch import network, read_clock
from broadsheet.community.desk import Desk, Sender, is_login
from broadsheet.community.forms import Labels
from broadsheet.community.outcomes import EXIT_CODES, Outcome
from broadsheet.community.take_in import take_in as take_in_form
from broadsheet.community.templates import read_labels
from broadsheet.disk.files import write_file
from broadsheet.disk.lock import only_writer
from broadsheet.disk.regular_files import UnreadableFileError, read_regular
from broadsheet.errors import ConfigError, ContentError
from broadsheet.fetching.client import Web
from broadsheet.text.plain import clean

_MOST_BYTES = 1_000_000
_STDIN = "-"

# How a command comes to the network; who runs one from Python may pass another.
Connect = Callable[[Path], Web]


class _Options(NamedTuple):
    """Options that are given once for each form, by the names that click gives them."""

    issues: tuple[int, ...]
    logins: tuple[str, ...]
    answers: tuple[Path, ...]


class _Form(NamedTuple):
    """Form to be taken in: its text, where it came from, and where its answer is written."""

    text: str
    issue: int | None
    login: str
    answer: Path | None


@click.command("take-in")
@ROOT
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--issue",
    "issues",
    type=click.IntRange(1),
    multiple=True,
    metavar="NUMBER",
    help="The number of the issue that a form came from; once for each FILE.",
)
@click.option(
    "--by",
    "logins",
    multiple=True,
    metavar="LOGIN",
    help="Who sent it, named only where the form's box is ticked; once for each FILE.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answer to it, Markdown, here; once for each FILE.",
)
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
@click.pass_obj
def take_in(
    connect: Connect | None, /, root: Path, files: tuple[str, ...], given_today: str | None, **values: Any
) -> None:
    """Take in forms that readers filled in: FILE is the text of an issue or a mail, or - for standard input.

    What a form proposes is looked up and written into content/, for a person to merge, or refused with
    reasons. Says of each form in a line of JSON what became of it. Exits with 0 where content was written
    or nothing had to change, 2 where a form was refused, 3 where it is a duplicate, and 1 where it could not
    be judged.
    """
    today = read_clock(given_today)
    with exit_on_error():
        forms = _read_forms(files, _Options(**values))
        config = pipeline.read_settings(root)
        labels = read_labels(root)
        with only_writer(root), (connect or network)(root) as web:
            desk = Desk.of(root, config, web, today, write_file)
            outcomes = [_take(desk, labels, form) for form in forms]
    sys.exit(max((EXIT_CODES[outcome.result] for outcome in outcomes), default=0))


def _read_forms(files: Sequence[str], options: _Options) -> list[_Form]:
    """Return the forms; UsageError where an option is given, and not once for each, or cannot be so."""
    for name, values in (
        ("--issue", options.issues),
        ("--by", options.logins),
        ("--answer", options.answers),
    ):
        if values and len(values) != len(files):
            given, wanted = len(values), len(files)
            raise click.UsageError(f"{name} is given {given} times for {wanted} forms; give it for each")
    for login in options.logins:
        if login and not is_login(login):
            raise click.UsageError(f"--by {login!r} is no name of an account; give that of who sent the form")
    for place in options.answers:
        if not place.parent.is_dir():
            raise click.UsageError(f"--answer {place}: there is no such folder; make it, or name another")
    forms: list[_Form] = []
    for file, issue, login, answer in zip_longest(files, *options):
        forms.append(_Form(_read_text(file), issue, login or "", answer))
    return forms


def _read_text(file: str) -> str:
    """Return the text of a form, with a sign in place of bytes that are none; ContentError for no file."""
    if file == _STDIN:
        data = sys.stdin.buffer.read(_MOST_BYTES)
    else:
        try:
            data = read_regular(Path(file), _MOST_BYTES)
        except (UnreadableFileError, FileNotFoundError) as error:
            raise ContentError(f"{file}: cannot be read as a form: {error}") from error
    return data.decode("utf-8", "replace")


def _take(desk: Desk, labels: Labels, form: _Form) -> Outcome:
    """Take in one form, and say what became of it."""
    issue = ""
    if form.issue:
        issue = f"{_issues_of(desk)}/{form.issue}"
    outcome = take_in_form(desk, form.text, labels, Sender(issue, form.login))
    for reason in outcome.reasons:
        click.echo(f"{outcome.result.value}: {clean(reason)}", err=True)
    if form.answer:
        form.answer.write_text(outcome.answer, "utf-8")
    click.echo(outcome.to_json())
    return outcome


def _issues_of(desk: Desk) -> str:
    """Return the address of the issues of the site's repository; ConfigError where nothing says it."""
    community = desk.config.site.community
    if not community.issues:
        raise ConfigError("mkdocs.yml: repo_url: --issue needs a repository at GitHub; give its address")
    return community.issues
