"""Commands that ask the sources: fetch and backfill."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error, parse_date
from broadsheet.errors import ConfigError
from broadsheet.fetching.client import NO_CONNECTION, Key, Web
from broadsheet.fetching.http_cache import HttpCache
from broadsheet.fetching.ingest import Progress
from broadsheet.inspection.doctor import plan_backfill
from broadsheet.model.period import is_working_day
from broadsheet.store.store import Store
from broadsheet.text.plain import with_noun

DEFAULT_DAYS = 7  # votes move for about a week, and a day fills until its end
PROGRESS_EVERY = 10  # days between two lines of progress where there is no terminal
MAX_MINUTES = 45  # for all requests of a run
NO_SOURCES = "nothing to fetch: content/config/sources.yaml names no source, so papers are picked by hand"


class _KeyHeader(NamedTuple):
    """Header that carries a key: where alone it is sent, its name, and what stands before the key."""

    host: str
    path: str
    name: str
    prefix: str


# By the variable of the environment that holds the key.
KEY_HEADERS = {
    "HF_TOKEN": _KeyHeader("huggingface.co", "/api/", "Authorization", "Bearer "),
    "SEMANTIC_SCHOLAR_API_KEY": _KeyHeader("api.semanticscholar.org", "/graph/", "x-api-key", ""),
    "GITHUB_TOKEN": _KeyHeader("api.github.com", "/graphql", "Authorization", "Bearer "),
}
# Where a workflow says that GitHub's API is: on a server of one's own it is elsewhere.
GITHUB_API = "GITHUB_GRAPHQL_URL"


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
    default=MAX_MINUTES,
    show_default=True,
    help="Ask nothing more after this long, shared among the sources; the next run goes on from there.",
)
def fetch(root: Path, **values: Any) -> None:
    """Read the sources into content/; needs the network.

    Exits with 1 only if nothing at all could be read (content is then as it was) or written.
    HF_TOKEN, SEMANTIC_SCHOLAR_API_KEY and GITHUB_TOKEN are sent to the APIs of their own hosts where they
    are set.
    """
    options = _Options(**values)
    with exit_on_error():
        today = read_clock(options.given_today)
        days = _choose_days(today, options.days, options.since, options.until)
        plan = pipeline.plan_fetch(root, days, again=options.again)
        if not plan and not pipeline.read_settings(root).tally_sources:
            click.echo(NO_SOURCES)
            return
        if plan and not _count_days(plan):
            click.echo(_explain_nothing_to_ask(plan, days))  # look-ups go on all the same
        with network(root, options.at_most) as web:
            steps = _show_progress(pipeline.fetch(root, web, plan, today), _count_days(plan))
    _report(steps)


class _Options(NamedTuple):
    """Options of ``fetch``, by the names that click gives them."""

    days: int | None
    since: str | None
    until: str | None
    again: bool
    given_today: str | None
    at_most: float


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
        today = read_clock(given_today)
        first = parse_date("--since", since) if since else None
        last = parse_date("--until", until) if until else today
        # What is broken is never written over, and must not keep the rest from being mended.
        content, _ = Store(root).survey()
        plan = plan_backfill(pipeline.read_settings(root), content, first, min(last, today), today)
        days = _count_days(plan)
        click.echo(f"{with_noun(days, 'day')} to ask for")
        with network(root) as web:
            progress = pipeline.fetch(root, web, plan, today, is_backfill=True)
            steps = _show_progress(progress, days)
    _report(steps)


def network(root: Path, at_most: float = MAX_MINUTES) -> Web:
    """Return the network for one run on ``root``, for ``at_most`` minutes from now."""
    cache = HttpCache(root / ".cache" / "http", root / ".cache" / "writing")
    return Web(
        pipeline.contact(root),
        keys=_read_keys(os.environ),
        cache=cache,
        at_most=at_most * 60,
        politeness=pipeline.politeness(),
    )


def _read_keys(environment: Mapping[str, str]) -> list[Key]:
    """Return the keys that the environment holds, each with the place that it is for."""
    keys = []
    for variable, header in KEY_HEADERS.items():
        value = environment.get(variable, "").strip()
        if not value:
            continue
        if not value.isascii() or not value.isprintable() or " " in value:
            raise ConfigError(f"{variable}: has characters that no key has; set it anew, or unset it")
        headers = {header.name: header.prefix + value}
        place = header
        if variable == "GITHUB_TOKEN":
            place = _find_github(header, environment.get(GITHUB_API, ""))
        keys.append(Key(place.host, place.path, headers))
    return keys


def _find_github(usual: _KeyHeader, url: str) -> _KeyHeader:
    """Return where GitHub's token is sent: to the API of the server that runs the workflow, by https."""
    try:
        address = urlsplit(url)
        host, port = address.hostname, address.port
    except ValueError:
        return usual
    if address.scheme != "https" or not host or port is not None:
        return usual
    return usual._replace(host=host, path=address.path)


