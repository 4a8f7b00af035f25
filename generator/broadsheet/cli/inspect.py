"""The commands that look into what is stored: what is wrong, why, and what would be otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error
from broadsheet.inspection.doctor import examine
from broadsheet.inspection.explain import explain as explained
from broadsheet.inspection.what_if import Replay, replay
from broadsheet.model.curation import Entry
from broadsheet.model.period import short_date
from broadsheet.text.latex import to_text
from broadsheet.text.plain import number, shorten, with_noun

TITLE = 80
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@ROOT
def doctor(root: Path) -> None:
    """Say what is missing, broken or doubtful in content/, and what would mend each.

    Exits with 1 where something needs mending; what only needs a look is told, and no more.
    """
    with exit_on_error():
        findings = examine(root)
    for urgent, heading in ((True, "needs mending"), (False, "worth a look")):
        told = [finding for finding in findings if finding.urgent is urgent]
        if told:
            click.echo(f"{heading} ({len(told)}):")
            for finding in told:
                click.echo(f"  {finding}")
    if any(finding.urgent for finding in findings):
        sys.exit(1)
    click.echo("nothing needs mending")


@click.command()
@ROOT
@click.argument("paper", metavar="ID|URL")
def explain(root: Path, paper: str) -> None:
    """Say why a paper is, or is not, on the site.

    ID|URL is an arXiv id, a DOI, a paper's id here, or an address of any of these.
    """
    with exit_on_error():
        library = pipeline.read_library(root)
    for line in explained(library, paper):
        click.echo(line)


@click.command("what-if")
@ROOT
@click.option("--rules", type=_FILE, help="Rules to try in place of content/config/rules.yaml.")
@click.option("--topics", type=_FILE, help="Topics to try in place of content/config/topics.yaml.")
@click.option("--ranking", type=_FILE, help="Ranking to try in place of content/config/ranking.yaml.")
@click.option(
    "--days",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    help="So many days are replayed, up to the newest paper's.",
)
def what_if(root: Path, rules: Path | None, topics: Path | None, ranking: Path | None, days: int) -> None:
    """Replay stored days with other rules, topics or ranking, and say what would change.

    Writes nothing. Try edits on copies of the files in content/config.
    """
    given = {"rules": rules, "topics": topics, "ranking": ranking}
    files = {name: path for name, path in given.items() if path}
    if not files:
        raise click.UsageError("nothing to try; give --rules, --topics or --ranking")
    with exit_on_error():
        config, content = pipeline.read_all(root)
        done = replay(content, config, pipeline.read_settings(root, instead=files), days)
    _tell(done)


def _tell(done: Replay) -> None:
    if not done.pairs:
        click.echo("there is no paper to replay; run 'broadsheet fetch' first")
        return
    before, after = done.shown
    click.echo(
        f"{short_date(done.first)} to {short_date(done.last)}: {with_noun(len(done.pairs), 'paper')}, "
        f"{before:,} shown now, {after:,} shown then"
    )
    _list("lost", [f"{_named(entry)}: {entry.left_out}" for entry in done.lost])
    _list("gained", [_named(entry) for entry in done.gained])
    moved = [f"{_named(new)}: {_topics(old)} → {_topics(new)}" for old, new in done.moved]
    _list("other topics", moved)
    scores = [f"{_named(new)}: {number(old.score)} → {number(new.score)}" for old, new in done.rescored]
    _list("another score", scores)


def _list(heading: str, lines: list[str]) -> None:
    click.echo(f"{heading}: {len(lines):,}")
    for line in lines:
        click.echo(f"  {line}")


def _named(entry: Entry) -> str:
    return f"{entry.paper.day} {entry.paper.id} {shorten(to_text(entry.paper.title), TITLE)}"


def _topics(entry: Entry) -> str:
    return ", ".join(topic.name for topic in entry.topics) or "no topic"
