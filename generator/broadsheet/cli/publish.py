"""Commands for a site as a whole: a new one, and one that moves to a newer Broadsheet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from broadsheet import __version__
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.errors import ConfigError
from broadsheet.model.hosts import HOSTS
from broadsheet.publishing.init import (
    USUAL_HOST,
    USUAL_START,
    NewSite,
    Wishes,
    read_address,
    read_name,
    refuse_filled_folder,
    usual_name,
)
from broadsheet.publishing.init import init as write_site
from broadsheet.publishing.requirements import read_origin
from broadsheet.publishing.starts import STARTS, Start, read_field
from broadsheet.publishing.upgrade import Upgrade, apply_upgrade, plan_upgrade
from broadsheet.text.plain import with_noun

START_TITLES = {start.name: start.title for start in STARTS.values()}
HOST_TITLES = {host.name: host.title for host in HOSTS.values()}
_FROM_HELP = (
    "Where the site installs Broadsheet from: a version on the package index, a wheel's file, or "
    "git+https://…@TAG.  [default: where this one came from]"
)


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--name", default="", help="What the site is called.  [default: the folder's name]")
@click.option("--address", default="", metavar="URL", help="Where it will stand (https://…).")
@click.option("--start", type=click.Choice(tuple(STARTS)), help="The sources and topics to begin with.")
@click.option("--field", default="", help="Categories, subject areas or a venue, where a start has some.")
@click.option("--host", type=click.Choice(tuple(HOSTS)), help="Where it is published.")
@click.option("--from", "origin", default="", metavar="ORIGIN", help=_FROM_HELP)
def init(folder: Path, start: str | None, host: str | None, **texts: str) -> None:
    """Write a new site into DIR: settings, a workflow that publishes it, and exact versions.

    On a terminal, it asks what the options do not say. It writes over nothing, and makes DIR a Git
    repository where it is in none.
    """
    given = Wishes(start=start or "", host=host or "", **texts)
    with exit_on_error():
        refuse_filled_folder(folder)
        wishes = _ask(folder, given) if sys.stdin.isatty() else given
        site = write_site(folder, wishes)
    _say_what_is_next(folder, site)


def _ask(folder: Path, given: Wishes) -> Wishes:
    """Return the wishes with the answers to all that nobody said yet."""
    name = given.name or _ask_text("Name", usual_name(folder), read_name)
    address = given.address or _ask_text("Address, if you know it (https://…)", "", read_address)
    start = given.start or _ask_choice("Start", START_TITLES, USUAL_START)
    field = given.field or _ask_field(STARTS[start])
    host = given.host or _ask_choice("Host", HOST_TITLES, USUAL_HOST)
    return Wishes(name, address, start, field, host, given.origin)


def _ask_field(start: Start) -> str:
    """Return the field of a start as somebody types it; empty where it has none."""

    def read(text: str) -> str:
        return ", ".join(read_field(start, text))

    if not start.question:
        return ""
    return _ask_text(start.question, start.default, read)


def _ask_text(question: str, usual: str, read: Callable[[str], str]) -> str:
    """Return an answer that ``read`` takes; what is wrong with another one is said, and it is asked again."""

    def take(text: str) -> str:
        try:
            return read(text)
        except ConfigError as error:
            raise click.UsageError(str(error).partition(": ")[2]) from error

    return str(click.prompt(question, default=usual, show_default=bool(usual), value_proc=take))


def _ask_choice(question: str, titles: dict[str, str], usual: str) -> str:
    """Return one of several names, each of which is shown with its title."""
    for name, title in titles.items():
        click.echo(f"  {name:17} {title}")
    return str(click.prompt(question, default=usual, type=click.Choice(tuple(titles)), show_choices=False))


def _say_what_is_next(folder: Path, site: NewSite) -> None:
    click.echo(f"{site.name}: {with_noun(len(site.paths), 'file')} written into {folder}")
    for path in site.paths:
        click.echo(f"  {path}")
    for remark in site.remarks:
        click.echo(f"note: {remark}")
    where = "" if folder == Path() else f"in {folder}, "
    click.echo(f"next: {where}'broadsheet fetch' and 'broadsheet serve' show the site on this machine")
    click.echo(f"to publish it ({site.host.title}): README.md there says how, in a few steps")


@click.command()
@ROOT
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit with 1 where there is anything to do."
)
@click.option("--from", "origin", default="", metavar="ORIGIN", help=_FROM_HELP)
def upgrade(root: Path, only_check: bool, origin: str) -> None:
    """Move a site to this version of Broadsheet: pins, workflow, names of settings; never content.

    A file of ours that you edited is left as it is, and the difference is shown.
    """
    with exit_on_error():
        source = read_origin(origin)
        plan = plan_upgrade(root, source)
        if plan.changes and not only_check:
            apply_upgrade(root, plan, source)
    _report(plan, only_check=only_check)
    if only_check and plan.changes:
        sys.exit(1)


def _report(plan: Upgrade, *, only_check: bool) -> None:
    before = f"Broadsheet {plan.before}" if plan.before else "a Broadsheet that kept no record"
    if not plan.changes:
        click.echo(f"nothing to do: the site is as Broadsheet {__version__} has it")
    elif only_check:
        click.echo(f"from {before} to {__version__}, 'broadsheet upgrade' would change:")
    else:
        click.echo(f"from {before} to {__version__}:")
    for change in plan.changes:
        click.echo(f"  {change.path}: {change.words}")
    for file in plan.edited:
        click.echo(f"{file.path}: you edited it, so it is left as it is; what this version would change:")
        click.echo(file.difference, nl=False)
