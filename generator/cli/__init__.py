"""The commands; the only place that prints, exits, or asks the clock."""

from __future__ import annotations

import click

from generator import __version__
from generator.cli.looking import doctor, explain, what_if
from generator.cli.mailing import mail
from generator.cli.publishing import build, check, init, serve
from generator.cli.reading import backfill, fetch


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def main() -> None:
    """A curated digest of research papers, as a static site that you own."""


for command in (backfill, build, check, doctor, explain, fetch, init, mail, serve, what_if):
    main.add_command(command)
