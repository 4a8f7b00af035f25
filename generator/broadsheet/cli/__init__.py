"""Command line; the only place that prints, exits, or asks the clock."""

from __future__ import annotations

import click

from broadsheet import __version__
from broadsheet.cli.add import add
from broadsheet.cli.build import build, check
from broadsheet.cli.console import Commands
from broadsheet.cli.fetch import backfill, fetch
from broadsheet.cli.inspect import doctor, explain, what_if
from broadsheet.cli.mail import mail
from broadsheet.cli.merge import merge, split
from broadsheet.cli.note import note
from broadsheet.cli.publish import init, upgrade
from broadsheet.cli.remove import remove
from broadsheet.cli.serve import serve


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A curated digest of research papers, as a static site that you own.",
)
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """Run one of the commands."""


for command in (
    add,
    backfill,
    build,
    check,
    doctor,
    explain,
    fetch,
    init,
    mail,
    merge,
    note,
    remove,
    serve,
    split,
    upgrade,
    what_if,
):
    main.add_command(command)
