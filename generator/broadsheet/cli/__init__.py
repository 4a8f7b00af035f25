"""Command line; the only place that prints, exits, or asks the clock."""

from __future__ import annotations

import click

from broadsheet.cli.add import add
from broadsheet.cli.announce import announce
from broadsheet.cli.answer_form import answer
from broadsheet.cli.build import build, check
from broadsheet.cli.completion import completion
from broadsheet.cli.console import Commands
from broadsheet.cli.fetch import backfill, fetch
from broadsheet.cli.inspect import doctor, explain, what_if
from broadsheet.cli.mail import mail
from broadsheet.cli.merge import merge, split
from broadsheet.cli.note import note
from broadsheet.cli.preview import preview
from broadsheet.cli.publish import init, upgrade
from broadsheet.cli.remove import remove
from broadsheet.cli.serve import serve
from broadsheet.cli.take_in import take_in
from broadsheet.cli.versions import describe_versions


def _say_versions(ctx: click.Context, _option: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        click.echo(describe_versions())
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A curated digest of research papers, as a static site that you own.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_versions,
    help="Show the versions of Broadsheet, Python and MkDocs, and the system, and exit.",
)
def main() -> None:
    """Run one of the commands."""


for command in (
    add,
    answer,
    announce,
    backfill,
    build,
    check,
    completion,
    doctor,
    explain,
    fetch,
    init,
    mail,
    merge,
    note,
    preview,
    remove,
    serve,
    split,
    take_in,
    upgrade,
    what_if,
):
    main.add_command(command)
