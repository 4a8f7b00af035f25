"""The command that announces an edition."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from broadsheet import pipeline
from broadsheet.announce.announcement import make_announcement
from broadsheet.announce.ledger import FOLDER, SENT, Ledger
from broadsheet.announce.posting import BEFORE, Outcome, post_all
from broadsheet.announce.services import SERVICES
from broadsheet.announce.settings import FILE, read_targets
from broadsheet.announce.targets import Delivery, Target
from broadsheet.cli.console import ROOT, exit_on_error, read_clock
from broadsheet.disk.lock import only_sender
from broadsheet.errors import ConfigError
from broadsheet.fetching.client import Web
from broadsheet.library.digest import Digest
from broadsheet.library.due_editions import choose_edition
from broadsheet.library.library import Library

MAX_MINUTES = 15  # for all posts of a run
_DIRECTORY = click.Path(path_type=Path, file_okay=False)


@click.command()
@ROOT
@click.option(
    "--period",
    type=click.Choice(["day", "week"]),
    default="day",
    show_default=True,
    help="Announce the newest day, or the newest week, that is over.",
)
@click.option("--edition", metavar="SLUG", help="Announce this one instead: 2026-05-18 or 2026-W21.")
@click.option("--to", metavar="NAME", help=f"Post at this target of {FILE} alone.")
@click.option("--dry-run", is_flag=True, help="Post nothing; show what would be posted.")
@click.option("--ledger", type=_DIRECTORY, help=f"What was posted where.  [default: {FOLDER}/ in the root]")
@click.option("--uncertain", is_flag=True, help="Post also where nobody knows if an earlier run did.")
@click.option("--today", metavar="DATE", help="Take this for today, to replay the past.")
def announce(root: Path, **values: Any) -> None:
    """Post an edition, once at each place that the settings name; needs the network.

    The ledger knows where it was posted, so that a run that was cut off can be run again. Tokens and
    secret addresses come from the environment. Exits with 1 if it is not everywhere.
    """
    options = _Options(**values)
    with exit_on_error():
        now = read_clock(options.today)
        targets = read_targets(root, SERVICES)
        library = pipeline.read_library(root)
        digest = choose_edition(library, options.edition, options.period, now.date())
        if isinstance(digest, str):
            click.echo(digest)
            return
        chosen = _choose_targets(targets, options.to, digest.period.kind)
        deliveries = [_make_delivery(library, digest, target, now) for target in chosen]
        if not deliveries:
            click.echo(f"{digest.period.slug}: no target takes editions of a {digest.period.kind}")
        elif options.dry_run:
            _show(deliveries)
        else:
            _post(root, deliveries, options)


class _Options(NamedTuple):
    """Options of the command, by the names that click gives them."""

    period: str
    edition: str | None
    to: str | None
    dry_run: bool
    ledger: Path | None
    uncertain: bool
    today: str | None


def _choose_targets(targets: Sequence[Target], name: str | None, period: str) -> list[Target]:
    """Return the target of a name, or all that take such an edition."""
    if name:
        named = [target for target in targets if target.name == name]
        if not named:
            known = ", ".join(target.name for target in targets)
            raise ConfigError(f"--to {name}: no such target in {FILE}; known: {known}")
        return named
    return [target for target in targets if target.period in ("", period)]


def _make_delivery(library: Library, digest: Digest, target: Target, now: datetime) -> Delivery:
    return Delivery(
        announcement=make_announcement(library, digest, target.max_papers),
        target=target,
        secret=os.environ.get(target.secret, "").strip(),
        now=now,
    )


def _show(deliveries: Sequence[Delivery]) -> None:
    for delivery in deliveries:
        target = delivery.target
        service = SERVICES[target.kind]
        click.echo(f"-- {target.name}, at {service.title}:")
        click.echo(service.write(delivery.announcement, service.longest))
        click.echo()
    click.echo(f"{deliveries[0].announcement.slug}: nothing was posted")


def _post(root: Path, deliveries: Sequence[Delivery], options: _Options) -> None:
    slug = deliveries[0].announcement.slug
    folder = options.ledger or root / FOLDER
    is_everywhere = True
    with (
        only_sender(root),
        Ledger(folder, slug) as ledger,
        Web(pipeline.contact(root), at_most=MAX_MINUTES * 60) as web,
    ):
        for outcome in post_all(web, deliveries, SERVICES, ledger, uncertain=options.uncertain):
            is_there = outcome.state in (SENT, BEFORE)
            is_everywhere = is_everywhere and is_there
            click.echo(_describe(slug, outcome), err=not is_there)
    if not is_everywhere:
        sys.exit(1)


def _describe(slug: str, outcome: Outcome) -> str:
    state = "posted before" if outcome.state == BEFORE else outcome.state
    parts = [slug, outcome.target, state]
    if outcome.reason or outcome.url:
        parts.append(outcome.reason or outcome.url)
    return ": ".join(parts)
