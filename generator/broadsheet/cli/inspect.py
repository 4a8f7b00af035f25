"""Commands that look into what is stored: what is wrong, why, and what would be otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.cli.console import ROOT, exit_on_error, short_title
from broadsheet.errors import BroadsheetError
from broadsheet.inspection.damage import find_damage
from broadsheet.inspection.doctor import examine
from broadsheet.inspection.explain import explain as explain_paper
from broadsheet.inspection.findings import Finding
from broadsheet.inspection.what_if import Replay, replay
from broadsheet.model.curation import Entry
from broadsheet.model.period import short_date
from broadsheet.settings.mkdocs import SITE_DIR
from broadsheet.text.plain import number, with_noun

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@ROOT
@click.option("--deep", is_flag=True, help="Also compare every file of the site with what was written.")
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site is.  [default: site_dir of mkdocs.yml, or site/]",
)
def doctor(root: Path, deep: bool, site_dir: Path | None) -> None:
    """Say what is missing, broken or doubtful in content/, and what would mend each.

    With --deep also in the site and in build/: a file that has rotted is named, and the next build writes
    it again. Exits with 1 where something needs mending; what only needs a look is told, and no more.
    """
    with exit_on_error():
        findings = list(examine(root))
        if deep:
            findings.extend(find_damage(root, site_dir or _site_dir(root)))
    urgent = []
    minor = []
    for finding in findings:
        if finding.urgent:
            urgent.append(finding)
        else:
            minor.append(finding)
    _list_findings("needs mending", urgent)
    _list_findings("worth a look", minor)
    if urgent:
        sys.exit(1)
    click.echo("nothing needs mending")


def _site_dir(root: Path) -> Path:
    """Return the folder of the site; where the settings cannot be read, which is a finding, the usual one."""
    try:
        return root / pipeline.read_settings(root).site.site_dir
    except BroadsheetError:
        return root / SITE_DIR


def _list_findings(heading: str, findings: list[Finding]) -> None:
    if findings:
        click.echo(f"{heading} ({len(findings)}):")
    for finding in findings:
        click.echo(f"  {finding}")


@click.command()
@ROOT
@click.argument("paper", metavar="ID|URL")
def explain(root: Path, paper: str) -> None:
    """Say why a paper is, or is not, on the site.

    ID|URL is an arXiv id, a DOI, a paper's id here, or an address of any of these.
    """
    with exit_on_error():
        library = pipeline.read_library(root)
    for line in explain_paper(library, paper):
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
    files = {}
    for name, path in (("rules", rules), ("topics", topics), ("ranking", ranking)):
        if path:
            files[name] = path
    if not files:
        raise click.UsageError("nothing to try; give --rules, --topics or --ranking")
    with exit_on_error():
        config, content = pipeline.read_all(root)
        done = replay(content, config, pipeline.read_settings(root, instead=files), days)
    _report(done)


def _report(done: Replay) -> None:
    if not done.pairs:
        click.echo("there is no paper to replay; run 'broadsheet fetch' first")
        return
    shown_before, shown_after = done.shown
    papers = with_noun(len(done.pairs), "paper")
    click.echo(
        f"{short_date(done.first)} to {short_date(done.last)}: {papers}, "
        f"{shown_before:,} shown now, {shown_after:,} shown then"
    )
    click.echo(f"lost: {len(done.lost):,}")
    for entry in done.lost:
        click.echo(f"  {_describe(entry)}: {entry.left_out}")
    click.echo(f"gained: {len(done.gained):,}")
    for entry in done.gained:
        click.echo(f"  {_describe(entry)}")
    click.echo(f"other topics: {len(done.moved):,}")
    for before, after in done.moved:
        click.echo(f"  {_describe(after)}: {_topic_names(before)} → {_topic_names(after)}")
    click.echo(f"another score: {len(done.rescored):,}")
    for before, after in done.rescored:
        click.echo(f"  {_describe(after)}: {number(before.score)} → {number(after.score)}")


def _describe(entry: Entry) -> str:
    paper = entry.paper
    title = short_title(paper)
    return f"{paper.day} {paper.id} {title}"


def _topic_names(entry: Entry) -> str:
    names = ", ".join(topic.name for topic in entry.topics)
    return names or "no topic"
