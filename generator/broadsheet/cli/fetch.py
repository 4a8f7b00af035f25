"""The commands that ask the sources."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error, parse_date
from broadsheet.errors import ConfigError
from broadsheet.fetching.client import Web
from broadsheet.fetching.http_cache import HttpCache
from broadsheet.fetching.ingest import Progress
from broadsheet.inspection.doctor import plan_backfill
from broadsheet.store.store import Store
from broadsheet.text.plain import with_noun

DEFAULT_DAYS = 7  # votes move for about a week, and a day fills until its end
LINES_EVERY = 10  # days between two lines of progress where there is no terminal
AT_MOST = 45  # minutes for all requests of a run
# Where each key belongs: the host that alone is sent it, the header, and what stands before it.
KEYS = {
    "HF_TOKEN": ("huggingface.co", "Authorization", "Bearer "),
    "SEMANTIC_SCHOLAR_API_KEY": ("api.semanticscholar.org", "x-api-key", ""),
}


@click.command()
@ROOT
@click.option("--days", type=click.IntRange(1), help="Read today and the days before, this many in all.")
@click.option("--since", metavar="DATE", help="Read from this day (UTC, 2026-05-18) on …")
@click.option("--until", metavar="DATE", help="… to this one.  [default: today]")
@click.option("--again", is_flag=True, help="Also ask for days that were read when they had settled.")
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
@click.option(
    "--at-most",
    metavar="MINUTES",
    type=click.FloatRange(0, min_open=True),
    default=AT_MOST,
    show_default=True,
    help="Ask nothing more after this long; the next run goes on from there.",
)
def fetch(
    root: Path,
    days: int | None,
    since: str | None,
    until: str | None,
    again: bool,
    given_today: str | None,
    at_most: float,
) -> None:
    """Read the sources into content/; needs the network.

    Exits with 1 only if nothing at all could be read (content is then as it was) or written.
    HF_TOKEN and SEMANTIC_SCHOLAR_API_KEY are sent to their own hosts where they are set.
    """
    with exit_on_error():
        today = parse_date("--today", given_today) if given_today else datetime.now(UTC).date()
        wanted = _days(today, days, since, until)
        plan = pipeline.plan_fetch(root, wanted, again=again)
        with network(root, at_most) as web:
            steps = _shown(pipeline.fetch(root, web, plan, today), sum(len(days) for _, days in plan))
    _sum_up(steps)


@click.command()
@ROOT
@click.option("--since", metavar="DATE", help="From this day on.  [default: each source's first]")
@click.option("--until", metavar="DATE", help="Up to this day.  [default: today]")
@click.option("--today", "given_today", metavar="DATE", help="Take this for today, to replay the past.")
def backfill(root: Path, since: str | None, until: str | None, given_today: str | None) -> None:
    """Ask again for days that are missing, failed or were cut off; needs the network.

    Papers that lack arXiv's own record are looked up too. Run again, it asks only for what is
    still missing. Exits with 1 only if nothing at all could be read.
    """
    with exit_on_error():
        today = parse_date("--today", given_today) if given_today else datetime.now(UTC).date()
        first = parse_date("--since", since) if since else None
        last = parse_date("--until", until) if until else today
        # What is broken is never written over, and must not keep the rest from being mended.
        content, _ = Store(root).survey()
        plan = plan_backfill(pipeline.read_settings(root), content, first, min(last, today), today)
        days = sum(len(days) for _, days in plan)
        click.echo(f"{with_noun(days, 'day')} to ask for")
        with network(root) as web:
            steps = _shown(pipeline.fetch(root, web, plan, today), days)
    _sum_up(steps)


def network(root: Path, at_most: float = AT_MOST) -> Web:
    """The network for one run on ``root``, for ``at_most`` minutes from now."""
    cache = HttpCache(root / ".cache" / "http", root / ".cache" / "writing")
    return Web(
        pipeline.contact(root),
        tokens=_tokens(os.environ),
        cache=cache,
        at_most=at_most * 60,
        politeness=pipeline.politeness(),
    )


def _tokens(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    tokens = {}
    for name, (host, header, before) in KEYS.items():
        key = environment.get(name, "").strip()
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise ConfigError(f"{name}: has characters that no key has; set it anew, or unset it")
        if key:
            tokens[host] = {header: f"{before}{key}"}
    return tokens


def _days(today: date, days: int | None, since: str | None, until: str | None) -> tuple[date, ...]:
    if days and since:
        raise click.UsageError("--days and --since both say where to begin; give one of them")
    last = parse_date("--until", until) if until else today
    first = parse_date("--since", since) if since else last - timedelta(days=(days or DEFAULT_DAYS) - 1)
    if last > today:
        raise click.UsageError(f"--until {last} is after today, {today} (UTC); name a day that has come")
    if first > last:
        raise click.UsageError(f"--since {first} is after --until {last}; swap them")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _shown(steps: Iterator[Progress], total: int) -> list[Progress]:
    """All steps, shown as they come: a bar on a terminal, now and then a line elsewhere."""
    if sys.stderr.isatty():
        with click.progressbar(steps, length=total, label="days", file=sys.stderr) as bar:
            return list(bar)
    done = []
    for step in steps:
        done.append(step)
        if len(done) % LINES_EVERY == 0:
            click.echo(f"{len(done)} of {with_noun(total, 'day')} read", err=True)
    return done


def _sum_up(steps: list[Progress]) -> None:
    for step in steps:
        if step.failed:
            day = f" {step.day}" if step.day else ""
            kind = "look-up" if step.is_enricher else "source"
            click.echo(f"{kind} '{step.source}'{day}: {step.failed}; kept what we had", err=True)
    read = [step for step in steps if not step.is_enricher]
    sources = dict.fromkeys(step.source for step in read)
    for name in sources if len(sources) > 1 else ():
        click.echo(f"  {name}: {_counted([step for step in read if step.source == name])}")
    for step in steps:
        if step.is_enricher:
            click.echo(f"  looked up at {step.source}: {step.changed} changed, {step.same} as before")
    click.echo(_counted(read))
    if read and all(step.failed for step in read):
        sys.exit(1)


def _counted(steps: list[Progress]) -> str:
    good = [step for step in steps if not step.failed]
    new, changed, same, dropped = (
        sum(getattr(step, word) for step in good) for word in ("new", "changed", "same", "dropped")
    )
    failed = len(steps) - len(good)
    return (
        f"{with_noun(len(good), 'day')} read, {failed} failed: {with_noun(new, 'new paper')}, "
        f"{changed} changed, {same} as before, {dropped} dropped"
    )