# Days


def read_clock(today: str | None) -> date:
    """Return today, in UTC, or the day that is to be taken for it."""
    if today:
        return parse_date("--today", today)
    return datetime.now(UTC).date()


def _choose_days(today: date, days: int | None, since: str | None, until: str | None) -> tuple[date, ...]:
    if days and since:
        raise click.UsageError("--days and --since both say where to begin; give one of them")
    last = parse_date("--until", until) if until else today
    if since:
        first = parse_date("--since", since)
    else:
        days_before_last = (days or DEFAULT_DAYS) - 1
        first = last - timedelta(days=days_before_last)
    if last > today:
        raise click.UsageError(f"--until {last} is after today, {today} (UTC); name a day that has come")
    if first > last:
        raise click.UsageError(f"--since {first} is after --until {last}; swap them")
    chosen = []
    for offset in range((last - first).days + 1):
        chosen.append(first + timedelta(days=offset))
    return tuple(chosen)


def _explain_nothing_to_ask(plan: pipeline.Plan, days: Sequence[date]) -> str:
    """Return why no source has a day to be asked for."""
    has_weekends = any(source.weekends for source, _ in plan)
    if has_weekends or any(map(is_working_day, days)):
        return "nothing to ask for: these days were read to their end; --again asks for them anew"
    return (
        f"nothing to ask for: {_describe_days(days)} no working day, and no source has papers on others; "
        "give another day, or 'weekends: true' to a source that has"
    )


def _describe_days(days: Sequence[date]) -> str:
    if len(days) == 1:
        return f"{days[0]} is"
    return f"{days[0]} to {days[-1]} have"


def _count_days(plan: pipeline.Plan) -> int:
    return sum(len(days) for _, days in plan)


# What is said


def _show_progress(steps: Iterator[Progress], total: int) -> list[Progress]:
    """Return all steps, shown as they come: a bar on a terminal, now and then a line elsewhere."""
    if sys.stderr.isatty():
        with click.progressbar(steps, length=total, label="days", file=sys.stderr) as bar:
            return list(bar)
    done = []
    for step in steps:
        done.append(step)
        if len(done) % PROGRESS_EVERY == 0:
            # A first reading brings more days than were asked for.
            days = with_noun(max(total, len(done)), "day")
            click.echo(f"{len(done)} of {days} read", err=True)
    return done


def _report(steps: list[Progress]) -> None:
    """Say what failed and what was read, by source and in all; exit with 1 where nothing was."""
    by_source: dict[str, list[Progress]] = {}
    of_sources = []
    of_enrichers = []
    if _is_offline(steps):
        click.echo(_describe_offline(steps), err=True)
        sys.exit(1)
    for step in steps:
        if step.failed:
            click.echo(_describe_failure(step), err=True)
        if step.is_enricher:
            of_enrichers.append(step)
        else:
            of_sources.append(step)
            by_source.setdefault(step.source, []).append(step)
    if len(by_source) > 1:
        for name, steps_of_source in by_source.items():
            click.echo(f"  {name}: {_describe_counts(steps_of_source)}")
    for step in of_enrichers:
        dropped = f", {step.dropped} dropped" if step.dropped else ""
        click.echo(f"  looked up at {step.source}: {step.changed} changed, {step.same} as before{dropped}")
    click.echo(_describe_counts(of_sources))
    if steps and not any(_was_answered(step) for step in steps):
        sys.exit(1)


def _is_offline(steps: list[Progress]) -> bool:
    """Return true where no server at all could be reached."""
    unreached = [step for step in steps if NO_CONNECTION in step.failed]
    others = [step for step in steps if NO_CONNECTION not in step.failed]
    return bool(unreached) and all(step.failed and step.day is None for step in others)


def _describe_offline(steps: list[Progress]) -> str:
    names = ", ".join(dict.fromkeys(step.source for step in steps))
    return f"nothing was read from {names}: {NO_CONNECTION}; kept what we had"


def _was_answered(step: Progress) -> bool:
    """Return true where something was read, if only part of what an enricher was asked for."""
    return not step.failed or bool(step.changed or step.same)


def _describe_failure(step: Progress) -> str:
    kind = "look-up" if step.is_enricher else "source"
    day = f" {step.day}" if step.day else ""
    return f"{kind} '{step.source}'{day}: {step.failed}; kept what we had"


def _describe_counts(steps: list[Progress]) -> str:
    failed = 0
    new = changed = same = dropped = 0
    for step in steps:
        if step.failed:
            failed += 1
            continue
        new += step.new
        changed += step.changed
        same += step.same
        dropped += step.dropped
    days_read = with_noun(len(steps) - failed, "day")
    new_papers = with_noun(new, "new paper")
    return (
        f"{days_read} read, {failed} failed: {new_papers}, "
        f"{changed} changed, {same} as before, {dropped} dropped"
    )
